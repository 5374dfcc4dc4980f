"""A scan as one HTML page that needs nothing beside itself: no script, no font, no picture from anywhere."""

from collections.abc import Iterator, Sequence
from html import escape
from itertools import chain

from bot.scanned import TITLES, Row, Scanned, Tally, tally

_STYLE = """
:root { color-scheme: light dark; --ink: #1d2733; --soft: #5b6672; --line: #d8dde3; --bar: #2b6cb0; --page: #fff; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e9ed; --soft: #a3adb8; --line: #39424d; --bar: #63a4e8; --page: #14191f; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 75rem; padding: 1.5rem; font: 16px/1.5 system-ui, sans-serif; color: var(--ink);
  background: var(--page); overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; margin: 0; }
h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
p { color: var(--soft); margin: .25rem 0; }
dl { display: flex; flex-wrap: wrap; gap: 1rem 2.5rem; margin: 1.5rem 0; }
dt { color: var(--soft); font-size: .875rem; }
dd { margin: 0; font-size: 1.6rem; font-weight: 600; }
.kinds { list-style: none; padding: 0; margin: 0; }
.kinds li { display: grid; grid-template-columns: 16rem 3.5rem 1fr; gap: .75rem; align-items: center; }
.kinds a { color: inherit; }
.kinds b { text-align: right; font-variant-numeric: tabular-nums; }
.bar { height: .7rem; border-radius: .2rem; background: var(--bar); min-width: 2px; }
table { border-collapse: collapse; width: 100%; font-size: .9375rem; }
th { text-align: left; color: var(--soft); font-weight: 500; font-size: .875rem; }
th, td { padding: .4rem .75rem .4rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th:nth-child(1), td:nth-child(1) { width: 16%; }
th:nth-child(2), td:nth-child(2) { width: 24%; }
@media (max-width: 45rem) {
  body { padding: 1rem; }
  .kinds li { grid-template-columns: 1fr 3.5rem; gap: .1rem .75rem; margin-bottom: .5rem; }
  .kinds li .bar { grid-column: 1 / -1; }
  thead { position: absolute; left: -999rem; }
  tr { display: block; padding: .6rem 0; border-bottom: 1px solid var(--line); }
  td, td:nth-child(n) { display: block; width: auto; border: 0; padding: .1rem 0; }
  td::before { content: attr(data-label) ": "; color: var(--soft); font-size: .875rem; }
}
@media print {
  :root { --ink: #000; --soft: #333; --line: #bbb; --bar: #555; --page: #fff; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  tr, .kinds li { break-inside: avoid; }
  h2 { break-after: avoid; }
  thead { display: table-header-group; }
  .bar { print-color-adjust: exact; }
}
"""


def page(scanned: Scanned) -> Iterator[str]:
    """The whole page, line by line. Everything that comes from the account is escaped."""
    told = tally(scanned.findings)
    by_kind: dict[str, list[Row]] = {}
    for row in told.rows:
        by_kind.setdefault(row.kind, []).append(row)
    yield _TOP.format(title=f"AWS account {escape(scanned.account)}: what is granted and not used", style=_STYLE)
    lines = [*_head(scanned, told), *_kinds(told), *_notes(scanned)]
    for line in chain(lines, *(_section(kind, number, by_kind[kind]) for kind, number in told.counts)):
        yield f"{line}\n"
    yield "</body>\n</html>\n"


def _head(scanned: Scanned, told: Tally) -> Iterator[str]:
    yield f"<h1>AWS account {escape(scanned.account)}: what is granted and not used, and what is not safe</h1>"
    yield (
        f"<p>Read on {scanned.taken_at:%Y-%m-%d at %H:%M} UTC as {escape(scanned.as_whom)}. "
        f"Unused means not used in {scanned.days} days. Nothing was changed.</p>"
    )
    totals = {
        "Findings": told.findings,
        "Users, groups and roles": scanned.principals,
        "With a finding": told.concerned,
    }
    cells = (f"<div><dt>{name}</dt><dd>{number:,}</dd></div>" for name, number in totals.items())
    yield f"<dl>{''.join(cells)}</dl>"


def _kinds(told: Tally) -> Iterator[str]:
    most = max((number for _, number in told.counts), default=1)
    if not told.counts:
        yield "<p>Nothing was found.</p>"
        return
    yield '<ul class="kinds">'
    for kind, number in told.counts:
        width = f"{100 * number / most:.1f}%"
        yield (
            f'<li><a href="#{escape(kind)}">{escape(TITLES[kind])}</a><b>{number:,}</b>'
            f'<div class="bar" style="width: {width}"></div></li>'
        )
    yield "</ul>"


def _notes(scanned: Scanned) -> Iterator[str]:
    if scanned.notes:
        yield "<h2>What is not known</h2><ul>"
        yield from (f"<li>{escape(note)}</li>" for note in scanned.notes)
        yield "</ul>"


def _section(kind: str, number: int, found: Sequence[Row]) -> Iterator[str]:
    yield f'<section id="{escape(kind)}"><h2>{escape(TITLES[kind])} ({number:,})</h2><table><thead><tr>'
    yield "".join(f'<th scope="col">{label}</th>' for label in _LABELS)
    yield "</tr></thead><tbody>"
    for row in found:
        cells = zip(_LABELS, (row.who, row.what, row.evidence, row.suggestion), strict=True)
        written = (f'<td data-label="{label}">{escape(text)}</td>' for label, text in cells)
        yield f"<tr>{''.join(written)}</tr>"
    yield "</tbody></table></section>"


_LABELS = ("Who", "What", "Why", "What to do")
_TOP = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
"""
