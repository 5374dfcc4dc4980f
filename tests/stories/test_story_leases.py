"""Leases: what is given is taken back, that alone, on time or by hand."""

from datetime import timedelta

from sqlalchemy import select

from models.lease import Lease
from tests.stories.house import VIEW_ONLY, House


def test_what_stood_before_stays_after_the_end(house: House) -> None:
    house.aws.seed({"users": {"ann": {"groups": ["s3-users"]}}})
    card = house.ask("s3-and-more 2s")
    assert "by another hand: s3-users. It stays after the lease." in card.visible_text()
    house.bob.clicks(card, "Approve")
    house.wait_for_card("Live until", like=card)
    assert house.aws.policies_of("ann") == {VIEW_ONLY}
    house.wait_until_over(card, "its time was up")
    assert house.aws.policies_of("ann") == set()
    assert house.aws.groups_of("ann") == {"s3-users"}
    assert house.changes() == ["AttachUserPolicy", "DetachUserPolicy"]


def test_what_two_leases_give_stays_until_the_last_one_ends(house: House) -> None:
    first, second = house.approved("s3-access 1h"), house.ask("s3-and-more 1h")
    assert "by another lease: s3-users. It goes with the last lease that gives it." in second.visible_text()
    assert "stays" not in second.visible_text()
    house.bob.clicks(second, "Approve")
    house.wait_for_card("Live until", like=second)
    house.time_has_come("lease", "ends_at", where="request_id = 1")
    house.wait_until_over(first)
    house.settle()
    assert house.aws.groups_of("ann") == {"s3-users"}
    house.time_has_come("lease", "ends_at", where="request_id = 2")
    house.wait_until_over(second)
    assert house.aws.groups_of("ann") == set()
    assert house.aws.policies_of("ann") == set()
    assert sorted(house.changes()) == [
        "AddUserToGroup",
        "AttachUserPolicy",
        "DetachUserPolicy",
        "RemoveUserFromGroup",
    ]


def test_the_holder_gives_back_and_nobody_else_does(house: House) -> None:
    card = house.approved("s3-access 1h")
    notice = house.wait_for_button(house.ann, "Give Back")
    copied = house.ann.click_payload(notice, "Give Back").payload
    assert house.sends(copied | {"user": copied["user"] | {"id": "U0BOB"}}).status == 200
    house.wait_for_dm(house.bob, "Only the person who holds this access can give it back")
    assert house.aws.groups_of("ann") == {"s3-users"}
    house.ann.clicks(notice, "Give Back")
    house.wait_until_gone()
    ended = house.wait_for_card("given back by <@U0ANN>", like=card)
    assert ended.buttons() == []
    house.wait_for_dm(house.ann, "given back by <@U0ANN>")
    house.ann.clicks(notice, "Give Back")
    house.wait_for_dm(house.ann, "there is nothing to take back")
    assert house.changes() == ["AddUserToGroup", "RemoveUserFromGroup"]


def test_an_administrator_revokes_and_nobody_else_does(house: House) -> None:
    card = house.approved("s3-access 1h")
    assert house.card(card).buttons() == ["Revoke Access"]
    house.bob.clicks(house.card(card), "Revoke Access")
    house.wait_for_whisper(house.bob, "Only administrators can revoke access: <@U0CLEO>.")
    assert house.aws.groups_of("ann") == {"s3-users"}
    assert house.card(card).buttons() == ["Revoke Access"]
    house.cleo.clicks(house.card(card), "Revoke Access")
    house.wait_until_gone()
    house.wait_for_card("revoked by <@U0CLEO>", like=card)
    house.wait_for_dm(house.ann, "revoked by <@U0CLEO>")


def test_a_warning_comes_before_the_end_and_ends_happen_without_it(house: House) -> None:
    house.approved("s3-access 1h")
    house.settle()
    assert "ends soon" not in house.dms(house.ann)
    house.time_has_come("lease", "warns_at")
    warning = house.wait_for_dm(house.ann, "ends soon")
    assert "<!date^" in warning.visible_text()
    assert warning.buttons() == ["Give Back"]
    house.time_has_come("lease", "ends_at")
    house.wait_until_gone()
    house.wait_for(lambda: house.dms(house.ann).count("its time was up") == 3, what="receipt, notice, warning ended")
    house.settle()
    assert not [message for message in house.ann.dm() if message.buttons()]


def test_a_lease_is_as_long_as_was_asked_and_warns_in_its_last_part(house: House) -> None:
    house.approved("s3-access 3h")
    house.approved("s3-access 7d", who=house.dan)
    with house.database() as database, database.read() as session:
        leases = list(session.scalars(select(Lease).order_by(Lease.id)))
    assert [lease.ends_at - lease.live_at for lease in leases] == [timedelta(hours=3), timedelta(days=7)]
    assert [lease.ends_at - lease.warns_at for lease in leases] == [timedelta(minutes=27), timedelta(hours=1)]
