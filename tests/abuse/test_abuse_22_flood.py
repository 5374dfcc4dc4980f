"""Abuse 12, 22 and 23: who it is, how much of it, and the catalog as a weapon."""

import time

from tests.abuse.tidying import decisions, number, state
from tests.stories.house import CATALOG, House


def test_22_the_same_asked_a_hundred_times_is_one_card(own: House) -> None:
    house = own
    card = house.ask("s3-access 1h")
    answers = house.at_once([lambda: house.ann.types("/iam request s3-access 2h please please")] * 100)
    assert all("You have this already" in answer.visible_text() for answer in answers)
    house.settle()
    assert len(house.cards()) == 1
    assert state(house, card) == "waiting"
    # Clicks of somebody without the right: each refused once a person and answer, and the card is not moved by them.
    click = house.eve.click_payload(card, "Approve")
    house.at_once([lambda: house.slack.deliver_raw(click.body, click.headers)] * 100)
    house.settle()
    assert decisions(house, card) == [("U0EVE", "approve", "refused")]
    started = time.monotonic()
    house.bob.clicks(card, "Approve")
    house.wait_until_granted()
    assert time.monotonic() - started < 20


def test_22_while_slack_lets_us_say_nothing_access_ends_and_nothing_is_lost(own: House) -> None:
    house = own
    card = house.approved("s3-access 1h")
    for method in ("chat.postMessage", "chat.update", "chat.postEphemeral"):
        house.slack.fault(method=method, do="rate_limited", retry_after=1)
    assert house.ann.types("/iam request view-only 1h").ok
    house.time_has_come("lease", "ends_at")
    house.wait_until_gone()
    assert not [call.method for call in house.slack.calls() if call.method.startswith("conversations.history")]
    house.slack.clear_faults()
    house.wait_for_card("Ended", like=card)
    house.wait_for(lambda: len(house.cards()) == 2, what="the card that had to wait")


def test_12_who_it_is_in_iam_is_looked_at_again_by_the_unique_id_before_the_grant(own: House) -> None:
    house = own
    # Two with one tag: nobody is chosen.
    house.aws.seed({"users": {"ann.two": {"tags": {"email": "ANN@example.com "}}}})
    house.ann.types("/iam request s3-access 1h")
    house.wait_for_dm(house.ann, "2 IAM users in account 'main' carry the tag")
    house.aws.iam.delete_user(UserName="ann.two")
    # The tag is somebody else's when it is approved.
    card = house.ask("s3-access 1h")
    house.aws.iam.tag_user(UserName="ann", Tags=[{"Key": "email", "Value": "mallory@example.com"}])
    house.bob.clicks(card, "Approve")
    house.wait_for_card("does not carry the tag email=ann@example.com any more", like=card)
    house.aws.iam.tag_user(UserName="ann", Tags=[{"Key": "email", "Value": "ann@example.com"}])
    # The name has come back with somebody else behind it, tagged the same.
    card = house.ask("s3-access 1h")
    house.aws.iam.delete_user(UserName="ann")
    house.aws.seed({"users": {"ann": {"tags": {"email": "ann@example.com"}}}})
    house.bob.clicks(card, "Approve")
    house.wait_for_card("is not there any more", like=card)
    assert "AddUserToGroup" not in house.changes()
    # And renamed it is the same person still.
    card = house.ask("s3-access 1h")
    house.aws.iam.update_user(UserName="ann", NewUserName="ann.archer")
    house.bob.clicks(card, "Approve")
    house.wait_until_granted(user="ann.archer")


def test_23_a_change_of_the_catalog_takes_rights_away_and_gives_none(own: House) -> None:
    house = own
    live, waiting = house.approved("view-only 2h"), house.ask("s3-access 1h")
    # A file that is no catalog leaves the last good one in force.
    house.catalog.write_text("version: 1\nbundles: !!python/object/apply:os.system ['true']\n")
    house.wait_for_dm(house.cleo, "The catalog cannot be read; the last good one stays in force")
    # Eve is written in as an approver, Bob out, and what is live is cut short: only the second counts for what waits.
    house.catalog.write_text(
        CATALOG.replace('approvers: [U0BOB, "@s3-owners"]', "approvers: [U0EVE, U0DAN]").replace("7d}", "8h}")
    )
    house.eve.clicks(waiting, "Approve")
    house.wait_for(lambda: decisions(house, waiting) == [("U0EVE", "approve", "refused")], what="the first refusal")
    house.bob.clicks(waiting, "Approve")
    house.wait_for(lambda: decisions(house, waiting)[1:] == [("U0BOB", "approve", "refused")], what="the second")
    house.catalog.write_text(
        CATALOG.replace('"@s3-owners"]\n    duration', '"@s3-owners"]\n    quorum: 2\n    duration')
    )
    house.bob.clicks(waiting, "Approve")
    house.wait_for(lambda: decisions(house, waiting)[2:] == [("U0BOB", "approve", "counted")], what="one vote of two")
    house.settle()
    assert state(house, waiting) == "waiting"
    assert "Live until" in house.card(live).visible_text()
    house.slack.set_group("s3-owners", ["U0DAN"])
    house.dan.clicks(waiting, "Approve")
    house.wait_until_granted()
    assert number(waiting) == 2
