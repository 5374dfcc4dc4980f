"""What would be lost and nobody would miss, with its finding."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from iam.checkup_item import listed
from iam.finding import Finding
from iam.giving_up import GivenUp, Loss, Standings
from iam.granted import Judged, Service, Source, Standing
from iam.reach import Allowed

FROM_ELSEWHERE = "all that it allows comes from other policies too"


def loss(each: Standings, sources: Sequence[Source]) -> Loss | None:
    """What would be lost with these, if nothing that only they give is missed."""
    lost = each.loss(sources)
    if lost is None or not any(source.reach.services for source in sources) or not each.may_lose(lost.only):
        return None
    # Who would lose nothing but parts of what is used, would lose something for nothing.
    return lost if lost.only or each.may_lose(lost.partly) else None


def finding(each: Standings, lost: Loss, how: GivenUp, *, kind: str, subject: str, days: int) -> Finding:
    told = of(each.judged, lost.only)
    unused = [service for service in of(each.judged, lost.all) if service.standing == Standing.unused]
    return Finding(
        kind=kind,
        principal=each.judged.holder.arn,
        subject=subject,
        last_used=latest(unused),
        since=shortest(unused),
        evidence=f"nothing that only it gives was used in {days} days: {names(told)}" if told else FROM_ELSEWHERE,
        suggestion=how.words,
        remedy=how.remedy,
    )


def of(judged: Judged, lost: Iterable[Allowed]) -> list[Service]:
    """The lost ones as judged, each once, leaving out what was not allowed anyway."""
    found = map(judged.service, dict.fromkeys(each.prefix for each in lost))
    return [each for each in found if each is not None]


def names(services: Iterable[Service]) -> str:
    return listed(sorted({service.prefix for service in services}))


def latest(services: Iterable[Service]) -> datetime | None:
    return max((each.last_used for each in services if each.last_used is not None), default=None)


def shortest(services: Iterable[Service]) -> int | None:
    return min((each.since for each in services if each.since is not None), default=None)
