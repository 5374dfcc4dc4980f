"""AWS does not do as asked: throttled, refused, late, lost; nothing is left behind, and its own words are told."""

from tests.stories.house import VIEW_ONLY, House


def test_lag_and_lost_answers_are_ours_and_not_asked_for_twice(house: House) -> None:
    house.aws.fault("AddUserToGroup", do="drop-after", times=1)
    house.aws.fault("RemoveUserFromGroup", do="lag", seconds=2, times=1)
    card = house.approved("s3-access 1h")
    assert house.rows("SELECT ours FROM holding") == [(True,)]
    house.time_has_come("lease", "ends_at")
    house.wait_for_card("being taken back in AWS", like=card)
    house.wait_until_over(card)
    assert house.aws.groups_of("ann") == set()
    assert house.changes().count("RemoveUserFromGroup") == 1

    house.aws.clear_calls()
    house.aws.fault("AddUserToGroup", do="lag", seconds=2, times=1)
    house.aws.fault("RemoveUserFromGroup", do="drop-after", times=1)
    again = house.approved("s3-access 1h", who=house.dan)
    assert house.changes() == ["AddUserToGroup"]
    house.time_has_come("lease", "ends_at", where="state = 'live'")
    house.wait_until_over(again)
    assert house.aws.groups_of("dan") == set()


def test_throttled_changes_are_made_in_the_end(house: House) -> None:
    house.aws.fault("AddUserToGroup", do="throttle", times=5)
    house.aws.fault("RemoveUserFromGroup", do="throttle", times=5)
    card = house.approved("s3-access 1h")
    house.time_has_come("lease", "ends_at")
    house.wait_until_over(card)
    assert house.aws.groups_of("ann") == set()
    assert house.changes() == ["AddUserToGroup"] * 6 + ["RemoveUserFromGroup"] * 6


def test_a_refused_grant_fails_undoes_its_half_and_tells_everybody_in_aws_own_words(house: House) -> None:
    house.aws.fault("AttachUserPolicy", do="deny")
    card = house.ask("s3-and-more 1h")
    house.bob.clicks(card, "Approve")
    failed = house.wait_for_card("Nothing of it is left in AWS", like=card)
    words = "is not authorized to perform: iam:AttachUserPolicy"
    assert words in failed.visible_text()
    assert words in house.wait_for_dm(house.ann, "was approved, and could not be made").visible_text()
    assert words in house.wait_for_dm(house.cleo, "nothing of it is left in AWS").visible_text()
    assert house.aws.groups_of("ann") == set()
    assert house.aws.policies_of("ann") == set()
    assert house.changes()[:3] == ["AddUserToGroup", "AttachUserPolicy", "RemoveUserFromGroup"]
    assert house.rows("SELECT request.state, lease.state FROM request JOIN lease ON request_id = request.id") == [
        ("failed", "failed")
    ]
    house.aws.clear_faults()
    house.approved("s3-and-more 1h")
    assert house.aws.policies_of("ann") == {VIEW_ONLY}


def test_what_aws_neither_made_nor_takes_back_is_not_waited_for(house: House) -> None:
    """The bot's own rights end at this policy: it may not attach it, and so not detach it either."""
    for operation in ("AttachUserPolicy", "DetachUserPolicy"):
        house.aws.fault(operation, do="deny")
    card = house.ask("s3-and-more 1h")
    house.bob.clicks(card, "Approve")
    house.wait_for_card("What was half made is being undone", like=card)
    house.wait_until_gone()
    house.wait_for_dm(house.cleo, "iam:AttachUserPolicy")
    for column in ("noted_at", "next_try_at"):
        house.time_has_come("holding", column)
    house.time_has_come("principal", "next_try_at")
    house.wait_for_card("Nothing of it is left in AWS", like=card)


def test_a_full_quota_is_said_on_the_card_and_refused_by_aws(house: House) -> None:
    house.aws.seed({"users": {"ann": {"groups": [f"g{number}" for number in range(10)]}}})
    card = house.ask("s3-access 1h")
    assert "Quota: ann has 10 groups of at most 10; 1 more would not fit" in card.visible_text()
    house.bob.clicks(card, "Approve")
    failed = house.wait_for_card("Nothing of it is left in AWS", like=card)
    assert "Cannot exceed quota for GroupsPerUser: 10" in failed.visible_text()
    assert "s3-users" not in house.aws.groups_of("ann")


def test_a_refused_removal_is_told_at_once_and_tried_until_it_is_done(house: House) -> None:
    card = house.approved("s3-access 1h")
    house.aws.fault("RemoveUserFromGroup", do="deny")
    house.time_has_come("lease", "ends_at")
    stuck = house.wait_for_card("AWS refuses the removal", like=card)
    words = "is not authorized to perform: iam:RemoveUserFromGroup"
    assert words in stuck.visible_text()
    alarm = house.wait_for_dm(house.cleo, "AWS refuses the removal").visible_text()
    assert words in alarm
    assert "`ann` still has\n• the IAM group `s3-users`" in alarm
    house.wait_for_dm(house.ann, "AWS refuses the removal")
    assert house.aws.groups_of("ann") == {"s3-users"}
    house.aws.clear_faults()
    house.wait_until_gone(seconds=90)
    house.wait_until_over(card)
    house.wait_for_dm(house.cleo, "Resolved")
    assert len(house.cleo.dm()) == 1


def test_another_fault_at_a_removal_is_told_once_it_is_late(house: House) -> None:
    card = house.approved("s3-access 1h")
    house.aws.fault("RemoveUserFromGroup", do="error", code="ConcurrentModification", status=409, message="Busy now.")
    house.execute("UPDATE lease SET ends_at = CURRENT_TIMESTAMP")
    house.wait_for_card("being taken back in AWS", like=card)
    house.wait_for(lambda: house.changes().count("RemoveUserFromGroup") > 1, what="a second try")
    assert house.cleo.dm() == []
    house.time_has_come("lease", "late_at")
    alarm = house.wait_for_dm(house.cleo, "is late")
    assert "Busy now." in alarm.visible_text()
    house.aws.clear_faults()
    house.wait_until_over(card)


def test_while_aws_is_away_nothing_is_lost_and_what_is_not_live_can_be_revoked(house: House) -> None:
    early = house.ask("view-only 1h")
    house.aws.down()
    house.bob.clicks(early, "Approve")
    house.wait_for_card("Being made in AWS", like=early)
    assert house.ann.types("/iam request s3-access 1h").ok
    assert "Being checked" in house.ann.types("/iam my").visible_text()
    house.cleo.clicks(house.card(early), "Revoke Access")
    house.wait_for_card("revoked by <@U0CLEO> before it was live", like=early)
    house.aws.up()
    house.wait_for(lambda: len(house.cards()) == 2, what="the second card")
    house.bob.clicks(house.card(), "Approve")
    house.wait_until_granted()
    house.wait_until_over(early)
    assert house.aws.policies_of("ann") == set()
