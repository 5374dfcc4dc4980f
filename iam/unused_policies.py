"""Findings about the account's own policies: attached to nobody, or unused by all who have them."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from iam import granted, managed_policies, unmissed
from iam.authorization import Details, PolicyDetail
from iam.finding import Finding
from iam.granted import Judged, Service, Standing
from iam.usage_report import Usage


def findings(
    judged: Sequence[Judged], details: Details, usage: Usage, *, window: timedelta, now: datetime
) -> Iterator[Finding]:
    through = _by_policy(judged)
    for policy in details.policies:
        if managed_policies.is_of_aws(policy.arn) or policy.boundaries:
            continue
        if not policy.attachments:
            yield _unused_by_all(policy, "attached to nobody", last=None, since=None, detach=False)
            continue
        report = usage.reports.get(policy.arn)
        last = max(report.used.values(), default=None) if report else None
        told = through.get(policy.arn, [])
        # With a policy that denies goes what it denies.
        is_unused = (
            told
            and not granted.alone(policy.document).denies
            and all(each.standing == Standing.unused for each in told)
        )
        if report is not None and is_unused and (last is None or now - last > window):
            evidence = f"nobody who has it used any of its services in {window.days} days: {unmissed.names(told)}"
            yield _unused_by_all(policy, evidence, last=last, since=unmissed.shortest(told), detach=True)


def _unused_by_all(
    policy: PolicyDetail,
    evidence: str,
    *,
    last: datetime | None,
    since: int | None,
    detach: bool,
) -> Finding:
    return Finding(
        kind="unused-policy",
        principal=None,
        subject=policy.arn,
        last_used=last,
        since=since,
        evidence=evidence,
        suggestion=f"detach {policy.name} from all who have it, then delete it" if detach else f"delete {policy.name}",
    )


def _by_policy(judged: Iterable[Judged]) -> dict[str, list[Service]]:
    """The services that each of the account's own policies gives, at each who has it."""
    found: dict[str, list[Service]] = {}
    for each in judged:
        for source in each.holder.sources:
            if source.arn is not None and not managed_policies.is_of_aws(source.arn):
                services = (each.service(allowed.prefix) for allowed in source.reach.services)
                found.setdefault(source.arn, []).extend(service for service in services if service is not None)
    return found
