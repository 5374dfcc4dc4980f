"""What a scan found, as its forms show it: the findings, and rows of them for people."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from iam.checkup_item import listed
from iam.finding import Finding

TITLES: Mapping[str, str] = {
    "root-key": "Access keys of the root user",
    "root-no-mfa": "Root user without MFA",
    "root-used": "Root user in use",
    "escalation": "Can raise itself",
    "administrator": "Administrators",
    "no-mfa": "Signs in without MFA",
    "unused-user": "Unused users",
    "unused-key": "Unused access keys",
    "unused-password": "Unused passwords",
    "old-key": "Old access keys",
    "two-keys": "Two active keys",
    "weak-password-policy": "Weak password policy",
    "unused-role": "Unused roles",
    "idle-group": "Groups nobody uses",
    "unused-group-membership": "Unused memberships",
    "unused-policy": "Unused policies",
    "redundant-policy": "Policies given twice",
    "direct-policy": "Policies of one's own",
    "inline-policy": "Inline policies",
    "unused-service": "Unused services",
    "unused-action": "Unused actions",
}
"""Every kind in a few words."""


@dataclass(frozen=True)
class Scanned:
    """One scan of one account. `as_whom` is the ARN that looked, `notes` say what is not known.

    `findings` come one at a time, and may be gone through once: nobody keeps half a million of them.
    """

    account: str
    as_whom: str
    taken_at: datetime
    days: int
    principals: int
    findings: Iterable[Finding]
    notes: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One finding, or several that differ in the service or action alone."""

    kind: str
    who: str
    what: str
    evidence: str
    suggestion: str
    days: int | None
    findings: int

    @property
    def size(self) -> tuple[int, int]:
        return self.findings, self.days or 0


@dataclass(frozen=True)
class Tally:
    """All findings of a scan, gone through: rows for people, and how many there are."""

    rows: Sequence[Row]
    """The largest first: how many findings stand behind it, then for how many days."""
    counts: Sequence[tuple[str, int]]
    """Kinds with their findings, the largest first."""
    concerned: int
    """Users, groups, roles and policies with a finding."""

    @property
    def findings(self) -> int:
        return sum(number for _, number in self.counts)


def tally(findings: Iterable[Finding]) -> Tally:
    counts: Counter[str] = Counter()
    concerned: set[str] = set()
    rows: list[Row] = []
    for (kind, principal), group in groupby(_counted(findings, counts), key=lambda each: (each.kind, each.principal)):
        found = [*group]
        rows += _together(found) if kind in _ALIKE else map(_row, found)
        concerned |= {principal} if principal else set()
    rows.sort(key=lambda row: row.size, reverse=True)
    return Tally(rows, counts.most_common(), len(concerned))


def _counted(findings: Iterable[Finding], counts: Counter[str]) -> Iterator[Finding]:
    for each in findings:
        counts[each.kind] += 1
        yield each


def _row(each: Finding) -> Row:
    what = each.subject.rpartition("/")[2]
    return Row(each.kind, who(each.principal), what, each.evidence, each.suggestion, each.since, 1)


def _together(findings: Sequence[Finding]) -> Iterator[Row]:
    """A line for all of one principal that one change would take away: one's hundred lines are read by nobody."""
    alike: dict[str, list[Finding]] = {}
    for each in findings:
        alike.setdefault(_but_for(each), []).append(each)
    for suggestion, found in alike.items():
        if len(found) == 1:
            yield _row(found[0])
            continue
        names = [each.subject for each in found]
        days = min(each.since or 0 for each in found)
        yield Row(
            kind=found[0].kind,
            who=who(found[0].principal),
            what=f"{len(found)} {_ALIKE[found[0].kind]}: {listed(names)}",
            evidence=f"not used in {days} days and more",
            suggestion=suggestion,
            days=days,
            findings=len(found),
        )


def _but_for(each: Finding) -> str:
    return each.suggestion.replace(f" without {each.subject}", " without them")


def who(principal: str | None) -> str:
    """A name to read: ann, the group data, the role app, the account."""
    if principal is None:
        return "the account"
    kind, _, name = principal.rpartition(":")[2].partition("/")
    return {"user": "", "root": "root"}.get(kind, f"the {kind} ") + name.rpartition("/")[2]


_ALIKE = {"unused-service": "services", "unused-action": "actions"}
