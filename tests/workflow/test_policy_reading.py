"""The texts of policies are kept as IAM has them: attached ones first, few at a time, each on its own."""

import json
from datetime import timedelta

import policy_shelf
import pytest
from policy_shelf import AWS_S, OWN, READ, WRITE, managed
from town import CATALOG, Town

from catalog import load
from iam.faults import Later, Missing
from models.claims import Kind
from workflow import policy_judging, policy_listing, policy_reading

VIEW = f"{AWS_S}job-function/ViewOnlyAccess"
CHANGE = f"{AWS_S}IAMUserChangePassword"
AUDIT = f"{AWS_S}SecurityAudit"


def reads(town: Town, turns: int = 1) -> None:
    for _ in range(turns):
        policy_reading.read_due(town.means)


def kept(town: Town) -> set[str]:
    return {arn for arn, row in policy_shelf.rows(town).items() if row.version}


def test_what_is_listed_is_read_and_then_judged(town: Town) -> None:
    ours = policy_shelf.has(town, "ours", description="What <we> do")
    policy_shelf.is_listed(town, ours, VIEW)
    reads(town, turns=2)
    row = policy_shelf.row(town, ours)
    assert json.loads(row.document) == READ
    assert (row.version, row.description, row.read_at) == ("v1", "What <we> do", town.clock())
    assert row.risk == "One service: reads S3"
    assert policy_shelf.row(town, VIEW).risk == "Reads only, in 123 services"
    town.aws.clear_calls()
    reads(town)
    assert town.aws.calls() == [], "nothing is behind"


def test_a_turn_is_four_texts_and_eight_calls_attached_ones_first(town: Town) -> None:
    ours = [policy_shelf.has(town, f"A-{number}") for number in range(6)]
    town.aws.seed({"users": {"ann": {"policies": ["ViewOnlyAccess"]}}})
    policy_shelf.is_listed(town, *ours, VIEW)
    reads(town)
    assert kept(town) == {VIEW, *ours[:3]}
    assert len(town.aws.calls()) == 2 * policy_reading.TEXTS == 8
    reads(town)
    assert kept(town) == {VIEW, *ours}


def test_a_new_version_is_read_and_judged_again(town: Town) -> None:
    ours = policy_shelf.has(town, "ours")
    policy_shelf.is_listed(town, ours)
    reads(town, turns=2)
    policy_shelf.writes_anew(town, ours, WRITE)
    policy_shelf.is_listed(town, ours)
    reads(town, turns=2)
    row = policy_shelf.row(town, ours)
    assert (row.version, json.loads(row.document), row.risk) == (
        "v2",
        WRITE,
        "One service: writes S3; can let others in",
    )


def test_a_text_is_read_though_the_one_before_it_was_deleted_meanwhile(town: Town) -> None:
    ours = policy_shelf.has(town, "ours")
    policy_shelf.lists(town, [managed(f"{OWN}gone"), managed(ours)])
    reads(town)
    assert kept(town) == set(), "a bot that has just started has other things to do"
    town.clock.passes(policy_listing.LEISURE)
    reads(town)
    assert kept(town) == {ours}
    gone = policy_shelf.row(town, f"{OWN}gone")
    assert "gone" in gone.fault
    assert gone.next_try_at > town.clock() + timedelta(minutes=30)


def test_throttling_ends_the_turn_and_the_text_comes_again_soon(town: Town) -> None:
    ours = [policy_shelf.has(town, f"ours-{number}") for number in range(3)]
    policy_shelf.is_listed(town, *ours)
    town.aws.fault("GetPolicyVersion", do="throttle", times=1)
    reads(town)
    assert kept(town) == set()
    assert len(town.aws.calls()) == 2
    town.clock.passes(timedelta(seconds=5))
    reads(town)
    assert kept(town) == set(ours)


def test_a_right_that_is_lacking_is_asked_for_again_in_an_hour_not_in_two_seconds(town: Town) -> None:
    ours = [policy_shelf.has(town, f"ours-{number}") for number in range(3)]
    policy_shelf.is_listed(town, *ours)
    town.aws.fault("GetPolicy", do="deny")
    for _ in range(5):
        reads(town)
        town.clock.passes(policy_reading.EVERY)
    assert len(town.aws.calls()) == 1
    town.aws.clear_faults()
    town.clock.passes(timedelta(hours=1))
    reads(town)
    assert kept(town) == set(ours)


def test_one_worker_reads_at_a_time(town: Town) -> None:
    policy_shelf.is_listed(town, policy_shelf.has(town, "ours"))
    with town.means.claims.hold(Kind.policy_texts, 0) as ours:
        assert ours
        reads(town)
    assert town.aws.calls() == []


def test_where_there_are_no_plans_the_bot_has_no_right_to_texts_and_asks_for_none(town: Town) -> None:
    policy_shelf.is_listed(town, policy_shelf.has(town, "ours"))
    town.catalog = load.parse(CATALOG.replace("users:", "# users:"), file="catalog.yaml")
    reads(town)
    assert town.aws.calls() == []


def test_nobody_is_asked_for_a_policy_of_an_account_that_left_the_catalog(town: Town) -> None:
    policy_shelf.lists(town, [managed(AUDIT), managed(f"{OWN}ours")], account="old")
    town.clock.passes(policy_listing.LEISURE)
    reads(town, turns=3)
    assert town.aws.calls() == []
    assert policy_shelf.row(town, AUDIT).fault == "no account of the catalog lists it"


def test_a_text_that_is_wanted_is_read_at_once_and_only_when_it_must_be(town: Town) -> None:
    ours = policy_shelf.has(town, "ours")
    town.aws.clear_calls()
    assert json.loads(policy_reading.text_of(town.means, "main", ours).document) == READ, "though no list has it"
    assert len(town.aws.calls()) == 2
    policy_shelf.is_listed(town, ours)
    assert json.loads(policy_reading.text_of(town.means, "main", ours).document) == READ
    assert town.aws.calls() == []
    policy_shelf.writes_anew(town, ours, WRITE)
    policy_shelf.is_listed(town, ours)
    text = policy_reading.text_of(town.means, "main", ours)
    assert (json.loads(text.document), text.version) == (WRITE, "v2")


def test_who_wants_a_text_hears_why_it_cannot_be_had(town: Town) -> None:
    with pytest.raises(Missing):
        policy_reading.text_of(town.means, "main", f"{OWN}nobody-s")
    town.aws.fault("GetPolicy", do="throttle", times=1)
    with pytest.raises(Later):
        policy_reading.text_of(town.means, "main", VIEW)
    assert policy_shelf.rows(town) == {}


def test_texts_that_are_kept_are_given_together_and_nobody_is_asked(town: Town) -> None:
    policy_shelf.is_listed(town, VIEW, CHANGE, AUDIT)
    for arn in (VIEW, CHANGE):
        policy_reading.text_of(town.means, "main", arn)
    policy_shelf.lists(town, [managed(CHANGE, version="v9"), *map(managed, [AUDIT])])
    with town.database.read() as session:
        assert policy_reading.kept(session, "main", [VIEW, CHANGE, AUDIT]).keys() == set()
    policy_reading.text_of(town.means, "main", CHANGE)
    with town.database.read() as session:
        assert policy_reading.kept(session, "main", [VIEW, CHANGE, AUDIT]).keys() == {CHANGE}


def test_many_are_judged_together_without_waiting_for_the_rest(town: Town) -> None:
    listed = [managed(f"{OWN}ours-{number:03}") for number in range(policy_judging.AT_ONCE + 10)]
    policy_shelf.lists(town, listed)
    with town.database.write() as session:
        for row in list(policy_shelf.rows(town).values())[: policy_judging.AT_ONCE]:
            kept_row = session.merge(row)
            kept_row.version, kept_row.document, kept_row.next_try_at = "v1", json.dumps(WRITE), town.clock()
    reads(town)
    lines = [row.risk for row in policy_shelf.rows(town).values() if row.risk]
    assert lines == ["One service: writes S3; can let others in"] * policy_judging.AT_ONCE
