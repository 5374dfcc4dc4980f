"""Reviews for people and for machines: a table of all, and one of them as JSON or CSV."""

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot import review_evidence
from bot.review_evidence import Told
from bot.scan_files import defused
from models.database import Database

_OF_REVIEW = ("review", "account", "group", "state", "started_by", "begun_at", "until", "ended_at", "unconfirmed")
_OF_MEMBER = (
    "user",
    "unique_id",
    "arn",
    "email",
    "outcome",
    "decision",
    "decided_by",
    "decided_as",
    "decided_at",
    "done_at",
    "request",
    "last_used",
    "used",
    "use_looked_at",
    "why",
)
COLUMNS = (*_OF_REVIEW, "reviewers", *_OF_MEMBER)


def as_json(told: Told) -> str:
    return json.dumps(told, indent=2) + "\n"


def as_csv(told: Told) -> str:
    """One line a member; what is not known is empty. No cell is a formula: one that looks like it begins with '."""
    written = io.StringIO()
    table = csv.writer(written)
    table.writerow(COLUMNS)
    review = [told[column] for column in _OF_REVIEW] + [" ".join(told["reviewers"])]
    for member in told["members"]:
        table.writerow([defused(value) for value in (*review, *(member[column] for column in _OF_MEMBER))])
    return written.getvalue()


FORMS: Mapping[str, Callable[[Told], str]] = {"json": as_json, "csv": as_csv}


def export(database: Database, number: int, *, form: str, out: Path | None) -> str | None:
    """Write one to the file, or give its text; raises NoReview and OSError."""
    with database.read() as session:
        told = review_evidence.read(session, number)
    if told is None:
        raise NoReview(number)
    text = FORMS[form](told)
    if out is None:
        return text
    out.write_text(text, encoding="utf-8", newline="")
    return None


class NoReview(Exception):
    """There is no review of that number."""

    def __init__(self, number: int) -> None:
        super().__init__(f"there is no review {number}: leasehold review list shows all")


def listed(database: Database, *, width: int | None = None) -> str:
    """All reviews, the newest first."""
    with database.read() as session:
        told = review_evidence.every(session)
    written = io.StringIO()
    console = Console(file=written, no_color=True, force_terminal=False, width=width or 140)
    console.print(_table(told) if told else "There has been no review.")
    return written.getvalue()


def _table(reviews: Sequence[Told]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in ("Review", "Account", "Group", "State", "Begun", "Until", "Members"):
        table.add_column(heading, overflow="fold")
    for each in reviews:
        counts = ", ".join(f"{count} {state}" for state, count in each["counts"].items())
        days = [str(each[name] or "")[:16].replace("T", " ") for name in ("begun_at", "until")]
        # Names of the account are shown as they are: nothing in them is markup.
        row = (str(each["review"]), each["account"], each["group"], each["state"], *days, counts)
        table.add_row(*map(Text, row))
    return table
