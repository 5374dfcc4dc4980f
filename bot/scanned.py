"""What a scan found, as its forms show it: the findings, and rows of them for people."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

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
}
"""Every kind in a few words."""


@dataclass(frozen=True)
class Scanned:
    """One scan of one account. `as_whom` is the ARN that looked, `notes` say what is not known."""

    account: str
    as_whom: str
    taken_at: datetime
    days: int
    principals: int
    findings: Sequence[Finding]
    notes: Sequence[str] = ()

    @property
    def counts(self) -> list[tuple[str, int]]:
        """Kinds with their findings, the largest first."""
        return Counter(each.kind for each in self.findings).most_common()


@dataclass(frozen=True)
class Row:
    """One finding, or several that differ in the service alone."""

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


def rows(scanned: Scanned) -> list[Row]:
    """The largest first: how many findings stand behind it, then for how many days."""
    found = [*_services(scanned.findings), *(_row(each) for each in scanned.findings if each.kind != "unused-service")]
    return sorted(found, key=lambda row: row.size, reverse=True)


def _row(each: Finding) -> Row:
    what = each.subject.rpartition("/")[2]
    return Row(each.kind, who(each.principal), what, each.evidence, each.suggestion, each.since, 1)


def _services(findings: Sequence[Finding]) -> Iterator[Row]:
    """A line for all services of one that one change would take away: one's hundred lines are read by nobody."""
    alike: dict[tuple[str | None, str], list[Finding]] = {}
    for each in findings:
        if each.kind == "unused-service":
            alike.setdefault((each.principal, _but_for(each)), []).append(each)
    for (principal, _), found in alike.items():
        if len(found) == 1:
            yield _row(found[0])
            continue
        names = [each.subject for each in found]
        days = min(each.since or 0 for each in found)
        yield Row(
            kind="unused-service",
            who=who(principal),
            what=f"{len(found)} services: {listed(names)}",
            evidence=f"not used in {days} days and more",
            suggestion=found[0].suggestion.replace(f" without {found[0].subject}", " without them"),
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
