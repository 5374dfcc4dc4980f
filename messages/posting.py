"""Posting: Slack is made to agree with the rows. Looks at rows, not at events; may run at any time, anywhere."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from slack_sdk import WebClient
from sqlalchemy import ColumnElement, func, select, true, update
from sqlalchemy.orm import Session

from messages import pace, recipients, showing, whispering, withdrawing
from messages.hands import PATIENCE, Hands
from messages.means import Means
from messages.pace import Pace
from models.claims import Claims
from models.database import Database
from models.post import Post
from models.stray import Stray
from models.whisper import Whisper

if TYPE_CHECKING:
    from structlog.typing import FilteringBoundLogger

AT_ONCE = 8
A_PASS = 200
AFTER_A_BUG = timedelta(minutes=1)

T = TypeVar("T", Post, Whisper, Stray)
Row = Post | Whisper | Stray
Key = tuple[type[Row], int]


@dataclass(frozen=True)
class Errand:
    """One row that is due, and the call of Slack that it begins with."""

    key: Key
    method: str
    channel: str
    act: Callable[[Means, int], None]


class Posting:
    """One for a process. `client` must not try again by itself: it would say things twice unseen."""

    def __init__(
        self,
        database: Database,
        claims: Claims,
        client: WebClient,
        clock: Callable[[], datetime],
        log: "FilteringBoundLogger",
        *,
        patience: float = PATIENCE,
    ) -> None:
        if client.retry_handlers:
            raise ValueError("expected a WebClient with retry_handlers=[]: what it repeats would stand in Slack twice")
        self._means = Means(database, claims, client, clock, log, Pace(clock))
        self._hands = Hands[Key]("posting", AT_ONCE)
        self._patience = patience

    def run(self) -> datetime | None:
        """One pass over all that is behind and due; when the next thing is due, None for nothing.

        Called from one thread at a time. What is still under way when it returns commits, and so wakes, by itself.
        """
        self._begin(self._due())
        self._hands.wait(self._patience)
        self._hands.let_go(self._after_a_bug)
        return self._next_due()

    def finish(self, *, within: timedelta) -> None:
        """Go on until nothing is due any more that falls due in this time: for a program that ends then."""
        self._hands.finish(self.run, until=self._means.clock() + within, clock=self._means.clock)

    def close(self) -> None:
        """Finish what has begun, begin nothing more."""
        self._hands.close()

    def _due(self) -> list[Errand]:
        now = self._means.clock()
        if not self._is_anything_due(now):
            return []
        with self._means.database.read() as session:
            return [
                *map(_of_whisper, _read(session, Whisper, now)),
                *map(_of_post, _read(session, Post, now)),
                *map(_of_stray, _read(session, Stray, now)),
            ]

    def _is_anything_due(self, now: datetime) -> bool:
        """One statement of three index seeks: most calls of this mirror are for others."""
        with self._means.database.look() as connection:
            first = connection.execute(_FIRST).one()
        return any(moment is not None and moment <= now for moment in first)

    def _begin(self, due: Iterable[Errand]) -> None:
        """Hand out what may be called now; give the rest its place in the queue of its channel."""
        now, pacing = self._means.clock(), self._means.pace
        places: dict[tuple[str, str], datetime] = {}
        put_off: dict[Key, datetime] = {}
        for errand in due:
            if errand.key in self._hands:
                continue
            call = (errand.method, errand.channel)
            place = max(pacing.wait_until(*call), places.get(call, now))
            places[call] = place + (pace.APART if errand.method in pace.PACED else timedelta())
            if place > self._means.clock():
                put_off[errand.key] = place
            else:
                pacing.took(*call)
                self._hands.take(errand.key, partial(errand.act, self._means, errand.key[1]))
        self._put_off(put_off)

    def _put_off(self, places: dict[Key, datetime]) -> None:
        if not places:
            return
        with self._means.database.write() as session:
            for (table, number), place in places.items():
                session.execute(update(table).where(table.id == number).values(next_try_at=place))

    def _after_a_bug(self, keys: Collection[Key]) -> None:
        self._put_off(dict.fromkeys(keys, self._means.clock() + AFTER_A_BUG))

    def _next_due(self) -> datetime | None:
        with self._means.database.read() as session:
            return min(self._earliest(session), default=None)

    def _earliest(self, session: Session) -> Iterator[datetime]:
        for table in (Post, Whisper, Stray):
            ours = [number for (of, number) in self._hands if of is table]
            query = select(func.min(table.next_try_at)).where(_is_behind(table), table.id.not_in(ours))
            if moment := session.scalar(query):
                yield moment


def _read(session: Session, table: type[T], now: datetime) -> list[T]:
    query = select(table).where(_is_behind(table), table.next_try_at <= now)
    return list(session.scalars(query.order_by(table.next_try_at, table.id).limit(A_PASS)))


def _is_behind(table: type[Row]) -> ColumnElement[bool]:
    return Post.shown_version < Post.version if table is Post else true()


_FIRST = select(
    *(
        select(func.min(table.next_try_at)).where(_is_behind(table)).scalar_subquery()
        for table in (Post, Whisper, Stray)
    )
)


def _of_post(post: Post) -> Errand:
    if recipients.is_group(post.audience):
        method = "usergroups.list"
    else:
        method = "chat.postMessage" if post.ts is None else "chat.update"
    return Errand((Post, post.id), method, post.audience, showing.show)


def _of_whisper(whisper: Whisper) -> Errand:
    if recipients.is_group(whisper.audience):
        return Errand((Whisper, whisper.id), "usergroups.list", whisper.audience, whispering.say)
    method = "chat.postEphemeral" if whisper.channel else "chat.postMessage"
    return Errand((Whisper, whisper.id), method, whisper.audience, whispering.say)


def _of_stray(stray: Stray) -> Errand:
    return Errand((Stray, stray.id), "chat.delete", stray.channel, withdrawing.withdraw)
