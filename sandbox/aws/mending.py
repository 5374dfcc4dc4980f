"""All mends of moto, in the order in which they are laid on."""

from sandbox.aws.mends import (
    access_advisor,
    account_summary,
    attachments,
    authorization_details,
    boundaries,
    callers,
    credential_report,
    delete_conflicts,
    granting_access,
    identifiers,
    identity_center,
    managed_policies,
    memberships,
    names,
    paging,
    passwords,
    quotas,
    role_trust,
    server_certificates,
    service_credentials,
    sessions,
    simulation,
    validation,
)
from sandbox.aws.world import World


def mend(world: World) -> None:
    """Replace methods of moto's classes, in this process, which is ours and serves nothing else.

    Later ones wrap earlier ones: what is laid on last is asked first.
    """
    managed_policies.install()
    identifiers.install()
    boundaries.install()
    memberships.install()
    attachments.install()
    passwords.install()
    credential_report.install()
    account_summary.install()
    authorization_details.install()
    role_trust.install()
    server_certificates.install()
    service_credentials.install()
    sessions.install()
    access_advisor.install(world.callers, world.advisor)
    granting_access.install()
    simulation.install()
    identity_center.install()
    quotas.install()
    names.install()
    delete_conflicts.install()
    callers.install(world.callers)
    paging.install()
    validation.install()
