"""Condensing: one finding for all unused services of somebody, which says how many and names the first."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from iam import condensing
from iam.finding import Finding
from iam.memberships import LeaveGroup
from iam.user_policies import DetachFromUser

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def unused(service: str, since: int | None = 100, *, who: str = "ann", suggestion: str = "leave devs") -> Finding:
    remedy = (LeaveGroup(who, group="devs"),)
    return Finding("unused-service", who, service, None, since, "not used", suggestion, remedy=remedy)


def test_the_longest_unused_are_named_first_and_all_are_counted() -> None:
    names = [f"service-{place:02}" for place in range(30)]
    (found,) = condensing.condensed([*map(unused, names), unused("s3", 400)])
    assert found.evidence == (
        "31 services not used in 100 days or more: s3, service-00, service-01, service-02, service-03, service-04, "
        "service-05, service-06 and 23 more"
    )
    assert (found.principal, found.subject, found.since, found.suggestion) == ("ann", "", 100, "leave devs")
    assert found.remedy == (LeaveGroup("ann", group="devs"),)


def test_one_alone_is_told_in_the_singular_with_its_own_change() -> None:
    (found,) = condensing.condensed([unused("s3", suggestion="take s3 out")])
    assert (found.evidence, found.suggestion) == ("1 service not used in 100 days or more: s3", "take s3 out")


def test_what_differs_is_counted_in_the_suggestion_and_every_remedy_is_kept() -> None:
    other = Finding(
        "unused-service", "ann", "sqs", NOON, 90, "x", "detach Queues", remedy=(DetachFromUser("ann", arn="arn:q"),)
    )
    (found,) = condensing.condensed([unused("s3"), unused("ec2"), other])
    assert found.suggestion == "leave devs; and so on, 1 change more"
    assert found.remedy == (LeaveGroup("ann", group="devs"), DetachFromUser("ann", arn="arn:q"))
    assert (found.since, found.last_used) == (90, NOON)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["unused-service", "unused-action", "no-mfa"]))))
def test_nobody_s_findings_are_lost_and_no_place_is_told_twice(drawn: list[tuple[str, str]]) -> None:
    singly = [
        Finding(kind, who, f"subject-{place}", None, None, "evidence", "suggestion")
        for place, (who, kind) in enumerate(drawn)
    ]
    found = [*condensing.condensed(singly)]
    assert {(each.principal, each.kind) for each in found} == set(drawn)
    assert len({(each.principal, each.kind, each.subject) for each in found}) == len(found)
    assert [each for each in found if each.kind == "no-mfa"] == [each for each in singly if each.kind == "no-mfa"]
