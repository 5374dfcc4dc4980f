"""Giving up: what a finding says is not needed is taken back at once. That is its holder's own right."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from catalog.bundle import Catalog, Given, GroupGiven
from iam import account as reading
from iam import as_it_stands, changes, managed_policies, still_there
from iam.access_keys import DeactivateKey
from iam.changes import AnyChange
from iam.memberships import LeaveGroup
from iam.remove_inline import RemoveInline
from iam.remove_password import RemovePassword
from iam.user_policies import DetachFromUser
from models import principal
from models.finding_answer import FindingAnswer
from models.kept_finding import KeptFinding
from models.move import move
from models.request import Request
from models.request_states import RequestMove
from workflow import checking_plans, deciding_at_once, given_up, planning, policy, recognising
from workflow.means import Means, Profile
from workflow.planning import Proposal
from workflow.refusals.findings import (
    ChangedSinceFound,
    FindingGone,
    HeldByALease,
    NothingToTake,
    NotYoursInIam,
    UsedSinceFound,
)
from workflow.refusals.plans import NotTheSameUser

Changes = tuple[AnyChange, ...]
OWN = LeaveGroup | DetachFromUser | DeactivateKey | RemovePassword | RemoveInline
"""What takes something from one user alone. A group's policies are others' too, and are changed by a plan."""
LEASED_INSTEAD = frozenset({"unused-group-membership", "unused-policy", "direct-policy"})
"""Kinds of findings about something that may be had by a lease in place of for good."""


def changes_of(finding: KeptFinding) -> Changes:
    """What ends it at a click; nothing where a person has to look first. All of it is about the one user."""
    what, name = still_there.named(finding.principal)
    try:
        remedy = tuple(changes.restored(each) for each in finding.remedy)
    except changes.UnknownChange:
        return ()
    is_theirs = all(isinstance(each, OWN) and each.user == name for each in remedy)
    return remedy if what == "user" and is_theirs else ()


def may_be_taken(finding: KeptFinding, catalog: Catalog) -> bool:
    """Whether the catalog lets this bot change users in that account at all, and there is a change to make."""
    users = catalog.users
    return users is not None and users.account == finding.account and bool(changes_of(finding))


def bundle_for(finding: KeptFinding, catalog: Catalog) -> str | None:
    """The first bundle of the catalog that gives what the finding would take."""
    if finding.kind not in LEASED_INSTEAD or not may_be_taken(finding, catalog):
        return None
    for bundle in catalog.bundles.values():
        if bundle.account == finding.account and any(_is_it(given, finding.subject) for given in bundle.gives):
            return bundle.name
    return None


def look(means: Means, finding: KeptFinding, person: Profile) -> reading.User:
    """The user it is about, and that all of it is still as it was found. Raises a Refusal, Later or Never."""
    rule = planning.rule(means.catalog())
    wanted = changes_of(finding)
    if not wanted or finding.account != rule.account:
        raise NothingToTake(suggestion=finding.suggestion)
    user = whose(means, finding, person)
    checking_plans.check_is_within_reach(user, rule.path)
    iam = means.accounts.iam(finding.account)
    made = [change.is_made(iam) for change in wanted]
    if all(made):
        raise FindingGone
    if any(made):
        raise ChangedSinceFound
    with means.database.read() as session:
        _check_holds_no_lease(session, finding, wanted, user)
    used = still_there.used_since(
        iam, user=user.name, kind=finding.kind, subject=finding.subject, before=finding.last_used
    )
    if used is not None:
        raise UsedSinceFound(day=f"{used:%Y-%m-%d}")
    return user


def whose(means: Means, finding: KeptFinding, person: Profile) -> reading.User:
    """The IAM user as it is now; where its owner asks, one that is theirs at this moment."""
    name = still_there.named(finding.principal)[1]
    user = reading.user(means.accounts.iam(finding.account), name)
    if user is None:
        raise FindingGone
    if user.arn != finding.principal:
        raise NotTheSameUser(user=name)
    tag = means.catalog().identity_tag
    if person.slack_id == finding.owner and not recognising.is_theirs(user, person.email or "", tag=tag):
        raise NotYoursInIam(user=name, tag=tag)
    return user


def as_it_stands_now(means: Means, finding: KeptFinding) -> list[str]:
    iam = means.accounts.iam(finding.account)
    return [as_it_stands.told(iam, change) for change in changes_of(finding)]


def begin(session: Session, answer: FindingAnswer, finding: KeptFinding, user: reading.User, *, now: datetime) -> int:
    """File the plan, decided at once, and give its request's number."""
    proposal = Proposal(
        title=f"take back what {user.name} does not need: {finding.subject}",
        about=f"finding/{finding.id}",
        account=finding.account,
        changes=changes_of(finding),
        user=user.name,
        whose=finding.owner,
    )
    return decided(session, proposal, user, asker=answer.by, now=now)


def decided(session: Session, proposal: Proposal, user: reading.User, *, asker: str, now: datetime) -> int:
    """File a plan that whoever asks for it may decide alone, as has been looked up, and let it be carried out."""
    number = planning.file(session, proposal, asker=asker, trigger_id=None, now=now)
    request = session.get_one(Request, number)
    request.principal_id = principal.known(
        session, account=proposal.account, name=user.name, unique_id=user.unique_id
    ).id
    request.next_try_at = None
    move(session, request, RequestMove.open, by=asker, at=now)
    deciding_at_once.decide(session, request, now=now)
    return number


def check_right(means: Means, finding: KeptFinding, person: Profile) -> None:
    policy.check_may_answer(
        recognising.somebody(means, person),
        owner=finding.owner,
        admins=means.catalog().admins,
        members=means.directory.members,
    )


def _check_holds_no_lease(
    session: Session, finding: KeptFinding, wanted: Sequence[AnyChange], user: reading.User
) -> None:
    for change in wanted:
        if given_up.is_held(session, change, account=finding.account, user=user.name):
            raise HeldByALease


def _is_it(given: Given, subject: str) -> bool:
    if isinstance(given, GroupGiven):
        return given.group == subject
    name = subject.rpartition("/")[2]
    return given.policy == subject or (managed_policies.is_of_aws(subject) and given.policy == name)
