"""The answer to `/iam advise`: service by service what was granted and used, and what could go."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from messages import blocks, message, who_page, wording
from messages.blocks import Block, code, escaped
from messages.message import Message
from models.inquiry import Inquiry

ROWS = 150
"""Services in the table: what could go first, the longest unused on top; then what is used, then what is not known."""
_TABLE_LIMIT = 18_000
"""Characters in all cells; Slack takes 20,000."""
_TEXT_LIMIT = 2_400
_LINES = 8
_ORDER = {"unused": 0, "used": 1, "unknown": 2}
_KINDS = {"user": "IAM user", "group": "IAM group", "role": "role"}

Found = Mapping[str, Any]


def render(inquiry: Inquiry) -> Message:
    if inquiry.why:
        return who_page.unanswered(inquiry)
    found = inquiry.answer
    services = sorted(found["services"], key=_order)
    title = f"Advice about the {_KINDS[found['kind']]} {code(found['name'])} in account {code(found['account'])}"
    told = [f"{escaped(_name(each))}: {escaped(_last(each))}; {escaped(_says(each))}" for each in services]
    return message.of(
        blocks.within([f"{title}: {_headline(found)}", *told], limit=_TEXT_LIMIT),
        [
            blocks.section(f"*{title}*\n{_headline(found)}"),
            *_lists(found),
            *([_table(services)] if services else []),
            blocks.context(_as_of(inquiry)),
        ],
    )


def _order(service: Found) -> tuple[int, int, str]:
    return (_ORDER[service["standing"]], -(service["since"] or 0), str(service["name"]).casefold())


def _headline(found: Found) -> str:
    services = found["services"]
    if not services:
        return "It allows nothing: no policy gives any service."
    count = {standing: sum(each["standing"] == standing for each in services) for standing in _ORDER}
    allowed = wording.counted(len(services), "service", "services")
    unknown = f", and of {count['unknown']} it is not known" if count["unknown"] else ""
    said = f"{allowed} granted, {count['used']} used in {found['days']} days, {count['unused']} not{unknown}."
    return f"{said} {_what_it_takes(found, count['unused'])}"


def _what_it_takes(found: Found, unused: int) -> str:
    if found["changes"]:
        changes = wording.counted(len(found["changes"]), "change", "changes")
        going = sum(any(change in each["suggestion"] for change in found["changes"]) for each in found["services"])
        gone = (
            f"{wording.counted(going, 'service', 'services')} could go by {changes}"
            if going
            else f"{changes} can be made"
        )
        return f"{gone}, and nothing that was used goes with it."
    if not unused:
        return "Nothing has to go, as far as AWS tells."
    if found["kind"] == "role":
        return "What could go is in the table; a person has to change a role."
    if found["is_administrator"]:
        return "An administrator has everything: what is used can come from a group, and the rest from a lease."
    return "None of it goes by itself, for what it comes with is used too: the table says what to change first."


def _lists(found: Found) -> Iterator[Block]:
    if found["changes"]:
        yield _bullets("*What can go at once*", found["changes"])
    if found["bundles"]:
        names = wording.together([code(f"/iam request {name}") for name in found["bundles"][:_LINES]])
        yield blocks.section(f"*When it is needed again*\nFor a while, by {names}.")
    others = [f"{each['suggestion']}: {each['evidence']}" for each in found["others"]]
    if others:
        yield _bullets("*What takes a look*", others)
    if found["actions"]:
        lines = [_actions(prefix, names) for prefix, names in sorted(found["actions"].items())]
        yield _bullets("*Not used of what is used*", lines)
    if found["kind"] == "role":
        yield _bullets("*Who may assume it*", found["trust"] or ["nobody"])


def _bullets(heading: str, lines: Sequence[str]) -> Block:
    more = len(lines) - _LINES
    shown = [blocks.clipped(escaped(f"{line[:1].upper()}{line[1:]}"), 300) for line in lines[:_LINES]]
    return blocks.bullets(heading, [*shown, *([f"…and {more} more"] if more > 0 else [])], limit=2_900)


def _actions(prefix: str, names: Sequence[str]) -> str:
    more = f" and {len(names) - 5} more" if len(names) > 5 else ""
    return f"{prefix}: {', '.join(names[:5])}{more}"


def _table(services: Sequence[Found]) -> Block:
    rows = [["Service", "Granted through", "Last used", "Days", "What to do"]]
    size = sum(map(len, rows[0]))
    for each in services[:ROWS]:
        through = blocks.clipped(blocks.one_line("; ".join(each["through"])), 120)
        days = str(each["since"]) if each["since"] is not None else "-"
        row = [_name(each), through or "-", _last(each), days, blocks.clipped(blocks.one_line(_says(each)), 200)]
        size += sum(map(len, row))
        if size > _TABLE_LIMIT:
            break
        rows.append(row)
    left = len(services) - (len(rows) - 1)
    caption = "Service by service, what could go first" + (f"; {left} more services are not shown" if left else "")
    return blocks.data_table(caption, rows)


def _name(service: Found) -> str:
    return blocks.clipped(blocks.one_line(str(service["name"])), 60)


def _last(service: Found) -> str:
    if service["used_at"]:
        return datetime.fromisoformat(service["used_at"]).strftime("%Y-%m-%d")
    return "not known" if service["standing"] == "unknown" else "never seen"


def _says(service: Found) -> str:
    match service["standing"]:
        case "used":
            return "keep it"
        case "unknown":
            return "not known yet: it stays"
        case _:
            return str(service["suggestion"]) or "ask who needs it"


def _as_of(inquiry: Inquiry) -> str:
    found = inquiry.answer
    as_of = wording.date(inquiry.answered_at or inquiry.asked_at)
    role = " Changes to roles are proposed, never made from here." if found["kind"] == "role" else ""
    left = (
        f" Of {wording.counted(found['left'], 'other', 'others')} in the same groups nothing was asked."
        if found["left"]
        else ""
    )
    if found["untold"]:
        return f"As of {as_of}. What was used is not known: {escaped(found['untold'])}{role}"
    unread = f" Not read: {escaped('; '.join(found['unread'][:3]))}." if found["unread"] else ""
    return (
        f"As of {as_of}, by AWS's Access Advisor: attempts count, denied ones too; it reaches 400 days back, and the "
        f"last four hours may be missing. When somebody joined a group it does not say.{left}{unread}{role}"
    )
