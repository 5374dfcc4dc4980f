"""Abuse 15 and 16: a removal takes back what was given and only that, and it happens, whatever stands in its way."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.stories.house import VIEW_ONLY, House


def test_15_what_stood_before_stays_and_what_two_leases_give_stays_until_the_last(house: House) -> None:
    house.aws.iam.attach_user_policy(UserName="ann", PolicyArn=VIEW_ONLY)
    first = house.approved("s3-and-more 2h")
    second = house.approved("s3-access 1h")
    house.time_has_come("lease", "ends_at", where=f"request_id = {number_in(house, 's3-and-more')}")
    house.wait_for_card("Ended", like=first)
    assert house.aws.policies_of("ann") == {VIEW_ONLY}
    assert house.aws.groups_of("ann") == {"s3-users"}
    house.time_has_come("lease", "ends_at", where="state = 'live'")
    house.wait_until_gone()
    house.wait_for_card("Ended", like=second)
    assert house.aws.policies_of("ann") == {VIEW_ONLY}
    assert "DetachUserPolicy" not in house.changes()


def test_15_a_renamed_user_does_not_keep_it_and_who_has_the_name_now_loses_nothing(house: House) -> None:
    house.approved("s3-access 1h")
    house.aws.iam.update_user(UserName="ann", NewUserName="ann.archer")
    house.aws.seed({"users": {"ann": {"groups": ["s3-users"]}}})
    assert house.aws.groups_of("ann.archer") == {"s3-users"}
    house.time_has_come("lease", "ends_at")
    house.wait_until_gone(user="ann.archer")
    house.settle()
    assert house.aws.groups_of("ann") == {"s3-users"}


def test_15_what_another_hand_took_away_meanwhile_ends_all_the_same(house: House) -> None:
    card = house.approved("s3-access 1h")
    house.aws.iam.remove_user_from_group(UserName="ann", GroupName="s3-users")
    house.time_has_come("lease", "ends_at")
    house.wait_for_card("Ended", like=card)


@pytest.mark.parametrize("do", ["throttle", "drop-before", "drop-after", "error"])
def test_16_a_removal_that_is_throttled_cut_off_or_broken_comes_in_the_end(own: House, do: str) -> None:
    house = own
    card = house.approved("s3-access 1h")
    said = {"code": "ServiceFailure", "status": 500} if do == "error" else {}
    house.aws.fault("RemoveUserFromGroup", do=do, times=9, **said)  # type: ignore[arg-type]  # each by its name
    house.time_has_come("lease", "ends_at")
    house.aws.wait_for(lambda: len(house.aws.calls("RemoveUserFromGroup")) > 1, seconds=30, what="a second try")
    # Late: half a minute is over, and the admins hear of it with what AWS said.
    house.time_has_come("lease", "late_at", where="late_at IS NOT NULL")
    if do != "drop-after":
        house.wait_for_dm(house.cleo, "The removal of s3-access (request 1) is late")
    house.wait_until_gone()
    house.wait_for_card("Ended", like=card)


def test_16_a_removal_that_is_denied_is_told_at_once_and_tried_on(own: House) -> None:
    house = own
    card = house.approved("s3-access 1h")
    house.aws.fault("RemoveUserFromGroup", do="deny")
    house.time_has_come("lease", "ends_at")
    alarm = house.wait_for_dm(house.cleo, "AWS refuses the removal of s3-access")
    assert "is not authorized to perform: iam:RemoveUserFromGroup" in alarm.visible_text()
    house.wait_for_card("AWS refuses the removal", like=card)
    assert house.aws.groups_of("ann") == {"s3-users"}
    house.aws.clear_faults()
    house.wait_until_gone()
    house.wait_for_card("Ended", like=card)
    house.wait_for_dm(house.cleo, "Resolved")


def test_16_aws_cannot_be_reached_at_the_end(own: House) -> None:
    house = own
    card = house.approved("s3-access 1h")
    house.aws.down()
    house.time_has_come("lease", "ends_at")
    house.wait_for_card("It is being taken back", like=card)
    house.time_has_come("lease", "late_at", where="late_at IS NOT NULL")
    house.wait_for_dm(house.cleo, "The removal of s3-access (request 1) is late")
    house.aws.up()
    house.wait_until_gone()


def test_16_killed_before_and_while_it_is_taken_back(house: House) -> None:
    card = house.approved("s3-access 1h")
    house.bot.kill()
    house.time_has_come("lease", "ends_at")
    house.aws.fault("RemoveUserFromGroup", do="hold-after", times=1)
    house.start()
    house.aws.wait_for(house.aws.held, seconds=30, what="the removal, half made")
    house.bot.kill()
    house.aws.release()
    house.start()
    house.wait_until_gone()
    house.wait_for_card("Ended", like=card)


def test_16_a_clock_that_jumps_forward_and_back_loses_no_removal(own: House) -> None:
    """What was put off by a clock that ran a day ahead is done soon after it was set right."""
    house = own
    card = house.approved("s3-access 1h")
    house.aws.fault("RemoveUserFromGroup", do="throttle")
    house.time_has_come("lease", "ends_at")
    house.aws.wait_for(lambda: house.aws.calls("RemoveUserFromGroup"), seconds=30, what="a try")
    house.bot.kill()
    ahead = (datetime.now(UTC) + timedelta(days=1)).strftime("%Y-%m-%d %H:%M:%S.%f")
    for table, column in (("holding", "next_try_at"), ("holding", "called_at"), ("principal", "next_try_at")):
        house.execute(f"UPDATE {table} SET {column} = '{ahead}'")  # noqa: S608 (our own words)
    house.aws.clear_faults()
    house.start()
    house.wait_until_gone()
    house.wait_for_card("Ended", like=card)


def number_in(house: House, bundle: str) -> int:
    return int(dict(house.rows("SELECT bundle, id FROM request"))[bundle])
