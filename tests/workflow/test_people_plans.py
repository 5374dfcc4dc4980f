"""Plans about people: a change of job, leaving, a lost laptop; in the right order, undone exactly."""

from datetime import timedelta
from typing import Any

import pytest
from town import POWER, S3, VIEW, Town

from iam.access_keys import ActivateKey, DeactivateKey, DeleteKey
from iam.changes import AnyChange
from iam.deactivate_mfa import DeactivateMfa
from iam.delete_user import DeleteUser
from iam.deny_old_sessions import AllowOldSessions, DenyOldSessions
from iam.memberships import AddToGroup, LeaveGroup
from iam.other_credentials import DeleteServiceCredential, DeleteSigningCertificate, DeleteSshKey
from iam.remove_inline import RemoveInline
from iam.remove_password import RemovePassword
from iam.user_policies import AttachToUser, DetachFromUser
from models.lease_states import LeaseState
from models.plan_states import PlanState
from models.post import PostKind
from models.request_states import RequestState
from workflow import aims, checking

HOUR = timedelta(hours=1)
CHANGE_PASSWORD = "arn:aws:iam::aws:policy/IAMUserChangePassword"
QUARANTINE = "arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3"
OWN = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
EVE = "<@U0EVE|eve>"
ALL: dict[str, Any] = {
    "tags": {"email": "eve@example.com"},
    "groups": ["s3-users"],
    "policies": ["ViewOnlyAccess"],
    "inline": {"own": OWN},
    "password": True,
    "keys": 2,
    "mfa": True,
    "certificate": True,
    "ssh_key": True,
    "service_credential": True,
}


@pytest.fixture
def home(town: Town) -> Town:
    """Eve has everything there is, and one of her keys is inactive."""
    town.aws.seed({"users": {"eve": ALL}})
    town.aws.iam.update_access_key(UserName="eve", AccessKeyId=keys(town)[1], Status="Inactive")
    town.is_in_slack("eve")
    town.is_snapshotted()
    return town


def keys(town: Town) -> list[str]:
    return sorted(town.aws.keys_of("eve"))


def picture(town: Town, who: str = "eve") -> dict[str, Any]:
    user = town.aws.state()["users"][who]
    return {name: sorted(value) if name in {"groups", "policies"} else value for name, value in user.items()}


def kinds(planned: list[AnyChange]) -> list[type[AnyChange]]:
    return [type(each) for each in planned]


def test_a_change_of_job_leaves_the_one_group_and_joins_the_other(home: Town) -> None:
    number = home.made(aims.Move(EVE, leaves="S3-Users", joins="power-users"))
    assert home.changes(number) == [LeaveGroup("eve", "s3-users"), AddToGroup("eve", "power-users")]
    assert home.aws.groups_of("eve") == {"power-users"}
    assert home.request(number).description == "move eve from s3-users to power-users"
    assert home.request(number).whose == "U0EVE"


def test_who_decides_reads_that_a_lease_gives_nothing_from_then_on(home: Town) -> None:
    home.gives_by_hand(S3, who="dan")
    home.leases(S3, who="eve")
    home.enforces()
    for aim in (aims.Move(EVE, leaves="s3-users", joins="power-users"), aims.RemovePeople("s3-users", (EVE, "dan"))):
        told = home.request(home.wants(aim)).warnings
        assert told == ["eve is in s3-users by a lease as well, which gives nothing from then on."]


@pytest.mark.parametrize(
    ("aim", "why"),
    [
        (aims.Move(EVE, "power-users", "s3-users"), "eve is not in the group power-users, but in s3-users."),
        (
            aims.Move(EVE, "s3-user", "power-users"),
            "There is no IAM group s3-user in account 'main'. Did you mean s3-u",
        ),
        (aims.Move("evE2", "s3-users", "power-users"), "There is no IAM user evE2 in account 'main'. Did you mean eve"),
        (aims.Move(EVE, "s3-users", "s3-users"), "It is so already: s3-users is the group to leave and"),
        (aims.Move("<@U0ZOE|zoe>", "s3-users", "power-users"), "No IAM user in account 'main' is known as <@U0ZOE>'s"),
    ],
)
def test_who_or_what_is_not_there_is_refused_with_what_there_is(home: Town, aim: aims.AnyAim, why: str) -> None:
    number = home.wants(aim)
    assert home.request(number).state is RequestState.refused
    assert home.request(number).why.startswith(why)


def test_who_leaves_is_deleted_after_all_that_could_be_given_back(home: Town) -> None:
    active, inactive = keys(home)
    number = home.wants(aims.Offboard(EVE, fate="delete"))
    planned = home.changes(number)
    assert kinds(planned) == [
        DeactivateKey,
        LeaveGroup,
        DetachFromUser,
        RemoveInline,
        RemovePassword,
        DeactivateMfa,
        DeleteSigningCertificate,
        DeleteSshKey,
        DeleteServiceCredential,
        DeleteKey,
        DeleteKey,
        DeleteUser,
    ]
    assert planned[0] == DeactivateKey("eve", active)
    assert planned[-3:-1] == [DeleteKey("eve", active), DeleteKey("eve", inactive)]
    request = home.request(number)
    assert request.description == "offboard eve: take everything away and delete the IAM user"
    assert "A deleted IAM user does not come back; one of the same name would be another." in request.warnings
    home.approves(number)
    assert home.finishes(number).state is PlanState.made
    assert "eve" not in home.aws.state()["users"]


def test_a_leaving_that_aws_refuses_half_way_leaves_everything_as_it_was(home: Town) -> None:
    before = picture(home)
    number = home.wants(aims.Offboard(EVE, fate="delete"))
    home.approves(number)
    home.aws.fault("DeleteUserPolicy", do="deny", times=1)
    assert home.finishes(number).state is PlanState.failed
    assert picture(home) == before


def test_who_is_kept_has_nothing_left_and_gets_back_what_undo_can_give(home: Town) -> None:
    before = picture(home)
    number = home.made(aims.Offboard(EVE, fate="keep"))
    assert kinds(home.changes(number))[:3] == [DeactivateKey, RemovePassword, DeactivateMfa]
    kept = picture(home)
    assert (kept["groups"], kept["policies"], kept["inline"], kept["password"]) == ([], [], {}, False)
    undone = home.made(aims.Undo(number), who="U0DAN")
    request = home.request(undone)
    assert request.description.startswith(f"undo request {number}: offboard eve")
    assert request.offers == [{"kind": "password", "user": "eve", "must_reset": True}]
    after = picture(home)
    for name in ("groups", "inline", "keys"):
        assert after[name] == before[name]
    assert set(after["policies"]) == {*before["policies"], CHANGE_PASSWORD}


def test_leases_end_when_somebody_leaves_and_undo_gives_nothing_back_that_a_lease_gave(home: Town) -> None:
    power = home.leases(type(S3)("power-users"), lasts=HOUR, who="eve")
    home.enforces()
    number = home.wants(aims.Offboard(EVE, fate="keep"))
    home.approves(number)
    home.finishes(number)
    home.settles()
    assert home.lease(power).state is LeaseState.ended
    home.made(aims.Undo(number), who="U0DAN")
    home.settles()
    assert home.aws.groups_of("eve") == {"s3-users"}


def test_what_has_come_to_somebody_since_it_was_asked_is_not_passed_over(home: Town) -> None:
    number = home.wants(aims.Offboard(EVE, fate="delete"))
    home.gives_by_hand(type(S3)("power-users"), who="eve")
    home.approves(number)
    assert home.request(number).state is RequestState.refused
    assert "something has come to it in AWS that nobody has approved" in home.request(number).why
    assert "eve" in home.aws.state()["users"]


def test_a_key_that_was_used_lately_is_told_before_the_decision(home: Town) -> None:
    active, _ = keys(home)
    home.aws.set_last_used("eve", key=(active, home.clock.now - 2 * HOUR))
    number = home.wants(aims.Offboard(EVE, fate="keep"))
    assert home.request(number).warnings[0] == (
        f"The access key {active} was used 2 hours ago, for s3: what runs with it stops."
    )


def test_a_lost_laptop_locks_at_once_in_the_order_of_urgency(home: Town) -> None:
    lease = home.leases(S3, lasts=HOUR, who="eve")
    home.enforces()
    active, _ = keys(home)
    number = home.wants(aims.Lock(EVE), who="U0CLEO")
    assert home.request(number).state is RequestState.approved
    assert home.changes(number) == [
        DeactivateKey("eve", active),
        RemovePassword("eve"),
        AttachToUser("eve", QUARANTINE),
        DenyOldSessions("eve", "2026-11-24T09:00:00Z"),
    ]
    assert home.finishes(number).state is PlanState.made
    home.settles()
    assert home.lease(lease).state is LeaseState.ended


def test_only_an_administrator_locks(home: Town) -> None:
    number = home.wants(aims.Lock(EVE), who="U0DAN")
    assert "Only administrators can do this without waiting for approval" in home.request(number).why
    assert QUARANTINE not in home.aws.policies_of("eve")


def test_unlocking_gives_back_what_the_lock_took_and_nothing_else(home: Town) -> None:
    before = picture(home)
    active, inactive = keys(home)
    number = home.wants(aims.Lock(EVE), who="U0CLEO")
    home.finishes(number)
    number = home.made(aims.Unlock(EVE))
    assert home.changes(number) == [
        AllowOldSessions("eve", "2026-11-24T09:00:00Z"),
        DetachFromUser("eve", QUARANTINE),
        ActivateKey("eve", active),
        AttachToUser("eve", CHANGE_PASSWORD),
    ]
    after = picture(home)
    assert after | {"password": True, "policies": before["policies"]} == before
    assert set(after["policies"]) - set(before["policies"]) == {CHANGE_PASSWORD}, "to set the password that is offered"
    assert home.posts(PostKind.invitation) == ["U0EVE"]
    assert home.request(number).offers == [{"kind": "password", "user": "eve", "must_reset": True}]
    statuses = {
        each["AccessKeyId"]: each["Status"]
        for each in home.aws.iam.list_access_keys(UserName="eve")["AccessKeyMetadata"]
    }
    assert statuses == {active: "Active", inactive: "Inactive"}
    again = home.wants(aims.Unlock(EVE))
    assert home.request(again).why == "Nothing of a lock by this bot is left on eve, so there is nothing to give back."


def test_locked_twice_and_unlocked_once_is_unlocked_whole(home: Town) -> None:
    before = picture(home)
    for _ in range(2):
        home.finishes(home.wants(aims.Lock(EVE), who="U0CLEO"))
        home.clock.passes(HOUR)
    home.made(aims.Unlock(EVE))
    assert picture(home) | {"password": True, "policies": before["policies"]} == before


def test_a_part_that_aws_refuses_unlocks_nothing_of_the_rest(home: Town) -> None:
    home.aws.fault("AttachUserPolicy", do="deny", times=1)
    number = home.wants(aims.Lock(EVE), who="U0CLEO")
    assert home.finishes(number).state is PlanState.failed
    assert "not authorized" in home.request(number).why
    locked = picture(home)
    assert (locked["password"], QUARANTINE in locked["policies"]) == (False, False)
    assert "leasehold-deny-old-sessions" in locked["inline"]
    assert {each["Status"] for each in home.aws.iam.list_access_keys(UserName="eve")["AccessKeyMetadata"]} == {
        "Inactive"
    }
    home.made(aims.Unlock(EVE))
    assert "leasehold-deny-old-sessions" not in picture(home)["inline"]


def test_without_room_for_the_quarantine_the_rest_is_locked_and_it_is_said(home: Town) -> None:
    names = ["AmazonS3ReadOnlyAccess", "AmazonEC2ReadOnlyAccess", "ReadOnlyAccess", "IAMReadOnlyAccess"]
    names += ["AmazonSQSReadOnlyAccess", "AmazonSNSReadOnlyAccess", "CloudWatchReadOnlyAccess"]
    names += ["AmazonRDSReadOnlyAccess", "AmazonDynamoDBReadOnlyAccess"]
    for name in names:
        home.aws.iam.attach_user_policy(UserName="eve", PolicyArn=f"arn:aws:iam::aws:policy/{name}")
    number = home.wants(aims.Lock(EVE), who="U0CLEO")
    assert QUARANTINE not in str(home.request(number).steps)
    assert any("is not attached: eve has 10 policies, and no room" in each for each in home.request(number).warnings)
    assert home.finishes(number).state is PlanState.made


def test_an_open_plan_about_somebody_holds_up_no_lock(home: Town) -> None:
    home.wants(aims.Offboard(EVE, fate="delete"))
    number = home.wants(aims.Lock(EVE), who="U0CLEO")
    assert home.finishes(number).state is PlanState.made


def test_a_user_without_slack_is_called_by_name_whatever_its_capitals(home: Town) -> None:
    home.aws.seed({"users": {"ci-deploy": {"keys": 1}}})
    number = home.wants(aims.Lock("CI-Deploy"), who="U0CLEO")
    assert home.finishes(number).state is PlanState.made
    number = home.made(aims.Unlock("ci-deploy"))
    assert home.request(number).offers == []


def test_who_it_is_about_does_not_decide_on_it(home: Town) -> None:
    home.slack.groups["s3-owners"] = frozenset({"U0EVE"})
    number = home.wants(aims.Move("eve", leaves="s3-users", joins="power-users"))
    home.approves(number, by="U0EVE")
    assert home.request(number).state is RequestState.waiting


def test_what_the_bot_may_not_look_at_is_said_in_the_words_of_aws(home: Town) -> None:
    home.aws.fault("ListMFADevices", do="deny")
    number = home.wants(aims.Offboard(EVE, fate="keep"))
    why = home.request(number).why
    assert why.startswith("The account cannot be looked at: User: ")
    assert why.endswith("Nothing was changed. Show this to an administrator.")


def test_while_aws_is_away_a_plan_waits_and_in_the_end_says_why(home: Town) -> None:
    home.aws.fault("GetUser", do="throttle")
    number = home.wants(aims.Offboard(EVE, fate="keep"))
    assert home.request(number).state is RequestState.checking
    home.clock.passes(checking.LAPSES_AFTER + HOUR)
    checking.check(home.means, number)
    assert home.request(number).why == (
        "The account could not be looked at for 72 hours: Rate exceeded. Nothing was changed. Ask again."
    )


def test_what_was_not_ours_is_not_undone(home: Town) -> None:
    home.gives_by_hand(type(S3)("power-users"), who="dan")
    number = home.made(aims.AddPeople("power-users", ("dan", "<@U0EVE|eve>")))
    home.gives_by_hand(VIEW, who="eve")
    home.made(aims.Undo(number), who="U0DAN", by="U0BOB")
    assert home.aws.groups_of("dan") == {"power-users"}
    assert home.aws.groups_of("eve") == {"s3-users"}


def test_what_a_plan_and_a_lease_gave_is_undone_and_who_decides_reads_of_the_lease(home: Town) -> None:
    number = home.plans(AddToGroup("eve", "power-users"), user="eve", about="user/eve")
    home.leases(POWER, who="eve")
    home.settles()
    home.approves(number)
    assert home.finishes(number).state is PlanState.made
    undo = home.wants(aims.Undo(number), who="U0DAN")
    assert home.request(undo).warnings == [
        "eve is in power-users by a lease as well, which gives nothing from then on."
    ]
    home.approves(undo)
    home.finishes(undo)
    assert "power-users" not in home.aws.groups_of("eve")


def test_nothing_is_undone_twice_nor_for_somebody_who_is_another_by_now(home: Town) -> None:
    number = home.made(aims.Move(EVE, leaves="s3-users", joins="power-users"))
    home.made(aims.Undo(number))
    again = home.wants(aims.Undo(number))
    assert home.request(again).why == f"Nothing of request {number} is left in AWS that could be changed back."
    other = home.made(aims.Move(EVE, leaves="s3-users", joins="power-users"))
    home.made(aims.Offboard(EVE, fate="delete"))
    home.aws.seed({"users": {"eve": {}}})
    late = home.wants(aims.Undo(other))
    assert "one of that name may be somebody else" in home.request(late).why


def test_what_was_undone_knows_by_which_plan(home: Town) -> None:
    moved = home.made(aims.Move(EVE, leaves="s3-users", joins="power-users"))
    undone = home.made(aims.Undo(moved))
    assert (home.plan(moved).undone_by, home.plan(undone).undone_by) == (undone, None)
    redone = home.made(aims.Undo(undone))
    assert home.plan(undone).undone_by == redone
    assert home.aws.groups_of("eve") == {"power-users"}
    locked = home.wants(aims.Lock(EVE), who="U0CLEO")
    home.finishes(locked)
    unlocked = home.made(aims.Unlock(EVE))
    assert home.plan(locked).undone_by == unlocked


def test_an_open_plan_is_not_undone(home: Town) -> None:
    number = home.wants(aims.Move(EVE, leaves="s3-users", joins="power-users"))
    undone = home.wants(aims.Undo(number))
    assert home.request(undone).why == (
        f"Request {number} is waiting for approval. Only a plan that was made can be undone."
    )
