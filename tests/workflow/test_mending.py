"""What a checkup found wrong is put right by a plan, from what IAM shows when the plan is checked."""

from typing import Any

from town import Town

from models.plan_states import PlanState
from models.request_states import RequestState
from models.round import Round, RoundKind
from workflow import aiming, aims, checking

ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"


def found(town: Town, key: str, kind: str, *about: tuple[str, ...]) -> int:
    """A checkup that told of one item, and the number of the plan to mend it."""
    item: dict[str, Any] = {"account": "main", "key": key, "title": "What was found", "state": "wrong"}
    item["change"] = {"kind": kind, "about": [list(each) for each in about]}
    with town.database.write() as session:
        row = Round(kind=RoundKind.checkup, firing=key, due_at=town.clock(), unused_days=45, items=[item])
        session.add(row)
        session.flush()
    return mends(town, row.id)


def mends(town: Town, checkup: int, place: int = 0) -> int:
    with town.database.write() as session:
        number = aiming.file(
            session,
            aims.Mend(checkup, place),
            catalog=town.catalog,
            asker="U0CLEO",
            reason="",
            trigger_id=None,
            now=town.clock(),
        )
    checking.check(town.means, number)
    return number


def test_what_nobody_uses_is_made_inactive_and_what_was_used_since_stays(town: Town) -> None:
    town.aws.seed({"users": {"dan": {"keys": 2, "password": True}, "ann": {"keys": 1}}})
    old, new = town.aws.keys_of("dan")
    town.aws.age_key("dan", old, 200)
    (anns,) = town.aws.keys_of("ann")
    town.aws.age_key("ann", anns, 200)
    town.aws.set_last_used("ann", key=(anns, town.clock()))
    number = found(town, "unused-credentials", "retire", ("dan", "key 1"), ("dan", "key 2"), ("ann", "key 1"))
    town.approves(number)
    assert town.finishes(number).state is PlanState.made
    keys = [
        each for name in ("dan", "ann") for each in town.aws.iam.list_access_keys(UserName=name)["AccessKeyMetadata"]
    ]
    assert {each["AccessKeyId"]: each["Status"] for each in keys} == {old: "Inactive", new: "Active", anns: "Active"}


def test_the_password_policy_becomes_stricter_and_keeps_the_rest(town: Town) -> None:
    town.aws.iam.update_account_password_policy(MinimumPasswordLength=8, RequireSymbols=True)
    number = found(town, "password-length", "password-policy", ("MinimumPasswordLength", "14"))
    town.approves(number)
    assert town.finishes(number).state is PlanState.made
    policy = town.aws.iam.get_account_password_policy()["PasswordPolicy"]
    assert (policy["MinimumPasswordLength"], policy["RequireSymbols"]) == (14, True)


def test_an_administrator_policy_is_detached_by_name(town: Town) -> None:
    town.aws.iam.attach_user_policy(UserName="dan", PolicyArn=ADMINISTRATOR)
    number = found(town, "administrators", "detach", ("user", "dan", "policy", ADMINISTRATOR))
    assert town.aws.policies_of("dan") == {ADMINISTRATOR}
    town.approves(number)
    assert town.finishes(number).state is PlanState.made
    assert town.aws.policies_of("dan") == set()


def test_what_was_mended_by_hand_is_said_to_be_so(town: Town) -> None:
    number = found(town, "administrators", "detach", ("user", "dan", "policy", ADMINISTRATOR))
    assert town.request(number).state is RequestState.refused
    assert "Nothing is left to mend" in town.request(number).why


def test_what_no_plan_can_decide_is_no_plan(town: Town) -> None:
    town.aws.iam.attach_user_policy(UserName="dan", PolicyArn=ADMINISTRATOR)
    number = found(town, "groups-only", "detach", ("user", "dan", "policy", ADMINISTRATOR))
    assert "no such item that a plan could mend" in town.request(number).why
    assert "no such item" in town.request(mends(town, 4_711, 3)).why
