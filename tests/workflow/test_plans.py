"""Plans: changes to people, groups and keys, approved as one and made in order, or not at all."""

from datetime import timedelta

import pytest
from town import CATALOG, S3, Town

from catalog import load
from iam.access_keys import DeactivateKey
from iam.create_group import CreateGroup, DeleteGroup
from iam.create_user import CreateUser
from iam.group_policies import AttachToGroup
from iam.memberships import AddToGroup, LeaveGroup
from iam.user_policies import AttachToUser
from models.deed_states import DeedState
from models.lease_states import LeaseState
from models.plan_states import PlanState
from models.post import PostKind
from models.request_states import RequestState
from workflow import carrying_out, planning
from workflow.refusals.plans import PlannedAlready

HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
VIEW_ONLY = "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess"
OURS = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
EVE = CreateUser("eve", "/", (("email", "eve@example.com"), ("leasehold:made", "1")), None)
NEW_EVE = (EVE, AddToGroup("eve", "s3-users"), AttachToUser("eve", VIEW_ONLY))


def users(town: Town) -> set[str]:
    return set(town.aws.state()["users"])


def test_what_was_approved_is_made_in_its_order_and_the_asker_is_told(town: Town) -> None:
    number = town.plans(*NEW_EVE)
    assert town.request(number).state is RequestState.waiting
    assert users(town) == {"ann", "bob", "dan", "cleo"}
    town.approves(number)
    assert town.finishes(number).state is PlanState.made
    eve = town.aws.state()["users"]["eve"]
    assert (eve["tags"]["email"], eve["groups"], eve["policies"]) == ("eve@example.com", ["s3-users"], [VIEW_ONLY])
    assert [call.operation for call in town.aws.changes()] == ["CreateUser", "AddUserToGroup", "AttachUserPolicy"]
    assert town.request(number).state is RequestState.granted
    assert town.request(number).open_key is None
    assert town.posts(PostKind.outcome) == ["U0ANN"]
    assert [deed.state for deed in town.deeds(number)] == [DeedState.made] * 3


def test_nothing_is_made_before_it_is_approved_and_nothing_twice_after(town: Town) -> None:
    number = town.plans(*NEW_EVE)
    town.carries_out(3)
    assert town.aws.changes() == []
    town.approves(number)
    town.finishes(number)
    town.aws.clear_calls()
    town.clock.passes(HOUR)
    town.carries_out(3)
    assert town.aws.calls() == []


@pytest.mark.parametrize("refused", ["AddUserToGroup", "AttachUserPolicy"])
def test_what_aws_refuses_half_way_is_unmade_and_told_in_its_own_words(town: Town, refused: str) -> None:
    number = town.plans(*NEW_EVE)
    town.approves(number)
    town.aws.fault(refused, do="deny", times=1)
    assert town.finishes(number).state is PlanState.failed
    assert "eve" not in users(town)
    request = town.request(number)
    assert request.state is RequestState.failed
    assert "not authorized" in request.why
    assert town.posts(PostKind.alarm) == ["@owners", "U0CLEO"]
    assert town.posts(PostKind.outcome) == ["U0ANN"]
    assert {deed.state for deed in town.deeds(number)} == {DeedState.unmade}


def test_what_was_so_before_is_neither_made_nor_unmade(town: Town) -> None:
    town.gives_by_hand(S3, who="bob")
    number = town.plans(
        AddToGroup("bob", "s3-users"), AddToGroup("bob", "power-users"), AttachToUser("bob", VIEW_ONLY), user="bob"
    )
    town.approves(number, by="U0DAN")
    town.aws.fault("AttachUserPolicy", do="deny", times=1)
    town.finishes(number)
    assert town.aws.groups_of("bob") == {"s3-users"}
    assert [deed.ours for deed in town.deeds(number)] == [False, True, True]


@pytest.mark.parametrize("operation", ["CreateUser", "AddUserToGroup", "AttachUserPolicy"])
@pytest.mark.parametrize("fault", ["drop-before", "drop-after", "throttle"])
def test_a_lost_answer_or_a_throttled_call_is_made_once(town: Town, operation: str, fault: str) -> None:
    number = town.plans(*NEW_EVE)
    town.approves(number)
    town.aws.fault(operation, do=fault, times=1)
    assert town.finishes(number).state is PlanState.made
    eve = town.aws.state()["users"]["eve"]
    assert (eve["groups"], eve["policies"]) == (["s3-users"], [VIEW_ONLY])
    assert town.posts(PostKind.alarm) == []


def test_a_name_that_is_taken_is_refused_before_anybody_is_asked(town: Town) -> None:
    number = town.plans(CreateUser("ANN", "/", (("leasehold:made", "2"),), None), about="user/ann")
    request = town.request(number)
    assert (request.state, request.why) == (
        RequestState.refused,
        "There is an IAM user ann in account 'main' already; to IAM names differ by more than their capitals.",
    )
    assert town.posts(PostKind.card) == []


def test_a_name_taken_meanwhile_is_refused_at_the_approval_and_its_owner_keeps_it(town: Town) -> None:
    number = town.plans(*NEW_EVE)
    town.aws.seed({"users": {"eve": {}}})
    eve = town.aws.user_id("eve")
    town.approves(number)
    assert town.request(number).state is RequestState.refused
    assert "There is an IAM user eve in account 'main' already" in town.request(number).why
    assert town.aws.user_id("eve") == eve


def test_a_name_taken_after_the_approval_fails_and_its_owner_keeps_it(town: Town) -> None:
    number = town.plans(*NEW_EVE)
    town.approves(number)
    town.aws.seed({"users": {"eve": {}}})
    eve = town.aws.user_id("eve")
    assert town.finishes(number).state is PlanState.failed
    assert "there is an IAM user eve already" in town.request(number).why
    assert (town.aws.user_id("eve"), town.aws.groups_of("eve")) == (eve, set())


def test_two_who_plan_the_same_are_told_of_each_other(town: Town) -> None:
    first = town.plans(*NEW_EVE)
    with pytest.raises(PlannedAlready, match=f"request {first}, to create the IAM user eve, is waiting for approval"):
        town.plans(CreateUser("EVE", "/", (("leasehold:made", "2"),), None), about="user/EVE", who="U0DAN")
    town.approves(first)
    town.finishes(first)
    again = town.plans(AddToGroup("eve", "power-users"), user="eve", who="U0DAN")
    assert town.request(again).state is RequestState.waiting


def test_a_policy_that_is_gone_at_the_approval_is_said_and_nothing_is_made(town: Town) -> None:
    town.aws.seed({"policies": {"ours": OURS}})
    arn = "arn:aws:iam::123456789012:policy/ours"
    number = town.plans(EVE, AttachToUser("eve", arn))
    assert town.request(number).state is RequestState.waiting
    town.aws.iam.delete_policy(PolicyArn=arn)
    town.approves(number)
    assert town.request(number).state is RequestState.refused
    assert f"the policy {arn}" in town.request(number).why
    assert "eve" not in users(town)


def test_a_quota_that_would_be_hit_is_told_before_anybody_is_asked(town: Town) -> None:
    town.aws.seed({"groups": {f"group-{number}": [] for number in range(10)}})
    joins = [AddToGroup("bob", f"group-{number}") for number in range(10)]
    town.gives_by_hand(S3, who="bob")
    number = town.plans(*joins, user="bob", about="user/bob")
    assert town.request(number).why == (
        "Quota: bob has 1 groups of at most 10, and 10 more would not fit. AWS would refuse it."
    )
    swap = town.plans(LeaveGroup("bob", "s3-users"), *joins, user="bob", about="user/bob")
    assert town.request(swap).state is RequestState.waiting, "what is given up first makes room"


def test_only_an_empty_group_is_deleted_unless_the_plan_empties_it(town: Town) -> None:
    town.gives_by_hand(S3, who="bob")
    number = town.plans(DeleteGroup("s3-users", "/"), about="group/s3-users")
    assert "The group s3-users still has bob." in town.request(number).why
    number = town.plans(LeaveGroup("bob", "s3-users"), DeleteGroup("s3-users", "/"), about="group/s3-users")
    town.approves(number)
    assert town.finishes(number).state is PlanState.made
    assert "s3-users" not in town.aws.state()["groups"]


def test_a_new_group_with_its_policy_is_made_or_not_at_all(town: Town) -> None:
    made = (CreateGroup("readers", "/"), AttachToGroup("readers", VIEW_ONLY))
    number = town.plans(*made, about="group/readers", title="create the group readers")
    town.approves(number)
    town.aws.fault("AttachGroupPolicy", do="deny", times=1)
    assert town.finishes(number).state is PlanState.failed
    assert "readers" not in town.aws.state()["groups"]
    again = town.plans(*made, about="group/readers", title="create the group readers")
    town.approves(again)
    assert town.finishes(again).state is PlanState.made
    assert town.aws.state()["groups"]["readers"]["policies"] == [VIEW_ONLY]


def test_nobody_decides_on_a_plan_of_their_own_or_about_themselves(town: Town) -> None:
    own = town.plans(*NEW_EVE, who="U0BOB")
    town.approves(own, by="U0BOB")
    about = town.plans(AddToGroup("dan", "s3-users"), user="dan", about="user/dan", whose="U0DAN")
    town.approves(about, by="U0DAN")
    assert [town.request(each).state for each in (own, about)] == [RequestState.waiting] * 2
    assert len([text for _, text in town.whispers() if "Nobody decides for himself or herself" in text]) == 2
    town.approves(about, by="U0BOB")
    assert town.request(about).state is RequestState.approved


def test_who_may_have_been_made_for_is_not_who_approves_even_without_an_iam_user(town: Town) -> None:
    town.is_in_slack("eve")
    town.slack.groups["s3-owners"] = frozenset({"U0EVE"})
    number = town.plans(*NEW_EVE, whose="U0EVE")
    town.approves(number, by="U0EVE")
    assert town.request(number).state is RequestState.waiting


def test_without_the_section_nobody_approves_plans(town: Town) -> None:
    waiting = town.plans(*NEW_EVE)
    town.catalog = load.parse(CATALOG.replace("users:", "# users:"), file="catalog.yaml")
    town.approves(waiting)
    assert town.request(waiting).state is RequestState.refused
    number = town.plans(AddToGroup("bob", "s3-users"), user="bob", about="user/bob")
    assert "The catalog has no section 'users'" in town.request(number).why


def test_a_user_who_was_deleted_and_made_anew_meanwhile_is_not_touched(town: Town) -> None:
    number = town.plans(AddToGroup("dan", "s3-users"), user="dan", about="user/dan")
    town.approves(number)
    town.aws.iam.delete_user(UserName="dan")
    town.aws.seed({"users": {"dan": {}}})
    assert town.finishes(number).state is PlanState.failed
    assert town.aws.groups_of("dan") == set()
    assert "is not there any more" in town.request(number).why


def test_what_a_plan_gives_stays_when_a_lease_of_the_same_ends(town: Town) -> None:
    lease = town.leases(S3, lasts=HOUR, who="bob")
    town.enforces()
    number = town.plans(AddToGroup("bob", "s3-users"), user="bob", about="user/bob")
    town.approves(number, by="U0DAN")
    town.finishes(number)
    town.clock.passes(2 * HOUR)
    town.enforces(2)
    assert town.lease(lease).state is LeaseState.ended
    assert town.aws.groups_of("bob") == {"s3-users"}


def test_what_a_plan_gives_to_several_stays_when_a_lease_of_one_of_them_ends(town: Town) -> None:
    town.moves_in("eve")
    number = town.plans(AddToGroup("bob", "s3-users"), AddToGroup("eve", "s3-users"), about="group/s3-users")
    town.leases(S3, lasts=HOUR, who="bob")
    town.enforces()
    town.approves(number, by="U0DAN")
    town.finishes(number)
    town.clock.passes(2 * HOUR)
    town.enforces(2)
    assert (town.aws.groups_of("bob"), town.aws.groups_of("eve")) == ({"s3-users"}, {"s3-users"})


def test_what_a_lease_gave_is_the_lease_s_again_when_the_plan_that_gave_it_too_fails(town: Town) -> None:
    lease = town.leases(S3, lasts=HOUR, who="bob")
    town.enforces()
    number = town.plans(AddToGroup("bob", "s3-users"), AttachToUser("bob", VIEW_ONLY), user="bob", about="user/bob")
    town.approves(number, by="U0DAN")
    town.aws.fault("AttachUserPolicy", do="deny")
    assert town.finishes(number).state is PlanState.failed
    assert town.aws.groups_of("bob") == {"s3-users"}
    assert town.lease(lease).state is LeaseState.live
    town.clock.passes(2 * HOUR)
    town.enforces(2)
    assert town.aws.groups_of("bob") == set()


def test_what_a_plan_gave_and_a_lease_after_it_is_the_lease_s_when_the_plan_fails(town: Town) -> None:
    number = town.plans(AddToGroup("bob", "s3-users"), AttachToUser("bob", VIEW_ONLY), user="bob", about="user/bob")
    town.approves(number, by="U0DAN")
    town.aws.fault("AttachUserPolicy", do="throttle")
    town.carries_out()
    town.leases(S3, lasts=HOUR, who="bob")
    town.enforces()
    town.aws.clear_faults()
    town.aws.fault("AttachUserPolicy", do="deny")
    assert town.finishes(number).state is PlanState.failed
    assert town.aws.groups_of("bob") == {"s3-users"}
    town.clock.passes(2 * HOUR)
    town.enforces(2)
    assert town.aws.groups_of("bob") == set()


def test_a_user_whom_a_failing_plan_has_made_goes_though_a_lease_began_on_them(town: Town) -> None:
    number = town.plans(*NEW_EVE)
    town.approves(number)
    town.aws.fault("AttachUserPolicy", do="throttle")
    town.carries_out()
    town.leases(S3, who="eve")
    town.enforces()
    town.aws.clear_faults()
    town.aws.fault("AttachUserPolicy", do="deny")
    assert town.finishes(number).state is PlanState.failed
    assert "eve" not in users(town)


def test_an_administrator_locks_at_once_and_nobody_else_does(town: Town) -> None:
    key = town.aws.iam.create_access_key(UserName="dan")["AccessKey"]["AccessKeyId"]
    lock = {"title": "lock dan", "user": "dan", "about": "user/dan", "is_urgent": True, "ends_leases": True}
    refused = town.plans(DeactivateKey("dan", key), who="U0ANN", **lock)
    assert town.request(refused).state is RequestState.refused
    assert "Only administrators can do this" in town.request(refused).why
    lease = town.leases(S3, lasts=HOUR, who="dan")
    town.enforces()
    number = town.plans(DeactivateKey("dan", key), who="U0CLEO", **lock)
    assert town.request(number).state is RequestState.approved
    assert town.finishes(number).state is PlanState.made
    town.settles()
    assert town.lease(lease).state is LeaseState.ended
    (shown,) = town.aws.iam.list_access_keys(UserName="dan")["AccessKeyMetadata"]
    assert shown["Status"] == "Inactive"


def test_a_plan_touches_nobody_outside_the_catalog_s_path(town: Town) -> None:
    town.catalog = load.parse(CATALOG.replace("users: {", "users: {path: /people/, "), file="catalog.yaml")
    town.aws.iam.create_user(UserName="eve", Path="/people/")
    inside = town.plans(AddToGroup("eve", "s3-users"), user="eve", about="user/eve")
    outside = town.plans(AddToGroup("dan", "s3-users"), user="dan", about="user/dan")
    assert town.request(inside).state is RequestState.waiting
    assert town.request(outside).why == (
        "The IAM user dan stands under /, and the catalog lets plans touch only what is under /people/."
    )


def test_a_lock_goes_as_far_as_it_can_and_stays_there(town: Town) -> None:
    """To make the keys active again because the policy could not be attached would serve the wrong person."""
    key = town.aws.iam.create_access_key(UserName="dan")["AccessKey"]["AccessKeyId"]
    locked = (AttachToUser("dan", VIEW_ONLY), DeactivateKey("dan", key))
    number = town.plans(*locked, who="U0CLEO", title="lock dan", user="dan", about="user/dan", is_urgent=True)
    town.aws.fault("AttachUserPolicy", do="deny")
    assert town.finishes(number).state is PlanState.failed
    (shown,) = town.aws.iam.list_access_keys(UserName="dan")["AccessKeyMetadata"]
    assert shown["Status"] == "Inactive"
    assert "not authorized" in town.request(number).why
    assert town.posts(PostKind.alarm) == ["@owners", "U0CLEO"]


def test_a_plan_that_takes_long_is_told_and_goes_on_without_end(town: Town) -> None:
    number = town.plans(*NEW_EVE)
    town.approves(number)
    town.aws.fault("AttachUserPolicy", do="throttle", times=40)
    for _ in range(40):
        town.carries_out()
        town.clock.passes(timedelta(seconds=10))
        town.keeps_time()
    assert town.posts(PostKind.alarm) == ["@owners", "U0CLEO"]
    assert town.plan(number).why
    assert town.finishes(number).state is PlanState.made


def test_a_plan_that_cannot_be_made_in_a_day_is_unmade(town: Town) -> None:
    number = town.plans(*NEW_EVE)
    town.approves(number)
    town.aws.fault("AttachUserPolicy", do="throttle", times=1)
    town.carries_out()
    assert "eve" in users(town)
    town.clock.passes(carrying_out.MADE_WITHIN + HOUR)
    assert town.finishes(number).state is PlanState.failed
    assert "eve" not in users(town)


def test_one_delivery_seen_twice_is_one_plan(town: Town) -> None:
    proposal = planning.Proposal(title="create the IAM user eve", about="user/eve", account="main", changes=NEW_EVE)
    with town.database.write() as session:
        filed = {
            planning.file(session, proposal, asker="U0ANN", trigger_id="view:V1", now=town.clock()) for _ in range(2)
        }
    assert len(filed) == 1
