"""The survey: how far it is, with a bar, and at the end what was found, in numbers."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, assert_never

from messages import blocks, message, nag_digest, wording
from messages.blocks import Block
from messages.message import Message
from models.survey import Survey
from models.survey_states import SurveyState

BAR = 20
"""Signs."""
_KINDS_LIMIT, _NOTES_LIMIT = 2_000, 1_500


def asked(accounts: Sequence[str]) -> Message:
    """Whether they may have it is not known yet."""
    which = wording.together([blocks.code(each, 60) for each in accounts[:10]])
    many = "accounts" if len(accounts) > 1 else "account"
    return message.short(f"If you are an administrator, a DM from me follows the survey of the {many} {which}.")


def render(found: Survey) -> Message:
    match found.state:
        case SurveyState.asked:
            return message.said(f"{_title(found)} begins.")
        case SurveyState.reading:
            return _under_way(found, _progress(found), brief=_percent(found))
        case SurveyState.judging:
            return _under_way(found, _JUDGING, brief=_JUDGING)
        case SurveyState.judged:
            return _judged(found)
        case SurveyState.refused:
            return _over(found, "AWS does not show the account:")
        case SurveyState.left:
            return _over(found, "It was left:")
        case _:
            assert_never(found.state)


def _title(found: Survey) -> str:
    return f"Survey of the account {blocks.code(found.account, 60)}"


def _under_way(found: Survey, words: str, *, brief: str) -> Message:
    told = [blocks.section(f"*{_title(found)}*\n{words}")]
    if found.fault:
        again = f", tried again {wording.date(found.next_try_at)}" if found.next_try_at else ""
        told += [blocks.section(f"This holds it up{again}:"), blocks.preformatted(found.fault)]
    return message.of(f"{_title(found)}: {brief}", told)


def _progress(found: Survey) -> str:
    if not found.total:
        return "AWS is asked for the users, groups, roles and policies."
    done = min(found.done, found.total)
    filled = BAR * done // found.total
    bar = "▰" * filled + "▱" * (BAR - filled)
    return f"{bar} {_percent(found)}\nWhat was used is read: {done:,} of {found.total:,} reports."


def _percent(found: Survey) -> str:
    return f"{100 * min(found.done, found.total) // max(found.total, 1)} %"


def _judged(found: Survey) -> Message:
    kinds = {kind: number for kind, number in (found.counts.get("findings") or {}).items() if number}
    number = sum(kinds.values())
    says = wording.counted(number, "finding", "findings") if number else "nothing found that is unused or unsafe"
    return message.of(
        f"{_title(found)}: {says}",
        [
            blocks.section(f"*{_title(found)}: {says}*\n{_granted(found.counts, days=found.unused_days)}"),
            *_kinds(kinds),
            *_notes(found.notes),
            blocks.context(_source(found)),
        ],
    )


def _granted(counts: Mapping[str, Any], *, days: int) -> str:
    granted, used, unused, unknown = (int(counts.get(key, 0)) for key in ("granted", "used", "unused", "unknown"))
    if not granted:
        return "Nobody is granted anything."
    return (
        f"{wording.counted(granted, 'service is', 'services are')} granted, counted for each user and role.\n"
        f"In the last {days} days: {used:,} used, {unused:,} not used, {unknown:,} not known."
    )


def _kinds(kinds: Mapping[str, int]) -> list[Block]:
    """The most pressing first, in the words of the digest."""
    known = [kind for kind in nag_digest.KINDS if kind in kinds]
    lines = [_counted(kind, kinds[kind]) for kind in [*known, *sorted(kinds.keys() - known)]]
    return blocks.list_of("*Found*", lines, limit=_KINDS_LIMIT) if lines else []


def _counted(kind: str, number: int) -> str:
    if kind in _OF_ONE:
        return f"{wording.counted(number, 'user or role', 'users and roles')} with {_OF_ONE[kind]}"
    return wording.counted(number, *nag_digest.KINDS.get(kind, (blocks.escaped(kind, 40),) * 2))


def _notes(notes: Sequence[str]) -> Iterator[Block]:
    if notes:
        lines = [blocks.escaped(note, 300) for note in notes]
        yield from blocks.list_of("*What is not known, and so is no finding*", lines, limit=_NOTES_LIMIT)


def _source(found: Survey) -> str:
    when = f"Read {wording.date(found.read_at)}, {found.calls:,} calls of AWS.\n" if found.read_at else ""
    return f"{when}AWS tells of 400 days, up to four hours late; an attempt counts as use."


def _over(found: Survey, words: str) -> Message:
    said = f"{_title(found)}: not made. {words}"
    return message.of(said, [blocks.section(f"*{_title(found)}: not made*\n{words}"), blocks.preformatted(found.fault)])


_JUDGING = "All is read. What is granted is held against what was used."
_OF_ONE: Mapping[str, str] = {"unused-service": "unused services", "unused-action": "unused actions"}
"""Kinds of which each user or role has one finding that names them all."""
