"""Digesting: what a round tells everybody in the channel: granted against used, its trend, the largest findings."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from models.kept_finding import KeptFinding
from models.kept_finding_states import FindingState
from models.round import Round, RoundKind
from models.round_states import RoundState
from models.survey import Survey
from models.survey_states import SurveyState
from workflow import nag_findings
from workflow.means import Means

ROUNDS = 12
"""In the trend, this one included."""
REASONS = 5
_COUNTED = ("granted", "used", "unused", "unknown")


def digest(means: Means, found: Round) -> dict[str, Any]:
    """As JSON; nothing where no account was surveyed yet and nothing was found. Raises Later or Never."""
    counts, as_of = _counts(means)
    standing = select(KeptFinding).where(nag_findings.open_or_disowned())
    largest, _ = nag_findings.standing(means, standing, {})
    with means.database.read() as session:
        rows = list(session.scalars(standing))
        resting = session.scalars(select(KeptFinding).where(KeptFinding.state == FindingState.resting)).all()
        shown = {
            each.id: _told(each)
            for each in session.scalars(select(KeptFinding).where(KeptFinding.id.in_(largest[: nag_findings.SHOWN])))
        }
    if not counts and not rows and not resting:
        return {}
    told = list(nag_findings.told(means, rows))
    unanswered = nag_findings.unanswered(means, found.id)
    return {
        "counts": counts,
        "as_of": as_of.isoformat() if as_of is not None else None,
        "trend": [*_before(means, found), *([{"at": means.clock().isoformat(), **counts}] if counts else [])],
        "open": len(told),
        "people": len({each.owner for each in told if each.owner is not None and each.state is FindingState.open}),
        "nobodys": sum(each.owner is None for each in told),
        "disowned": sum(each.state is FindingState.disowned for each in told),
        "unanswered": {"count": sum(each["count"] for each in unanswered), "people": len(unanswered)},
        "kept": _reasons(each.why for each in resting),
        "exempt": _reasons(_exemptions(means, rows)),
        "largest": [shown[number] for number in largest[: nag_findings.SHOWN]],
    }


def _counts(means: Means) -> tuple[dict[str, int], datetime | None]:
    """Of all accounts together, by the latest survey of each; and as of when the oldest of these is."""
    latest = (
        select(func.max(Survey.id))
        .where(Survey.state == SurveyState.judged, Survey.account.in_(list(means.catalog().accounts)))
        .group_by(Survey.account)
    )
    with means.database.read() as session:
        surveys = [each for each in session.scalars(select(Survey).where(Survey.id.in_(latest))) if each.counts]
    if not surveys:
        return {}, None
    counts = {name: sum(int(each.counts.get(name, 0)) for each in surveys) for name in _COUNTED}
    return counts, min(each.begun_at for each in surveys)


def _before(means: Means, found: Round) -> list[dict[str, Any]]:
    """What the rounds before this one counted, the oldest first."""
    query = (
        select(Round.told_at, Round.digest)
        .where(Round.kind == RoundKind.nags, Round.state == RoundState.told, Round.id < found.id)
        .order_by(Round.id.desc())
        .limit(ROUNDS - 1)
    )
    with means.database.read() as session:
        rows = session.execute(query).all()
    return [
        {"at": told_at.isoformat(), **kept["counts"]}
        for told_at, kept in reversed(rows)
        if told_at is not None and kept.get("counts")
    ]


def _exemptions(means: Means, findings: Iterable[KeptFinding]) -> Iterable[str]:
    nags, today = means.catalog().nags, means.clock().date()
    for each in findings:
        exempt = nags.exemption(principal=each.principal, kind=each.kind, today=today) if nags is not None else None
        if exempt is not None:
            yield exempt.why


def _reasons(reasons: Iterable[str]) -> dict[str, Any]:
    """How many in all, and the most frequent reasons with how many each."""
    counts = Counter(reasons)
    return {"count": counts.total(), "reasons": [list(each) for each in counts.most_common(REASONS)]}


def _told(finding: KeptFinding) -> dict[str, Any]:
    return {
        "kind": finding.kind,
        "account": finding.account,
        "principal": finding.principal,
        "subject": finding.subject,
        "since": finding.since,
        "evidence": finding.evidence,
        "suggestion": finding.suggestion,
    }
