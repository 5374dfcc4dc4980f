"""The settings: each variable, what it is without one, and faults of one line that give no secret away."""

from dataclasses import fields
from pathlib import Path

import pytest

from bot import settings
from bot.settings import BadSetting, Settings

SECRETS = ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN")
NAMES = tuple(each.name.upper() for each in fields(Settings))


@pytest.fixture(autouse=True)
def nothing_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)


def test_without_any_the_defaults_of_the_contract_hold() -> None:
    found = settings.read()
    assert found.slack_api_url == "https://slack.com/api/"
    assert found.database_url == "sqlite:///leasehold.db"
    assert (found.port, found.leasehold_catalog) == (3000, Path("catalog.yaml"))
    assert (found.slack_bot_token, found.slack_signing_secret, found.app_token) == (None, None, None)
    assert not found.is_socket_mode


def test_every_variable_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    given = {
        "SLACK_BOT_TOKEN": "xoxb-1",
        "SLACK_SIGNING_SECRET": "hush",
        "SLACK_APP_TOKEN": "xapp-1",
        "SLACK_API_URL": "http://127.0.0.1:9/api",
        "DATABASE_URL": "postgres://db/x",
        "PORT": "8080",
        "LEASEHOLD_CATALOG": "other.yaml",
        "LEASEHOLD_LOG_LEVEL": "DEBUG",
    }
    assert set(given) == set(NAMES)
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    found = settings.read()
    found.check_complete()
    assert (found.bot_token, found.signing_secret, found.app_token) == ("xoxb-1", "hush", "xapp-1")
    assert found.is_socket_mode
    assert (found.slack_api_url, found.database_url) == ("http://127.0.0.1:9/api/", "postgres://db/x")
    assert (found.port, found.leasehold_catalog, found.leasehold_log_level) == (8080, Path("other.yaml"), "debug")


@pytest.mark.parametrize("blank", ["", "  "])
@pytest.mark.parametrize("name", SECRETS)
def test_a_blank_token_is_none(monkeypatch: pytest.MonkeyPatch, name: str, blank: str) -> None:
    monkeypatch.setenv(name, blank)
    assert getattr(settings.read(), name.lower()) is None


def test_what_is_needed_depends_on_the_way_in(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadSetting, match=r"SLACK_BOT_TOKEN is not set: expected xoxb-"):
        settings.read().check_complete()
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    with pytest.raises(BadSetting, match="SLACK_SIGNING_SECRET is not set"):
        settings.read().check_complete()
    monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-1")
    settings.read().check_complete()
    monkeypatch.delenv("SLACK_APP_TOKEN")
    monkeypatch.setenv("SLACK_SIGNING_SECRET", "hush")
    settings.read().check_complete()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "hunter2"),
        ("PORT", "65536"),
        ("PORT", "-1"),
        ("PORT", ""),
        ("SLACK_API_URL", "hunter2"),
        ("LEASEHOLD_LOG_LEVEL", "hunter2"),
    ],
)
def test_a_bad_value_is_one_line_that_names_the_variable_and_not_the_value(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(BadSetting) as bad:
        settings.read()
    said = str(bad.value)
    assert said.startswith(f"{name}: ")
    assert "\n" not in said
    assert "hunter2" not in said


def test_all_that_is_wrong_is_said_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "x")
    monkeypatch.setenv("LEASEHOLD_LOG_LEVEL", "x")
    with pytest.raises(BadSetting, match=r"PORT: .*; LEASEHOLD_LOG_LEVEL: "):
        settings.read()


def test_a_secret_does_not_show_in_the_settings_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in SECRETS:
        monkeypatch.setenv(name, "hunter2")
    monkeypatch.setenv("DATABASE_URL", "postgresql://leasehold:hunter2@db/leasehold")
    assert "hunter2" not in repr(settings.read())
    assert "hunter2" not in str(settings.read())
