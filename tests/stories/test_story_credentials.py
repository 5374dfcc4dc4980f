"""A password and a key reach their owner once, work, and stand nowhere else; and one's own keys are rotated."""

from datetime import UTC, datetime

import pytest

from sandbox.slack.driver_seen import View
from tests.stories import credentials
from tests.stories.credentials import CREATE_KEY, KEY, PASSWORD, SIGN_IN, WITH_USERS, found_in, modal, spoken
from tests.stories.house import House

OWN = "Aa1!of-her-own-choice-9"


@pytest.fixture
def office(empty_house: House) -> House:
    """The catalog says who approves plans."""
    empty_house.catalog.write_text(WITH_USERS)
    empty_house.start()
    return empty_house


def test_a_new_person_signs_in_and_signs_with_the_key_and_the_secrets_stand_nowhere_else(office: House) -> None:
    credentials.plan(office, PASSWORD, KEY)
    credentials.clicks(office, SIGN_IN)
    sign_in = modal(office, "Your Sign-In")
    name, password = spoken(sign_in)
    assert "https://123456789012.signin.aws.amazon.com/console" in sign_in.visible_text()
    assert office.aws.sign_in(name, password) == "must reset"
    assert office.aws.sign_in(name, password, new=OWN) == "signed in"
    office.eve.closes()
    credentials.clicks(office, CREATE_KEY)
    key_id, secret = spoken(modal(office, "Your Access Key"))
    assert credentials.caller(office, key_id, secret) == "arn:aws:iam::123456789012:user/eve"
    office.eve.closes()
    office.wait_for(lambda: [m for m in office.eve.dm() if not m.buttons()], what="the buttons to go")
    office.wait_for_dm(office.eve, "Your access key was shown")
    office.settle()
    for each in (password, secret):
        (place,) = found_in(office, each)
        assert place.startswith("views.update "), place
    # The search finds what is no secret.
    assert {"the database", "what was sent to AWS"} <= set(found_in(office, "eve"))
    assert "the database" in found_in(office, key_id)


def test_whoever_closes_the_window_too_soon_gets_a_new_key_and_the_unseen_one_is_gone(office: House) -> None:
    credentials.plan(office, KEY)
    office.aws.fault("CreateAccessKey", do="hold-after", times=1)
    credentials.clicks(office, CREATE_KEY)
    office.wait_for(office.aws.held, what="AWS to be asked")
    unseen = office.aws.keys_of("eve")
    assert len(unseen) == 1
    modal(office, "One Moment")
    office.eve.closes()
    office.aws.release()
    office.wait_for_dm(office.eve, "Please try once more")
    assert office.aws.keys_of("eve") == []
    credentials.clicks(office, CREATE_KEY)
    key_id, secret = spoken(modal(office, "Your Access Key"))
    assert office.aws.keys_of("eve") == [key_id] != unseen
    assert credentials.caller(office, key_id, secret).endswith(":user/eve")


def test_a_key_whose_answer_was_lost_is_deleted_before_the_next_is_made(office: House) -> None:
    credentials.plan(office, KEY)
    office.aws.fault("CreateAccessKey", do="drop-after", times=1)
    credentials.clicks(office, CREATE_KEY)
    assert "AWS did not answer" in modal(office, "Not Shown").visible_text()
    assert len(office.aws.keys_of("eve")) == 1
    assert len(office.aws.calls("CreateAccessKey")) == 1, "never tried again by itself"
    office.eve.closes()
    credentials.clicks(office, CREATE_KEY)
    key_id, _ = spoken(modal(office, "Your Access Key"))
    assert office.aws.keys_of("eve") == [key_id]


@pytest.mark.parametrize("lost", ["drop-before", "drop-after"])
def test_what_slack_does_not_show_for_certain_does_not_work(office: House, lost: str) -> None:
    credentials.plan(office, KEY)
    office.slack.fault(method="views.update", do=lost, times=1)  # type: ignore[arg-type]  # one of its words
    credentials.clicks(office, CREATE_KEY)
    assert "does not work" in modal(office, "Not Shown").visible_text()
    assert office.aws.keys_of("eve") == []
    office.eve.closes()
    credentials.clicks(office, CREATE_KEY)
    key_id, _ = spoken(modal(office, "Your Access Key"))
    assert office.aws.keys_of("eve") == [key_id]


def test_somebody_elses_click_shows_nothing(office: House) -> None:
    credentials.plan(office, KEY)
    message = office.wait_for_button(office.eve, CREATE_KEY)
    payload = office.eve.click_payload(message, CREATE_KEY).payload
    payload["user"] = {**payload["user"], "id": "U0GUS"}
    assert office.sends(payload).status == 200
    # Whose trigger it is decides where the modal opens; what it shows is decided by who clicked.
    assert "shown to its owner alone" in modal(office, "Not Shown").visible_text()
    assert office.aws.keys_of("eve") == []


def test_an_account_that_has_two_keys_says_so_in_the_modal(office: House) -> None:
    credentials.plan(office, KEY)
    office.wait_for_button(office.eve, CREATE_KEY)
    for _ in range(2):
        office.aws.iam.create_access_key(UserName="eve")
    credentials.clicks(office, CREATE_KEY)
    assert "has 2 access keys, and AWS allows no more" in modal(office, "Not Shown").visible_text()


def test_what_nobody_takes_lapses_and_both_hear_of_it(office: House) -> None:
    credentials.plan(office, PASSWORD)
    message = office.wait_for_button(office.eve, SIGN_IN)
    office.time_has_come("offer", "lapses_at")
    office.wait_for_dm(office.eve, "did not look at the password")
    office.wait_for_dm(office.ann, "did not look at it in time")
    office.wait_for_dm(office.eve, "has lapsed, and nothing was made")
    office.eve.clicks(message, SIGN_IN)
    assert "is lapsed" in modal(office, "Not Shown").visible_text()


def test_ones_own_key_is_rotated_and_the_old_one_goes_when_the_new_one_is_used(office: House) -> None:
    old = office.aws.iam.create_access_key(UserName="ann")["AccessKey"]["AccessKeyId"]
    assert office.ann.types("/iam keys").ok
    page = office.wait_for(lambda: _page(office, "Rotate Key"), what="the page of keys")
    assert f"`{old}`: active, 0 days old, never used." in page.visible_text()
    assert office.ann.clicks(page, "Rotate Key").ok
    new, secret = spoken(modal(office, "Your Access Key", who=office.ann))
    assert credentials.caller(office, new, secret).endswith(":user/ann")
    office.ann.closes()
    page = office.wait_for(lambda: _page(office, "I Use the New One"), what="the page to follow")
    office.aws.set_last_used("ann", key=(new, datetime.now(UTC)))
    office.time_has_come("rotation", "look_at")
    office.wait_for_dm(office.ann, f"{old} of the IAM user ann is inactive now")
    assert _statuses(office) == {old: "Inactive", new: "Active"}
    office.time_has_come("rotation", "delete_at")
    office.time_has_come("rotation", "look_at")
    office.wait_for_dm(office.ann, "The rotation is done")
    assert _statuses(office) == {new: "Active"}
    office.settle()
    (place,) = found_in(office, secret)
    assert place.startswith("views.update "), place


def test_ones_own_key_is_given_up_at_ones_own_word(office: House) -> None:
    key_id = office.aws.iam.create_access_key(UserName="ann")["AccessKey"]["AccessKeyId"]
    office.ann.types("/iam keys")
    page = office.wait_for(lambda: _page(office, "Make Inactive"), what="the page of keys")
    office.ann.clicks(page, "Make Inactive")
    page = office.wait_for(lambda: _page(office, "Delete Key"), what="the key to be inactive")
    assert _statuses(office) == {key_id: "Inactive"}
    office.ann.clicks(page, "Delete Key")
    office.wait_for(lambda: _says(office, "It has none."), what="the key to go")
    assert _statuses(office) == {}


def test_whoever_has_no_iam_user_is_told_so(office: House) -> None:
    office.eve.types("/iam keys")

    def look() -> None:
        assert "No IAM user in account" in modal(office, "Your Access Keys").visible_text()

    office.wait_for(lambda: look() is None, what="the answer")


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
