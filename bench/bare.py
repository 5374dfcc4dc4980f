"""The yardstick: a bare Bolt listener that does one durable insert, on the same server and the same database."""

import os
import sys
from datetime import UTC, datetime
from typing import Any

from gunicorn.app.base import BaseApplication
from slack_bolt import Ack, App
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_bolt.authorization import AuthorizeResult
from sqlalchemy import Column, DateTime, Engine, Integer, MetaData, String, Table, create_engine, event, insert

metadata = MetaData()
asked = Table(
    "asked",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("who", String, nullable=False),
    Column("text", String, nullable=False),
    Column("trigger_id", String, nullable=False, unique=True),
    Column("at", DateTime, nullable=False),
)


def engine(url: str) -> Engine:
    made = create_engine(url, pool_size=32, connect_args={"timeout": 30} if url.startswith("sqlite") else {})
    if url.startswith("sqlite"):
        event.listen(made, "connect", _prepare)
    return made


def _prepare(connection: Any, _record: object) -> None:  # noqa: ANN401 (the driver's own connection)
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    def load_config(self) -> None:
        for name, value in {
            "bind": f"127.0.0.1:{os.environ['PORT']}",
            "workers": 1,
            "threads": 16,
            "worker_class": "gthread",
            "control_socket_disable": True,
            "loglevel": "warning",
            "keepalive": 75,
        }.items():
            self.cfg.set(name, value)

    def load(self) -> object:
        database = engine(os.environ["DATABASE_URL"])
        metadata.create_all(database)
        app = App(
            signing_secret=os.environ["SLACK_SIGNING_SECRET"],
            process_before_response=True,
            authorize=lambda enterprise_id, team_id: AuthorizeResult(  # noqa: ARG005 (Bolt's names)
                enterprise_id=None,
                team_id=team_id,
                bot_token="xoxb-bench",  # noqa: S106 (no secret)
            ),
        )

        @app.command("/iam")
        def ask(ack: Ack, command: dict[str, Any]) -> None:
            with database.begin() as connection:
                row = {
                    "who": command["user_id"],
                    "text": command["text"],
                    "trigger_id": command["trigger_id"],
                    "at": datetime.now(UTC),
                }
                connection.execute(insert(asked).values(**row))
            ack(text="filed")

        return SlackRequestHandler(app, path="/slack/events")


if __name__ == "__main__":
    sys.argv = sys.argv[:1]
    Server().run()
