"""A scan for machines: JSON and CSV."""

import csv
import io
import json

from bot.scanned import Scanned

COLUMNS = ("kind", "principal", "subject", "last_used", "since", "evidence", "suggestion")
_FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a spreadsheet takes for the beginning of a formula. https://owasp.org/www-community/attacks/CSV_Injection"""


def as_json(scanned: Scanned) -> str:
    told = {
        "account": scanned.account,
        "taken_at": scanned.taken_at.isoformat(),
        "principals": scanned.principals,
        "findings": [each.as_json() for each in scanned.findings],
        "days": scanned.days,
        "notes": list(scanned.notes),
    }
    return json.dumps(told, indent=2) + "\n"


def as_csv(scanned: Scanned) -> str:
    """One line a finding; what is not known is empty. No cell is a formula: one that looks like it begins with '."""
    written = io.StringIO()
    table = csv.writer(written)
    table.writerow(COLUMNS)
    for each in scanned.findings:
        told = each.as_json()
        table.writerow([_defused(told[column]) for column in COLUMNS])
    return written.getvalue()


def _defused(value: object) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULAS) else text
