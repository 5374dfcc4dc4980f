"""What is wrong with a catalog, line by line."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from catalog.bundle import Catalog


@dataclass(frozen=True)
class Mistake:
    """One line for an administrator: what was expected, what was found, what to do.

    Line 0 is the file as a whole.
    """

    file: str
    line: int
    said: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.said}" if self.line else f"{self.file}: {self.said}"


class Unreadable(Exception):
    """The catalog cannot be used; `mistakes` holds all that is wrong, by line.

    `partly` is what could be read of it, to look for more that is wrong and for nothing else; None: nothing could.
    """

    def __init__(self, mistakes: tuple[Mistake, ...], *, partly: "Catalog | None" = None) -> None:
        super().__init__("\n".join(str(mistake) for mistake in mistakes))
        self.mistakes = mistakes
        self.partly = partly


@dataclass
class Mistakes:
    """Gathers while reading goes on, so that one reading tells all."""

    file: str
    _found: list[Mistake] = field(default_factory=list)

    def add(self, line: int, said: str) -> None:
        self._found.append(Mistake(self.file, line, said))

    def stop_if_any(self, *, partly: "Catalog | None" = None) -> None:
        """Raise Unreadable with all that was gathered, and with what could be read all the same."""
        if self._found:
            by_line = sorted(dict.fromkeys(self._found), key=lambda mistake: mistake.line)
            raise Unreadable(tuple(by_line), partly=partly)
