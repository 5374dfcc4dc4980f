"""How fast each step of the form for a new IAM user is answered, and how fast its menus are searched by typing.

One person at a time, in great haste, against the real bot over HTTP; in an account of 4,999 users, 300 groups and
6,500 policies. What follows an answer (the page that is worked out, the check of what was filed) has a moment as well.
"""

import json
import statistics
import time
from dataclasses import dataclass, field
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from sqlalchemy import insert, select

from bench import town, type_ahead
from bench.acks import NewUrl
from messages import user_form, user_form_permissions
from models.database import Database
from models.policy_text import PolicyText
from models.snapshot import SnapshotGroup, SnapshotUser
from sandbox.aws.driver import Emulated
from sandbox.slack.driver import StandIn
from sandbox.slack.driver_person import Person
from sandbox.slack.driver_seen import View

Told = dict[str, Any]
PASSES = 200
READS = 0.3
"""Seconds."""
USERS, GROUPS = 4_999, 300
CLEO, NOBODY = "U0CLEO", "U0NOBODY"
"""Who asks, and for whom: Slack knows nobody of that id, so that no snapshot is taken of an account without them."""


@dataclass(frozen=True)
class Row:
    """Milliseconds from what is sent to the whole answer."""

    engine: str
    step: str
    answers: int
    p50: float
    p99: float
    worst: float


@dataclass
class Client:
    """One person's client, on a connection that stays open; notes how long each answer took, by its step."""

    slack: StandIn
    port: int
    took: dict[str, list[float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._connection = HTTPConnection("127.0.0.1", self.port)

    def begins(self, name: str) -> View:
        """By a command through the stand-in, for the form needs a trigger of its own to be shown."""
        person = self.slack.person(CLEO)
        if person.modal() is not None:
            person.closes()
        if not person.types(f"/iam user new {name}").ok:
            raise RuntimeError("the command was not answered")
        self.took.setdefault("begin", []).append(self.slack.deliveries()[-1].took * 1000)
        return self.slack.wait_for(lambda: _modal(person), what="the form")

    def submits(self, step: str, view: View, *, callback_id: str, values: Told) -> Told:
        return self._interacts(step, "view_submission", view=_seen(view, callback_id, values))

    def goes_back(self, view: View, *, values: Told) -> Told:
        action = {"type": "button", "action_id": user_form.BACK, "block_id": "back", "value": user_form.DETAILS}
        seen = _seen(view, user_form.PERMISSIONS, values)
        return self._interacts("back", "block_actions", view=seen, actions=[action])

    def searches(self, menu: str, typed: str) -> Told:
        ids = {"action_id": menu, "block_id": menu, "value": typed}
        return self._interacts(f"search {menu}", "block_suggestion", view={"id": "V1", "type": "modal"}, **ids)

    def _interacts(self, step: str, kind: str, **beside: object) -> Told:
        team, person = {"id": self.slack.team}, {"id": CLEO, "team_id": self.slack.team}
        told = {"type": kind, "team": team, "user": person, "api_app_id": "A0LEASE", "trigger_id": f"1.{uuid4().hex}"}
        return self._sends(step, urlencode({"payload": json.dumps(told | beside)}))

    def _sends(self, step: str, written: str) -> Told:
        body = written.encode()
        headers = self.slack.sign(body)
        begun = time.perf_counter()
        self._connection.request("POST", "/slack/events", body=body, headers=headers)
        answer = self._connection.getresponse()
        told = answer.read()
        self.took.setdefault(step, []).append((time.perf_counter() - begun) * 1000)
        if answer.status != 200:
            raise RuntimeError(f"{step}: {answer.status} {told[:300]!r}")
        answered: Told = json.loads(told) if told.startswith(b"{") else {}
        return answered


def measure(slack: StandIn, aws: Emulated, *, engine: str, new_url: NewUrl) -> list[Row]:
    url = new_url()
    with town.bot(slack, aws, url, before=lambda: _fill(url)) as bot:
        with bot.catalog.open("a") as catalog:
            catalog.write(f"users: {{approvers: [{town.PEOPLE[0]}]}}\n")
        client = Client(slack, bot.port)
        slack.wait_for(lambda: _may_begin(slack), seconds=20, what="the catalog to be read again")
        policy = _policy(url)
        for number in range(PASSES):
            _walk(client, policy, number)
        for typed in type_ahead.letter_by_letter():
            client.searches(user_form_permissions.POLICIES, typed)
            client.searches(user_form_permissions.GROUPS, typed)
            client.searches(user_form_permissions.LIKE, typed)
    return [_row(engine, step, sorted(took)) for step, took in client.took.items()]


def _modal(person: Person) -> View:
    view = person.modal()
    if view is None:
        raise LookupError("no modal is open")
    return view


def _may_begin(slack: StandIn) -> bool:
    return not slack.person(CLEO).types("/iam user new warm").text


def _walk(client: Client, policy: str, number: int) -> None:
    """All the way through the form, with one step back."""
    view = client.begins(f"person-{number}")
    details, permissions = _details(f"person-{number}"), _permissions(f"group-{number}", policy)
    client.submits("details", view, callback_id=user_form.DETAILS, values=details)
    client.goes_back(view, values=permissions)
    client.submits("details", view, callback_id=user_form.DETAILS, values=details)
    shown = client.submits("permissions", view, callback_id=user_form.PERMISSIONS, values=permissions)
    time.sleep(READS)
    filed = client.submits("review", view, callback_id=user_form.REVIEW, values={})
    time.sleep(READS)
    for answer, callback_id in ((shown, user_form.REVIEW), (filed, user_form.DONE)):
        if answer.get("view", {}).get("callback_id") != callback_id:
            raise RuntimeError(f"expected the page {callback_id}, found {str(answer)[:300]}")


def _details(name: str) -> Told:
    console = {"value": user_form.CONSOLE}
    return {
        "name": {"name": {"value": name}},
        "whose": {"whose": {"selected_user": NOBODY}},
        "access": {"access": {"selected_options": [console, {"value": user_form.MUST_RESET}]}},
        "path": {"path": {"value": "/"}},
        "tags": {"tags": {"value": "team=data\ncost-center=12"}},
    }


def _permissions(new_group: str, policy: str) -> Told:
    """Nine groups and one that is made with it: as many as AWS takes."""
    groups = [{"value": f"team-{number:03}"} for number in range(9)]
    return {
        "groups": {"groups": {"selected_options": groups}},
        "new_group": {"new_group": {"value": new_group}},
        "new_group_policies": {"new_group_policies": {"selected_options": [{"value": policy}]}},
    }


def _fill(url: str) -> None:
    database = Database(url)
    type_ahead.fill(database)
    row = {"account": "main", "path": "/", "inline": []}
    groups = [f"team-{number:03}" for number in range(GROUPS)]
    arns = ["arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess", "arn:aws:iam::aws:policy/ReadOnlyAccess"]
    with database.write() as session:
        session.execute(
            insert(SnapshotGroup), [row | {"name": name, "arn": f"arn:{name}", "policies": arns} for name in groups]
        )
        users = [
            row
            | {"name": name, "arn": f"arn:{name}", "unique_id": f"AIDA{name}", "groups": groups[:5], "policies": []}
            | {"identity": f"{name}@example.com", "boundary": None}
            for name in (f"user-{number:04}" for number in range(USERS))
        ]
        session.execute(insert(SnapshotUser), users)
    database.close()


def _policy(url: str) -> str:
    """What stands for a policy in a menu."""
    database = Database(url)
    with database.read() as session:
        number = session.scalars(select(PolicyText.id).where(PolicyText.name == "CloudWatchReadOnlyAccess")).one()
    database.close()
    return str(number)


def _seen(view: View, callback_id: str, values: Told) -> Told:
    """The form as Slack would tell of it, at the step that is answered."""
    about = {"id": view.id, "type": "modal", "hash": view.hash, "private_metadata": view.private_metadata}
    return about | {"callback_id": callback_id, "state": {"values": values}}


def _row(engine: str, step: str, took: list[float]) -> Row:
    middle, p99 = statistics.median(took), took[len(took) * 99 // 100]
    return Row(engine, step, len(took), *(round(value, 2) for value in (middle, p99, took[-1])))
