"""Nagging: a round of reminders by the catalog's schedule, or by hand, about what is unused or unsafe."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from iam import hygiene
from iam.finding import Finding
from models.move import BOT, move
from models.post import Post, PostKind
from models.round import Round, RoundKind
from models.round_states import RoundMove
from workflow import introducing, nag_digesting, nag_findings, nag_survey, reminding, rounds
from workflow.means import Means

UNUSED_DAYS = 90
"""When the catalog has no `nags`: CIS AWS Foundations asks for 45, most teams begin with a quarter."""


def claim_due(means: Means) -> None:
    rounds.claim_due(means, RoundKind.nags, unused_days=_unused_days(means))


def ask_for_one(means: Means) -> int:
    """Begin a round now, by hand."""
    with means.database.write() as session:
        number = rounds.begin(
            session, RoundKind.nags, f"by hand {uuid4()}", unused_days=_unused_days(means), now=means.clock()
        )
    assert number is not None  # noqa: S101 (the firing was made up a line ago)
    return number


def due(means: Means) -> list[int]:
    return rounds.due(means, RoundKind.nags)


def gather(means: Means, number: int) -> bool:
    """Look at every account and have the round told. False when another worker has it in hand."""
    return rounds.gather(means, number, _gather)


def _gather(means: Means, found: Round) -> None:
    nag_survey.see_to_it(means, found)
    findings = _findings(means, unused_days=found.unused_days)
    introducing.introduce(means)
    digest = nag_digesting.digest(means, found)
    people = nag_findings.people(means)
    _tell(means, found.id, findings, digest=digest, people=people)


def _findings(means: Means, *, unused_days: int) -> list[Finding]:
    now = means.clock()
    return [
        finding
        for account in means.catalog().accounts
        for finding in hygiene.findings(means.accounts.iam(account), unused_days=unused_days, now=now)
    ]


def _tell(
    means: Means, number: int, findings: list[Finding], *, digest: dict[str, Any], people: Mapping[str, bool]
) -> None:
    """The channel at once, and each person when their time has come: all of it is written down in one."""
    now = means.clock()
    with means.database.write() as session:
        told = session.get_one(Round, number, with_for_update=True)
        told.findings = [finding.as_json() for finding in findings]
        told.digest = digest
        told.told_at, told.next_try_at, told.fault = now, None, ""
        move(session, told, RoundMove.tell, by=BOT, at=now, detail={"findings": len(findings)})
        channel = means.catalog().nags_channel
        session.add(Post(kind=PostKind.digest, round_id=number, audience=channel, next_try_at=now))
        reminding.begin(session, number, people, now=now)
    means.log.info("round.told", round=number, findings=len(findings), people=len(people))


def _unused_days(means: Means) -> int:
    nags = means.catalog().nags
    return nags.unused_days if nags else UNUSED_DAYS
