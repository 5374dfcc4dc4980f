"""What a lease was used for, under the lease that is over: what is known by now, what at last, and what is not."""

from datetime import timedelta
from typing import Any

import pytest
from judging_for_messages import HOSTILE, foreign_markup, taken
from rows_for_messages import NOW, L, S, subject

from messages import lease_notice, request_card, use_line
from messages.subject import Subject
from models.lease_use import LeaseUse
from models.lease_use_states import LeaseUseState
from sandbox.slack import reading

HOUR = timedelta(hours=1)
U = LeaseUseState


def service(prefix: str, stands: str, *, name: str = "", at: Any = None) -> dict[str, Any]:
    return {"prefix": prefix, "name": name or prefix.upper(), "stands": stands, "at": at and at.isoformat()}


USED = service("s3", "used", at=NOW + HOUR)
ALL = [USED, service("sqs", "used", at=NOW + 2 * HOUR), service("ec2", "unused"), service("rds", "unknown")]


def use(state: LeaseUseState = U.known, services: list[dict[str, Any]] | None = None, **given: Any) -> LeaseUse:
    row = {"id": 3, "lease_id": 7, "is_whole": True, "fault": "", "tries": 0}
    return LeaseUse(**(row | {"state": state, "services": ALL if services is None else services} | given))


def ended(of: LeaseUse | None, lease: L = L.ended) -> Subject:
    drawn = subject(S.granted, lease)
    return Subject(drawn.request, drawn.principal, drawn.lease, drawn.decisions, use=of)


@pytest.mark.parametrize("page", [request_card, lease_notice])
def test_card_and_dm_say_what_it_was_used_for_once_it_is_over(page: Any) -> None:
    drawn = page.render(ended(use()))
    taken(drawn)
    says = reading.visible_text(list(drawn.blocks))
    assert "Used while it was live: *SQS* (<!date^" in says
    assert says.index("*SQS*") < says.index("*S3*"), "the latest first"
    assert "Not used: EC2." in says
    assert "Not known: RDS; a later use hides an earlier one" in says
    for silent in (ended(None), ended(use(), L.live), ended(use(), L.ending)):
        assert "sed while it was live" not in reading.visible_text(list(page.render(silent).blocks))


def test_between_the_looks_it_says_that_aws_is_late() -> None:
    says = use_line.sentence(use(U.early))
    assert says.startswith("Used while it was live, as far as AWS knows by now: *SQS* (")
    assert says.endswith("AWS may be four hours late; it is looked up once more.")
    assert "Not used" not in says
    assert "by now: nothing. AWS may be" in use_line.sentence(use(U.early, [service("s3", "unknown")]))


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        (use(U.watched, []), "What it was used for is being looked up."),
        (use(U.known, []), "It gave no service, so there was nothing to use."),
        (use(U.known, [service("s3", "unused")]), "Used while it was live: nothing. Not used: S3."),
        (
            use(U.known, [service("s3", "unknown")]),
            (
                "Not known: S3; a later use hides an earlier one, and of a service that nothing allows any more AWS "
                "tells nothing."
            ),
        ),
        (
            use(U.known, [service("s3", "unused")], is_whole=False),
            ("Not used: S3. It may have given more than these: a policy of it could not be read."),
        ),
        (
            use(U.unknown, [], fault="the IAM user ann is not there any more"),
            "What it was used for is not known: the IAM user ann is not there any more.",
        ),
        (
            use(U.watched, [], fault="Rate exceeded"),
            "What it was used for is being looked up. AWS has not told yet: Rate exceeded. It is asked again.",
        ),
    ],
)
def test_what_is_not_known_is_said_so(seen: LeaseUse, said: str) -> None:
    assert use_line.sentence(seen) == said


def test_what_was_seen_before_the_user_was_gone_stays() -> None:
    says = use_line.sentence(use(U.unknown, [USED], fault="the IAM user ann is not there any more"))
    assert says.startswith("Used while it was live: *S3* (<!date^")
    assert says.endswith("What else it was used for is not known: the IAM user ann is not there any more.")
    assert use_line.sentence(use(U.watched, [USED])).endswith(". What else it was used for is being looked up.")


def test_four_hundred_services_fit_a_quiet_line_and_hostile_names_stay_names() -> None:
    many = [
        *(service(f"s{place}", "used", name=f"A rather long name of a service {place}", at=NOW) for place in range(90)),
        *(service(f"u{place}", "unused", name=f"A rather long name of a service {place}") for place in range(200)),
        *(service(f"n{place}", "unknown", name=f"A rather long name of a service {place}") for place in range(110)),
    ]
    says = use_line.sentence(use(U.known, many))
    assert len(says) < 2_000
    assert "and 82 more" in says
    assert "and 192 more" in says
    hostile = use(U.unknown, [service("s3", "used", name=HOSTILE, at=NOW)], fault=HOSTILE)
    drawn = request_card.render(ended(hostile))
    taken(drawn)
    assert foreign_markup(drawn) == []
