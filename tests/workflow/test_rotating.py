"""A key is rotated by its owner: the new one first, the old one asleep, then gone; and given up at any time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from town import CATALOG, Town

from catalog import load
from iam import keys
from iam.faults import Later
from models.move import Move
from models.rotation import Rotation
from models.rotation_states import RotationState
from workflow import handing_over, own_keys, rotating, showing_once
from workflow.own_keys import Gesture
from workflow.refusals.asking import NoIamUser, NotAMember
from workflow.refusals.credentials import BeingMade, OfferOver
from workflow.refusals.own_keys import KeyStillActive, NotYourKey
from workflow.refusals.plans import NobodyApprovesPlans
from workflow.rotating import Owner

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def anns(town: Town) -> Town:
    """Ann has one key; the clock is AWS's own."""
    town.clock.now = datetime.now(UTC)
    town.is_snapshotted()
    town.aws.iam.create_access_key(UserName="ann")
    return town


def ann(town: Town) -> Owner:
    return own_keys.owner(town.means, "U0ANN")


def old_key(town: Town) -> str:
    return own_keys.held(town.means, ann(town))[0].key.id


def rotates(town: Town, key_id: str) -> str:
    """What the click does: a new key, shown. Give its id."""
    number = rotating.begin(town.means, ann(town), key_id)
    with showing_once.made(town.means, number, by="U0ANN") as made:
        secret = made.secret
    rotating.mark_shown(town.means, number)
    assert isinstance(secret, keys.NewKey)
    return secret.id


def looks(town: Town, *, after: timedelta = timedelta()) -> None:
    town.clock.passes(after)
    for number in rotating.due(town.means):
        rotating.go_on(town.means, number)


def state(town: Town) -> RotationState:
    with town.database.read() as session:
        return session.scalars(select(Rotation).order_by(Rotation.id.desc())).first().state  # type: ignore[union-attr]  # there is one


def statuses(town: Town) -> dict[str, str]:
    found = town.aws.iam.list_access_keys(UserName="ann")["AccessKeyMetadata"]
    return {key["AccessKeyId"]: key["Status"] for key in found}


def test_the_old_key_works_until_the_new_one_is_in_use_then_sleeps_then_goes(anns: Town) -> None:
    old = old_key(anns)
    new = rotates(anns, old)
    looks(anns, after=2 * HOUR)
    assert statuses(anns) == {old: "Active", new: "Active"}
    anns.aws.set_last_used("ann", key=(new, datetime.now(UTC)))
    looks(anns, after=HOUR)
    assert statuses(anns) == {old: "Inactive", new: "Active"}
    assert [words for who, words in anns.whispers() if who == "U0ANN" and f"{old} of the IAM user ann is ina" in words]
    looks(anns, after=6 * DAY)
    assert old in statuses(anns)
    looks(anns, after=DAY + HOUR)
    assert statuses(anns) == {new: "Active"}
    assert state(anns) is RotationState.retired
    assert rotating.due(anns.means) == []


def test_the_catalog_says_how_long_it_sleeps(anns: Town) -> None:
    anns.catalog = load.parse(CATALOG.replace("users: {", "users: {grace: 1h, "), file="catalog.yaml")
    old = old_key(anns)
    new = rotates(anns, old)
    rotating.use_the_new_one(anns.means, ann(anns), old)
    looks(anns, after=2 * HOUR)
    assert statuses(anns) == {new: "Active"}


def test_its_owners_word_is_enough(anns: Town) -> None:
    old = old_key(anns)
    new = rotates(anns, old)
    rotating.use_the_new_one(anns.means, ann(anns), old)
    assert statuses(anns) == {old: "Inactive", new: "Active"}
    with pytest.raises(NotYourKey):
        rotating.use_the_new_one(anns.means, ann(anns), old)


def test_nobody_asks_aws_more_than_once_an_hour(anns: Town) -> None:
    rotates(anns, old_key(anns))
    anns.aws.clear_calls()
    for _ in range(59):
        looks(anns, after=timedelta(minutes=1))
    assert anns.aws.calls() == []
    looks(anns, after=timedelta(minutes=1))
    assert [call.operation for call in anns.aws.calls()] == ["ListAccessKeys", "GetAccessKeyLastUsed"]


def test_begun_twice_it_is_the_same_and_there_are_two_keys_not_three(anns: Town) -> None:
    old = old_key(anns)
    first = rotating.begin(anns.means, ann(anns), old)
    assert rotating.begin(anns.means, ann(anns), old) == first
    rotates(anns, old)
    with pytest.raises(NotYourKey):
        rotating.begin(anns.means, ann(anns), old)
    assert len(statuses(anns)) == 2


def test_begun_at_once_in_two_windows_it_is_one(anns: Town) -> None:
    old = old_key(anns)
    whose = ann(anns)

    def begin() -> int | BeingMade:
        try:
            return rotating.begin(anns.means, whose, old)
        except BeingMade as refusal:
            return refusal

    with ThreadPoolExecutor(4) as windows:
        begun = [each.result() for each in [windows.submit(begin) for _ in range(4)]]
    assert len({each for each in begun if isinstance(each, int)}) == 1


def test_only_ones_own_active_key_is_rotated(anns: Town) -> None:
    bobs = anns.aws.iam.create_access_key(UserName="bob")["AccessKey"]["AccessKeyId"]
    with pytest.raises(NotYourKey):
        rotating.begin(anns.means, ann(anns), bobs)
    own_keys.do(anns.means, ann(anns), old_key(anns), Gesture.deactivate)
    with pytest.raises(NotYourKey):
        rotating.begin(anns.means, ann(anns), old_key(anns))
    with pytest.raises(NotYourKey):
        own_keys.do(anns.means, ann(anns), bobs, Gesture.deactivate)
    assert [key["Status"] for key in anns.aws.iam.list_access_keys(UserName="bob")["AccessKeyMetadata"]] == ["Active"]


def test_a_new_key_that_nobody_looked_at_ends_it_and_it_can_begin_anew(anns: Town) -> None:
    old = old_key(anns)
    first = rotating.begin(anns.means, ann(anns), old)
    anns.clock.passes(handing_over.LAPSES_AFTER + HOUR)
    second = rotating.begin(anns.means, ann(anns), old)
    assert second != first
    anns.clock.passes(handing_over.LAPSES_AFTER + HOUR)
    handing_over.lapse_due(anns.means)
    looks(anns)
    assert state(anns) is RotationState.dropped
    assert statuses(anns) == {old: "Active"}
    rotates(anns, old)
    assert state(anns) is RotationState.shown


def test_a_crash_right_after_the_showing_is_made_up_for(anns: Town) -> None:
    old = old_key(anns)
    number = rotating.begin(anns.means, ann(anns), old)
    with showing_once.made(anns.means, number, by="U0ANN"):
        pass
    with pytest.raises(NotYourKey):
        rotating.begin(anns.means, ann(anns), old)
    looks(anns, after=HOUR)
    assert state(anns) is RotationState.shown
    assert len(statuses(anns)) == 2


def test_an_old_key_made_active_again_stays(anns: Town) -> None:
    old = old_key(anns)
    new = rotates(anns, old)
    rotating.use_the_new_one(anns.means, ann(anns), old)
    own_keys.do(anns.means, ann(anns), old, Gesture.activate)
    looks(anns, after=8 * DAY)
    assert statuses(anns) == {old: "Active", new: "Active"}
    assert state(anns) is RotationState.dropped


@pytest.mark.parametrize("which", ["old", "new"])
def test_a_key_that_goes_by_another_hand_ends_it(anns: Town, which: str) -> None:
    old = old_key(anns)
    new = rotates(anns, old)
    anns.aws.iam.delete_access_key(UserName="ann", AccessKeyId=old if which == "old" else new)
    looks(anns, after=HOUR)
    assert state(anns) is RotationState.dropped
    assert len(statuses(anns)) == 1


def test_a_user_who_is_gone_ends_it(anns: Town) -> None:
    rotates(anns, old_key(anns))
    for key_id in statuses(anns):
        anns.aws.iam.delete_access_key(UserName="ann", AccessKeyId=key_id)
    anns.aws.iam.delete_user(UserName="ann")
    looks(anns, after=HOUR)
    assert state(anns) is RotationState.dropped


def test_what_aws_holds_up_is_done_later(anns: Town) -> None:
    old = old_key(anns)
    rotates(anns, old)
    anns.aws.fault("UpdateAccessKey", do="throttle", times=1)
    with pytest.raises(Later):
        rotating.use_the_new_one(anns.means, ann(anns), old)
    assert statuses(anns)[old] == "Active"
    looks(anns)
    assert statuses(anns)[old] == "Inactive"


def test_an_old_key_that_could_not_be_put_to_sleep_sleeps_before_it_is_deleted(anns: Town) -> None:
    old = old_key(anns)
    rotates(anns, old)
    anns.aws.fault("UpdateAccessKey", do="throttle", times=1)
    with pytest.raises(Later):
        rotating.use_the_new_one(anns.means, ann(anns), old)
    looks(anns, after=8 * DAY)
    assert statuses(anns)[old] == "Inactive"
    looks(anns, after=6 * DAY)
    assert statuses(anns)[old] == "Inactive"
    looks(anns, after=2 * DAY)
    assert old not in statuses(anns)


def test_without_the_section_users_keys_are_shown_and_nothing_is_done_with_them(anns: Town) -> None:
    anns.catalog = load.parse(CATALOG.replace("users:", "# users:"), file="catalog.yaml")
    old = old_key(anns)
    with pytest.raises(NobodyApprovesPlans):
        rotating.begin(anns.means, ann(anns), old)
    with pytest.raises(NobodyApprovesPlans):
        own_keys.do(anns.means, ann(anns), old, Gesture.deactivate)


def test_a_key_is_given_up_in_two_steps_and_each_is_written_down(anns: Town) -> None:
    old = old_key(anns)
    with pytest.raises(KeyStillActive):
        own_keys.do(anns.means, ann(anns), old, Gesture.delete)
    own_keys.do(anns.means, ann(anns), old, Gesture.deactivate)
    with pytest.raises(NotYourKey):
        own_keys.do(anns.means, ann(anns), old, Gesture.activate)  # more access than before: not at one's own word
    own_keys.do(anns.means, ann(anns), old, Gesture.delete)
    assert statuses(anns) == {}
    with anns.database.read() as session:
        moves = session.scalars(select(Move).where(Move.subject == "key").order_by(Move.id))
        told = [(each.name, each.from_state, each.to_state, each.by, each.detail["key_id"]) for each in moves]
    assert told == [
        ("deactivate", "active", "inactive", "U0ANN", old),
        ("delete", "inactive", "deleted", "U0ANN", old),
    ]


def test_the_page_shows_use_and_age_and_nobody_elses_keys(anns: Town) -> None:
    old = old_key(anns)
    anns.aws.set_last_used("ann", key=(old, datetime.now(UTC)), service="ec2")
    (held,) = own_keys.held(anns.means, ann(anns))
    assert (held.key.id, held.key.is_active, held.use and held.use.service) == (old, True, "ec2")
    anns.is_in_slack("eve")
    with pytest.raises(NoIamUser):
        own_keys.owner(anns.means, "U0EVE")


def test_who_is_no_member_any_more_does_nothing_with_keys(anns: Town) -> None:
    from models.person import Standing

    anns.is_in_slack("ann", Standing.deactivated)
    with pytest.raises(NotAMember):
        ann(anns)


def test_a_withdrawn_new_key_ends_it(anns: Town) -> None:
    old = old_key(anns)
    number = rotating.begin(anns.means, ann(anns), old)
    with anns.database.write() as session:
        unique_id = anns.aws.user_id("ann")
        handing_over.withdraw_all(session, account="main", unique_id=unique_id, by="U0CLEO", now=anns.clock())
    with pytest.raises(OfferOver), showing_once.made(anns.means, number, by="U0ANN"):
        pass
    looks(anns, after=handing_over.LAPSES_AFTER)
    assert state(anns) is RotationState.dropped
    assert statuses(anns) == {old: "Active"}
