"""The answers to `/iam groups` and `/iam group NAME`: who is in it, what it allows, who has it for a time."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from messages import blocks, message, wording
from messages.blocks import Block, code
from messages.group_seen import GroupLine, GroupSeen
from messages.message import Message

WHO_USES = "group-use"
_LIST_LIMIT = 9_000
"""Characters of all groups: some 250 of them."""


def render(seen: GroupSeen, risks: Mapping[str, str]) -> Message:
    """`risks` has a line for each policy whose text is known, by ARN."""
    members = wording.counted(len(seen.members), "member", "members")
    policies = wording.counted(len(seen.policies) + len(seen.inline), "policy", "policies")
    under = f" under {code(seen.path)}" if seen.path != "/" else ""
    title = f"The IAM group {code(seen.name)}{under} in account {code(seen.account)}"
    return message.of(
        f"{title}: {members}, {policies}.",
        [
            blocks.section(f"*{title}*: {members}, {policies}."),
            _members(seen),
            _policies(seen, risks),
            _leases(seen),
            _bundles(seen),
            _who_uses(seen),
            as_of(seen.seen_at),
        ],
    )


NOT_READ = "The account is being read for the first time; try again in a moment."


GONE = "That group is not there any more. `/iam groups` shows those that are."


def not_read_yet() -> Message:
    return message.said(NOT_READ)


def every(lines: Sequence[GroupLine], seen_at: datetime | None) -> Message:
    if seen_at is None:
        return not_read_yet()
    if not lines:
        return message.of("The account has no groups.", [blocks.section("The account has no groups."), as_of(seen_at)])
    said = wording.counted(len(lines), "IAM group", "IAM groups")
    told = [f"{code(each.name)}: {_counts(each)}" for each in lines]
    more = blocks.context("`/iam group NAME` shows one of them, with what it allows.")
    return message.of(f"{said}.", [*blocks.list_of(f"*{said}*", told, limit=_LIST_LIMIT), more, as_of(seen_at)])


def as_of(seen_at: datetime | None) -> Block:
    """What is shown is a snapshot, and says of when."""
    if seen_at is None:
        return blocks.context(NOT_READ)
    return blocks.context(f"As seen in IAM {wording.date(seen_at)}.")


def _counts(line: GroupLine) -> str:
    members = wording.counted(line.members, "member", "members") if line.members else "nobody"
    return f"{members}, {wording.counted(line.policies, 'policy', 'policies') if line.policies else 'no policy'}"


def _members(seen: GroupSeen) -> Block:
    if not seen.members:
        return blocks.section("*Members*\nNobody is in it.")
    return blocks.section(blocks.within(["*Members*", *_rows([code(each) for each in seen.members])], limit=2_800))


def _rows(names: Sequence[str], width: int = 8) -> list[str]:
    """Several names a line, so that what does not fit can be counted by lines."""
    return [", ".join(names[start : start + width]) for start in range(0, len(names), width)]


def _policies(seen: GroupSeen, risks: Mapping[str, str]) -> Block:
    lines = [_policy(arn, risks.get(arn, "")) for arn in seen.policies]
    lines += [f"the inline policy {code(name)}, which stands in the group itself" for name in seen.inline]
    if not lines:
        return blocks.section("*Policies*\nNone: being in it allows nothing.")
    return blocks.bullets("*Policies*", lines, limit=2_800)


def _policy(arn: str, risk: str) -> str:
    return f"{wording.policy(arn)}: {blocks.escaped(risk)}" if risk else wording.policy(arn)


def _who_uses(seen: GroupSeen) -> Block | None:
    """Where somebody is in it and it allows something."""
    if not seen.members or not (seen.policies or seen.inline):
        return None
    return blocks.actions(blocks.button("Who Uses What", action_id=WHO_USES, value=str(seen.number)))


def _leases(seen: GroupSeen) -> Block | None:
    if not seen.leases:
        return None
    lines = [
        f"{code(each.user)}, leased by {wording.mention(each.holder)}"
        f"{f' until {wording.date(each.until)}' if each.until else ''}"
        for each in seen.leases
    ]
    return blocks.bullets("*In it for a time*", lines, limit=2_000)


def _bundles(seen: GroupSeen) -> Block | None:
    if not seen.bundles:
        return None
    given = wording.together([f"*{blocks.escaped(each, 80)}*" for each in seen.bundles])
    return blocks.section(f"It can be asked for with {given}.")
