"""What stories about credentials share: a plan that promises some, what a modal shows, and where a secret may stand."""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config
from sqlalchemy import text

from iam.create_user import CreateUser
from iam.user_policies import AttachToUser
from models.everything import metadata
from sandbox.slack.driver_seen import Message, View
from tests.stories.house import House
from workflow import planning

PASSWORD, KEY = {"kind": "password", "user": "eve", "must_reset": True}, {"kind": "key", "user": "eve"}
EVE = (
    CreateUser("eve", "/", (("email", "eve@example.com"), ("leasehold:made", "1")), None),
    AttachToUser("eve", "arn:aws:iam::aws:policy/IAMUserChangePassword"),
)
SIGN_IN, CREATE_KEY = "Show My Sign-In", "Create My Access Key"


def plan(house: House, *offers: Mapping[str, Any]) -> None:
    """Ann plans that eve has an IAM user, and bob approves it."""
    proposal = planning.Proposal(
        title="create the IAM user eve", about="user/eve", account="main", changes=EVE, whose="U0EVE", offers=offers
    )
    with house.database() as database, database.write() as session:
        planning.file(session, proposal, asker="U0ANN", trigger_id=None, now=datetime.now(UTC))
    card = house.wait_for(lambda: house.cards()[-1], what="the plan's card")
    assert house.bob.clicks(card, "Approve").ok


def clicks(house: House, label: str) -> None:
    message: Message = house.wait_for_button(house.eve, label)
    assert house.eve.clicks(message, label).ok


def modal(house: House, title: str, *, who: Any = None) -> View:
    """Wait for a modal of this title."""

    def look() -> View | None:
        view: View | None = (who or house.eve).modal()
        assert view is not None
        assert view.title == title, view.visible_text()
        return view

    found = house.wait_for(look, what=f"the modal {title!r}")
    assert found is not None
    return found


def spoken(view: View) -> list[str]:
    """What stands set apart: name and password, or the key's id and its secret."""
    apart = [block["elements"][0] for block in view.blocks if block["type"] == "rich_text"]
    return ["".join(part["text"] for part in each["elements"]) for each in apart]


def caller(house: House, key_id: str, secret: str) -> str:
    """Who AWS says that signs so."""
    config = Config(proxies={}, retries={"total_max_attempts": 1})
    session = boto3.session.Session(key_id, secret, region_name="eu-central-1")
    sts = session.client("sts", endpoint_url=house.aws.url, config=config)
    try:
        return sts.get_caller_identity()["Arn"]
    finally:
        sts.close()


def places(house: House) -> Mapping[str, bytes]:
    """Everything that was said, sent, logged and kept; of the calls of Slack, each by itself."""
    people = (house.ann, house.bob, house.dan, house.cleo, house.eve)
    calls = {f"{call.method} {call.id}": json.dumps(call.args).encode() for call in house.slack.calls()}
    return calls | {
        "the log": house.bot.log.read_bytes(),
        "what Slack sent": json.dumps([each.payload for each in house.slack.deliveries()]).encode(),
        "what Slack was answered": json.dumps([each.body for each in house.slack.deliveries()]).encode(),
        "messages": json.dumps([message.raw for person in people for message in person.dm()]).encode(),
        "the channels": json.dumps([m.raw for c in ("C0APPROVALS", "C0SECURITY") for m in house.cleo.sees(c)]).encode(),
        "what was sent to AWS": json.dumps([str(call) for call in house.aws.calls()]).encode(),
        "the database": _database(house),
    }


def found_in(house: House, secret: str) -> list[str]:
    """Where it stands, in whatever spelling JSON gives it."""
    spellings = {secret.encode(), json.dumps(secret)[1:-1].encode()}
    return [name for name, content in places(house).items() if any(each in content for each in spellings)]


def _database(house: House) -> bytes:
    """The bytes of SQLite's files, the log of what is not yet in them too; of PostgreSQL all rows of all tables."""
    if house.database_url.startswith("sqlite"):
        file = Path(house.database_url.removeprefix("sqlite:///"))
        return b"".join(path.read_bytes() for path in sorted(file.parent.glob(f"{file.name}*")))
    return "\n".join(_rows(house)).encode()


def _rows(house: House) -> Iterable[str]:
    with house.database() as database, database.engine.connect() as connection:
        for table in metadata.sorted_tables:
            for row in connection.execute(text(f'SELECT * FROM "{table.name}"')):  # noqa: S608 (our own names)
                yield " ".join(map(str, row))
