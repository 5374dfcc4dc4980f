"""Reminding: once a person and round, after a look at AWS, when it is not quiet where they are."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from finding_town import GROUP, Findings
from sqlalchemy import select
from town import CATALOG, S3, Town

from catalog import load
from iam.faults import Never
from iam.unlearned import Gaps
from models.claims import Kind
from models.finding_answer import Gesture
from models.kept_finding import KeptFinding, place
from models.kept_finding_states import FindingState
from models.move import move
from models.person import Standing
from models.post import Post, PostKind
from models.reminder_states import ReminderState
from models.round import Round
from models.round_states import RoundState
from models.survey import Survey
from models.survey_states import SurveyMove, SurveyState
from workflow import keeping_findings, nag_findings, nag_survey, nagging, reminding
from workflow.means import Profile

WEEK = timedelta(days=7)


@pytest.fixture
def findings(town: Town) -> Findings:
    return Findings(town)


def exempting(town: Town, exempt: str) -> None:
    nags = f"nags: {{unused_days: 90, exempt: [{exempt}]}}"
    lines = [nags if line.startswith("nags:") else line for line in CATALOG.splitlines()]
    town.catalog = load.parse("\n".join(lines), file="catalog.yaml")


def lives_in(town: Town, name: str, zone: str) -> None:
    town.slack.people[f"U0{name.upper()}"] = Profile(
        f"U0{name.upper()}", name, f"{name}@example.com", zone, Standing.member
    )


def test_each_owner_has_one_message_with_their_own_the_heaviest_first(town: Town, findings: Findings) -> None:
    light, heavy = (
        findings.unused_group(weight=1),
        findings.keeps(findings.arn(), "administrator", "x", owner="U0ANN", weight=9),
    )
    bobs = findings.unused_group("bob")
    told = findings.round()
    assert findings.reminded() == ["U0ANN", "U0BOB"]
    anns, bob, *_ = (each for each in findings.reminders() if each.state is ReminderState.told)
    assert (anns.theirs, bob.theirs) == ([heavy, light], [bobs])
    assert findings.finding(light).unanswered == 1
    assert findings.finding(light).round_id == told.id
    assert findings.reminders()[-1].person == "U0CLEO"
    assert findings.reminders()[-1].state is ReminderState.dropped, "there is nothing for administrators"


def test_of_one_round_nobody_is_reminded_twice(town: Town, findings: Findings) -> None:
    number = findings.unused_group()
    findings.round()
    for _ in range(3):
        town.clock.passes(timedelta(hours=1))
        findings.reminds()
    assert findings.reminded() == ["U0ANN"]
    assert findings.finding(number).unanswered == 1
    findings.round()
    assert findings.reminded() == ["U0ANN", "U0ANN"]
    assert findings.finding(number).unanswered == 2


def test_another_worker_has_it_in_hand_already(town: Town, findings: Findings) -> None:
    findings.unused_group()
    number = 1
    findings.round()
    other = town.worker()
    with other.claims.hold(Kind.reminder, number):
        assert not reminding.remind(town.means, number) or town.database.is_sqlite
    other.claims.close()
    assert findings.reminded() == ["U0ANN"]


def test_what_is_gone_by_now_is_not_told(town: Town, findings: Findings) -> None:
    number = findings.unused_group()
    town.aws.iam.remove_user_from_group(GroupName=GROUP, UserName="ann")
    findings.round()
    assert findings.finding(number).state is FindingState.gone
    assert findings.reminded() == []


def gone(town: Town, findings: Findings, kind: str) -> int:
    """A finding of that kind, of something that AWS does not have (any more)."""
    subject = {
        "unused-group-membership": GROUP,
        "unused-policy": "arn:aws:iam::aws:policy/ReadOnlyAccess",
        "inline-policy": "inside",
        "unused-key": "AKIA0OLD",
        "old-key": "AKIA0OLD",
    }.get(kind, "ann")
    return findings.keeps(findings.arn(), kind, subject, owner="U0ANN")


@pytest.mark.parametrize(
    "kind",
    [
        "unused-group-membership",
        "unused-policy",
        "inline-policy",
        "unused-key",
        "old-key",
        "two-keys",
        "unused-password",
        "no-mfa",
    ],
)
def test_each_kind_is_looked_up_live(town: Town, findings: Findings, kind: str) -> None:
    number = gone(town, findings, kind)
    findings.round()
    assert findings.finding(number).state is FindingState.gone


@pytest.mark.parametrize("kind", ["administrator", "escalation", "unused-service", "unused-user"])
def test_what_only_a_survey_can_tell_stands_as_long_as_its_user_does(town: Town, findings: Findings, kind: str) -> None:
    number, arn = gone(town, findings, kind), findings.arn()
    away = findings.keeps(arn.replace("ann", "nobody"), kind, "nobody", owner="U0ANN")
    findings.round()
    assert findings.finding(number).state is FindingState.open
    assert findings.finding(away).state is FindingState.gone


def test_what_aws_does_not_let_us_look_at_counts_as_it_was_found(town: Town, findings: Findings) -> None:
    number = findings.unused_group()
    town.aws.fault("ListGroupsForUser", do="deny")
    findings.round()
    assert findings.finding(number).state is FindingState.open
    assert findings.reminded() == ["U0ANN"]


def test_while_aws_is_down_nobody_is_reminded_of_what_it_may_not_have(town: Town, findings: Findings) -> None:
    findings.unused_group()
    findings.round()
    [first, _] = findings.reminders()
    assert first.state is ReminderState.told
    findings.unused_group("bob")
    number = nagging.ask_for_one(town.means)
    with town.database.write() as session:
        reminding.begin(session, number, {"U0BOB": False}, now=town.clock())
    town.aws.down()
    findings.reminds()
    assert findings.reminders()[-1].state is ReminderState.due
    assert findings.reminders()[-1].fault
    town.aws.up()
    town.clock.passes(timedelta(minutes=3))
    findings.reminds()
    assert findings.reminded() == ["U0ANN", "U0BOB"]


# Quiet hours


def test_who_sleeps_is_reminded_in_the_morning_and_of_what_is_true_then(town: Town, findings: Findings) -> None:
    lives_in(town, "ann", "America/Los_Angeles")
    number, stays = findings.unused_group(), findings.unused_group(group="power-users")
    findings.round()
    assert findings.reminded() == [], "it is one at night there"
    [reminder, _] = findings.reminders()
    assert reminder.next_try_at == datetime(2026, 11, 24, 16, tzinfo=UTC)
    town.aws.iam.remove_user_from_group(GroupName=GROUP, UserName="ann")
    town.clock.now = datetime(2026, 11, 24, 16, tzinfo=UTC)
    findings.reminds()
    assert findings.reminded() == ["U0ANN"]
    assert findings.reminders()[0].theirs == [stays]
    assert findings.finding(number).state is FindingState.gone


def test_nobody_is_disturbed_at_the_weekend_unless_the_catalog_says_so(town: Town, findings: Findings) -> None:
    town.clock.now = datetime(2026, 11, 28, 12, tzinfo=UTC)
    findings.unused_group()
    findings.round()
    assert findings.reminded() == []
    lines = [line.replace("unused_days: 90", "quiet: never") for line in CATALOG.splitlines()]
    town.catalog = load.parse("\n".join(lines), file="catalog.yaml")
    findings.round()
    findings.reminds()
    assert findings.reminded() == ["U0ANN"]


def test_a_reminder_that_the_next_round_overtakes_is_let_go(town: Town, findings: Findings) -> None:
    lives_in(town, "ann", "America/Los_Angeles")
    findings.unused_group()
    findings.round()
    findings.round()
    town.clock.now = datetime(2026, 11, 24, 17, tzinfo=UTC)
    findings.reminds()
    assert findings.reminded() == ["U0ANN"]
    assert [each.state for each in findings.reminders() if each.person == "U0ANN"] == [
        ReminderState.dropped,
        ReminderState.told,
    ]


def test_a_message_that_waits_is_not_hurried_by_what_happens_to_its_findings(town: Town, findings: Findings) -> None:
    number = findings.unused_group()
    findings.round()
    with town.database.write() as session:
        post = session.scalars(select(Post).where(Post.kind == PostKind.reminder)).one()
        post.next_try_at = town.clock() + timedelta(hours=3)
        later = post.next_try_at
    findings.answers(number, Gesture.keep, reason="because")
    [post] = findings.posts()
    assert (post.next_try_at, post.version) == (later, 2)


# Answers, exemptions, escalation


def test_after_an_answer_its_message_is_behind_and_the_next_round_says_nothing(town: Town, findings: Findings) -> None:
    number = findings.unused_group()
    findings.round()
    [before] = findings.posts()
    findings.answers(number, Gesture.keep, reason="for the audit")
    [after] = findings.posts()
    assert after.version == before.version + 1
    findings.round()
    assert findings.reminded() == ["U0ANN"]


def test_what_is_exempt_is_told_to_nobody_and_counted_with_its_reason(town: Town, findings: Findings) -> None:
    exempting(town, "{principal: ann, kind: unused-group-membership, why: needed on the day of the audit}")
    number, other = findings.unused_group(), findings.keeps(findings.arn(), "unused-user", "ann", owner="U0ANN")
    told = findings.round()
    assert findings.reminders()[0].theirs == [other]
    assert findings.finding(number).unanswered == 0
    assert told.digest["exempt"] == {"count": 1, "reasons": [["needed on the day of the audit", 1]]}
    assert told.digest["open"] == 1
    assert [each["kind"] for each in told.digest["largest"]] == ["unused-user"]


def test_an_exemption_is_over_after_its_day(town: Town, findings: Findings) -> None:
    exempting(town, "{principal: ann, until: 2026-11-24, why: until the audit}")
    findings.unused_group()
    findings.round()
    assert findings.reminded() == []
    town.clock.passes(timedelta(days=1))
    findings.round()
    assert findings.reminded() == ["U0ANN"]


def test_what_is_nobody_s_or_disowned_goes_to_every_administrator_once(town: Town, findings: Findings) -> None:
    town.slack.groups["owners"] = frozenset({"U0DAN", "U0CLEO"})
    town.is_in_slack("dan", email="another@example.com")
    nobodys, bobs = findings.unused_group("dan", owner=None), findings.unused_group("bob")
    findings.answers(bobs, Gesture.disown, by="U0BOB")
    findings.round()
    assert findings.reminded() == ["U0CLEO", "U0DAN"]
    for reminder in findings.reminders():
        assert sorted(reminder.others) == sorted([nobodys, bobs])
        assert reminder.theirs == []
    assert findings.finding(nobodys).unanswered == 1


def test_what_is_somebody_s_who_has_left_goes_to_the_administrators(town: Town, findings: Findings) -> None:
    number = findings.unused_group("bob")
    town.is_in_slack("bob", Standing.deactivated)
    findings.round()
    assert findings.reminded() == ["U0CLEO"]
    assert findings.reminders()[-1].others == [number]


def test_an_administrator_who_owns_something_has_one_message_for_both(town: Town, findings: Findings) -> None:
    town.is_in_slack("dan", email="another@example.com")
    own, nobodys = findings.unused_group("cleo"), findings.unused_group("dan", owner=None)
    findings.round()
    assert findings.reminded() == ["U0CLEO"]
    [reminder] = findings.reminders()
    assert (reminder.theirs, reminder.others) == ([own], [nobodys])


def test_after_three_rounds_without_an_answer_the_administrators_hear_of_it_once_a_round(
    town: Town, findings: Findings
) -> None:
    number = findings.unused_group()
    for _ in range(3):
        town.clock.passes(WEEK)
        findings.round()
    assert findings.reminded() == ["U0ANN"] * 3
    told = findings.round()
    assert findings.reminded() == ["U0ANN"] * 4 + ["U0CLEO"]
    cleos = [each for each in findings.reminders() if each.person == "U0CLEO"][-1]
    assert cleos.unanswered == [{"owner": "U0ANN", "count": 1, "rounds": 3}]
    assert cleos.others == [number]
    assert told.digest["unanswered"] == {"count": 1, "people": 1}
    findings.answers(number, Gesture.keep, reason="because")
    findings.round()
    assert findings.reminded() == ["U0ANN"] * 4 + ["U0CLEO"]


def test_a_thousand_findings_of_one_person_are_one_message_and_few_looks(town: Town, findings: Findings) -> None:
    town.gives_by_hand(S3)
    for number in range(1_000):
        findings.keeps(findings.arn(), "unused-service", f"service-{number}", owner="U0ANN", weight=number)
    town.aws.clear_calls()
    findings.round()
    [reminder, _] = findings.reminders()
    assert len(reminder.theirs) == 1_000
    assert findings.finding(reminder.theirs[0]).subject == "service-999"
    looks = [call.operation for call in town.aws.calls() if call.operation == "ListGroupsForUser"]
    assert len(looks) == 2, "one for the digest and one for the reminder"
    assert findings.reminded() == ["U0ANN"]


def test_of_more_than_can_be_listed_the_rest_is_counted(town: Town, findings: Findings) -> None:
    arn, now = findings.arn(), town.clock()
    with town.database.write() as session:
        session.add_all(
            KeptFinding(
                standing=place("main", arn, "unused-service", f"s{number}"),
                account="main",
                principal=arn,
                kind="unused-service",
                subject=f"s{number}",
                evidence="x",
                suggestion="y",
                found_at=now,
                seen_at=now,
                owner="U0ANN",
            )
            for number in range(nag_findings.LISTED + 7)
        )
    findings.round()
    [reminder, _] = findings.reminders()
    assert (len(reminder.theirs), reminder.left) == (nag_findings.LISTED, 7)


def test_what_can_be_done_at_a_click_is_what_the_catalog_allows(town: Town, findings: Findings) -> None:
    number, other = findings.unused_group(), findings.keeps(findings.arn(), "administrator", "x", owner="U0ANN")
    findings.round()
    assert findings.reminders()[0].offers == {str(number): {"take": True, "lease": "s3-access"}}
    assert str(other) not in findings.reminders()[0].offers


def test_a_stored_change_of_a_newer_release_is_no_button(town: Town, findings: Findings) -> None:
    number = findings.keeps(findings.arn(), "unused-user", "ann", owner="U0ANN", remedy=[])
    with town.database.write() as session:
        session.get_one(KeptFinding, number).remedy = [{"kind": "teleport"}]
    findings.round()
    assert findings.reminders()[0].offers == {}


# Surveys


def survey(town: Town, state: SurveyState, **other: Any) -> None:
    row = {"account": "main", "unused_days": 90, "begun_at": town.clock()} | other
    with town.database.write() as session:
        session.add(Survey(**row | {"state": state}))


def gathered(town: Town, number: int) -> Round:
    nagging.gather(town.means, number)
    with town.database.read() as session:
        return session.get_one(Round, number)


def surveys(town: Town) -> list[SurveyState]:
    with town.database.read() as session:
        return list(session.scalars(select(Survey.state).order_by(Survey.id)))


def test_a_round_begins_a_survey_and_waits_for_it_but_not_for_ever(town: Town) -> None:
    number = nagging.ask_for_one(town.means)
    for _ in range(3):
        waiting = gathered(town, number)
        assert (waiting.state, waiting.fault) == (RoundState.due, "")
        town.clock.passes(timedelta(seconds=5))
    assert surveys(town) == [SurveyState.asked]
    town.clock.passes(nag_survey.WAITED)
    town.aws.wait_for(lambda: gathered(town, number).state is RoundState.told, what="the round")
    assert surveys(town) == [SurveyState.asked]


def test_a_survey_that_is_refused_holds_no_round_up(town: Town) -> None:
    number = nagging.ask_for_one(town.means)
    gathered(town, number)
    survey(town, SurveyState.refused)
    with town.database.write() as session:
        first = session.scalars(select(Survey).order_by(Survey.id)).first()
        assert first is not None
        move(session, first, SurveyMove.refuse, by="leasehold", at=town.clock())
    town.clock.passes(timedelta(seconds=5))
    town.aws.wait_for(lambda: gathered(town, number).state is RoundState.told, what="the round")
    assert surveys(town) == [SurveyState.refused, SurveyState.refused]


def test_a_fresh_survey_is_not_made_anew(town: Town) -> None:
    survey(town, SurveyState.judged, begun_at=town.clock() - timedelta(hours=23))
    number = nagging.ask_for_one(town.means)
    town.aws.wait_for(lambda: gathered(town, number).state is RoundState.told, what="the round")
    assert surveys(town) == [SurveyState.judged]


def test_what_a_survey_finds_no_more_says_so_in_the_message(town: Town, findings: Findings) -> None:
    number, never_told = findings.unused_group(), findings.unused_group("bob")
    findings.round()
    before = {each.audience: each.version for each in findings.posts()}
    with town.database.write() as session:
        session.get_one(KeptFinding, never_told).round_id = None
    keeping_findings.let_go(town.means, "main", found=frozenset(), gaps=Gaps(frozenset()))
    assert findings.finding(number).state is findings.finding(never_told).state is FindingState.gone
    assert {each.audience: each.version - before[each.audience] for each in findings.posts()} == {
        "U0ANN": 1,
        "U0BOB": 0,
    }


def test_the_digest_counts_what_the_surveys_counted_round_by_round(town: Town, findings: Findings) -> None:
    counts = {"granted": 100, "used": 40, "unused": 50, "unknown": 10}
    town.clock.passes(WEEK)
    survey(town, SurveyState.judged, counts=counts)
    first = findings.round()
    assert first.digest["counts"] == counts
    assert len(first.digest["trend"]) == 1
    town.clock.passes(WEEK)
    survey(town, SurveyState.judged, counts=counts | {"granted": 80, "unused": 30})
    second = findings.round()
    assert [(each["used"], each["granted"]) for each in second.digest["trend"]] == [(40, 100), (40, 80)]


def test_without_surveys_and_findings_the_digest_is_as_it_was(town: Town, findings: Findings) -> None:
    assert findings.round().digest == {}
    assert findings.reminders() == []


def test_an_administrators_group_that_slack_does_not_tell_holds_a_round_up(town: Town, findings: Findings) -> None:
    findings.unused_group()
    number = nagging.ask_for_one(town.means)
    town.slack.fault = Never("missing_scope")
    nagging.gather(town.means, number)
    assert findings.reminders() == []
