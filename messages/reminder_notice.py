"""The reminder: somebody's DM of one round of nags, with what they can do about each finding; it follows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from messages import blocks, finding_words, findings_seen, message, wording
from messages.blocks import Block
from messages.finding_words import Seen
from messages.message import Message
from models.kept_finding_states import FindingState
from models.reminder import Reminder

MORE = "more-findings"
SHOWN, LEAST_OF_OTHERS = 10, 5
TEXT_MOST = 7_500
"""Characters in all; Slack shows some 9,000 in one message."""
OWNERS = 8


@dataclass(frozen=True)
class Told:
    """A reminder with the findings that it shows, and how many more are open."""

    reminder: Reminder
    theirs: tuple[Seen, ...]
    others: tuple[Seen, ...]
    more: int


def load(session: Session, round_id: int, person: str) -> Told:
    reminder = session.scalars(select(Reminder).where(Reminder.round_id == round_id, Reminder.person == person)).one()
    theirs = reminder.theirs[:SHOWN]
    others = reminder.others[: max(LEAST_OF_OTHERS, SHOWN - len(theirs))]
    rest = [*reminder.theirs[len(theirs) :], *reminder.others[len(others) :]]
    return Told(
        reminder,
        tuple(findings_seen.load(session, theirs, reminder.offers)),
        tuple(findings_seen.load(session, others, reminder.offers)),
        findings_seen.count_open(session, rest) + reminder.left,
    )


def render(told: Told) -> Message:
    reminder = told.reminder
    theirs = _part(_yours(len(reminder.theirs)), told.theirs, reader=reminder.person)
    others = _part(_for_admins(len(reminder.others)), told.others, reader=reminder.person)
    shown, left = _as_far_as_it_fits([*theirs, *others])
    more = told.more + left
    return message.of(
        _alone(told),
        [*shown, _unanswered(reminder.unanswered), *_rest(reminder, more), blocks.context(_HINT)],
    )


def _alone(told: Told) -> str:
    """What makes sense without the blocks: how many, and the first of them."""
    reminder = told.reminder
    parts = [_yours(len(reminder.theirs)), _for_admins(len(reminder.others))]
    counted = " ".join(part.replace("*", "") for part in parts if part)
    first = [_open_line(each) for each in (*told.theirs, *told.others)[:3]]
    return " ".join([counted, *(line for line in first if line)]) or "Nothing of this is left to answer."


def _open_line(seen: Seen) -> str:
    finding = seen.finding
    if finding.state is not FindingState.open:
        return ""
    return f"{finding_words.title(finding.kind, finding.principal, finding.subject).replace('*', '')}."


def _yours(count: int) -> str:
    if not count:
        return ""
    return f"*Of your access in AWS, {wording.counted(count, 'thing is', 'things are')} not needed, or not safe.*"


def _for_admins(count: int) -> str:
    if not count:
        return ""
    said = wording.counted(count, "finding is", "findings are")
    return f"*For the administrators: {said} nobody's, disowned, or unanswered for long.*"


def _part(heading: str, findings: Sequence[Seen], *, reader: str) -> list[list[Block]]:
    """Each finding with its buttons, the first with the heading: what stands together or not at all."""
    parts = []
    for each in findings:
        buttons = finding_words.buttons(each, reader=reader)
        parts.append([blocks.section(_of_whom(each, reader)), *([buttons] if buttons else [])])
    if parts and heading:
        parts[0].insert(0, blocks.section(heading))
    return parts


def _of_whom(seen: Seen, reader: str) -> str:
    """An administrator is told whose it is; so is whoever it was shown to before."""
    owner, said = seen.finding.owner, finding_words.lines(seen)
    if owner in {reader, None} or seen.finding.state is FindingState.disowned:
        return said
    return f"{said}\nOwner: {wording.mention(owner or '')}"


def _as_far_as_it_fits(parts: list[list[Block]]) -> tuple[list[Block], int]:
    shown: list[Block] = []
    taken = 0
    for place, part in enumerate(parts):
        taken += _size(part)
        if taken > TEXT_MOST:
            return shown, len(parts) - place
        shown += part
    return shown, 0


def _size(node: Any) -> int:  # noqa: ANN401 (any piece of JSON)
    """Characters of all the texts within."""
    if isinstance(node, list):
        return sum(_size(each) for each in node)
    if isinstance(node, dict):
        text = node.get("text")
        own = len(text) if isinstance(text, str) else 0
        return own + sum(_size(each) for each in node.values() if not isinstance(each, str))
    return 0


def _unanswered(owners: Sequence[dict[str, Any]]) -> Block | None:
    """Who does not answer; a mention in a DM is a name, and calls nobody."""
    if not owners:
        return None
    lines = [
        f"{wording.mention(str(each['owner']))}: {wording.counted(int(each['count']), 'finding', 'findings')}, "
        f"reminded of in {int(each['rounds'])} rounds"
        for each in owners
    ]
    return blocks.bullets("*Without an answer*", lines, limit=700)


def _rest(reminder: Reminder, more: int) -> list[Block]:
    if more <= 0:
        return []
    said = f"…and {wording.counted(more, 'more', 'more')}."
    return [
        blocks.section(said, accessory=blocks.button("Show More", action_id=MORE, value=f"{reminder.id}.0")),
    ]


_HINT = "Whatever is not answered is asked again in the next round. Undo works for 7 days."
