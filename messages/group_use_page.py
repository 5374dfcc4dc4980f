"""The answer to 'Who Uses What' of a group: for each service that it allows, who used it lately, in a table."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from messages import blocks, exposure_page, message, who_page, wording
from messages.blocks import Block, code, escaped
from messages.message import Message
from models.inquiry import Inquiry

LATELY = timedelta(days=90)
ROWS = 150
"""Services in the table: the used ones first, the latest on top; then what nobody used."""
_TABLE_LIMIT = 18_000
"""Characters in all cells; Slack takes 20,000."""
_TEXT_LIMIT = 2_400

Found = Mapping[str, Any]


def asked(group: str) -> Message:
    """Whether they may know it is not known yet."""
    return message.short(f"Asking AWS who uses what {code(group)} allows. The answer comes in a DM from me.")


def render(inquiry: Inquiry) -> Message:
    if inquiry.why:
        return who_page.unanswered(inquiry)
    found, now = inquiry.answer, inquiry.answered_at or inquiry.asked_at
    services = sorted(found["services"], key=_order)
    title = f"Who uses what the IAM group {code(found['group'])} in account {code(found['account'])} allows"
    told = [f"{escaped(_name(each))}: {escaped(_used(each, found))}" for each in services]
    return message.of(
        blocks.within([f"{title}: {_totals(found, now)}", *told], limit=_TEXT_LIMIT),
        [
            blocks.section(f"*{title}*\n{_totals(found, now)}"),
            *([_table(services, found)] if services else []),
            _left_out(found),
            blocks.context(_as_of(now)),
        ],
    )


def _order(service: Found) -> tuple[bool, float, str]:
    last = _last(service)
    return (service["counted"] == 0, -(last.timestamp() if last else 0.0), str(service["name"]).casefold())


def _last(service: Found) -> datetime | None:
    return datetime.fromisoformat(service["latest"][0][1]) if service["latest"] else None


def _totals(found: Found, now: datetime) -> str:
    if not found["services"]:
        return "It allows nothing: no policy of it gives any service."
    if not found["members"]:
        return "Nobody is in it, so nobody uses it."
    services = found["services"]
    lately = sum((last := _last(each)) is not None and now - last < LATELY for each in services)
    members = wording.counted(found["members"], "member", "members")
    allowed = wording.counted(len(services), "service", "services")
    return f"{members}, {allowed}; used by somebody in the last {LATELY.days} days: {lately}."


def _table(services: Sequence[Found], found: Found) -> Block:
    rows = [["Service", "Access", "Used by"]]
    size = sum(map(len, rows[0]))
    for each in services[:ROWS]:
        row = [_name(each), exposure_page.access(each), blocks.clipped(_used(each, found), 400)]
        size += sum(map(len, row))
        if size > _TABLE_LIMIT:
            break
        rows.append(row)
    left = len(services) - (len(rows) - 1)
    caption = "What the group allows, the latest used first" + (f"; {left} more services are not shown" if left else "")
    return blocks.data_table(caption, rows)


def _name(service: Found) -> str:
    return blocks.clipped(blocks.one_line(str(service["name"])), 60)


def _used(service: Found, found: Found) -> str:
    """Such as `ann (2026-11-20), ben (2026-08-01) and 3 more`; or nobody, of those of whom it is known."""
    if service["latest"]:
        more = service["users"] - len(service["latest"])
        named = [f"{blocks.one_line(name)} ({at[:10]})" for name, at in service["latest"]]
        return wording.together([*named, *([f"{more} more"] if more else [])])
    if not service["counted"]:
        return "not known" if found["members"] else "nobody"
    is_known_of_all = service["counted"] == found["members"]
    return "nobody" if is_known_of_all else f"nobody of the {service['counted']} of whom it is known"


def _left_out(found: Found) -> Block | None:
    """Of whom, and of what, nothing is known, and why."""
    names: dict[str, list[str]] = {}
    for name, words in found["untold"]:
        names.setdefault(words, []).append(name)
    lines = [f"{_listed(those)}: {escaped(words)}" for words, those in names.items()]
    left = found["members"] - found["asked"]
    if left and found["services"]:
        asked = wording.counted(found["asked"], "member was", "members were")
        lines.append(f"{asked} asked about, the first by name; {left} more were not")
    lines += [escaped(each) for each in found["unread"]]
    return blocks.bullets("*Not known*", lines, limit=1_500) if lines else None


def _listed(names: Sequence[str], limit: int = 10) -> str:
    more = [f"{len(names) - limit} more"] if len(names) > limit else []
    return wording.together([code(each) for each in names[:limit]] + more)


def _as_of(now: datetime) -> str:
    return (
        f"As of {wording.date(now)}, by AWS's Access Advisor: it goes back 400 days, attempts count, denied ones too, "
        "and the last four hours may be missing. A use may have come through another policy of that person, or be "
        "older than the membership; of services marked 'not known' AWS keeps no count."
    )
