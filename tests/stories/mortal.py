"""A house whose bot dies; it is started again at once, as a platform would, and the people go on."""

import sys
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import select, update

from iam.changes import AnyChange
from models.lease import Lease
from models.lease_states import WANTED
from models.plan import Plan
from models.plan_states import UNDER_WAY
from models.post import Post, PostKind
from models.request import Request
from models.request_states import RequestState
from sandbox.slack.driver_seen import Answer, Message
from tests.stories import agreeing
from tests.stories.agreeing import World
from tests.stories.dying_bot import LAST_WORD
from tests.stories.house import House
from workflow import planning

if TYPE_CHECKING:
    from iam import steps

T = TypeVar("T")
DYING = (sys.executable, "-m", "tests.stories.dying_bot")
LONG = 60
"""Seconds that a look may take: a bot is started meanwhile, on a machine that has other work."""


class Mortal:
    """Every look first sees to it that the bot lives."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.statuses: list[int] = []
        self.stood: Mapping[str, AbstractSet[steps.AnyStep]] = {}
        self.whispers = 0

    def start_to_die(self, event: str, nth: int = 1) -> None:
        """Start the bot that dies at the n-th event of this name."""
        self.house.bot.start(command=(*DYING, event, str(nth)))

    def died_at(self) -> list[str]:
        """The last words of those that died."""
        return [event["at"] for event in self.house.bot.events(LAST_WORD)]

    def revive(self) -> bool:
        """Start the bot again if it is dead; whether it was."""
        status = self.house.bot.process.poll()
        if status is None:
            return False
        self.statuses.append(status)
        self.house.bot.wait_for_death()
        self.house.start()
        return True

    def kill(self) -> None:
        """Kill it; what the other side held for it is let go: a call not yet performed never will be."""
        self.house.bot.kill()
        self.house.wait_for(lambda: not self.house.aws.held(), what="AWS to see that the caller is gone")
        self.house.wait_for(lambda: not self.house.slack.held(), what="Slack to see that the caller is gone")
        self.house.slack.clear_faults()

    def kill_and_start(self) -> None:
        self.kill()
        self.house.start()

    def wait_for(self, look: Callable[[], T], what: str) -> T:
        def alive() -> T:
            self.revive()
            return look()

        return self.house.wait_for(alive, seconds=LONG, what=what)

    def does(self, act: Callable[[], Answer]) -> None:
        """Do it; whoever sees that it failed does it again when the bot is back."""
        answer = act()
        if answer.failed is not None:
            self.wait_for(lambda: bool(self.statuses), what=f"the bot's death: {answer}")
            assert act().failed is None

    def asks(self, text: str, *, who: Any = None) -> int:
        """Ask and give the request's number."""
        self.does(lambda: (who or self.house.ann).types(f"/iam request {text}"))
        self.settles()
        return int(self.house.rows("SELECT max(id) FROM request")[0][0])

    def plans(self, *planned: AnyChange, title: str, about: str, user: str | None = None) -> int:
        """Write a plan down as the web would, and give the request's number once its card stands."""
        proposal = planning.Proposal(title=title, about=about, account="main", changes=planned, user=user)
        with self.house.database() as database, database.write() as session:
            number = planning.file(session, proposal, asker="U0ANN", trigger_id=None, now=datetime.now(UTC))
        self.sees(PostKind.card, number, title)
        self.settles()
        return number

    def clicks(self, who: Any, label: str, number: int) -> None:
        self.does(lambda: who.clicks(self.card(number), label))

    def card(self, number: int) -> Message:
        """The card that we keep."""
        return self.post(PostKind.card, number)

    def post(self, kind: PostKind, number: int, audience: str | None = None) -> Message:
        with self.house.database() as database, database.read() as session:
            query = select(Post).where(Post.kind == kind, Post.request_id == number, Post.ts.is_not(None))
            row = session.scalars(query.where(Post.audience == audience) if audience else query).one()
        return next(each for each in self.house.slack.messages(str(row.channel)) if each.ts == row.ts)

    def sees(self, kind: PostKind, number: int, words: str) -> Message:
        """Wait until that post says so."""

        def look() -> Message | None:
            with self.house.database() as database, database.read() as session:
                rows = session.scalars(select(Post).where(Post.kind == kind, Post.request_id == number)).all()
            messages = [
                each for row in rows for each in self.house.slack.messages(str(row.channel)) if each.ts == row.ts
            ]
            return next((each for each in messages if words in each.visible_text()), None)

        found = self.wait_for(look, what=f"the {kind.value} of request {number} to say {words!r}")
        assert found is not None
        return found

    def sees_state(self, number: int, state: RequestState) -> None:
        self.wait_for(
            lambda: self.house.rows(f"SELECT state FROM request WHERE id = {number}") == [(state.value,)],  # noqa: S608  (our own number)
            what=f"request {number} to be {state.value}",
        )

    def settles(self) -> None:
        def settled() -> bool:
            try:
                self.house.settle(seconds=1)
            except AssertionError:
                return False
            return True

        self.wait_for(settled, what="all to settle")

    def agrees(self) -> None:
        """Wait until nothing is behind, then hold IAM, the rows and Slack against one another."""
        self.settles()
        world = World(stood=self.stood, whispers=self.whispers)

        def agreed() -> bool:
            agreeing.check(self.house, world)
            return True

        self.wait_for(agreed, what="all to agree")

    def turn_lease(self, number: int, **moments: timedelta) -> None:
        """Move a live lease's moments: `ends_at=timedelta()` is now."""
        now = datetime.now(UTC)
        self._change(
            update(Lease)
            .where(Lease.request_id == number, Lease.state.in_(WANTED))
            .values({name: now + later for name, later in moments.items()})
        )

    def turn_plan(self, number: int, **moments: timedelta) -> None:
        """Move the moments of a plan that is under way."""
        now = datetime.now(UTC)
        this = update(Plan).where(Plan.request_id == number, Plan.state.in_(UNDER_WAY))
        self._change(this.values({name: now + later for name, later in moments.items()}))

    def turn_lapse(self, number: int) -> None:
        self._change(update(Request).where(Request.id == number).values(lapses_at=datetime.now(UTC)))

    def let_posts_be_tried(self) -> None:
        self._change(update(Post).values(next_try_at=datetime.now(UTC)))

    def _change(self, statement: Any) -> None:
        with self.house.database() as database, database.write() as session:
            session.execute(statement)

    def count(self, table: str) -> int:
        return int(self.house.rows(f"SELECT count(*) FROM {table}")[0][0])  # noqa: S608  (our own table)
