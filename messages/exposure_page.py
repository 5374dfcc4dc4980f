"""The answer to `/iam exposure @person`: what they can reach, and what they did, in a chart and a table."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from messages import blocks, message, who_page, wording
from messages.blocks import Block, code, escaped
from messages.message import Message
from models.inquiry import Inquiry

LATELY = timedelta(days=90)
ROWS = 150
"""Services in the table; of more, those that were used and those that can be changed most come first."""
_TABLE_LIMIT = 18_000
"""Characters in all cells; Slack takes 20,000."""
_LEVELS = ("List", "Read", "Tagging", "Write", "Permissions management")
"""AWS's own, least first."""
_SHORT = {"Permissions management": "Permissions"}

Found = Mapping[str, Any]


def render(inquiry: Inquiry) -> Message:
    if inquiry.why:
        return who_page.unanswered(inquiry)
    found, now = inquiry.answer, inquiry.answered_at or inquiry.asked_at
    services = sorted(found["services"], key=_order)
    title = f"What the IAM user {code(found['user'])} can reach in account {code(found['account'])}"
    return message.of(
        f"{title}: {_totals(services, now)}",
        [
            blocks.section(f"*{title}*\n{_totals(services, now)}"),
            *_dangers(found),
            *([blocks.bar_chart(*_chart(services, now))] if services else []),
            *([_table(services)] if services else []),
            blocks.section(_through(found)),
            blocks.context(_as_of(found, now)),
        ],
    )


def access(service: Found) -> str:
    """Its kinds of access, least first."""
    return ", ".join(_SHORT.get(each, each) for each in service["levels"]) or "not known"


def _order(service: Found) -> tuple[float, int, str]:
    """The latest used first, then what can be changed most."""
    used = datetime.fromisoformat(service["used_at"]).timestamp() if service["used_at"] else 0.0
    return (-used, -_worst(service), str(service["name"]))


def _worst(service: Found) -> int:
    return max((_LEVELS.index(each) for each in service["levels"] if each in _LEVELS), default=-1)


def _totals(services: Sequence[Found], now: datetime) -> str:
    if not services:
        return "Nothing: no policy allows anything."
    used = sum(_is_lately(each, now) for each in services)
    changed = sum(_worst(each) >= _LEVELS.index("Write") for each in services)
    reached = wording.counted(len(services), "service", "services")
    return f"{reached}, and something can be changed in {changed}; reached in the last {LATELY.days} days: {used}."


def _is_lately(service: Found, now: datetime) -> bool:
    return bool(service["used_at"]) and now - datetime.fromisoformat(service["used_at"]) < LATELY


def _dangers(found: Found) -> list[Block]:
    lines = ["*Administrator*: everything, everywhere"] if found["is_administrator"] else []
    if not found["is_administrator"]:
        lines += [escaped(each) for each in found["ways"][:6]]
        lines += [f"…and {len(found['ways']) - 6} more ways to take more"] if len(found["ways"]) > 6 else []
    if found["unread"]:
        lines += [f"Not read: {escaped(each)}" for each in found["unread"][:3]]
    return [blocks.bullets("*First of all*", lines, limit=2_000)] if lines else []


def _chart(services: Sequence[Found], now: datetime) -> tuple[str, list[str], dict[str, list[int]]]:
    """Services by the kinds of access there are to each: in all, and of those the ones that were used lately."""
    allowed = [sum(level in each["levels"] for each in services) for level in _LEVELS]
    lately = [each for each in services if _is_lately(each, now)]
    used = [sum(level in each["levels"] for each in lately) for level in _LEVELS]
    named = [_SHORT.get(level, level) for level in _LEVELS]
    return "Services by kind of access", named, {"allowed": allowed, "reached lately": used}


def _table(services: Sequence[Found]) -> Block:
    rows = [["Service", "Access", "Through", "Last reached"]]
    size = sum(map(len, rows[0]))
    for each in services[:ROWS]:
        row = [_name(each), access(each), blocks.one_line("; ".join(each["through"])), _last(each)]
        row[2] = blocks.clipped(row[2], 120)
        size += sum(map(len, row))
        if size > _TABLE_LIMIT:
            break
        rows.append(row)
    left = len(services) - (len(rows) - 1)
    caption = "What can be reached, the latest first" + (f"; {left} more services are not shown" if left else "")
    return blocks.data_table(caption, rows)


def _name(service: Found) -> str:
    return blocks.clipped(blocks.one_line(str(service["name"])), 60)


def _last(service: Found) -> str:
    return datetime.fromisoformat(service["used_at"]).strftime("%Y-%m-%d") if service["used_at"] else "not seen"


def _through(found: Found) -> str:
    if not found["sources"]:
        return "*Through*\nNo group and no policy."
    return blocks.within(["*Through*", *(f"• {escaped(each)}" for each in found["sources"])], limit=1_500)


def _as_of(found: Found, now: datetime) -> str:
    bounded = " A permissions boundary is taken into account." if found["is_bounded"] else ""
    if found["untold"]:
        return f"As of {wording.date(now)}. What was reached is not known: {escaped(found['untold'])}{bounded}"
    return (
        f"As of {wording.date(now)}, by AWS's Access Advisor: attempts count, denied ones too, and the last four hours "
        f"may be missing. Conditions, resource policies and limits of the organisation are not weighed.{bounded}"
    )
