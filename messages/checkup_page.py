"""The checkup: totals first, then what needs a person, what could not be told, and what is well."""

from collections.abc import Mapping, Sequence
from typing import Any, assert_never

from iam import checkup_item
from iam.checkup_item import State
from messages import blocks, message, wording
from messages.blocks import Block, Element
from messages.message import Message
from models.round import Round
from models.round_states import RoundState

MEND = "mend-item"
WHOLE_LIMIT = 5_000
"""Characters for what needs a person, told whole; Slack shows some 9,000 in one message, and this is of use first."""
WHOLE_MOST = 30
"""Items told whole, a block each: a message has 50 blocks at most."""
BRIEF_LIMIT, UNKNOWN_LIMIT, WELL_LIMIT = 1_200, 1_000, 1_300

Item = Mapping[str, Any]


def asked() -> Message:
    """Whether they may have it is not known yet."""
    return message.short("If you are an administrator, the checkup comes in a DM from me, in a few seconds.")


def render(found: Round) -> Message:
    match found.state:
        case RoundState.due:
            return _under_way(found)
        case RoundState.refused:
            return message.said("The account was not checked: you are not an administrator any more.")
        case RoundState.told:
            return _told(found)
        case _:
            assert_never(found.state)


def _under_way(found: Round) -> Message:
    if not found.fault:
        return message.said("The account is being checked; this takes a few seconds.")
    again = f" It is tried again {wording.date(found.next_try_at)}." if found.next_try_at else ""
    said = f"The account cannot be checked right now.{again}"
    return message.of(said, [blocks.section(f"{said} This is what holds it up:"), blocks.preformatted(found.fault)])


def _told(found: Round) -> Message:
    accounts = list(dict.fromkeys(str(item.get("account")) for item in found.items))
    items = [
        _named(item, is_alone=len(accounts) == 1) | {"place": place, "checkup": found.id}
        for place, item in enumerate(found.items)
    ]
    wrong = [item for item in items if item.get("state") == State.wrong]
    well = [item for item in items if item.get("state") == State.well]
    unknown = [item for item in items if item not in wrong and item not in well]
    title = f"Checkup of the {'account' if len(accounts) == 1 else 'accounts'} {_listed(accounts)}"
    totals = _totals(len(items), wrong=len(wrong), well=len(well), unknown=len(unknown))
    return message.of(
        f"{title}: {totals}",
        [
            blocks.section(f"*{title}*\n{totals}"),
            *_wrong(wrong),
            *_unknown(unknown, spare=WHOLE_LIMIT - sum(len(_whole(item)) for item in wrong)),
            *_well(well),
            blocks.context(_source(found)),
        ],
    )


def _listed(accounts: Sequence[str], limit: int = 10) -> str:
    more = [f"{len(accounts) - limit} more"] if len(accounts) > limit else []
    return wording.together([blocks.code(each, 60) for each in accounts[:limit]] + more)


def _named(item: Item, *, is_alone: bool) -> dict[str, Any]:
    """With the name that people read: the benchmark's number, the matter, and the account where there are several."""
    words = [str(item.get("cis") or ""), str(item.get("title") or item.get("key"))]
    name = blocks.escaped(" ".join(each for each in words if each), 120)
    return {**item, "name": name if is_alone else f"{blocks.code(str(item.get('account')), 60)} {name}"}


def _totals(number: int, *, wrong: int, well: int, unknown: int) -> str:
    """14 of 20 items are well, 4 need a person, 2 could not be told."""
    counts = [f"{well} of {wording.counted(number, 'item', 'items')} {'is' if well == 1 else 'are'} well"]
    if wrong:
        counts.append(f"{wrong} {'needs' if wrong == 1 else 'need'} a person")
    if unknown:
        counts.append(f"{unknown} could not be told")
    return f"{', '.join(counts)}."


def _wrong(items: Sequence[Item]) -> list[Block]:
    """Whole as far as they fit; from there on a line each."""
    told, taken = 0, 0
    for item in items[:WHOLE_MOST]:
        taken += len(_whole(item))
        if taken > WHOLE_LIMIT:
            break
        told += 1
    whole = [blocks.section(_whole(item), accessory=_mend(item)) for item in items[:told]]
    rest = [_line(item) for item in items[told:]]
    if not rest:
        return whole
    heading = f"*{len(rest)} more {'needs' if len(rest) == 1 else 'need'} a person*"
    return whole + blocks.list_of(heading, rest, limit=BRIEF_LIMIT)


def _whole(item: Item) -> str:
    lines = [("Found", "evidence"), ("Why", "why"), ("Next", "mend")]
    told = [f"_{label}:_ {_words(item, key)}" for label, key in lines if item.get(key)]
    return "\n".join([f"*{item['name']}*", *told])


def _mend(item: Item) -> Element | None:
    """Where a plan can do it: a request like any other, which somebody else approves."""
    if not checkup_item.is_for_a_plan(item):
        return None
    return blocks.button("Mend…", action_id=MEND, value=f"{item['checkup']}/{item['place']}")


def read_mend(value: str) -> tuple[int, int] | None:
    """Which checkup, and which of its items; None for whatever else came."""
    words = value.split("/")
    if len(words) != 2 or not all(each.isascii() and each.isdigit() and len(each) <= 12 for each in words):
        return None
    return int(words[0]), int(words[1])


def _unknown(items: Sequence[Item], *, spare: int) -> list[Block]:
    """One line for all that one answer of AWS left open; they may take what the wrong ones left of the room."""
    if not items:
        return []
    names: dict[str, list[str]] = {}
    for item in items:
        told = " ".join(_words(item, key) for key in ("evidence", "mend") if item.get(key))
        names.setdefault(told, []).append(str(item["name"]))
    lines = [f"{', '.join(of)}: {told}" for told, of in names.items()]
    return blocks.list_of(f"*{len(items)} could not be told*", lines, limit=UNKNOWN_LIMIT + max(0, spare))


def _well(items: Sequence[Item]) -> list[Block]:
    if not items:
        return []
    heading = f"*{len(items)} {'is' if len(items) == 1 else 'are'} well*"
    return blocks.list_of(heading, [_line(item) for item in items], limit=WELL_LIMIT)


def _line(item: Item) -> str:
    return f"{item['name']}: {_words(item, 'evidence', 200)}"


def _words(item: Item, key: str, limit: int = 400) -> str:
    """One sentence of it, with its full stop."""
    words = blocks.escaped(str(item.get(key) or ""), limit)
    return words if words.endswith((".", "…", "?")) else f"{words}."


def _source(found: Round) -> str:
    """The report is why what was mended an hour ago may still be told."""
    when = f"Looked at {wording.date(found.told_at)}. " if found.told_at else ""
    report = "What is said of passwords and keys may be four hours old, as AWS's credential report is."
    return f"{when}The numbers are those of CIS AWS Foundations v7.0. {report}"
