"""Showing a Home: it is drawn, and published if Slack has another one. To publish it twice does no harm."""

import hashlib
import json
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, update

from catalog.bundle import Catalog
from iam.faults import Fault, Later
from messages import at_home, home_page, waiting
from messages.means import Means
from messages.membership import Membership, Told
from models.claims import Kind
from models.home import Home

APART = timedelta(seconds=1)
"""Between two drawings of one Home: what happens meanwhile is shown by the second. Opening it is not kept waiting."""
_NOBODY = frozenset({"user_not_found", "user_disabled", "user_not_visible", "is_inactive"})
"""Nobody is there to see it."""


def show(means: Means, home_id: int, *, catalog: Catalog, membership: Membership) -> None:
    """Make Slack agree about this Home, unless another does so right now."""
    with means.claims.hold(Kind.home, home_id) as ours:
        if not ours:
            return
        with means.database.read() as session:
            home = session.get(Home, home_id)
        if home is None or home.shown_version >= home.version:
            return
        drawn_at = means.clock()
        told = membership.of(means, home.person, remembered=home.groups)
        view = _drawn(means, home, catalog=catalog, told=told)
        digest = hashlib.sha256(json.dumps(view, sort_keys=True).encode()).hexdigest()
        try:
            if digest != home.shown:
                _publish(means, home, view)
        except Fault as fault:
            _put_off(means, home, fault)
            return
        _note_shown(means, home, digest=digest, drawn_at=drawn_at, told=told)
        means.log.debug("home.shown", home=home.id)


def _drawn(means: Means, home: Home, *, catalog: Catalog, told: Told) -> dict[str, Any]:
    with means.database.read() as session:
        seen = at_home.read(
            session,
            home.person,
            groups=told.groups,
            catalog=catalog,
            pages=home.pages,
            knows_groups=told.is_fresh,
        )
    return home_page.render(seen)


def _publish(means: Means, home: Home, view: dict[str, Any]) -> None:
    means.log.debug("home.publishing", home=home.id)
    with means.calling("views.publish"):
        means.client.views_publish(user_id=home.person, view=view)
    means.log.debug("home.published", home=home.id)


def _note_shown(means: Means, home: Home, *, digest: str, drawn_at: datetime, told: Told) -> None:
    """What happened while it was drawn comes with the next drawing, which is not sooner than a second after this."""
    this = update(Home).where(Home.id == home.id)
    with means.database.write() as session:
        session.execute(
            this.values(
                shown=digest,
                shown_version=home.version,
                groups=sorted(told.groups),
                drawn_at=drawn_at,
                next_try_at=drawn_at + APART,
                tries=0,
                fault="",
            )
        )
        if not told.is_fresh:
            # Drawn without knowing the groups: again when Slack may tell them.
            unchanged = this.where(Home.version == home.version)
            session.execute(unchanged.values(version=home.version + 1, next_try_at=told.again_at))


def _put_off(means: Means, home: Home, fault: Fault) -> None:
    if fault.code in _NOBODY:
        means.log.info("home.left", home=home.id, fault=fault.words)
        with means.database.write() as session:
            session.execute(delete(Home).where(Home.id == home.id))
        return
    wait = waiting.after(fault, home.tries)
    with means.database.write() as session:
        later = update(Home).where(Home.id == home.id)
        session.execute(later.values(fault=fault.words, tries=home.tries + 1, next_try_at=means.clock() + wait))
    say = means.log.warning if isinstance(fault, Later) else means.log.error
    say("home.postponed", home=home.id, person=home.person, tries=home.tries + 1, fault=fault.words)
