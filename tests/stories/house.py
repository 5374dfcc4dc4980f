"""A house for stories: the real bot, the stand-in for Slack, the emulated AWS, and the people."""

import json
import os
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlencode

from models.database import Database
from sandbox.aws.driver import Emulated
from sandbox.bot import Bot
from sandbox.slack.driver import StandIn
from sandbox.slack.driver_seen import Answer, Message, View
from tests.stories import secrets_left

T = TypeVar("T")

CATALOG = """
version: 1
admins: [U0CLEO]
channels: {approvals: C0APPROVALS, nags: C0SECURITY}
identity: {tag: email}
nags: {schedule: "0 9 * * mon", timezone: Europe/Berlin, unused_days: 90}
users: {approvers: [U0BOB, U0DAN, U0CLEO]}
bundles:
  s3-access:
    description: Read and write S3
    gives: [{group: s3-users}]
    approvers: [U0BOB, "@s3-owners"]
    duration: {default: 8h, max: 7d}
  s3-and-more:
    description: S3, and looking at everything
    gives: [{group: s3-users}, {policy: ViewOnlyAccess}]
    approvers: [U0BOB, U0DAN]
    duration: {default: 8h, max: 7d}
  view-only:
    description: Look at everything, by an AWS managed policy
    gives: [{policy: ViewOnlyAccess}]
    approvers: [U0BOB, U0DAN]
    duration: {default: 1h, max: 7d}
  two-of-us:
    description: Needs two people to agree
    gives: [{group: power-users}]
    approvers: [U0BOB, U0DAN, U0CLEO, "@s3-owners"]
    quorum: 2
    duration: {default: 1h, max: 1d}
  with-reason:
    description: Wants to know why
    gives: [{group: s3-users}]
    approvers: [U0BOB, U0DAN]
    duration: {default: 1h, max: 1d}
    reason: required
"""

PEOPLE = {name: {"tags": {"email": f"{name}@example.com"}} for name in ("ann", "bob", "dan", "cleo")}
GROUPS: Mapping[str, Sequence[str]] = {"s3-users": ["AmazonS3FullAccess"], "power-users": ["PowerUserAccess"]}
VIEW_ONLY = "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess"
PATIENCE = 30.0
"""Seconds: what is there is seen at once, so patience costs nothing, and a busy machine needs it."""
LOOK_EVERY = 0.05
"""Seconds: a look costs some milliseconds of the machine that does the work."""
LONG_AGO = "2000-01-01 00:00:00.000000"

SESSION_TOKEN = "sandbox-session-token"
"""As a role's credentials come with one."""

MARKING = ("TagUser", "UntagUser")
FEW = (
    "AWSCompromisedKeyQuarantineV3",
    "AdministratorAccess",
    "AmazonEC2ReadOnlyAccess",
    "AmazonS3FullAccess",
    "AmazonS3ReadOnlyAccess",
    "IAMFullAccess",
    "IAMReadOnlyAccess",
    "IAMUserChangePassword",
    "PowerUserAccess",
    "ReadOnlyAccess",
    "ViewOnlyAccess",
)
"""AWS's managed policies in the accounts of stories."""


class House:
    """Everything of one story; asserts look at the world: at IAM, at messages, at rows."""

    def __init__(self, slack: StandIn, aws: Emulated, *, database_url: str, folder: Path) -> None:
        self.slack, self.aws, self.folder, self.database_url = slack, aws, folder, database_url
        self.catalog = folder / "catalog.yaml"
        self.catalog.write_text(CATALOG)
        self._others: list[Bot] = []
        self.bot = self._first_bot = self._bot(folder / "bot.log")
        self.ann, self.bob = slack.person("U0ANN"), slack.person("U0BOB")
        self.dan, self.cleo = slack.person("U0DAN"), slack.person("U0CLEO")
        self.eve, self.gus = slack.person("U0EVE"), slack.person("U0GUS")
        aws.seed({"users": PEOPLE, "groups": GROUPS})

    def start(self) -> None:
        self.bot.start()

    def another_bot(self, *, database_url: str | None = None, **env: str) -> Bot:
        """One more process on the same everything, not started yet; a variable given as "" is not set."""
        bot = self._bot(self.folder / f"bot-{len(self._others) + 2}.log", database_url=database_url, **env)
        self._others.append(bot)
        return bot

    def _bot(self, log: Path, *, database_url: str | None = None, **env: str) -> Bot:
        return Bot(
            self.slack,
            self.aws,
            database_url=database_url or self.database_url,
            catalog=self.catalog,
            log=log,
            extra={"AWS_SESSION_TOKEN": SESSION_TOKEN} | env,
        )

    def rewrite_unseen(self, old: str, new: str) -> None:
        """Change the catalog in place, as long and of the same time: there is nothing to see but by reading it."""
        before = self.catalog.stat()
        text = self.catalog.read_text()
        assert old in text
        assert len(old) == len(new)
        with self.catalog.open("r+") as file:
            file.write(text.replace(old, new, 1))
        os.utime(self.catalog, ns=(before.st_atime_ns, before.st_mtime_ns))

    def close(self) -> None:
        """End it all. Whatever the story was, no secret may be left where something stays."""
        bots = tuple(dict.fromkeys((self._first_bot, self.bot, *self._others)))
        for bot in bots:
            bot.kill()
        found = secrets_left.found(bots, self.slack, database_url=self.database_url)
        assert not found, f"secrets were left behind: {sorted(found)}"

    # What people do

    def ask(self, text: str = "s3-access 1h", *, who: Any = None) -> Message:
        """Ask with `/iam request …` and give the card, when it stands before the approvers."""
        before = {message.ts for message in self.cards()}
        answer = (who or self.ann).types(f"/iam request {text}")
        assert answer.failed is None, answer
        return self.wait_for(
            lambda: next((card for card in self.cards() if card.ts not in before), None), what="the card"
        )

    def approved(self, text: str = "s3-access 1h", *, who: Any = None, by: Any = None) -> Message:
        """Ask, have it approved, and give the card once the access is live."""
        card = self.ask(text, who=who)
        (by or self.bob).clicks(card, "Approve")
        return self.wait_for_card("Live until", like=card)

    def denies(self, person: Any, card: Message, why: str) -> Answer:
        person.clicks(card, "Deny")
        self.wait_for_modal(person)
        person.fills({"reason": why})
        return person.submits()

    def sends(self, payload: Mapping[str, Any], *, timestamp: float | None = None, secret: str | None = None) -> Answer:
        """Deliver an interaction that nobody's client made."""
        body = urlencode({"payload": json.dumps(payload)}).encode()
        return self.slack.deliver_raw(body, self.slack.sign(body, timestamp=timestamp, secret=secret))

    # What people see

    def cards(self, channel: str = "C0APPROVALS") -> list[Message]:
        """The bot's messages in the approvals channel that everybody there sees, the oldest first."""
        return [message for message in self.bob.sees(channel) if not message.ephemeral]

    def card(self, like: Message | None = None) -> Message:
        """The card as it stands now: the one given, or the newest."""
        cards = self.cards()
        return next(card for card in cards if card.ts == like.ts) if like else cards[-1]

    def wait_for(self, look: Callable[[], T], *, seconds: float = PATIENCE, what: str = "it") -> T:
        return self.slack.wait_for(look, seconds=seconds, what=what, every=LOOK_EVERY)

    def wait_for_card(self, words: str, *, like: Message | None = None, seconds: float = PATIENCE) -> Message:
        """Wait until the card says this, and give it."""

        def look() -> Message:
            card = self.card(like)
            assert words in card.visible_text(), card.visible_text()
            return card

        return self.wait_for(look, seconds=seconds, what=f"a card with {words!r}")

    def wait_until_over(self, card: Message, words: str = "Ended") -> Message:
        """Wait until the card says that nothing of its lease is left in AWS."""

        def look() -> Message:
            says = self.card(card).visible_text()
            assert words in says, says
            assert "being taken back" not in says, says
            return self.card(card)

        return self.wait_for(look, what="the end")

    def wait_for_dm(self, person: Any, words: str, *, seconds: float = PATIENCE) -> Message:
        return self.wait_for(
            lambda: next((m for m in reversed(person.dm()) if words in m.visible_text()), None),
            seconds=seconds,
            what=f"a DM with {words!r}",
        )

    def wait_for_button(self, person: Any, label: str) -> Message:
        """Wait for a DM that has this button, the newest of them."""
        return self.wait_for(
            lambda: next((m for m in reversed(person.dm()) if any(b.startswith(label) for b in m.buttons())), None),
            what=f"a DM with the button {label!r}",
        )

    def wait_for_whisper(
        self, person: Any, words: str, *, channel: str = "C0APPROVALS", seconds: float = PATIENCE
    ) -> Message:
        """Wait for a message for this person's eyes only."""
        return self.wait_for(
            lambda: next(
                (m for m in person.sees(channel) if m.ephemeral and words in m.visible_text()),
                None,
            ),
            seconds=seconds,
            what=f"a whisper with {words!r}",
        )

    def wait_until_granted(self, group: str = "s3-users", user: str = "ann", seconds: float = PATIENCE) -> None:
        self.aws.wait_for(lambda: group in self.aws.groups_of(user), seconds=seconds, what=f"{user} in {group}")

    def wait_until_gone(self, group: str = "s3-users", user: str = "ann", seconds: float = PATIENCE) -> None:
        self.aws.wait_for(lambda: group not in self.aws.groups_of(user), seconds=seconds, what=f"{user} out of {group}")

    def whispers(self, person: Any, channel: str = "C0APPROVALS") -> list[str]:
        """What has been said there for this person's eyes only, the oldest first."""
        return [message.visible_text() for message in person.sees(channel) if message.ephemeral]

    def dms(self, person: Any) -> str:
        """All that stands in this person's DM."""
        return "\n".join(message.visible_text() for message in person.dm())

    def wait_for_modal(self, person: Any) -> View:
        return self.wait_for(person.modal, what="a modal")

    # What AWS has

    def changes(self) -> list[str]:
        """The IAM changes that were asked of AWS, the oldest first; without the marks that go with them."""
        return [call.operation for call in self.aws.changes() if call.operation not in MARKING]

    # What the bot knows, and its clocks

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Ask the bot's database."""
        with self.database() as database, database.engine.connect() as connection:
            return [tuple(row) for row in connection.exec_driver_sql(query)]

    def execute(self, statement: str) -> None:
        """Change the bot's database behind its back: to turn its clocks."""
        with self.database() as database, database.write() as session:
            session.connection().exec_driver_sql(statement)

    def time_has_come(self, table: str, column: str, *, where: str = "1 = 1") -> None:
        """Turn one of the bot's clocks: what was to happen in time is due now."""
        self.execute(f"UPDATE {table} SET {column} = '{LONG_AGO}' WHERE {where}")  # noqa: S608 (words of the stories' own)

    @contextmanager
    def database(self) -> Any:
        database = Database(self.database_url)
        try:
            yield database
        finally:
            database.close()

    def settle(self, seconds: float = PATIENCE) -> None:
        """Wait until nothing is behind: no post, no principal, no vote, no unchecked request."""
        questions = (
            # Causes first: what one question finds done cannot come back by what a later one is about.
            "SELECT count(*) FROM request WHERE state = 'checking'",
            "SELECT count(*) FROM decision WHERE state = 'cast'",
            "SELECT count(*) FROM finding_answer WHERE state = 'cast'",
            "SELECT count(*) FROM plan WHERE next_try_at IS NOT NULL",
            "SELECT count(*) FROM principal WHERE enforced_version < wanted_version",
            "SELECT count(*) FROM post WHERE shown_version < version",
            "SELECT count(*) FROM whisper",
            "SELECT count(*) FROM stir",
            "SELECT count(*) FROM home WHERE shown_version < version",
        )
        with self.database() as database, database.engine.connect() as connection:

            def look() -> bool:
                counts = [connection.exec_driver_sql(question).scalar() for question in questions]
                connection.rollback()  # the next look begins anew
                return not any(counts)

            self.wait_for(look, seconds=seconds, what="all to settle")

    def at_once(self, actions: Sequence[Callable[[], Any]]) -> list[Any]:
        """Do all of them at the same moment, each in a thread; give what they gave."""
        gate, given = threading.Barrier(len(actions)), [None] * len(actions)

        def do(number: int, action: Callable[[], Any]) -> None:
            gate.wait()
            given[number] = action()

        threads = [threading.Thread(target=do, args=pair) for pair in enumerate(actions)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return given
