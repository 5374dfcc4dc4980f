"""Asking: by a line, by the form, by the shortcut; what is in the way is said, and nothing is asked twice."""

import handlers
from tests.stories.house import House


def test_the_command_helps_and_points_to_the_nearest(house: House) -> None:
    ann = house.ann
    for asked in ("/iam", "/iam help"):
        assert "/iam request s3-access 8h" in ann.types(asked).visible_text()
    unknown = ann.types("/iam s3 & <more>").visible_text()
    assert "There is no `/iam s3`" in unknown
    assert "/iam cancel 12" in unknown
    assert "Did you mean s3-access" in ann.types("/iam request s3-acces 1h").visible_text()
    assert "no bundle 'zzzz'. /iam request shows what there is" in ann.types("/iam request zzzz").visible_text()
    assert "asked for nothing yet" in ann.types("/iam my").visible_text()
    assert "No request waits" in ann.types("/iam requests").visible_text()
    assert "Say which request to cancel" in ann.types("/iam cancel one").visible_text()
    assert "There is no request 7 of yours" in ann.types("/iam cancel 7").visible_text()
    assert house.rows("SELECT id FROM request") == []


def test_an_open_request_is_listed_pointed_to_and_cancelled(house: House) -> None:
    card = house.ask("s3-access 1h to mend the nightly job")
    assert "to mend the nightly job" in card.visible_text()
    assert "1: <@U0ANN> asks for *s3-access* for 1h" in house.bob.types("/iam requests").visible_text()
    assert "request 1: Waiting for approval" in house.ann.types("/iam my").visible_text()
    again = house.ann.types("/iam request s3-access 2h").visible_text()
    assert "You have this already: request 1 for 's3-access' is waiting for approval" in again
    assert "There is no request 1 of yours" in house.bob.types("/iam cancel 1").visible_text()
    assert "Request 1 for *s3-access* is cancelled" in house.ann.types("/iam cancel 1").visible_text()
    assert house.wait_for_card("Cancelled by <@U0ANN>", like=card).buttons() == []
    house.bob.clicks(card, "Approve")
    house.wait_for_whisper(house.bob, "Request 1 is cancelled already")
    assert "only an open request can be cancelled" in house.ann.types("/iam cancel #1").visible_text()

    other = house.ask("s3-access 1h")
    receipt = house.wait_for_button(house.ann, "Cancel Request")
    house.ann.clicks(receipt, "Cancel Request")
    house.wait_for_card("Cancelled by <@U0ANN>", like=other)
    house.ann.clicks(receipt, "Cancel Request")
    house.wait_for_dm(house.ann, "only an open request can be cancelled")
    assert house.changes() == []


def test_what_is_live_is_listed_and_not_asked_for_again(house: House) -> None:
    house.approved("s3-access 1h")
    mine = house.ann.types("/iam my")
    assert "Live until <!date^" in mine.visible_text()
    assert "Give Back" in str(mine.blocks)
    again = house.ann.types("/iam request s3-access 1h").visible_text()
    assert "request 1 for 's3-access' is granted, and its access is not over" in again
    assert "Use Give Back in your DM" in house.ann.types("/iam cancel 1").visible_text()
    house.ann.clicks(house.wait_for_button(house.ann, "Give Back"), "Give Back")
    house.wait_until_over(house.card(), "given back")
    assert "*Over*" in house.ann.types("/iam my").visible_text()
    house.ask("s3-access 1h")


def test_one_delivery_seen_twice_is_one_request(house: House) -> None:
    first = house.ann.types("/iam request s3-access 1h", trigger_id="13345224609.738474920.8088930838d88f008e0")
    doubled = house.ann.clicks_again(first)
    assert first.visible_text().startswith("Request 1 ")
    assert doubled.visible_text() == first.visible_text()
    at_once = house.at_once([lambda: house.dan.types("/iam request s3-access 1h", trigger_id="1.2.3")] * 5)
    assert len({answer.visible_text() for answer in at_once}) == 1
    house.settle()
    assert house.rows("SELECT count(*) FROM request") == [(2,)]
    assert len(house.cards()) == 2


def test_the_form_asks_for_what_is_missing_and_keeps_what_was_typed(house: House) -> None:
    ann = house.ann
    assert ann.types("/iam request with-reason 2h").ok
    view = house.wait_for_modal(ann)
    assert view.values["bundle"]["bundle"]["selected_option"]["value"] == "with-reason"
    assert view.values["duration"]["duration"]["value"] == "2h"
    assert ann.submits().errors == {"reason": "Please complete this required field."}
    ann.fills({"duration": "2 days", "reason": " "})
    wrong = ann.submits().errors
    assert wrong.keys() == {"duration", "reason"}
    assert "is no duration" in wrong["duration"]
    assert "needs a reason" in wrong["reason"]
    ann.fills({"reason": "to restore <a> & b"})
    assert ann.submits().errors.keys() == {"duration"}
    ann.fills({"duration": "9d"})
    assert "can be had for 1d at most" in ann.submits().errors["duration"]
    kept = house.wait_for_modal(ann).values
    assert kept["reason"]["reason"]["value"] == "to restore <a> & b"
    assert kept["duration"]["duration"]["value"] == "9d"
    ann.fills({"duration": "90m"})
    sent = ann.submits()
    assert sent.ok
    assert house.ann.clicks_again(sent).ok
    assert ann.modal() is None
    card = house.wait_for_card("to restore <a> & b")
    assert "*with-reason* for 1h30m" in card.visible_text()
    assert len(house.cards()) == 1


def test_the_plain_form_searches_by_typing_and_the_shortcut_opens_it_too(house: House) -> None:
    ann = house.ann
    ann.types("/iam request")
    house.wait_for_modal(ann)
    assert ann.searches("bundle", "") == ["s3-access", "s3-and-more", "two-of-us", "view-only", "with-reason"]
    assert ann.searches("bundle", "s3-ac")[0] == "s3-access"
    assert ann.searches("bundle", "look at everything")[0] in {"view-only", "s3-and-more"}
    assert ann.searches("bundle", "qqqq") == []
    ann.fills({"bundle": "with-reason"})
    assert "needs a reason" in ann.submits().errors["reason"]
    ann.fills({"bundle": "s3-access"})
    assert ann.submits().ok
    house.wait_for_card("*s3-access* for 8h")

    ann.uses_shortcut(handlers.SHORTCUT)
    house.wait_for_modal(ann)
    ann.fills({"bundle": "s3-access"})
    assert "You have this already: request 1" in ann.submits().errors["bundle"]
    ann.fills({"bundle": "view-only", "duration": "1d"})
    assert ann.submits().ok
    house.wait_for_card("*view-only* for 1d")


def test_a_form_that_slack_does_not_show_in_time_is_said_to_be_late(house: House) -> None:
    house.slack.fault(method="views.open", do="latency", seconds=3.5, times=1)
    assert house.ann.types("/iam request").ok
    house.wait_for_dm(house.ann, "Slack did not show the form in time")
    house.ann.types("/iam request")
    house.wait_for_modal(house.ann)
