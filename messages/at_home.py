"""At home: all that one person's Home tab shows, read at once."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from catalog.bundle import Approver, Bundle, Catalog, PersonNamed, UserGroupNamed, Users
from messages import subject
from messages.subject import Subject
from models.decision import Answer, Decision, vote_key
from models.lease import Lease
from models.lease_states import LeaseState
from models.request import Request, RequestKind

PAGE = 10
"""Of each list: four full ones are 92 blocks, and a view has 100 at most."""
WAITS, ACCESS, REQUESTS, BUNDLES = "waits", "access", "requests", "bundles"
"""The lists, by the names that a page is turned by."""


@dataclass(frozen=True)
class Totals:
    """For an administrator: how much of it there is in all."""

    waiting: int
    live: int
    stuck: int


@dataclass(frozen=True)
class AtHome:
    """Of what waits, the page that is turned to; of the rest, all."""

    waits: tuple[Subject, ...]
    waits_in_all: int
    standing: tuple[Subject, ...]
    past: tuple[Subject, ...]
    bundles: tuple[Bundle, ...]
    pages: Mapping[str, int]
    totals: Totals | None
    knows_groups: bool
    """Whether Slack has told of late who is in which user group; if not, more may wait than is shown."""
    makes_users: bool = False
    """Whether new IAM users are theirs to ask for or to decide on, as far as is known."""


def read(
    session: Session,
    person: str,
    *,
    groups: Collection[str],
    catalog: Catalog,
    pages: Mapping[str, Any],
    knows_groups: bool = True,
) -> AtHome:
    """`groups` are the handles (@s3-owners) that they are a member of, as far as that is known."""
    names = frozenset({person, *groups})
    numbers = _waiting_for(session, person, names, catalog)
    standing = subject.standing(session, person)
    asked_for = {each.request.bundle for each in standing if each.request.kind is RequestKind.access}
    first = start(pages, WAITS, len(numbers))
    return AtHome(
        waits=tuple(subject.several(session, numbers[first : first + PAGE])),
        waits_in_all=len(numbers),
        standing=tuple(standing),
        past=tuple(subject.past(session, person)),
        bundles=tuple(bundle for name, bundle in sorted(catalog.bundles.items()) if name not in asked_for),
        pages=pages,
        totals=_totals(session) if names & {named(each) for each in catalog.admins} else None,
        knows_groups=knows_groups,
        makes_users=_makes_users(names, catalog),
    )


def start(pages: Mapping[str, Any], name: str, count: int) -> int:
    """Where the page begins that a list is turned to; the last one, if the list has become shorter since."""
    page = int(pages.get(name, 0)) if isinstance(pages, Mapping) else 0
    return min(max(page, 0), max(count - 1, 0) // PAGE) * PAGE


def named(approver: Approver) -> str:
    """As a request keeps it: U0BOB or @s3-owners."""
    match approver:
        case PersonNamed(user_id):
            return user_id
        case UserGroupNamed(handle):
            return f"@{handle}"


def handles(names: Iterable[str]) -> set[str]:
    return {each for each in names if each.startswith("@")}


def _waiting_for(session: Session, person: str, names: frozenset[str], catalog: Catalog) -> list[int]:
    """What this person may decide as far as is known, and has not yet; whether they may is found out at the click."""
    columns = select(Request.id, Request.asker, Request.kind, Request.bundle, Request.approvers)
    waiting = session.execute(columns.where(*subject.WAITING).order_by(Request.id))
    theirs = [
        number
        for number, asker, kind, bundle, approvers in waiting
        if asker != person and names.intersection(_still_named(approvers, _rule(catalog, kind, bundle)))
    ]
    keys = {vote_key(number, person, Answer.approve): number for number in theirs}
    voted = session.scalars(select(Decision.vote_key).where(Decision.vote_key.in_(keys)))
    answered = {keys[key] for key in voted if key is not None}
    return [number for number in theirs if number not in answered]


def _rule(catalog: Catalog, kind: RequestKind, bundle: str) -> Bundle | Users | None:
    return catalog.users if kind is RequestKind.plan else catalog.bundle(bundle)


def _still_named(approvers: Iterable[str], rule: Bundle | Users | None) -> list[str]:
    """A changed catalog can only take the right away."""
    now = {named(each) for each in rule.approvers} if rule else set(approvers)
    return [each for each in approvers if each in now]


def _makes_users(names: frozenset[str], catalog: Catalog) -> bool:
    """For administrators and for who approves plans; whoever else needs one types the command."""
    return catalog.users is not None and bool(
        names & {named(each) for each in (*catalog.admins, *catalog.users.approvers)}
    )


def _totals(session: Session) -> Totals:
    def count(state: LeaseState) -> int:
        in_it: ColumnElement[bool] = Lease.state == state
        return session.scalar(select(func.count()).select_from(Lease).where(in_it)) or 0

    return Totals(subject.count_waiting(session), count(LeaseState.live), count(LeaseState.stuck))
