"""Telling the story in a terminal: acts, what people do, what they see, and IAM; calm, in 80 columns."""

import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager

from rich import box
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.progress import BarColumn, Progress, TextColumn
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

WIDTH = 80
INDENT = 2
NOTHING = "none"


class Teller:
    """Everything goes to standard output; `pace` is how long a reader is given before the next thing, in seconds."""

    def __init__(self, *, pace: float = 0.6) -> None:
        if hasattr(sys.stdout, "reconfigure"):
            sys.stdout.reconfigure(errors="replace")
        self.console = Console(highlight=False, emoji=False, markup=False, file=sys.stdout)
        self.console.width = min(self.console.width, WIDTH)
        self._pace = pace

    def title(self, name: str, said: str) -> None:
        self.console.print()
        self._print(Text(name, "bold"))
        self._print(Text(said, "dim"))

    def meanwhile(self, said: str) -> AbstractContextManager[object]:
        """A turning sign where somebody watches; nothing elsewhere."""
        return self.console.status(Text(said, "dim"), spinner="dots", spinner_style="dim")

    def act(self, number: int, name: str) -> None:
        self.breathe()
        self.console.print()
        self.console.print(Rule(Text(f"{number}  {name}", "bold"), align="left", style="dim"))

    def says(self, words: str | Text) -> None:
        self.console.print()
        self._print(words)

    def does(self, who: str, verb: str, what: str) -> None:
        """What somebody does: ann types /iam request …"""
        self.breathe()
        self.console.print()
        self._print(Text.assemble((who, "bold"), f" {verb}  ", (what, "bold cyan")))

    def only(self, who: str, seen: Text) -> None:
        """What one person alone sees."""
        self.breathe()
        grid = Table.grid(padding=(0, 1))
        grid.add_row(Text(f"only {who} sees:", "dim"), seen)
        self._print(grid, indent=INDENT + 2)

    def message(self, where: str, seen: Text) -> None:
        """A message as people see it."""
        self.breathe()
        panel = Panel(
            seen, title=Text(where, "dim"), title_align="left", border_style="dim", width=self.console.width - INDENT
        )
        self.console.print()
        self._print(panel)

    def iam(self, heading: str, rows: Sequence[tuple[str, Sequence[str], Sequence[str]]]) -> None:
        """What a user holds, moment by moment; what was not there in the row before is marked with a plus."""
        self.breathe()
        table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="dim", border_style="dim")
        for column in (heading, "groups", "attached policies"):
            table.add_column(column)
        for number, (moment, groups, policies) in enumerate(rows):
            before = rows[number - 1] if number else rows[0]
            table.add_row(moment, _marked(groups, before[1]), _marked(policies, before[2]))
        self.console.print()
        self._print(table)

    def clock(self, seconds: float, said: str) -> None:
        """Let time pass; where somebody watches, with a bar."""
        self.breathe()
        if not self.console.is_terminal:
            self.says(Text(f"{said} …", "dim"))
            time.sleep(seconds)
            return
        columns = (TextColumn(" {task.description}", style="dim"), BarColumn(bar_width=30, complete_style="cyan"))
        with Progress(*columns, console=self.console, transient=True) as progress:
            task, begun = progress.add_task(said, total=seconds), time.monotonic()
            while (passed := time.monotonic() - begun) < seconds:
                progress.update(task, completed=passed)
                time.sleep(0.05)
        self.says(Text(f"{said} …", "dim"))

    def lines(self, lines: Mapping[str, str]) -> None:
        """Short facts, a word and what it is."""
        grid = Table.grid(padding=(0, 2))
        for word, said in lines.items():
            grid.add_row(Text(word, "bold"), said)
        self.console.print()
        self._print(grid)

    def end(self) -> None:
        self.console.print()

    def breathe(self) -> None:
        time.sleep(self._pace)

    def _print(self, what: RenderableType, *, indent: int = INDENT) -> None:
        self.console.print(Padding(what, (0, 0, 0, indent), expand=False))


def _marked(things: Sequence[str], before: Sequence[str]) -> Text:
    if not things:
        return Text(NOTHING, "dim")
    words = [Text(f"+ {each}", "green") if each not in before else Text(each) for each in things]
    return Text("\n").join(words)
