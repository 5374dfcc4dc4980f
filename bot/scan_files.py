"""A scan for machines: JSON and CSV, written as the findings come."""

import csv
import io
import json
from collections.abc import Iterator, Sequence

from bot.scanned import Scanned

COLUMNS = ("kind", "principal", "subject", "last_used", "since", "evidence", "suggestion")
_FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a spreadsheet takes for the beginning of a formula. https://owasp.org/www-community/attacks/CSV_Injection"""


def as_json(scanned: Scanned) -> Iterator[str]:
    """A finding a line."""
    told = {
        "account": scanned.account,
        "taken_at": scanned.taken_at.isoformat(),
        "principals": scanned.principals,
        "days": scanned.days,
        "notes": list(scanned.notes),
    }
    yield json.dumps(told, indent=2).removesuffix("\n}") + ',\n  "findings": ['
    before = "\n    "
    for each in scanned.findings:
        yield before + json.dumps(each.as_json())
        before = ",\n    "
    yield "\n  ]\n}\n"


def as_csv(scanned: Scanned) -> Iterator[str]:
    """One line a finding; what is not known is empty. No cell is a formula: one that looks like it begins with '."""
    yield _line(COLUMNS)
    for each in scanned.findings:
        told = each.as_json()
        yield _line([defused(told[column]) for column in COLUMNS])


def _line(cells: Sequence[str]) -> str:
    written = io.StringIO()
    csv.writer(written).writerow(cells)
    return written.getvalue()


def defused(value: object) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULAS) else text
