"""Exposing: what a person can reach, through which group and policy, and what they in fact reached lately."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from iam import entities, everything_of, exposed_apart, user_seen
from iam.exposed import Source
from iam.faults import Later, Never
from iam.risk_apart import Undone
from models.claims import Kind
from models.inquiry import Inquiry
from workflow import inquirers, policy, policy_reading, whom
from workflow.means import Means
from workflow.refusals.plans import NoSuchUser

if TYPE_CHECKING:
    from iam.last_reached import Reached

LOOKED_AGAIN_AFTER = timedelta(seconds=1)
"""Access Advisor takes some seconds for a report."""


def found(means: Means, inquiry: Inquiry, asker: policy.Somebody) -> dict[str, Any]:
    """The answer as JSON. Raises a Refusal, Never, and Later while AWS makes its report."""
    inquirers.check_may_know(means, asker, inquiry.about)
    user = whom.user(means, inquiry.about, account=inquiry.account, asked_at=inquiry.asked_at)
    reached, untold = _lately(means, inquiry, user.arn)
    sources, boundary = _sources(means, inquiry.account, user.name)
    try:
        all_of_it = exposed_apart.told(sources, boundary)
    except Undone as fault:
        raise Later(str(fault)) from fault
    last = {each.prefix: each.at.isoformat() for each in reached or () if each.at is not None}
    return {
        "user": user.name,
        "arn": user.arn,
        "account": inquiry.account,
        "sources": [each.through for each in sources],
        "is_bounded": boundary is not None,
        "is_administrator": all_of_it.is_administrator,
        "ways": list(all_of_it.ways),
        "unread": list(all_of_it.unread),
        "untold": untold,
        "services": [
            {
                "prefix": each.prefix,
                "name": each.name,
                "levels": list(each.levels),
                "through": list(each.through),
                "used_at": last.get(each.prefix),
            }
            for each in all_of_it.services
        ],
    }


def _lately(means: Means, inquiry: Inquiry, arn: str) -> tuple["tuple[Reached, ...] | None", str]:
    """What Access Advisor says, or why it says nothing; the rest of the answer is worth having without it."""
    iam = means.accounts.iam(inquiry.account)
    try:
        reached = means.reports.reached(iam, arn, question=(Kind.inquiry, inquiry.id))
    except Never as fault:
        return None, fault.words
    if reached is None:
        raise Later("Access Advisor makes its report", after=LOOKED_AGAIN_AFTER)
    return reached, ""


def _sources(means: Means, account: str, user: str) -> tuple[list[Source], str | None]:
    """Every policy that counts, with the way by which it is this user's, and the text of the boundary."""
    iam = means.accounts.iam(account)
    has, seen = everything_of.everything(iam, user), user_seen.seen(iam, user)
    if seen is None:
        raise NoSuchUser(user=user, account=account, hint="")
    sources = [Source(f"{_short(arn)}, attached directly", _text(means, account, arn)) for arn in has.attached]
    sources += [Source(f"{each.name}, an inline policy", each.document) for each in has.inline]
    sources += [source for group in has.groups for source in of_group(means, account, group)]
    return sources, _text(means, account, seen.boundary) if seen.boundary else None


def of_group(means: Means, account: str, group: str) -> list[Source]:
    """Every policy that a group gives. Raises Missing, Later or Never."""
    iam = means.accounts.iam(account)
    inside = entities.in_group(iam, group)
    managed = [Source(f"{group}: {_short(arn)}", _text(means, account, arn)) for arn in sorted(inside.policies)]
    inline = [
        Source(f"{group}: {name}, inline", entities.text_in_group(iam, group, policy=name))
        for name in sorted(inside.inline)
    ]
    return managed + inline


def _text(means: Means, account: str, arn: str) -> str:
    return policy_reading.text_of(means, account, arn).document


def _short(arn: str) -> str:
    return arn.rpartition("/")[2]
