"""Which services the steps of leases give: from the policies' texts, and a group's policies as last seen."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, assert_never

from sqlalchemy import select

from iam import exposed_apart, steps
from iam.attach_policy import AttachPolicy
from iam.exposed import Service, Source
from iam.faults import Later, Missing
from iam.join_group import JoinGroup
from iam.risk_apart import Undone
from models.snapshot import SnapshotGroup
from workflow import policy_reading
from workflow.means import Means


@dataclass(frozen=True)
class Given:
    """`is_whole` unless something of it could not be read: then it may give more than these."""

    services: tuple[Service, ...]
    is_whole: bool


def of(means: Means, account: str, kept: Sequence[Mapping[str, Any]]) -> Given:
    """What stored steps give now, all together. Raises Later, and Never where AWS forbids to read a text."""
    sources: list[Source] = []
    is_whole = True
    for each in kept:
        try:
            sources += of_step(means, account, steps.restored(each))
        except (Missing, steps.UnknownStep):
            is_whole = False
    try:
        found = exposed_apart.told(sources)
    except Undone as fault:
        raise Later(str(fault)) from fault
    return Given(found.services, is_whole and not found.unread)


def of_step(means: Means, account: str, step: steps.AnyStep) -> list[Source]:
    """The policies behind a step. Raises Missing where the group or the policy is gone, Later and Never."""
    match step:
        case JoinGroup(group):
            return _of_group(means, account, group)
        case AttachPolicy(arn):
            return [_managed(means, account, arn)]
        case _:
            assert_never(step)


def _managed(means: Means, account: str, arn: str) -> Source:
    return Source(arn, policy_reading.text_of(means, account, arn).document)


def _of_group(means: Means, account: str, name: str) -> list[Source]:
    with means.database.read() as session:
        query = select(SnapshotGroup).where(SnapshotGroup.account == account, SnapshotGroup.name == name)
        group = session.scalars(query).one_or_none()
    if group is None:
        raise Missing(f"the group {name} is not there any more")
    inline = [Source(each["name"], _text(each["document"])) for each in group.inline]
    return [*(_managed(means, account, arn) for arn in group.policies), *inline]


def _text(document: object) -> str:
    return document if isinstance(document, str) else json.dumps(document)
