"""Reviews: one is asked for by writing it down; who may, and who is in the group, is looked up right after."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog import duration, schedule
from catalog.bundle import Approver, Catalog, Reviews
from models import review
from models.inserting import insert_unless_there
from models.review import Review
from models.review_states import ReviewState
from workflow import planning, policy
from workflow.refusals.reviews import BadUntil, NoReviews, ReviewedAlready

SHORTEST, LONGEST = timedelta(hours=1), timedelta(days=366)
STANDS: Mapping[ReviewState, str] = {
    ReviewState.starting: "only just beginning",
    ReviewState.open: "under way",
    ReviewState.closing: "over",
    ReviewState.ended: "over",
    ReviewState.stopped: "stopped",
    ReviewState.refused: "refused",
}
_EXPECTED = "write a day that comes within a year, such as {day}, or how long from now, such as 14d"


def rule(catalog: Catalog) -> Reviews:
    """What the catalog says about reviews. Raises NoReviews."""
    if catalog.reviews is None:
        raise NoReviews
    return catalog.reviews


def reviewers(catalog: Catalog, group: str) -> tuple[Approver, ...]:
    """Who confirms the members of this group, as the catalog has it now; nobody, where it has no reviews."""
    return (catalog.reviews.of(group) or catalog.admins) if catalog.reviews else ()


def still_reviewing(catalog: Catalog, kept: Review) -> tuple[Approver, ...]:
    """Those named when it began who are named still: a changed catalog can only take the right away."""
    now = {policy.named(each) for each in reviewers(catalog, kept.group)}
    return tuple(policy.approver(written) for written in kept.reviewers if written in now)


def until(catalog: Catalog, typed: str | None, *, now: datetime) -> datetime:
    """When a review is to end: a day counts to its end, in the zone of the catalog's nags. Raises BadUntil."""
    if typed is None:
        return now + timedelta(days=rule(catalog).days)
    ends = _moment(catalog, typed.lower(), now=now)
    if ends is None or not now + SHORTEST <= ends <= now + LONGEST:
        day = (now + timedelta(days=14)).date().isoformat()
        raise BadUntil(typed=typed[:40], expected=_EXPECTED.format(day=day))
    return ends


def ask(
    session: Session,
    group: str,
    ends: datetime,
    *,
    catalog: Catalog,
    by: str,
    trigger_id: str | None,
    now: datetime,
) -> int:
    """Write a review down and give its number; the same delivery seen twice gives the same.

    Raises NoReviews, NobodyApprovesPlans, and ReviewedAlready while the group is under review.
    """
    rule(catalog)
    account = planning.rule(catalog).account
    row = {
        "version": 1,
        "state": ReviewState.starting,
        "account": account,
        "group": group,
        "group_id": "",
        "asked_by": by,
        "asked_at": now,
        "trigger_id": trigger_id,
        "open_key": review.open_key(account, group),
        "until": ends,
        "reviewers": [],
        "takes_back": False,
        "next_try_at": now,
        "tries": 0,
        "job": "",
        "why": "",
    }
    number = insert_unless_there(session, Review, row)
    return _standing(session, row) if number is None else number


def _standing(session: Session, row: Mapping[str, object]) -> int:
    seen = (
        session.scalar(select(Review.id).where(Review.trigger_id == row["trigger_id"])) if row["trigger_id"] else None
    )
    if seen is not None:
        return seen
    number = session.scalars(select(Review.id).where(Review.open_key == row["open_key"])).one()
    raise ReviewedAlready(group=row["group"], number=number)


def _moment(catalog: Catalog, word: str, *, now: datetime) -> datetime | None:
    try:
        return now + duration.parse(word)
    except duration.NotADuration:
        return _end_of_day(catalog, word)


def _end_of_day(catalog: Catalog, word: str) -> datetime | None:
    zone = schedule.zone(catalog.nags.timezone if catalog.nags else "UTC")
    try:
        day = datetime.strptime(word, "%Y-%m-%d").replace(tzinfo=UTC).date()
        return datetime.combine(day, time(23, 59), tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
