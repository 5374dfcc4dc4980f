"""A survey: begun once, kept as it comes, gone on with where it stopped, and its findings stand once."""

import logging
import threading
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
import structlog
from sqlalchemy import delete, select
from town import CATALOG, Town

from catalog import load
from iam import scan
from models.catalog_copy import CatalogCopy
from models.claims import Claims
from models.credential_look import CredentialLook
from models.kept_finding import KeptFinding
from models.kept_finding_states import FindingMove, FindingState
from models.move import Move, move
from models.person import Standing
from models.post import Post, PostKind
from models.survey import Survey
from models.survey_states import SurveyState
from models.usage_report import UsageReport
from models.whisper import Whisper
from workflow import keeping_findings, recognising, remembering, surveying
from workflow.means import Means
from workflow.refusals.findings import NoSuchAccount
from workflow.surveyor import Surveyor

ACCOUNT = "arn:aws:iam::123456789012"
S3 = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
DAY = timedelta(days=1)
ASK = "GenerateServiceLastAccessedDetails"


@pytest.fixture
def settled(town: Town) -> Town:
    """A town of which AWS has something to tell, today."""
    town.clock.now = datetime.now(UTC)
    town.aws.seed(
        {
            "policies": {"ours": S3},
            "groups": {"s3-users": ["AmazonS3FullAccess"], "queues": ["AmazonSQSFullAccess"]},
            "users": {
                "ann": {"groups": ["s3-users", "queues"], "tags": {"email": "ann@example.com"}},
                "bob": {"policies": ["ours", "AmazonSQSReadOnlyAccess"], "password": True, "keys": 2},
            },
            "roles": {"app": ["AmazonSQSReadOnlyAccess"]},
        }
    )
    for name in ("ann", "bob"):
        town.aws.age_user(name, 300.5)
    for name in ("s3-users", "queues"):
        town.aws.age_group(name, 300.5)
    town.aws.age_role("app", 300.5)
    town.aws.age_policy("ours", 300.5)
    town.aws.service_used("s3", user="ann", days_ago=3, action="ListAllMyBuckets")
    town.aws.set_advisor(seconds=0.1)
    town.aws.wait_for(lambda: town.aws.iam.generate_credential_report()["State"] == "COMPLETE", what="the report")
    town.is_snapshotted()
    recognising.live_person(town.means, "U0ANN")
    town.aws.clear_calls()
    return town


def begin(town: Town) -> int:
    with town.database.write() as session:
        return surveying.begin(session, "main", unused_days=90, now=town.clock())


def carried_out(town: Town, number: int) -> Survey:
    surveying.admit(town.means, number)
    Surveyor().carry_out(town.means, number)
    return survey(town, number)


def survey(town: Town, number: int) -> Survey:
    with town.database.read() as session:
        return session.get_one(Survey, number)


def rows(town: Town, table: Any) -> list[Any]:
    with town.database.read() as session:
        return list(session.scalars(select(table).order_by(table.id)))


def standing(town: Town) -> dict[tuple[str, str, str], KeptFinding]:
    found = [each for each in rows(town, KeptFinding) if each.standing is not None]
    return {(each.principal.rpartition(":")[2], each.kind, each.subject): each for each in found}


# Read, judged, kept


def test_an_account_is_read_judged_and_what_was_found_is_kept(settled: Town) -> None:
    done = carried_out(settled, begin(settled))
    assert done.state is SurveyState.judged
    assert (done.done, done.total, done.under_way, done.next_try_at) == (8, 8, None, None)
    assert done.calls == len(settled.aws.calls())
    assert (done.notes, done.fault) == ([], "")
    found = standing(settled)
    assert ("user/ann", "unused-group-membership", "queues") in found
    assert ("user/bob", "direct-policy", f"{ACCOUNT}:policy/ours") in found
    assert ("role/app", "unused-role", "app") in found
    assert ("user/ann", "unused-action", "") in found
    assert done.counts["findings"] == Counter(each.kind for each in found.values())
    counts = done.counts
    assert counts["granted"] == counts["used"] + counts["unused"] + counts["unknown"]
    assert (counts["used"], counts["unused"] > 3) == (1, True)
    assert {each.arn.rpartition(":")[2] for each in rows(settled, UsageReport)} == {
        *("user/ann", "user/bob", "user/dan", "user/cleo", "role/app"),
        *("group/s3-users", "group/queues", "policy/ours"),
    }


def test_all_unused_services_of_one_are_one_finding_that_names_them(settled: Town) -> None:
    carried_out(settled, begin(settled))
    found = standing(settled)["user/bob", "unused-service", ""]
    assert (found.evidence, found.since) == ("2 services not used in 300 days or more: s3, sqs", 300)
    assert found.weight == 4_300


def test_a_finding_is_of_the_person_whose_iam_user_it_is(settled: Town) -> None:
    carried_out(settled, begin(settled))
    owners = {who: each.owner for (who, _, _), each in standing(settled).items()}
    assert (owners["user/ann"], owners["user/bob"], owners["role/app"]) == ("U0ANN", None, None)


def test_a_person_who_left_slack_and_two_of_one_address_own_nothing(settled: Town) -> None:
    settled.is_in_slack("eve", email="ANN@example.com ")
    recognising.live_person(settled.means, "U0EVE")
    carried_out(settled, begin(settled))
    assert {each.owner for each in standing(settled).values()} == {None}
    settled.is_in_slack("eve", Standing.deactivated, email="ann@example.com")
    recognising.live_person(settled.means, "U0EVE")
    carried_out(settled, begin(settled))
    assert {each.owner for each in standing(settled).values()} == {None, "U0ANN"}


def test_every_kind_of_finding_has_a_weight_and_the_days_never_lift_one_over_another() -> None:
    assert set(keeping_findings.WEIGHTS) >= set(scan.KINDS)
    ranked = sorted(keeping_findings.WEIGHTS, key=lambda kind: keeping_findings.weight(kind, None))
    assert all(
        keeping_findings.weight(one, 100_000) < keeping_findings.weight(other, None) for one, other in pairwise(ranked)
    )


# Once at a time


def test_while_one_is_under_way_a_second_beginning_points_to_it(settled: Town) -> None:
    first = begin(settled)
    assert begin(settled) == first
    carried_out(settled, first)
    assert begin(settled) != first


def test_two_workers_at_once_make_one_survey(settled: Town) -> None:
    # Of one process on SQLite there is one Claims, for its locks are the process's.
    claims = settled.means.claims if settled.database.is_sqlite else Claims(settled.database)
    number, other = begin(settled), settled.worker(claims=claims)
    surveying.admit(settled.means, number)
    start = threading.Barrier(2)
    done: list[bool] = []

    def work(means: Means) -> None:
        start.wait()
        done.append(Surveyor().carry_out(means, number))

    threads = [threading.Thread(target=work, args=(means,)) for means in (settled.means, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if claims is not settled.means.claims:
        claims.close()
    assert sorted(done) == [False, True]
    assert survey(settled, number).state is SurveyState.judged
    assert len(settled.aws.calls("GetAccountAuthorizationDetails")) == 1


def test_what_was_surveyed_between_a_look_and_its_write_is_not_begun_again(settled: Town) -> None:
    """A small account is read and judged in the time that a busy machine takes for a step."""
    now = settled.clock()
    with settled.database.write() as session:
        session.add(CatalogCopy(digest="x", text=CATALOG, first_taken_at=now - 30 * DAY, taken_at=now))

    def somebody_else() -> None:
        settled.database.before_write = None
        surveying.claim_due(settled.means)
        (begun,) = rows(settled, Survey)
        carried_out(settled, begun.id)

    settled.database.before_write = somebody_else
    surveying.claim_due(settled.means)
    (only,) = rows(settled, Survey)
    assert only.state is SurveyState.judged


def test_each_firing_of_the_schedule_begins_one_of_each_account(settled: Town) -> None:
    now = settled.clock()
    surveying.claim_due(settled.means)
    assert rows(settled, Survey) == []  # whoever has just installed the bot is owed nothing of before
    with settled.database.write() as session:
        session.add(CatalogCopy(digest="x", text=CATALOG, first_taken_at=now - 30 * DAY, taken_at=now))
    surveying.claim_due(settled.means)
    surveying.claim_due(settled.means)
    (only,) = rows(settled, Survey)
    assert carried_out(settled, only.id).state is SurveyState.judged
    surveying.claim_due(settled.means)
    assert len(rows(settled, Survey)) == 1
    settled.clock.passes(7 * DAY)
    surveying.claim_due(settled.means)
    assert [each.state for each in rows(settled, Survey)] == [SurveyState.judged, SurveyState.asked]


def test_the_latest_that_was_judged_is_the_one_that_counts(settled: Town) -> None:
    with settled.database.read() as session:
        assert surveying.latest_judged(session, "main") is None
    first = begin(settled)
    carried_out(settled, first)
    settled.clock.passes(timedelta(minutes=1))
    begin(settled)
    with settled.database.read() as session:
        latest = surveying.latest_judged(session, "main")
    assert latest is not None
    assert latest.id == first


# Not asked twice


def test_a_second_survey_asks_for_the_account_as_a_whole_and_for_nobody(settled: Town) -> None:
    first = carried_out(settled, begin(settled))
    before = told(settled)
    settled.aws.clear_calls()
    settled.clock.passes(timedelta(hours=1))
    second = carried_out(settled, begin(settled))
    counts = Counter(call.operation for call in settled.aws.calls())
    assert set(counts) == {
        "GetAccountAuthorizationDetails",
        "GenerateCredentialReport",
        "GetCredentialReport",
        "GetAccountSummary",
        "GetAccountPasswordPolicy",
    }
    assert (counts.total(), second.calls) == (5, 5)
    assert first.calls > 4 * second.calls
    assert told(settled) == before


def test_who_was_given_something_is_asked_again_and_nobody_else(settled: Town) -> None:
    carried_out(settled, begin(settled))
    settled.aws.clear_calls()
    settled.aws.iam.add_user_to_group(GroupName="s3-users", UserName="dan")
    carried_out(settled, begin(settled))
    asked = {call.parameters["Arn"].rpartition(":")[2] for call in settled.aws.calls(ASK)}
    assert asked == {"user/dan", "group/s3-users"}


def test_who_was_made_anew_under_a_name_of_before_is_asked_again(settled: Town) -> None:
    carried_out(settled, begin(settled))
    settled.aws.iam.delete_user(UserName="dan")
    settled.aws.iam.create_user(UserName="dan")
    settled.aws.clear_calls()
    carried_out(settled, begin(settled))
    assert [call.parameters["Arn"].rpartition(":")[2] for call in settled.aws.calls(ASK)] == ["user/dan"]


def test_what_is_no_longer_fresh_is_asked_again(settled: Town) -> None:
    carried_out(settled, begin(settled))
    settled.clock.passes(remembering.FRESH + timedelta(minutes=1))
    settled.aws.clear_calls()
    carried_out(settled, begin(settled))
    assert len(settled.aws.calls(ASK)) == 8
    assert settled.aws.calls("ListAccessKeys")


def test_whose_credentials_did_not_change_is_not_looked_at_again_and_whose_did_is(settled: Town) -> None:
    carried_out(settled, begin(settled))
    (look,) = rows(settled, CredentialLook)
    assert look.arn == f"{ACCOUNT}:user/bob"
    assert {name for name, value in look.found.items() if value is not None} == {"keys", "password", "mfa"}
    settled.aws.clear_calls()
    settled.aws.iam.delete_login_profile(UserName="bob")
    settled.aws.forget_report()
    settled.aws.wait_for(lambda: settled.aws.iam.generate_credential_report()["State"] == "COMPLETE", what="the report")
    carried_out(settled, begin(settled))
    assert [call.parameters["UserName"] for call in settled.aws.calls("ListAccessKeys")] == ["bob"]
    assert ("user/bob", "no-mfa", "bob") not in standing(settled)


def test_what_was_told_of_who_is_gone_is_forgotten(settled: Town) -> None:
    carried_out(settled, begin(settled))
    settled.aws.iam.delete_user(UserName="dan")
    settled.clock.passes(remembering.FRESH + timedelta(minutes=1))
    carried_out(settled, begin(settled))
    assert f"{ACCOUNT}:user/dan" not in {each.arn for each in rows(settled, UsageReport)}


# Findings that stand, and that go


def test_found_again_it_is_the_same_row_with_its_answer_and_the_evidence_of_today(settled: Town) -> None:
    carried_out(settled, begin(settled))
    before = standing(settled)["user/ann", "unused-group-membership", "queues"]
    until = settled.clock() + 30 * DAY
    with settled.database.write() as session:
        kept = session.get_one(KeptFinding, before.id)
        kept.rests_until, kept.why = until, "needed at the year's end"
        move(session, kept, FindingMove.rest, by="U0ANN", at=settled.clock())
    settled.clock.passes(2 * DAY)
    carried_out(settled, begin(settled))
    after = standing(settled)["user/ann", "unused-group-membership", "queues"]
    assert (after.id, after.state, after.rests_until) == (before.id, FindingState.resting, until)
    assert after.found_at == before.found_at
    assert after.seen_at == settled.clock()
    assert (before.since, after.since) == (300, 302)


def test_found_no_more_it_is_gone_and_found_once_more_it_is_a_new_one(settled: Town) -> None:
    carried_out(settled, begin(settled))
    where = ("user/ann", "unused-group-membership", "queues")
    first = standing(settled)[where]
    settled.aws.iam.remove_user_from_group(GroupName="queues", UserName="ann")
    settled.clock.passes(timedelta(hours=1))
    done = carried_out(settled, begin(settled))
    assert where not in standing(settled)
    gone = next(each for each in rows(settled, KeptFinding) if each.id == first.id)
    assert (gone.state, gone.standing, gone.gone_at) == (FindingState.gone, None, done.judged_at)
    assert [each.name for each in rows(settled, Move) if each.subject == "kept_finding" and each.subject_id == gone.id]
    settled.aws.iam.add_user_to_group(GroupName="queues", UserName="ann")
    carried_out(settled, begin(settled))
    assert standing(settled)[where].id != first.id


# What AWS does not tell


@pytest.mark.parametrize("lost", ["fails", "deny"])
def test_a_report_that_cannot_be_had_neither_makes_nor_takes_a_finding(settled: Town, lost: str) -> None:
    carried_out(settled, begin(settled))
    before = {where: each.id for where, each in standing(settled).items()}
    settled.clock.passes(remembering.FRESH + timedelta(minutes=1))
    if lost == "fails":
        settled.aws.set_advisor(fails=10_000)
    else:
        settled.aws.fault(ASK, do=lost)
    done = carried_out(settled, begin(settled))
    assert done.state is SurveyState.judged
    assert {where: each.id for where, each in standing(settled).items()} == before
    assert len([note for note in done.notes if note.startswith("no last use known: ")]) == 4


def test_without_the_credential_report_all_that_hangs_on_it_stays_as_it_was(settled: Town) -> None:
    carried_out(settled, begin(settled))
    before = {where: each.id for where, each in standing(settled).items()}
    assert ("user/bob", "no-mfa", "bob") in before
    settled.aws.fault("GenerateCredentialReport", do="deny")
    settled.aws.fault("GetAccountSummary", do="deny")
    done = carried_out(settled, begin(settled))
    assert {where: each.id for where, each in standing(settled).items()} == before
    assert [note.partition(":")[0] for note in done.notes] == ["credential report", "account summary"]


def test_who_is_deleted_meanwhile_is_said_and_invents_nothing(settled: Town) -> None:
    settled.aws.fault(ASK, do="error", code="NoSuchEntity", status=404, match={"Arn": f"{ACCOUNT}:user/bob"})
    done = carried_out(settled, begin(settled))
    assert done.notes == [f"no last use known: {ACCOUNT}:user/bob: it was deleted meanwhile"]
    assert not {kind for who, kind, _ in standing(settled) if who == "user/bob"} & {"unused-service", "unused-policy"}


def test_without_the_authorization_details_it_is_refused_in_aws_s_own_words(settled: Town) -> None:
    settled.aws.fault("GetAccountAuthorizationDetails", do="deny")
    done = carried_out(settled, begin(settled))
    assert (done.state, done.under_way) == (SurveyState.refused, None)
    assert "not authorized" in done.fault
    assert rows(settled, KeptFinding) == []


def test_while_aws_is_down_it_is_tried_again_later_and_then_goes_on(settled: Town) -> None:
    number = begin(settled)
    settled.aws.down()
    waiting = carried_out(settled, number)
    assert (waiting.state, waiting.tries) == (SurveyState.reading, 1)
    assert waiting.fault
    assert surveying.to_carry_out(settled.means) == []
    settled.aws.up()
    settled.clock.passes(timedelta(minutes=2))
    assert surveying.to_carry_out(settled.means) == [number]
    assert carried_out(settled, number).state is SurveyState.judged


def test_an_account_that_left_the_catalog_is_left(settled: Town) -> None:
    number = begin(settled)
    surveying.admit(settled.means, number)
    settled.catalog = load.parse(CATALOG.replace("version: 1", "version: 1\naccounts: {other: {}}"), file="x")
    assert carried_out(settled, number).state is SurveyState.left


# Asked for by hand


def test_an_administrator_is_told_how_far_it_is(settled: Town) -> None:
    number = asked(settled, "U0CLEO")
    assert carried_out(settled, number).state is SurveyState.judged
    (post,) = rows(settled, Post)
    assert (post.kind, post.survey_id, post.audience) == (PostKind.progress, number, "U0CLEO")
    assert post.version > 3


def test_nobody_else_is_and_it_is_recorded(settled: Town) -> None:
    number = asked(settled, "U0ANN")
    turned_away = carried_out(settled, number)
    assert (turned_away.state, settled.aws.calls()) == (SurveyState.refused, [])
    assert "Only administrators" in rows(settled, Whisper)[0].text
    assert [each.by for each in rows(settled, Move)] == ["U0ANN"]
    with settled.database.read() as session:
        assert surveying.latest_judged(session, "main") is None


def test_who_asks_while_one_is_under_way_follows_that_one(settled: Town) -> None:
    first = begin(settled)
    surveying.admit(settled.means, first)
    second = asked(settled, "U0CLEO")
    surveying.admit(settled.means, second)
    assert survey(settled, second).state is SurveyState.left
    assert [(each.survey_id, each.audience) for each in rows(settled, Post)] == [(first, "U0CLEO")]


def test_asked_twice_before_it_was_looked_into_it_is_one(settled: Town) -> None:
    assert asked(settled, "U0CLEO") == asked(settled, "U0CLEO")


def test_an_account_that_is_not_there_is_refused_at_once(settled: Town) -> None:
    with pytest.raises(NoSuchAccount), settled.database.write() as session:
        surveying.ask(session, "prod", catalog=settled.catalog, by="U0CLEO", now=settled.clock())


def asked(town: Town, who: str) -> int:
    with town.database.write() as session:
        surveying.ask(session, "", catalog=town.catalog, by=who, now=town.clock())
    return int(rows(town, Survey)[-1].id)


# Stopped, and gone on with


class Stopped(Exception):
    """Whoever carried it out is gone."""


class Fate:
    """A logger that ends its process's part at the n-th step, or counts them."""

    def __init__(self, nth: int | None = None) -> None:
        self.steps: list[str] = []
        self._nth = nth

    def log(self) -> Any:
        # Its own class: whatever configured structlog before in this process may have left debug out.
        heard = structlog.make_filtering_bound_logger(logging.DEBUG)
        return structlog.wrap_logger(None, processors=[self._pass], wrapper_class=heard)

    def _pass(self, _logger: object, _name: str, event: dict[str, Any]) -> dict[str, Any]:
        self.steps.append(event["event"])
        if len(self.steps) == self._nth:
            raise Stopped(event["event"])
        raise structlog.DropEvent


def test_stopped_at_any_step_it_goes_on_and_comes_to_the_same_end(settled: Town) -> None:
    """Nothing that was kept is asked again, and nothing is lost or invented on the way."""
    fate = Fate()
    means = settled.worker(log=fate.log())
    number = begin(settled)
    surveying.admit(means, number)
    Surveyor().carry_out(means, number)
    means.claims.close()
    whole = told(settled)
    assert set(fate.steps) >= {"survey.begun", "survey.portion", "survey.read", "survey.kept", "survey.judged"}
    for nth in range(2, len(fate.steps) + 1):
        forget_all(settled)
        settled.aws.clear_calls()
        number = begin(settled)
        dying = settled.worker(log=Fate(nth).log())
        surveying.admit(dying, number)
        with pytest.raises(Stopped):
            Surveyor().carry_out(dying, number)
        dying.claims.close()
        kept = {each.arn for each in rows(settled, UsageReport)}
        before = len(settled.aws.calls(ASK))
        assert carried_out(settled, number).state is SurveyState.judged
        assert told(settled) == whole, fate.steps[nth - 1]
        again = [call.parameters["Arn"] for call in settled.aws.calls(ASK)][before:]
        assert not kept & set(again), fate.steps[nth - 1]


def test_a_worker_that_ends_leaves_it_as_it_is(settled: Town) -> None:
    number = begin(settled)
    surveying.admit(settled.means, number)
    surveyor = Surveyor()
    surveyor.stop()
    surveyor.carry_out(settled.means, number)
    left = survey(settled, number)
    assert (left.state, left.tries, left.fault) == (SurveyState.reading, 0, "")
    assert surveying.to_carry_out(settled.means) == [number]


def told(town: Town) -> Any:
    """All that a survey leaves, without numbers and times."""
    reports = {
        each.arn: (each.unique_id, each.fingerprint, each.listed, each.used, each.actions, each.why)
        for each in rows(town, UsageReport)
    }
    findings = {
        where: (each.evidence, each.suggestion, each.since, each.remedy, each.weight, each.owner)
        for where, each in standing(town).items()
    }
    looks = {each.arn: (each.fingerprint, each.found) for each in rows(town, CredentialLook)}
    judged = [each for each in rows(town, Survey) if each.state is SurveyState.judged][-1]
    return reports, looks, findings, judged.counts, judged.notes


def forget_all(town: Town) -> None:
    with town.database.write() as session:
        for table in (Post, Survey, UsageReport, CredentialLook, KeptFinding, Move):
            session.execute(delete(table))
