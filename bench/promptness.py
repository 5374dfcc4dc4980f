"""How soon a click is access in IAM, and how soon a lease's end takes it back, less what AWS itself takes."""

import statistics
import time
from dataclasses import dataclass

from sqlalchemy import select

from bench import town
from bench.acks import NewUrl
from models.database import Database
from models.lease import Lease
from models.request import Request
from sandbox.aws.driver import Emulated
from sandbox.slack.driver import StandIn

TIMES = 20


@dataclass(frozen=True)
class Row:
    """Medians and worsts in milliseconds; `aws` is the median of what AWS's calls took of it, which is left out."""

    engine: str
    old_requests: int
    click_to_live: float
    click_to_live_worst: float
    click_aws: float
    end_to_gone: float
    end_to_gone_worst: float
    end_aws: float


def measure(slack: StandIn, aws: Emulated, *, engine: str, new_url: NewUrl, old_requests: int = 0) -> Row:
    url = new_url()
    bundles = tuple(f"bundle-{number:03}" for number in range(TIMES))
    with town.bot(slack, aws, url, bundles=bundles, before=lambda: town.age(url, old_requests)) as bot:
        begun, ended = [], []
        for number, bundle in enumerate(bundles):
            person = slack.person(town.PEOPLE[number])
            name = town.PEOPLE[number].lower()
            before = len(slack.messages("C0APPROVALS"))
            person.types(f"/iam request {bundle} 1s to measure")
            slack.wait_for(lambda before=before: len(slack.messages("C0APPROVALS")) > before)  # type: ignore[misc]  # mypy cannot infer a default
            card = slack.person("U0BOB").sees("C0APPROVALS")[-1]
            clicked = time.time()
            slack.person("U0BOB").clicks(card, "Approve")
            begun.append(_span(aws, clicked, _wait_for(aws, "AddUserToGroup", name)))
            gone = _wait_for(aws, "RemoveUserFromGroup", name)
            ended.append(_span(aws, _end(url, bundle), gone))
        del bot
    return Row(engine, old_requests, *_told(begun), *_told(ended))


def _told(spans: list[tuple[float, float]]) -> tuple[float, float, float]:
    ours, theirs = zip(*spans, strict=True)
    return tuple(round(value * 1000, 1) for value in (statistics.median(ours), max(ours), statistics.median(theirs)))


def _span(aws: Emulated, begin: float, end: float) -> tuple[float, float]:
    """Seconds between the two moments: those in which no call was with AWS, and those in which one was."""
    theirs, until = 0.0, begin
    for call in sorted(aws.calls(), key=lambda call: call.at):
        asked = max(call.at.timestamp(), until)
        answered = min(call.at.timestamp() + (call.seconds or 0), end)
        if answered > asked:
            theirs, until = theirs + answered - asked, answered
    return end - begin - theirs, theirs


def _wait_for(aws: Emulated, operation: str, user: str) -> float:
    """The moment at which AWS had the call that changed it, in seconds since 1970."""

    def made() -> list[float]:
        calls = aws.calls(operation)
        return [call.at.timestamp() for call in calls if call.parameters.get("UserName") == user]

    aws.wait_for(made, seconds=20, what=f"{operation} of {user}")
    return made()[-1]


def _end(url: str, bundle: str) -> float:
    database = Database(url)
    with database.read() as session:
        query = select(Lease.ends_at).join(Request, Request.id == Lease.request_id).where(Request.bundle == bundle)
        ends_at = session.scalars(query).one()
    database.close()
    return ends_at.timestamp() if ends_at else 0.0
