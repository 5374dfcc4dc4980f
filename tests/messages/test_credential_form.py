"""The modal that shows a secret once: all that is needed to use it, and how to keep it."""

from datetime import timedelta
from typing import Any

import pytest
from judging_for_messages import HOSTILE
from rows_for_messages import NOW

from iam.keys import Key, NewKey, Use
from iam.passwords import NewPassword, thought_up
from messages import credential_form, keys_page
from messages.keys_page import Shown
from models.rotation import Rotation
from models.rotation_states import RotationState
from sandbox.slack import reading, validating

ADDRESS = "https://lease-corp.signin.aws.amazon.com/console"
SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"


def seen(view: dict[str, Any]) -> str:
    validating.checked_view(view)
    return reading.visible_text(view["blocks"])


def shown(secret: NewPassword | NewKey, *, user: str = "eve", account: str = "main") -> dict[str, Any]:
    return credential_form.render(secret, user=user, account=account, address=ADDRESS)


def test_the_sign_in_has_address_name_and_password() -> None:
    password = thought_up(None)
    view = shown(NewPassword(password, must_reset=True))
    assert all(words in seen(view) for words in (ADDRESS, "eve", password, "kept nowhere"))
    assert "At your first sign-in AWS asks you for a password of your own." in seen(view)
    assert "first sign-in" not in seen(shown(NewPassword(password, must_reset=False)))
    assert view["close"]["text"] == "I Have Stored It"
    assert "submit" not in view


def test_a_secret_is_shown_as_it_is_whatever_signs_it_has() -> None:
    view = shown(NewPassword("*a*_b_~c~&<@U1>`d`|%", must_reset=True))
    spoken = [block for block in view["blocks"] if block["type"] == "rich_text"]
    assert spoken[-1]["elements"][0]["elements"] == [{"type": "text", "text": "*a*_b_~c~&<@U1>`d`|%"}]


def test_the_key_has_both_parts_and_says_how_to_keep_them() -> None:
    view = shown(NewKey("AKIAIOSFODNN7EXAMPLE", SECRET), account="main; rm -rf ~")
    says = seen(view)
    assert "AKIAIOSFODNN7EXAMPLE" in says
    assert SECRET in says
    assert "aws configure --profile main--rm--rf--" in says
    assert "Never put them into code, a chat or an e-mail." in says
    assert "AWS may need some seconds until it knows them." in says
    assert "csv" not in says


@pytest.mark.parametrize(
    "view",
    [
        credential_form.waiting(),
        credential_form.refused(HOSTILE.replace("<", "&lt;").replace(">", "&gt;")[:2_000]),
        credential_form.failed(HOSTILE),
        credential_form.unanswered(HOSTILE),
        credential_form.not_shown(),
        keys_page.waiting(),
        keys_page.failed(HOSTILE),
    ],
)
def test_slack_takes_what_is_said_instead(view: dict[str, Any]) -> None:
    assert seen(view).strip()


# The page of one's own keys


def key(number: int = 1, *, is_active: bool = True, days: int = 10) -> Key:
    return Key(f"AKIA{number:016}", NOW - timedelta(days=days), is_active)


def page(*keys: Shown, said: str = "") -> dict[str, Any]:
    return keys_page.render(keys, user="ann", account="main", now=NOW, said=said)


def labels(view: dict[str, Any]) -> list[str]:
    return [element["text"]["text"] for _, element in reading.interactive(view["blocks"])]


def rotation(state: RotationState) -> Rotation:
    return Rotation(state=state, delete_at=NOW + timedelta(days=7))


def test_a_key_says_how_old_it_is_and_where_it_was_last_used() -> None:
    says = seen(page(Shown(key(days=91), Use(NOW, "s3", "eu-central-1"))))
    assert "active, 91 days old, which is too long, last used <!date^" in says
    assert "for `s3` in `eu-central-1`" in says
    assert "1 day old, never used" in seen(page(Shown(key(days=1), None)))
    assert "It has none." in seen(page())


def test_one_active_key_can_be_rotated_and_of_two_each_can_be_given_up() -> None:
    assert labels(page(Shown(key(), None))) == ["Rotate Key", "Make Inactive"]
    two = page(Shown(key(1), None), Shown(key(2, is_active=False), None))
    assert labels(two) == ["Make Inactive", "Delete Key"]


def test_in_a_rotation_there_is_one_thing_to_do() -> None:
    new = Shown(key(2), None)
    assert labels(page(Shown(key(), None, rotation(RotationState.shown)), new))[0] == "I Use the New One"
    asleep = page(Shown(key(is_active=False), None, rotation(RotationState.retiring)), new)
    assert labels(asleep)[0] == "Make Active Again"
    assert "It is deleted <!date^" in seen(asleep)


def test_what_came_of_the_last_click_stands_above() -> None:
    assert page(said="No.")["blocks"][0]["text"]["text"] == "No."


def test_slack_takes_names_of_any_kind() -> None:
    view = keys_page.render([Shown(key(), Use(NOW, HOSTILE, HOSTILE))], user=HOSTILE, account=HOSTILE, now=NOW)
    assert seen(view)
