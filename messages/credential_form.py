"""The modal in which a password or an access key is shown, once; nothing that it says stands in any history."""

from typing import Any, assert_never

from iam.keys import NewKey
from iam.passwords import NewPassword
from messages import blocks
from messages.blocks import Block

FORM = "credential"
_PASSWORD, _KEY = "Your Sign-In", "Your Access Key"
_SSO = "<https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-sso.html|IAM Identity Center>"


def waiting() -> dict[str, Any]:
    """Shown at once: a trigger lasts three seconds, and AWS may need longer."""
    return _view("One Moment", [blocks.section("Making it in AWS…")], close="Close")


def render(secret: NewPassword | NewKey, *, user: str, account: str, address: str) -> dict[str, Any]:
    """The one view that has a secret in it. `address` is where the account's users sign in."""
    match secret:
        case NewPassword():
            return _view(_PASSWORD, _password(secret, user=user, address=address), close=_STORED)
        case NewKey():
            return _view(_KEY, _key(secret, user=user, account=account), close=_STORED)
        case _:
            assert_never(secret)


def refused(words: str) -> dict[str, Any]:
    """A Refusal's `mrkdwn`."""
    return _view("Not Shown", [blocks.section(blocks.one_line(words))], close="Close")


def failed(words: str) -> dict[str, Any]:
    """AWS said no; its own words."""
    said = "AWS refused. Nothing was made. Show these words to an administrator:"
    return _view("Not Shown", [blocks.section(said), blocks.preformatted(words)], close="Close")


def unanswered(words: str) -> dict[str, Any]:
    """Nobody knows whether AWS did it."""
    said = "AWS did not answer. Close this and click again: you get a new one, and what may be there is deleted."
    return _view("Not Shown", [blocks.section(said), blocks.preformatted(words)], close="Close")


def not_shown() -> dict[str, Any]:
    """Slack did not say whether it showed the secret."""
    said = (
        "Slack did not show it for certain, so it was taken back and does not work. "
        "Close this and click again: you get a new one."
    )
    return _view("Not Shown", [blocks.section(said)], close="Close")


def _password(secret: NewPassword, *, user: str, address: str) -> list[Block]:
    first = "At your first sign-in AWS asks you for a password of your own." if secret.must_reset else ""
    return [
        blocks.section(f"{_ONCE} Put it into your password manager now."),
        blocks.section(f"*Sign in at*\n<{blocks.escaped(address)}>"),
        blocks.section("*IAM user name*"),
        blocks.preformatted(user),
        blocks.section("*Password*"),
        blocks.preformatted(secret.password),
        *([blocks.context(first)] if first else []),
    ]


def _key(secret: NewKey, *, user: str, account: str) -> list[Block]:
    whose = f"It is of the IAM user {blocks.code(user)} in account {blocks.code(account)}."
    return [
        blocks.section(f"{_ONCE} {whose}"),
        blocks.section("*Access key ID*"),
        blocks.preformatted(secret.id),
        blocks.section("*Secret access key*"),
        blocks.preformatted(secret.secret),
        blocks.section(
            f"Type `aws configure --profile {_profile(account)}` and paste both: they stand on your machine alone. "
            "AWS may need some seconds until it knows them. Never put them into code, a chat or an e-mail. "
            f"Better still is {_SSO}, where you have it: then no key lies about."
        ),
    ]


def _profile(account: str) -> str:
    """A name that a shell takes as it is."""
    return "".join(sign if sign.isalnum() and sign.isascii() else "-" for sign in account)[:60]


def _view(title: str, shown: list[Block], *, close: str) -> dict[str, Any]:
    named = [block | {"block_id": f"{FORM}-{place}"} for place, block in enumerate(shown)]
    return {
        "type": "modal",
        "callback_id": FORM,
        "title": blocks.plain(title, 24),
        "close": blocks.plain(close, 24),
        "blocks": named,
    }


_ONCE = "Shown here this once, and kept nowhere."
_STORED = "I Have Stored It"
