"""How soon a click is access in IAM, and how soon a lease's end takes it back: with AWS's own time, at no latency."""

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
    """Medians and worsts in milliseconds."""

    engine: str
    old_requests: int
    click_to_live: float
    click_to_live_worst: float
    end_to_gone: float
    end_to_gone_worst: float


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
            slack.wait_for(lambda before=before: len(slack.messages("C0APPROVALS")) > before)  # type: ignore[misc]
            card = slack.person("U0BOB").sees("C0APPROVALS")[-1]
            clicked = time.time()
            slack.person("U0BOB").clicks(card, "Approve")
            made = _wait_for(aws, "AddUserToGroup", name)
            begun.append(made - clicked)
            gone = _wait_for(aws, "RemoveUserFromGroup", name)
            ended.append(gone - _end(url, bundle))
        del bot
    return Row(
        engine,
        old_requests,
        *(round(value * 1000, 1) for value in (statistics.median(begun), max(begun))),
        *(round(value * 1000, 1) for value in (statistics.median(ended), max(ended))),
    )


def _wait_for(aws: Emulated, operation: str, user: str) -> float:
    """The moment of the call that changed it, in seconds since 1970."""

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
