"""The settings: the only reader of the environment."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Final

SLACK_API = "https://slack.com/api/"


class BadSetting(Exception):
    """One line: which variable, what was expected, what to do."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Every variable of ours, by its name in small letters; AWS_… belongs to boto3, which reads it itself."""

    slack_bot_token: str | None = field(default=None, repr=False)
    """The bot's token, xoxb-…"""
    slack_signing_secret: str | None = field(default=None, repr=False)
    """Proves that a request is Slack's; HTTP only."""
    slack_app_token: str | None = field(default=None, repr=False)
    """An app-level token, xapp-…: Socket Mode instead of HTTP."""
    slack_api_url: str = SLACK_API
    """The base of Slack's Web API, with a slash at its end."""
    database_url: str = field(default="sqlite:///leasehold.db", repr=False)
    """As SQLAlchemy takes it; postgres:// is fine. There may be a password in it."""
    port: int = 3000
    leasehold_catalog: Path = Path("catalog.yaml")
    leasehold_log_level: str = "info"
    """One of debug, info, warning, error."""

    @property
    def bot_token(self) -> str:
        """Raises BadSetting when it is missing."""
        return _needed(self.slack_bot_token, "SLACK_BOT_TOKEN", "xoxb-…", "OAuth & Permissions")

    @property
    def signing_secret(self) -> str:
        return _needed(self.slack_signing_secret, "SLACK_SIGNING_SECRET", "the signing secret", "Basic Information")

    @property
    def app_token(self) -> str | None:
        return self.slack_app_token

    @property
    def is_socket_mode(self) -> bool:
        return self.slack_app_token is not None

    def check_complete(self) -> None:
        """Raise BadSetting when a token is missing without which nothing can be served."""
        _ = self.bot_token
        if not self.is_socket_mode:
            _ = self.signing_secret


def read() -> Settings:
    """Read the environment. Raises BadSetting with one line for all that is wrong."""
    found, wrong = dict[str, Any](), list[str]()
    for name in (each.name for each in fields(Settings)):
        value = os.environ.get(name.upper())
        if value is None:
            continue
        try:
            found[name] = _READERS.get(name, str)(value)
        except ValueError as error:
            wrong.append(f"{name.upper()}: {error}")
    if wrong:
        raise BadSetting("; ".join(wrong))
    return Settings(**found)


def _token(value: str) -> str | None:
    """A blank one is none."""
    return value if value.strip() else None


def _url(value: str) -> str:
    if not value.startswith(("http://", "https://")):
        raise ValueError(f"expected a URL such as {SLACK_API}")
    return value.rstrip("/") + "/"


def _port(value: str) -> int:
    if not (value.isascii() and value.isdigit() and len(value) <= 5 and int(value) <= 65_535):
        raise ValueError("expected a port, a whole number from 0 to 65535")
    return int(value)


def _level(value: str) -> str:
    if value.lower() not in {"debug", "info", "warning", "error"}:
        raise ValueError("expected debug, info, warning or error")
    return value.lower()


_READERS: Final[Mapping[str, Callable[[str], object]]] = {
    "slack_bot_token": _token,
    "slack_signing_secret": _token,
    "slack_app_token": _token,
    "slack_api_url": _url,
    "port": _port,
    "leasehold_catalog": Path,
    "leasehold_log_level": _level,
}
"""Each raises ValueError with what was expected, and never with what was found: it may be a secret."""


def _needed(secret: str | None, variable: str, looks_like: str, page: str) -> str:
    if secret is None:
        raise BadSetting(f"{variable} is not set: expected {looks_like}, from the page '{page}' of your Slack app")
    return secret
