"""A scan in the terminal: how many of each kind, then what to do, the largest first."""

import io

from rich import box
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from bot.scanned import TITLES, Scanned, rows

_BAR = 30
"""Signs of the longest bar."""


def show(scanned: Scanned, console: Console) -> None:
    console.print(_head(scanned), "", *_tables(scanned))


def as_text(scanned: Scanned, *, width: int = 160) -> str:
    """The same for a file, without colours."""
    written = io.StringIO()
    show(scanned, Console(file=written, width=width, no_color=True, force_terminal=False))
    return written.getvalue()


def _head(scanned: Scanned) -> Text:
    return Text(
        f"Account {scanned.account}, {scanned.taken_at:%Y-%m-%d %H:%M} UTC: {len(scanned.findings):,} findings about "
        f"{scanned.principals:,} users, groups and roles; unused means not used in {scanned.days} days."
    )


def _tables(scanned: Scanned) -> list[RenderableType]:
    if not scanned.findings:
        return []
    return [_counts(scanned), Group(Text(""), _rows(scanned))]


def _counts(scanned: Scanned) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("Finding", no_wrap=True)
    table.add_column("Number", justify="right")
    table.add_column("")
    most = scanned.counts[0][1]
    for kind, number in scanned.counts:
        bar = "█" * max(1, round(_BAR * number / most))
        table.add_row(Text(TITLES[kind]), f"{number:,}", Text(bar, style="cyan"))
    return table


def _rows(scanned: Scanned) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_lines=False)
    table.add_column("Finding", ratio=2, overflow="fold")
    table.add_column("Who", ratio=2, overflow="fold")
    table.add_column("What", ratio=4, overflow="fold")
    table.add_column("Why", ratio=5, overflow="fold")
    table.add_column("What to do", ratio=6, overflow="fold")
    for row in rows(scanned):
        # Names and texts of the account are shown as they are: nothing in them is markup.
        table.add_row(*map(Text, (TITLES[row.kind], row.who, row.what, row.evidence, row.suggestion)))
    return table
