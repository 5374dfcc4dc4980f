"""A password and a key reach their owner once, work, and stand nowhere else; and one's own keys are rotated."""

from datetime import UTC, datetime

import pytest

from sandbox.slack.driver_seen import View
from tests.stories import credentials
from tests.stories.credentials import CREATE_KEY, KEY, PASSWORD, SIGN_IN, found_in, modal, spoken
from tests.stories.house import House

OWN = "Aa1!of-her-own-choice-9"


def test_a_new_person_signs_in_and_signs_with_the_key_and_the_secrets_stand_nowhere_else(house: House) -> None:
    credentials.plan(house, PASSWORD, KEY)
    credentials.clicks(house, SIGN_IN)
    sign_in = modal(house, "Your Sign-In")
    name, password = spoken(sign_in)
    assert "https://123456789012.signin.aws.amazon.com/console" in sign_in.visible_text()
    assert house.aws.sign_in(name, password) == "must reset"
    assert house.aws.sign_in(name, password, new=OWN) == "signed in"
    house.eve.closes()
    credentials.clicks(house, CREATE_KEY)
    key_id, secret = spoken(modal(house, "Your Access Key"))
    assert credentials.caller(house, key_id, secret) == "arn:aws:iam::123456789012:user/eve"
    house.eve.closes()
    house.wait_for(lambda: [m for m in house.eve.dm() if not m.buttons()], what="the buttons to go")
    house.wait_for_dm(house.eve, "Your access key was shown")
    house.settle()
    for each in (password, secret):
        (place,) = found_in(house, each)
        assert place.startswith("views.update "), place
    # The search finds what is no secret.
    assert {"the database", "what was sent to AWS"} <= set(found_in(house, "eve"))
    assert "the database" in found_in(house, key_id)


def test_whoever_closes_the_window_too_soon_gets_a_new_key_and_the_unseen_one_is_gone(house: House) -> None:
    credentials.plan(house, KEY)
    house.aws.fault("CreateAccessKey", do="hold-after", times=1)
    credentials.clicks(house, CREATE_KEY)
    house.wait_for(house.aws.held, what="AWS to be asked")
    unseen = house.aws.keys_of("eve")
    assert len(unseen) == 1
    modal(house, "One Moment")
    house.eve.closes()
    house.aws.release()
    house.wait_for_dm(house.eve, "Please try once more")
    assert house.aws.keys_of("eve") == []
    credentials.clicks(house, CREATE_KEY)
    key_id, secret = spoken(modal(house, "Your Access Key"))
    assert house.aws.keys_of("eve") == [key_id] != unseen
    assert credentials.caller(house, key_id, secret).endswith(":user/eve")


def test_a_key_whose_answer_was_lost_is_deleted_before_the_next_is_made(house: House) -> None:
    credentials.plan(house, KEY)
    house.aws.fault("CreateAccessKey", do="drop-after", times=1)
    credentials.clicks(house, CREATE_KEY)
    assert "AWS did not answer" in modal(house, "Not Shown").visible_text()
    assert len(house.aws.keys_of("eve")) == 1
    assert len(house.aws.calls("CreateAccessKey")) == 1, "never tried again by itself"
    house.eve.closes()
    credentials.clicks(house, CREATE_KEY)
    key_id, _ = spoken(modal(house, "Your Access Key"))
    assert house.aws.keys_of("eve") == [key_id]


@pytest.mark.parametrize("lost", ["drop-before", "drop-after"])
def test_what_slack_does_not_show_for_certain_does_not_work(house: House, lost: str) -> None:
    credentials.plan(house, KEY)
    house.slack.fault(method="views.update", do=lost, times=1)  # type: ignore[arg-type]  # one of its words
    credentials.clicks(house, CREATE_KEY)
    assert "does not work" in modal(house, "Not Shown").visible_text()
    assert house.aws.keys_of("eve") == []
    house.eve.closes()
    credentials.clicks(house, CREATE_KEY)
    key_id, _ = spoken(modal(house, "Your Access Key"))
    assert house.aws.keys_of("eve") == [key_id]


def test_somebody_elses_click_shows_nothing(house: House) -> None:
    credentials.plan(house, KEY)
    message = house.wait_for_button(house.eve, CREATE_KEY)
    payload = house.eve.click_payload(message, CREATE_KEY).payload
    payload["user"] = {**payload["user"], "id": "U0GUS"}
    assert house.sends(payload).status == 200
    # Whose trigger it is decides where the modal opens; what it shows is decided by who clicked.
    assert "shown to its owner alone" in modal(house, "Not Shown").visible_text()
    assert house.aws.keys_of("eve") == []


def test_an_account_that_has_two_keys_says_so_in_the_modal(house: House) -> None:
    credentials.plan(house, KEY)
    house.wait_for_button(house.eve, CREATE_KEY)
    for _ in range(2):
        house.aws.iam.create_access_key(UserName="eve")
    credentials.clicks(house, CREATE_KEY)
    assert "has 2 access keys, and AWS allows no more" in modal(house, "Not Shown").visible_text()


def test_what_nobody_takes_lapses_and_both_hear_of_it(house: House) -> None:
    credentials.plan(house, PASSWORD)
    message = house.wait_for_button(house.eve, SIGN_IN)
    house.time_has_come("offer", "lapses_at")
    house.wait_for_dm(house.eve, "did not look at the password")
    house.wait_for_dm(house.ann, "did not look at it in time")
    house.wait_for_dm(house.eve, "has lapsed, and nothing was made")
    house.eve.clicks(message, SIGN_IN)
    assert "is lapsed" in modal(house, "Not Shown").visible_text()


def test_ones_own_key_is_rotated_and_the_old_one_goes_when_the_new_one_is_used(house: House) -> None:
    old = house.aws.iam.create_access_key(UserName="ann")["AccessKey"]["AccessKeyId"]
    assert house.ann.types("/iam keys").ok
    page = house.wait_for(lambda: _page(house, "Rotate Key"), what="the page of keys")
    assert f"`{old}`: active, 0 days old, never used." in page.visible_text()
    assert house.ann.clicks(page, "Rotate Key").ok
    new, secret = spoken(modal(house, "Your Access Key", who=house.ann))
    assert credentials.caller(house, new, secret).endswith(":user/ann")
    house.ann.closes()
    page = house.wait_for(lambda: _page(house, "I Use the New One"), what="the page to follow")
    house.aws.set_last_used("ann", key=(new, datetime.now(UTC)))
    house.time_has_come("rotation", "look_at")
    house.wait_for_dm(house.ann, f"{old} of the IAM user ann is inactive now")
    assert _statuses(house) == {old: "Inactive", new: "Active"}
    house.time_has_come("rotation", "delete_at")
    house.time_has_come("rotation", "look_at")
    house.wait_for_dm(house.ann, "The rotation is done")
    assert _statuses(house) == {new: "Active"}
    house.settle()
    (place,) = found_in(house, secret)
    assert place.startswith("views.update "), place


def test_ones_own_key_is_given_up_at_ones_own_word(house: House) -> None:
    key_id = house.aws.iam.create_access_key(UserName="ann")["AccessKey"]["AccessKeyId"]
    house.ann.types("/iam keys")
    page = house.wait_for(lambda: _page(house, "Make Inactive"), what="the page of keys")
    house.ann.clicks(page, "Make Inactive")
    page = house.wait_for(lambda: _page(house, "Delete Key"), what="the key to be inactive")
    assert _statuses(house) == {key_id: "Inactive"}
    house.ann.clicks(page, "Delete Key")
    house.wait_for(lambda: _says(house, "It has none."), what="the key to go")
    assert _statuses(house) == {}


def test_whoever_has_no_iam_user_is_told_so(house: House) -> None:
    house.eve.types("/iam keys")

    def look() -> None:
        assert "No IAM user in account" in modal(house, "Your Access Keys").visible_text()

    house.wait_for(lambda: look() is None, what="the answer")


def _page(house: House, label: str) -> View:
    """The page of ann's keys, once it has this button."""
    view = house.ann.modal()
    assert view is not None
    assert label in view.buttons(), view.visible_text()
    return view


def _says(house: House, words: str) -> bool:
    view = house.ann.modal()
    return view is not None and words in view.visible_text()


def _statuses(house: House) -> dict[str, str]:
    found = house.aws.iam.list_access_keys(UserName="ann")["AccessKeyMetadata"]
    return {key["AccessKeyId"]: key["Status"] for key in found}


def test_nobody_keeps_everybodys_hands_full(house: House) -> None:
    house.aws.iam.create_access_key(UserName="bob")
    house.settle()
    house.aws.fault("ListAccessKeys", do="hold-before")  # nobody gives a turn back before all twenty have asked for one
    house.at_once([lambda: house.ann.types("/iam keys")] * 20)

    def begun() -> int:
        return len(house.slack.calls("views.open"))

    def told(event: str) -> int:
        return len(house.bot.events(event))

    # Counted in the bot: on a busy machine Slack may have given up on an answer that was on its way.
    house.wait_for(lambda: begun() + told("gesture.too_many") == 20, what="all twenty to be begun or put off")
    # Whose form Slack did not take in time has given the turn back.
    assert 3 <= begun() <= 3 + told("form.not_shown")
    assert house.bob.types("/iam keys").ok
    house.aws.clear_faults()
    house.aws.release()
    house.wait_for(
        lambda: "Rotate Key" in modal(house, "Your Access Keys", who=house.bob).buttons(), what="bob's keys", seconds=30
    )
    house.wait_for(lambda: house.ann.types("/iam keys").text == "", what="ann's turn to come again", seconds=30)
