"""What is wrong with a catalog, line by line."""

from dataclasses import dataclass, field


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
    """The catalog cannot be used; `mistakes` holds all that is wrong, by line."""

    def __init__(self, mistakes: tuple[Mistake, ...]) -> None:
        super().__init__("\n".join(str(mistake) for mistake in mistakes))
        self.mistakes = mistakes


@dataclass
class Mistakes:
    """Gathers while reading goes on, so that one reading tells all."""

    file: str
    _found: list[Mistake] = field(default_factory=list)

    def add(self, line: int, said: str) -> None:
        self._found.append(Mistake(self.file, line, said))

    def stop_if_any(self) -> None:
        """Raise Unreadable with all that was gathered."""
        if self._found:
            by_line = sorted(dict.fromkeys(self._found), key=lambda mistake: mistake.line)
            raise Unreadable(tuple(by_line))
