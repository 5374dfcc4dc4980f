"""What is not needed is taken back at a click: by its holder or an administrator, and nothing else is touched."""

from datetime import timedelta

import pytest
from finding_town import GROUP, Findings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from town import CATALOG, S3, VIEW, Town

from catalog import load
from iam.access_keys import DeactivateKey
from iam.create_group import DeleteGroup
from iam.faults import Later
from iam.group_policies import DetachFromGroup
from iam.memberships import LeaveGroup
from iam.remove_password import RemovePassword
from iam.user_policies import DetachFromUser
from models.decision import Answer, Decision
from models.finding_answer import Gesture
from models.finding_answer_states import AnswerState
from models.kept_finding import KeptFinding
from models.kept_finding_states import FindingState
from models.move import Move
from models.person import Standing
from models.plan_states import PlanState
from models.post import PostKind
from models.request_states import RequestState
from models.review import Review
from workflow import aims, answering, answering_findings, checking, waking
from workflow.answering_findings import KEPT_FOR

TAKE, KEEP, DISOWN, LEASE, UNDO = Gesture.take_back, Gesture.keep, Gesture.disown, Gesture.lease, Gesture.undo
DAY = timedelta(days=1)


@pytest.fixture
def findings(town: Town) -> Findings:
    return Findings(town)


def moves(town: Town, subject: str) -> list[tuple[str, str]]:
    with town.database.read() as session:
        found = session.query(Move).where(Move.subject == subject).order_by(Move.id)
        return [(each.name, each.by) for each in found]


# Take It Back


def test_its_holder_takes_it_back_at_once_without_anybody_s_approval(town: Town, findings: Findings) -> None:
    number = findings.unused_group()
    answer = findings.answers(number, TAKE)
    assert (answer.state, findings.finding(number).state) == (AnswerState.taken, FindingState.leaving)
    assert answer.request_id is not None
    assert town.finishes(answer.request_id).state is PlanState.made
    assert town.aws.groups_of("ann") == set()
    assert [call.operation for call in town.aws.changes()] == ["RemoveUserFromGroup"]
    gone = findings.finding(number)
    assert (gone.state, gone.standing, gone.answered_by) == (FindingState.gone, None, "U0ANN")
    assert moves(town, "kept_finding") == [("leave", "U0ANN"), ("vanish", "leasehold")]
    request = town.request(answer.request_id)
    assert (request.state, request.decided_by, request.open_key) == (RequestState.granted, "U0ANN", None)
    assert town.posts(PostKind.card) == town.posts(PostKind.outcome) == town.posts(PostKind.receipt) == []
    with town.database.read() as session:
        [decision] = session.query(Decision).all()
    assert (decision.by, decision.request_id) == ("U0ANN", request.id)


def test_an_administrator_takes_it_for_them_and_they_are_told(town: Town, findings: Findings) -> None:
    number = findings.unused_group()
    findings.takes_back(number, by="U0CLEO")
    assert town.aws.groups_of("ann") == set()
    assert town.posts(PostKind.outcome) == ["U0ANN"]


@pytest.mark.parametrize("by", ["U0BOB", "U0DAN"])
@pytest.mark.parametrize("gesture", list(Gesture))
def test_nobody_else_does_anything_about_it(town: Town, findings: Findings, by: str, gesture: Gesture) -> None:
    number = findings.unused_group()
    before = findings.finding(number)
    answer = findings.answers(number, gesture, by=by, reason="because")
    assert answer.state is AnswerState.refused
    assert town.whispers()[-1][0] == by
    assert (findings.finding(number).state, findings.finding(number).version) == (before.state, before.version)
    assert town.aws.changes() == []
    assert moves(town, "finding_answer") == [("refuse", by)]


@pytest.mark.parametrize("gesture", [TAKE, KEEP])
def test_whoever_is_no_administrator_any_more_may_not(town: Town, findings: Findings, gesture: Gesture) -> None:
    number = findings.unused_group()
    town.slack.groups["owners"] = frozenset({"U0DAN"})
    findings.clicks(number, gesture, by="U0DAN", reason="because")
    town.slack.groups["owners"] = frozenset()
    findings.judges()
    assert findings.answer().state is AnswerState.refused
    assert town.aws.groups_of("ann") == {GROUP}


def test_whoever_has_left_the_workspace_may_not(town: Town, findings: Findings) -> None:
    number = findings.unused_group()
    town.is_in_slack("ann", Standing.deactivated)
    assert findings.answers(number, TAKE).state is AnswerState.refused
    assert town.aws.groups_of("ann") == {GROUP}


def test_it_is_theirs_only_as_long_as_iam_says_so(town: Town, findings: Findings) -> None:
    number = findings.unused_group()
    town.aws.iam.tag_user(UserName="ann", Tags=[{"Key": "email", "Value": "dan@example.com"}])
    town.aws.clear_calls()
    assert findings.answers(number, TAKE).state is AnswerState.refused
    assert "IAM does not show ann as yours any more" in findings.whispered()
    assert town.aws.changes() == []


def test_of_a_finding_without_a_remedy_nothing_is_taken(town: Town, findings: Findings) -> None:
    number = findings.keeps(findings.arn(), "administrator", "AdministratorAccess", owner="U0ANN")
    assert findings.answers(number, TAKE).state is AnswerState.refused
    assert "no change that could be made at a click" in findings.whispered()


@pytest.mark.parametrize(
    "remedy",
    [
        (LeaveGroup("bob", GROUP),),
        (LeaveGroup("ann", GROUP), LeaveGroup("bob", GROUP)),
        (DetachFromGroup(GROUP, VIEW.arn),),
        (DeleteGroup(GROUP, "/"),),
    ],
)
def test_what_is_others_too_is_not_taken_at_a_click(
    town: Town, findings: Findings, remedy: tuple[LeaveGroup, ...]
) -> None:
    town.gives_by_hand(S3, who="ann")
    town.gives_by_hand(S3, who="bob")
    town.aws.clear_calls()
    number = findings.keeps(findings.arn(), "unused-policy", VIEW.arn, owner="U0ANN", remedy=remedy)
    for by in ("U0ANN", "U0CLEO"):
        assert findings.answers(number, TAKE, by=by).state is AnswerState.refused
    assert town.aws.changes() == []


def test_what_went_meanwhile_is_said_and_off_the_list(town: Town, findings: Findings) -> None:
    number = findings.unused_group()
    town.aws.iam.remove_user_from_group(GroupName=GROUP, UserName="ann")
    town.aws.clear_calls()
    assert findings.answers(number, TAKE).state is AnswerState.refused
    assert "AWS does not show that any more" in findings.whispered()
    assert findings.finding(number).state is FindingState.gone
    assert town.aws.changes() == []


def test_what_changed_in_part_meanwhile_is_said_and_nothing_is_done(town: Town, findings: Findings) -> None:
    remedy = (LeaveGroup("ann", GROUP), LeaveGroup("ann", "power-users"))
    number = findings.unused_group()
    both = findings.keeps(findings.arn(), "unused-user", "ann", owner="U0ANN", remedy=remedy)
    assert findings.answers(both, TAKE).state is AnswerState.refused
    assert "has changed in AWS since it was found" in findings.whispered()
    assert town.aws.groups_of("ann") == {GROUP}
    assert findings.finding(number).state is FindingState.open


def test_a_key_that_is_used_again_is_left_in_peace(town: Town, findings: Findings) -> None:
    town.aws.seed({"users": {"ann": {"keys": 1, "tags": {"email": "ann@example.com"}}}})
    [key] = town.aws.keys_of("ann")
    number = findings.keeps(findings.arn(), "unused-key", key, owner="U0ANN", remedy=[DeactivateKey("ann", key)])
    town.aws.set_last_used("ann", key=(key, town.clock()))
    assert findings.answers(number, TAKE).state is AnswerState.refused
    assert "was used on 2026-11-24" in findings.whispered()
    assert town.aws.changes() == []


def test_what_a_lease_holds_is_the_lease_s(town: Town, findings: Findings) -> None:
    number = findings.unused_group()
    town.leases(S3)
    assert findings.answers(number, TAKE).state is AnswerState.refused, "before AWS agrees about the lease"
    town.settles()
    assert findings.answers(number, TAKE).state is AnswerState.refused
    assert "A lease holds that now" in findings.whispered()
    assert town.aws.groups_of("ann") == {GROUP}


def test_a_lease_that_comes_between_the_click_and_the_call_keeps_it(town: Town, findings: Findings) -> None:
    number = findings.unused_group()
    answer = findings.answers(number, TAKE)
    assert answer.request_id is not None
    town.leases(S3)
    town.settles()
    assert town.finishes(answer.request_id).state is PlanState.failed
    assert town.aws.groups_of("ann") == {GROUP}
    assert findings.finding(number).state is FindingState.open
    assert "a lease holds it now" in findings.answer().why


def test_what_aws_refuses_stands_as_it_was_with_its_own_words(town: Town, findings: Findings) -> None:
    number = findings.unused_group()
    town.aws.fault("RemoveUserFromGroup", do="deny")
    findings.takes_back(number)
    assert findings.finding(number).state is FindingState.open
    assert "not authorized" in findings.answer().why
    assert moves(town, "kept_finding") == [("leave", "U0ANN"), ("stay", "leasehold")]
    assert town.posts(PostKind.outcome) == []
    town.aws.clear_faults()
    findings.takes_back(number)
    assert findings.finding(number).state is FindingState.gone


def test_a_second_click_does_nothing_twice_and_is_told_so(town: Town, findings: Findings) -> None:
    number = findings.unused_group()
    findings.clicks(number, TAKE)
    findings.clicks(number, TAKE)
    findings.judges()
    assert town.whispers() == [], "two at once are one"
    assert findings.answers(number, TAKE).state is AnswerState.refused
    assert "being taken back already" in findings.whispered()
    findings.judges()
    assert len(moves(town, "kept_finding")) == 1


def test_without_a_section_users_the_bot_changes_nobody(town: Town, findings: Findings) -> None:
    number = findings.unused_group()
    lines = [line for line in CATALOG.splitlines() if not line.startswith("users:")]
    town.catalog = load.parse("\n".join(lines), file="catalog.yaml")
    assert findings.answers(number, TAKE).state is AnswerState.refused
    assert "no section 'users'" in findings.whispered()


def test_a_failing_slack_delays_an_answer_and_gives_nobody_a_right(town: Town, findings: Findings) -> None:
    number = findings.unused_group()
    town.slack.fault = Later("ratelimited")
    findings.clicks(number, TAKE)
    findings.judges()
    assert findings.answer().state is AnswerState.cast
    assert town.aws.calls() == []
    town.slack.fault = None
    town.clock.passes(timedelta(minutes=2))
    findings.judges()
    assert findings.answer().state is AnswerState.taken


def test_what_cannot_be_looked_up_for_an_hour_is_said(town: Town, findings: Findings) -> None:
    number = findings.unused_group()
    town.slack.fault = Later("ratelimited")
    findings.clicks(number, TAKE)
    town.clock.passes(timedelta(hours=2))
    findings.judges()
    assert findings.answer().state is AnswerState.refused
    assert "could not be looked up, so nothing was changed" in findings.whispered()


# Keep, Not Mine


def test_what_is_kept_rests_for_thirty_days_and_then_wakes(town: Town, findings: Findings) -> None:
    number = findings.unused_group()
    findings.answers(number, KEEP, reason="for the audit")
    kept = findings.finding(number)
    assert (kept.state, kept.why, kept.rests_until) == (FindingState.resting, "for the audit", town.clock() + KEPT_FOR)
    town.clock.passes(KEPT_FOR - timedelta(seconds=1))
    assert waking.wake_due(town.means) == 0
    town.clock.passes(timedelta(seconds=1))
    assert waking.wake_due(town.means) == 1
    assert findings.finding(number).state is FindingState.open


def test_what_rests_is_taken_back_all_the_same_and_not_kept_twice(town: Town, findings: Findings) -> None:
    number = findings.unused_group()
    findings.answers(number, KEEP, reason="for the audit")
    assert findings.answers(number, KEEP, reason="again").state is AnswerState.refused
    findings.takes_back(number)
    assert findings.finding(number).state is FindingState.gone


def test_what_is_not_theirs_only_they_can_say(town: Town, findings: Findings) -> None:
    number = findings.unused_group()
    assert findings.answers(number, DISOWN, by="U0CLEO").state is AnswerState.refused
    assert findings.answers(number, DISOWN).state is AnswerState.taken
    disowned = findings.finding(number)
    assert (disowned.state, disowned.answered_by) == (FindingState.disowned, "U0ANN")
    findings.takes_back(number, by="U0CLEO")
    assert town.aws.groups_of("ann") == set()


# Make It a Lease


def test_a_lease_is_asked_for_in_place_of_it_once_it_is_gone(town: Town, findings: Findings) -> None:
    number = findings.unused_group()
    answer = findings.answers(number, LEASE)
    assert (answer.state, answer.bundle) == (AnswerState.taken, "s3-access")
    assert answer.request_id is not None
    assert town.finishes(answer.request_id).state is PlanState.made
    assert town.aws.groups_of("ann") == set()
    request = town.request(answer.request_id + 1)
    assert (request.asker, request.bundle, request.state) == ("U0ANN", "s3-access", RequestState.checking)


def test_no_lease_is_asked_for_where_nothing_was_given_up(town: Town, findings: Findings) -> None:
    number = findings.unused_group()
    town.aws.fault("RemoveUserFromGroup", do="deny")
    answer = findings.answers(number, LEASE)
    assert answer.request_id is not None
    assert town.finishes(answer.request_id).state is PlanState.failed
    with town.database.read() as session:
        assert session.query(Decision).count() == 1
    with pytest.raises(Exception, match="No row was found"):
        town.request(answer.request_id + 1)


def test_only_what_a_bundle_gives_and_only_for_oneself(town: Town, findings: Findings) -> None:
    number = findings.unused_group()
    assert findings.answers(number, LEASE, by="U0CLEO").state is AnswerState.refused
    town.aws.seed({"groups": {"others": []}})
    other = findings.unused_group(group="others")
    assert findings.answers(other, LEASE).state is AnswerState.refused
    assert "No bundle of the catalog gives that any more" in findings.whispered()
    assert town.aws.changes() == []


def test_who_has_asked_for_the_bundle_already_keeps_what_they_have(town: Town, findings: Findings) -> None:
    number = findings.unused_group()
    town.asks("s3-access")
    assert findings.answers(number, LEASE).state is AnswerState.refused
    assert "You have this already" in findings.whispered()
    assert town.aws.groups_of("ann") == {GROUP}


# Undo


def undone(findings: Findings, number: int, *, by: str = "U0ANN") -> str:
    """Undo it, and give what was said against it; empty: it came back."""
    answer = findings.answers(number, UNDO, by=by)
    if answer.state is AnswerState.refused:
        return answer.why
    assert answer.request_id is not None
    assert findings.town.finishes(answer.request_id).state is PlanState.made
    return ""


@pytest.mark.parametrize("by", ["U0ANN", "U0CLEO"])
def test_undo_gives_back_exactly_what_was_taken(town: Town, findings: Findings, by: str) -> None:
    number = findings.unused_group()
    findings.takes_back(number)
    taken = findings.finding(number).request_id
    assert taken is not None
    town.clock.passes(6 * DAY)
    assert undone(findings, number, by=by) == ""
    assert town.aws.groups_of("ann") == {GROUP}
    assert town.plan(taken).undone_by is not None
    assert "given back already" in undone(findings, number, by=by)
    assert town.posts(PostKind.card) == []


def test_after_seven_days_it_is_asked_for_like_anything_else(town: Town, findings: Findings) -> None:
    number = findings.unused_group()
    findings.takes_back(number)
    town.clock.passes(7 * DAY + timedelta(minutes=1))
    assert "more than 7 days ago" in undone(findings, number)
    assert town.aws.groups_of("ann") == set()


def test_what_an_administrator_took_nobody_takes_back_without_approval(town: Town, findings: Findings) -> None:
    number = findings.unused_group()
    findings.takes_back(number, by="U0CLEO")
    for by in ("U0ANN", "U0CLEO"):
        assert "an administrator took it" in undone(findings, number, by=by)
    assert town.aws.groups_of("ann") == set()


def test_an_administrator_who_gives_up_their_own_may_have_it_back(town: Town, findings: Findings) -> None:
    number = findings.unused_group("cleo")
    findings.takes_back(number, by="U0CLEO")
    assert undone(findings, number, by="U0CLEO") == ""
    assert town.aws.groups_of("cleo") == {GROUP}


@pytest.mark.parametrize("stands", ["approved", "waiting"])
def test_who_is_being_offboarded_gets_nothing_back(town: Town, findings: Findings, stands: str) -> None:
    number = findings.unused_group()
    findings.takes_back(number)
    town.gives_by_hand(VIEW)
    offboarding = town.wants(aims.Offboard("<@U0ANN|ann>", fate="keep"), who="U0DAN")
    if stands == "approved":
        town.approves(offboarding)
        assert town.finishes(offboarding).state is PlanState.made
    assert f"request {offboarding} has to do with it since" in undone(findings, number)
    assert "request" in undone(findings, number, by="U0CLEO")
    assert town.aws.groups_of("ann") == set()


def test_who_is_locked_gets_nothing_back_until_unlocked(town: Town, findings: Findings) -> None:
    number = findings.unused_group()
    findings.takes_back(number)
    town.aws.seed({"users": {"ann": {"password": True, "tags": {"email": "ann@example.com"}}}})
    locking = town.wants(aims.Lock("<@U0ANN|ann>"), who="U0CLEO")
    town.finishes(locking)
    assert "the IAM user is locked" in undone(findings, number)
    assert town.aws.groups_of("ann") == set()


def test_who_has_left_gets_nothing_back_by_an_administrator_either(town: Town, findings: Findings) -> None:
    number = findings.unused_group()
    findings.takes_back(number)
    town.is_in_slack("ann", Standing.deactivated)
    assert "not a member of this workspace any more" in undone(findings, number, by="U0CLEO")


def test_a_group_that_was_given_more_meanwhile_is_not_joined_without_approval(town: Town, findings: Findings) -> None:
    number = findings.unused_group()
    findings.takes_back(number)
    town.aws.iam.attach_group_policy(GroupName=GROUP, PolicyArn=VIEW.arn)
    assert "what it gives has changed since" in undone(findings, number)
    town.aws.iam.detach_group_policy(GroupName=GROUP, PolicyArn=VIEW.arn)
    assert undone(findings, number) == ""


def test_a_policy_with_another_text_is_not_attached_without_approval(town: Town, findings: Findings) -> None:
    text = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}]}'
    arn = town.aws.iam.create_policy(PolicyName="ours", PolicyDocument=text)["Policy"]["Arn"]
    town.aws.iam.attach_user_policy(UserName="ann", PolicyArn=arn)
    number = findings.keeps(findings.arn(), "unused-policy", arn, owner="U0ANN", remedy=[DetachFromUser("ann", arn)])
    findings.takes_back(number)
    assert town.aws.policies_of("ann") == set()
    wider = text.replace("s3:Get*", "*")
    town.aws.iam.create_policy_version(PolicyArn=arn, PolicyDocument=wider, SetAsDefault=True)
    assert "what it gives has changed since" in undone(findings, number)


def test_what_another_plan_has_changed_since_stays_so(town: Town, findings: Findings) -> None:
    number = findings.unused_group()
    findings.takes_back(number)
    town.made(aims.AddPeople(GROUP, people=("ann",)), who="U0DAN")
    town.made(aims.RemovePeople(GROUP, people=("ann",)), who="U0DAN")
    assert "has changed the same since" in undone(findings, number)
    assert town.aws.groups_of("ann") == set()


def test_a_plan_about_several_people_counts_for_each_of_them(town: Town, findings: Findings) -> None:
    number = findings.unused_group()
    findings.takes_back(number)
    town.slack.groups["s3-owners"] = frozenset({"U0CLEO"})
    several = ("ann", "dan")
    town.made(aims.AddPeople(GROUP, people=several), who="U0DAN", by="U0CLEO")
    town.made(aims.RemovePeople(GROUP, people=several), who="U0DAN", by="U0CLEO")
    assert "has changed the same since" in undone(findings, number)
    assert town.aws.groups_of("ann") == set()


@pytest.mark.parametrize(
    ("asked", "begun", "ended", "says"),
    [
        (DAY, DAY, None, "under review 1"),
        (DAY, DAY, 2 * DAY, "under review 1"),
        (-DAY, -DAY, DAY, "under review 1"),
        (-DAY, -DAY, None, "under review 1"),
        (-3 * DAY, -3 * DAY, -DAY, ""),
        (DAY, None, None, ""),
    ],
)
def test_to_leave_a_group_is_no_way_around_its_review(
    town: Town,
    findings: Findings,
    asked: timedelta,
    begun: timedelta | None,
    ended: timedelta | None,
    says: str,
) -> None:
    number, now = findings.unused_group(), town.clock()
    findings.takes_back(number)
    moments = {
        "asked_at": now + asked,
        "begun_at": None if begun is None else now + begun,
        "ended_at": None if ended is None else now + ended,
    }
    with town.database.write() as session:
        session.add(Review(account="main", group=GROUP.upper(), asked_by="U0CLEO", until=now + 9 * DAY, **moments))
    town.clock.passes(3 * DAY)
    why = undone(findings, number)
    assert (says in why) if says else why == ""


def test_who_was_denied_a_lease_of_it_does_not_have_it_for_good_instead(town: Town, findings: Findings) -> None:
    number = findings.unused_group()
    answer = findings.answers(number, LEASE)
    assert answer.request_id is not None
    town.finishes(answer.request_id)
    asked = answer.request_id + 1
    checking.check(town.means, asked)
    with town.database.write() as session:
        answering.cast(session, asked, Answer.deny, by="U0BOB", reason="not any more", now=town.clock())
    town.judges()
    assert f"request {asked} for a lease of it was denied since" in undone(findings, number)
    assert town.aws.groups_of("ann") == set()


def test_what_somebody_gave_back_by_hand_is_not_given_twice(town: Town, findings: Findings) -> None:
    number = findings.unused_group()
    findings.takes_back(number)
    town.gives_by_hand(S3)
    assert "somebody has given it back already" in undone(findings, number)


def test_a_user_of_the_same_name_is_another(town: Town, findings: Findings) -> None:
    number = findings.unused_group()
    findings.takes_back(number)
    town.aws.iam.delete_user(UserName="ann")
    town.aws.iam.create_user(UserName="ann", Tags=[{"Key": "email", "Value": "ann@example.com"}])
    assert "another one now" in undone(findings, number)


def test_a_password_does_not_come_back(town: Town, findings: Findings) -> None:
    town.aws.seed({"users": {"ann": {"password": True, "tags": {"email": "ann@example.com"}}}})
    number = findings.keeps(findings.arn(), "unused-password", "ann", owner="U0ANN", remedy=[RemovePassword("ann")])
    findings.takes_back(number)
    assert town.aws.state()["users"]["ann"]["password"] is False
    assert "does not come back" in undone(findings, number)


def test_what_was_never_taken_cannot_be_undone(town: Town, findings: Findings) -> None:
    number = findings.unused_group()
    assert "has not been taken back" in undone(findings, number)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    walk=st.lists(st.tuples(st.sampled_from(list(Gesture)), st.sampled_from(["U0ANN", "U0BOB", "U0CLEO"])), max_size=5)
)
def test_whatever_is_clicked_aws_has_what_the_finding_says(
    town: Town, findings: Findings, walk: list[tuple[Gesture, str]]
) -> None:
    """A finding that stands is there; what is gone by a plan is not, unless it was undone."""
    town.gives_by_hand(S3)
    with town.database.write() as session:
        for each in session.query(KeptFinding):
            each.standing = None
    number = findings.unused_group()
    for gesture, by in walk:
        answer = findings.answers(number, gesture, by=by, reason="because")
        assert answer.state is not AnswerState.cast
        if answer.request_id is not None:
            town.finishes(answer.request_id)
    finding = findings.finding(number)
    is_undone = finding.request_id is not None and town.plan(finding.request_id).undone_by is not None
    assert (GROUP in town.aws.groups_of("ann")) == (finding.state is not FindingState.gone or is_undone)
    assert finding.state is not FindingState.leaving
    assert answering_findings.due(town.means) == []
