"""Condensing: of one user or role, all unused services are one finding, and so are all unused actions.

Singly, an account of five thousand has half a million of them, and nobody is asked half a million questions.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from iam.changes import AnyChange
from iam.checkup_item import counted, listed
from iam.finding import Finding

CONDENSED: Mapping[str, tuple[str, str]] = {
    "unused-service": ("service", "services"),
    "unused-action": ("action", "actions"),
}
"""Kinds of which one principal has one finding, with what is counted in it."""
_NAMED = 200
"""Names that are looked at to tell which come first: those that are unused for longest."""
_DIFFERENT = 50


def condensed(findings: Iterable[Finding]) -> Iterator[Finding]:
    """All others as they come, then these, with an empty subject."""
    heaps: dict[tuple[str, str | None], _Heap] = {}
    for each in findings:
        if each.kind in CONDENSED:
            heaps.setdefault((each.kind, each.principal), _Heap(each.kind, each.principal)).add(each)
        else:
            yield each
    yield from (heap.finding() for heap in heaps.values())


@dataclass
class _Heap:
    """What is known of them together, so that none has to be kept."""

    kind: str
    principal: str | None
    number: int = 0
    last_used: datetime | None = None
    since: int | None = None
    names: list[tuple[int, str]] = field(default_factory=list)
    suggestions: Counter[str] = field(default_factory=Counter)
    remedy: dict[AnyChange, None] = field(default_factory=dict)

    def add(self, one: Finding) -> None:
        self.number += 1
        if one.last_used is not None:
            self.last_used = max(one.last_used, self.last_used or one.last_used)
        if one.since is not None:
            self.since = one.since if self.since is None else min(self.since, one.since)
        if len(self.names) < _NAMED:
            self.names.append((-(one.since or 0), one.subject))
        if one.suggestion in self.suggestions or len(self.suggestions) < _DIFFERENT:
            self.suggestions[one.suggestion] += 1
        self.remedy.update(dict.fromkeys(one.remedy))

    def finding(self) -> Finding:
        names = [name for _, name in sorted(self.names)]
        days = f" in {self.since} days or more" if self.since is not None else ""
        unnamed = [""] * (self.number - len(names))
        return Finding(
            kind=self.kind,
            principal=self.principal,
            subject="",
            last_used=self.last_used,
            since=self.since,
            evidence=f"{counted(self.number, *CONDENSED[self.kind])} not used{days}: {listed([*names, *unnamed])}",
            suggestion=self._suggestion(),
            remedy=tuple(self.remedy),
        )

    def _suggestion(self) -> str:
        first = self.suggestions.most_common(1)[0][0]
        more = len(self.suggestions) - 1
        return f"{first}; and so on, {counted(more, 'change', 'changes')} more" if more else first
