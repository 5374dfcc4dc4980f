"""Secrets left behind: what a story's bots were given, looked for in their logs, in the database, in all they said."""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import psycopg
from sqlalchemy import make_url

from sandbox.bot import Bot
from sandbox.slack.driver import StandIn

GIVEN = ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
TICKET = "/link/?ticket="
"""Stands in the URL of a Socket Mode connection, before what opens it."""
_LONG = 8
"""Characters; what is shorter is found by chance, and is none."""


def found(bots: Iterable[Bot], slack: StandIn, *, database_url: str) -> set[tuple[str, str]]:
    """Which secret stands where; both by name."""
    secrets = {**_secrets(bots), "the password in DATABASE_URL": _password(database_url), "a ticket": TICKET}
    wanted = {name: secret.encode() for name, secret in secrets.items() if len(secret) >= _LONG}
    places = (*_logs(bots), ("the database", _database(database_url)), ("what Slack was told", _said(slack)))
    return {(name, place) for place, content in places for name, secret in wanted.items() if secret in content}


def _secrets(bots: Iterable[Bot]) -> Mapping[str, str]:
    """Under a number each: one bot may have been given another than the next."""
    given = {bot.env().get(name, "").strip(): name for bot in bots for name in GIVEN}
    return {f"{name} ({number})": secret for number, (secret, name) in enumerate(given.items())}


def _password(database_url: str) -> str:
    return str(make_url(database_url).password or "")


def _logs(bots: Iterable[Bot]) -> Iterator[tuple[str, bytes]]:
    for bot in bots:
        if bot.log.exists():
            yield bot.log.name, bot.log.read_bytes()


def _database(database_url: str) -> bytes:
    """The bytes of SQLite's files, the log of what is not yet in them too; of PostgreSQL all rows of all tables."""
    if database_url.startswith("sqlite"):
        file = Path(database_url.removeprefix("sqlite:///"))
        return b"".join(path.read_bytes() for path in sorted(file.parent.glob(f"{file.name}*")))
    with psycopg.connect(database_url) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        every = " UNION ALL ".join(f"SELECT string_agg(each::text, ' ') FROM {name} AS each" for (name,) in tables)  # noqa: S608 (our own names)
        return " ".join(rows or "" for (rows,) in connection.execute(every)).encode()


def _said(slack: StandIn) -> bytes:
    """Every message and every view, as it was sent."""
    calls, answers = slack.calls(), slack.deliveries()
    return json.dumps([*(call.args for call in calls), *(each.body for each in answers)]).encode()
