"""Publishing: the Home tabs are made to agree with the rows. A Home never keeps a card waiting: its calls go apart."""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from slack_sdk import WebClient
from sqlalchemy import ColumnElement, Select, delete, exists, func, or_, select, update

from catalog.bundle import Catalog
from messages import at_home, home_showing
from messages.hands import PATIENCE, Hands
from messages.means import Means
from messages.membership import Membership
from messages.pace import Pace
from models.claims import Claims, Kind
from models.database import Database
from models.home import Home
from models.request import Request
from models.request_states import RequestState
from models.stir import Stir

if TYPE_CHECKING:
    from structlog.typing import FilteringBoundLogger

AT_ONCE = 4
KEPT = timedelta(days=30)
"""After nobody has opened it for so long, a Home is left as it is until they open it again."""
A_PASS = 500
AFTER_A_BUG = timedelta(minutes=1)


class Publishing:
    """One for a process."""

    def __init__(
        self,
        database: Database,
        claims: Claims,
        client: WebClient,
        catalog: Callable[[], Catalog],
        clock: Callable[[], datetime],
        log: "FilteringBoundLogger",
        *,
        patience: float = PATIENCE,
    ) -> None:
        self._means = Means(database, claims, client, clock, log, Pace(clock))
        self._catalog, self._membership = catalog, Membership()
        self._drawn_by: Catalog | None = None
        self._hands = Hands[int]("publishing", AT_ONCE)
        self._patience = patience

    def run(self) -> datetime | None:
        """Find the Homes that something concerns, and publish those that are due; when the next is due.

        Called from one thread at a time. What is still under way when it returns commits, and so wakes, by itself.
        """
        self._look_at_all_when_the_catalog_changed()
        self._follow_stirs()
        self._begin()
        self._hands.wait(self._patience)
        self._hands.let_go(self._after_a_bug)
        return self._next_due()

    def finish(self, *, within: timedelta) -> None:
        """Go on until nothing is due any more that falls due in this time: for a program that ends then."""
        self._hands.finish(self.run, until=self._means.clock() + within, clock=self._means.clock)

    def forget(self) -> None:
        """Let go of the Homes that nobody has opened for long."""
        with self._means.database.write() as session:
            session.execute(delete(Home).where(Home.opened_at < self._means.clock() - KEPT))

    def close(self) -> None:
        """Finish what has begun, begin nothing more."""
        self._hands.close()

    def _look_at_all_when_the_catalog_changed(self) -> None:
        """At the start too: this release may draw them otherwise."""
        catalog = self._catalog()
        if catalog is self._drawn_by:
            return
        with self._means.database.read() as session:
            is_any = session.scalar(select(Home.id).limit(1)) is not None
        if is_any:
            with self._means.database.write() as session:
                _call(session.scalars(_locked()), self._means.clock())
        self._drawn_by = catalog

    def _follow_stirs(self) -> None:
        """Have every Home behind that a stir concerns; one worker at a time, who then waits for nobody."""
        with self._means.database.look() as connection:
            if not connection.scalar(_IS_ANYTHING_STIRRED):
                return
        with self._means.claims.hold(Kind.stirs, 0) as ours:
            if ours:
                self._have_them_behind()

    def _have_them_behind(self) -> None:
        admins = [at_home.named(each) for each in self._catalog().admins]
        with self._means.database.write() as session:
            stirs = session.execute(select(Stir.id, Request.asker, Request.approvers).join(Request).limit(A_PASS)).all()
            concerned = {name for _, asker, approvers in stirs for name in (asker, *approvers, *admins)}
            homes = session.scalars(_locked())
            waiting = set(session.scalars(_kept_waiting()))
            touched = [each for each in homes if each.id in waiting or concerned & {each.person, *each.groups}]
            _call(touched, self._means.clock())
            session.execute(delete(Stir).where(Stir.id.in_([number for number, _, _ in stirs])))
        self._means.log.debug("homes.stirred", stirs=len(stirs), homes=len(touched))

    def _begin(self) -> None:
        """Hand out as many as there are hands, first to whoever looked last."""
        free, free_at = AT_ONCE - len(self._hands), self._means.pace.wait_until("views.publish", "")
        now = self._means.clock()
        if free <= 0 or free_at > now:
            return
        with self._means.database.read() as session:
            due = select(Home.id).where(_is_behind(), Home.next_try_at <= now, Home.id.not_in([*self._hands]))
            numbers = list(session.scalars(due.order_by(Home.opened_at.desc()).limit(free)))
        for number in numbers:
            self._hands.take(number, partial(self._show, number))

    def _show(self, number: int) -> None:
        home_showing.show(self._means, number, catalog=self._catalog(), membership=self._membership)

    def _after_a_bug(self, numbers: Collection[int]) -> None:
        with self._means.database.write() as session:
            later = update(Home).where(Home.id.in_(numbers))
            session.execute(later.values(next_try_at=self._means.clock() + AFTER_A_BUG))

    def _next_due(self) -> datetime | None:
        """None while every hand is full: whoever is done wakes us."""
        if len(self._hands) >= AT_ONCE:
            return None
        with self._means.database.read() as session:
            first = select(func.min(Home.next_try_at)).where(_is_behind(), Home.id.not_in([*self._hands]))
            moment = session.scalar(first)
        return None if moment is None else max(moment, self._means.pace.wait_until("views.publish", ""))


def _is_behind() -> ColumnElement[bool]:
    return Home.shown_version < Home.version


def _locked() -> Select[Home]:
    return select(Home).order_by(Home.id).with_for_update()


def _kept_waiting() -> Select[int]:
    """Homes that do not show yet what their owner has filed, while its checking takes long: filing stirs nothing."""
    return (
        select(Home.id)
        .join(Request, Request.asker == Home.person)
        .where(
            Request.state == RequestState.checking,
            Request.next_try_at.is_not(None),
            Request.asked_at > Home.drawn_at,
            ~_is_behind(),
        )
    )


_IS_ANYTHING_STIRRED = select(or_(exists(select(Stir.id)), exists(_kept_waiting())))


def _call(homes: Iterable[Home], now: datetime) -> None:
    """Something has happened; what Slack has put off keeps its time."""
    for home in homes:
        home.version += 1
        if not home.tries:
            home.next_try_at = max(now, home.drawn_at + home_showing.APART) if home.drawn_at else now
