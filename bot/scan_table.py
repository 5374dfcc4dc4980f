"""A scan in the terminal: how many of each kind, then what to do, the largest first."""

import io
from collections import Counter
from collections.abc import Iterator

from rich import box
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from bot.scanned import TITLES, Scanned, Tally, tally

MOST = 100
"""Lines of one kind, the largest; nobody reads five thousand in a terminal."""
_BAR = 30
"""Signs of the longest bar."""


def show(scanned: Scanned, console: Console) -> None:
    told = tally(scanned.findings)
    console.print(_head(scanned, told), "", *_tables(told))


def as_text(scanned: Scanned, *, width: int = 160) -> Iterator[str]:
    """The same for a file, without colours."""
    written = io.StringIO()
    show(scanned, Console(file=written, width=width, no_color=True, force_terminal=False))
    yield written.getvalue()


def _head(scanned: Scanned, told: Tally) -> Text:
    return Text(
        f"Account {scanned.account}, {scanned.taken_at:%Y-%m-%d %H:%M} UTC: {told.findings:,} findings about "
        f"{scanned.principals:,} users, groups and roles; unused means not used in {scanned.days} days."
    )


def _tables(told: Tally) -> list[RenderableType]:
    if not told.counts:
        return []
    return [_counts(told), Group(Text(""), _rows(told))]


def _counts(told: Tally) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("Finding", no_wrap=True)
    table.add_column("Number", justify="right")
    table.add_column("")
    most = told.counts[0][1]
    for kind, number in told.counts:
        bar = "█" * max(1, round(_BAR * number / most))
        table.add_row(Text(TITLES[kind]), f"{number:,}", Text(bar, style="cyan"))
    return table


def _rows(told: Tally) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_lines=False)
    table.add_column("Finding", ratio=2, overflow="fold")
    table.add_column("Who", ratio=2, overflow="fold")
    table.add_column("What", ratio=4, overflow="fold")
    table.add_column("Why", ratio=5, overflow="fold")
    table.add_column("What to do", ratio=6, overflow="fold")
    shown: Counter[str] = Counter()
    for row in told.rows:
        shown[row.kind] += 1
        if shown[row.kind] <= MOST:
            # Names and texts of the account are shown as they are: nothing in them is markup.
            table.add_row(*map(Text, (TITLES[row.kind], row.who, row.what, row.evidence, row.suggestion)))
    for kind, number in shown.items():
        if number > MOST:
            table.add_row(Text(TITLES[kind]), "", Text(f"{number - MOST:,} lines more: {_ALL}"), "", "")
    return table


_ALL = "--format csv has them all, --format html a line each"
