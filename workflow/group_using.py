"""Using a group: which of its members used lately what its policies allow, asked of AWS a few members at a time.

What is found is kept in the inquiry after each portion, so that a restart goes on where it was.
"""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from iam import entities, exposed_apart
from iam.entities import Member
from iam.exposed import Exposed
from iam.faults import Later
from iam.risk_apart import Undone
from iam.usage_report import Usage
from models.inquiry import Inquiry
from models.snapshot import SnapshotGroup
from workflow import exposing, inquirers, last_used, policy, whom
from workflow.means import Means
from workflow.refusals.plans import NoSuchGroup

ASKED_MOST = 100
"""Members asked about, the first by name; a report of Access Advisor costs two calls and some seconds."""
LATEST = 5
"""Members named for a service; the others are counted."""
AT_ONCE = timedelta()

Answer = dict[str, Any]


def found(means: Means, inquiry: Inquiry, asker: policy.Somebody) -> Answer:
    """The answer as JSON. Raises a Refusal, Never, and Later while members are left to be asked about."""
    iam = means.accounts.iam(inquiry.account)
    group = entities.group_named(iam, inquiry.about)
    if group is None:
        raise NoSuchGroup(group=inquiry.about[:128], account=inquiry.account, hint=_hint(means, inquiry))
    members = entities.members(iam, group)
    inquirers.check_may_know_members(means, asker, [each.unique_id for each in members])
    answer = inquiry.answer or _begun(means, inquiry, group, members)
    waiting: list[list[str]] = answer["waiting"]
    if waiting:
        now, later = waiting[: last_used.PORTION], waiting[last_used.PORTION :]
        names = {arn: name for name, arn in now}
        answer = _with(answer, last_used.of(means, inquiry.account, list(names)), names=names) | {"waiting": later}
        _keep(means, inquiry, answer)
    if answer["waiting"]:
        raise Later("Access Advisor is being asked about the members", after=AT_ONCE)
    return {name: value for name, value in answer.items() if name != "waiting"}


def _begun(means: Means, inquiry: Inquiry, group: str, members: tuple[Member, ...]) -> Answer:
    """What the group allows, and nobody asked about yet."""
    allowed = _allowed(means, inquiry.account, group)
    asked = members[:ASKED_MOST] if allowed.services else ()
    return {
        "group": group,
        "account": inquiry.account,
        "members": len(members),
        "asked": len(asked),
        "told": 0,
        "untold": [],
        "unread": list(allowed.unread),
        "waiting": [[each.name, each.arn] for each in asked],
        "services": [
            {
                "prefix": each.prefix,
                "name": each.name,
                "levels": list(each.levels),
                "counted": 0,
                "users": 0,
                "latest": [],
            }
            for each in allowed.services
        ],
    }


def _allowed(means: Means, account: str, group: str) -> Exposed:
    try:
        return exposed_apart.told(exposing.of_group(means, account, group))
    except Undone as fault:
        raise Later(str(fault)) from fault


def _with(answer: Answer, usage: Usage, *, names: dict[str, str]) -> Answer:
    """As before, and with these reports: `counted` says of how many members AWS keeps count of the service."""
    services: list[Answer] = []
    for service in answer["services"]:
        prefix = service["prefix"]
        counting = [arn for arn, report in usage.reports.items() if prefix in report.listed]
        used = [
            [names[arn], usage.reports[arn].used[prefix].isoformat()]
            for arn in counting
            if prefix in usage.reports[arn].used
        ]
        latest = sorted([*service["latest"], *used], key=lambda each: (each[1], each[0]), reverse=True)
        services.append(
            service
            | {
                "counted": service["counted"] + len(counting),
                "users": service["users"] + len(used),
                "latest": latest[:LATEST],
            }
        )
    untold = [[names[arn], words] for arn, words in usage.left_out.items()]
    return answer | {
        "services": services,
        "told": answer["told"] + len(usage.reports),
        "untold": answer["untold"] + sorted(untold),
    }


def _keep(means: Means, inquiry: Inquiry, answer: Answer) -> None:
    with means.database.write() as session:
        session.get_one(Inquiry, inquiry.id).answer = answer
    means.log.debug("inquiry.gathered", inquiry=inquiry.id, told=answer["told"], waiting=len(answer["waiting"]))


def _hint(means: Means, inquiry: Inquiry) -> str:
    with means.database.read() as session:
        names = session.scalars(select(SnapshotGroup.name).where(SnapshotGroup.account == inquiry.account)).all()
    return whom.hint(inquiry.about, names)
