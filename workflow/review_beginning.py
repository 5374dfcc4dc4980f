"""Beginning a review: the right to it is looked up, and the group's members are frozen as IAM shows them."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from catalog.bundle import Catalog, GroupGiven, Unconfirmed
from iam import group_members
from iam.group_members import Group
from models.move import BOT, move
from models.post import PostKind
from models.review import Review
from models.review_item import ReviewItem
from models.review_item_states import ItemState
from models.review_states import ReviewMove, ReviewState
from models.snapshot import SnapshotUser
from workflow import (
    grouping,
    planning,
    policy,
    recognising,
    review_judging,
    review_members,
    review_reminding,
    reviews,
    snapshotting,
    telling,
)
from workflow.means import Means
from workflow.refusal import Refusal
from workflow.refusals.plans import GroupOutsideThePath, NoSuchGroup
from workflow.refusals.reviews import NobodyToReview


def begin(means: Means, kept: Review) -> None:
    """Put it before its reviewers. Raises a Refusal, Later or Never."""
    person = recognising.somebody(means, recognising.live_person(means, kept.asked_by))
    seen = _seen(means, kept)
    kept.group = seen.name  # as IAM spells it; the row is told when it opens
    review_judging.check_may_run(means, kept, person)
    _check_is_within_reach(means.catalog(), seen)
    if not seen.members:
        raise NobodyToReview(group=seen.name)
    emails = _emails(means, kept, seen)
    _open(means, kept.id, seen, emails=emails)


def refuse(means: Means, number: int, refusal: Refusal) -> None:
    """Told to whoever asked, and kept."""
    now = means.clock()
    with means.database.write() as session:
        refused = session.get_one(Review, number, with_for_update=True)
        if refused.state is not ReviewState.starting:
            return
        refused.why, refused.open_key, refused.next_try_at, refused.ended_at = str(refusal), None, None, now
        move(session, refused, ReviewMove.refuse, by=BOT, at=now, why=str(refusal))
        telling.whisper(session, refusal.mrkdwn, to=refused.asked_by, now=now)
    means.log.info("review.refused", review=number, why=str(refusal))


def _seen(means: Means, kept: Review) -> Group:
    iam = means.accounts.iam(kept.account)
    name = grouping.named(means, kept.group, account=kept.account)
    seen = group_members.read(iam, name)
    if seen is None:
        raise NoSuchGroup(group=kept.group, account=kept.account, hint="")
    return seen


def _check_is_within_reach(catalog: Catalog, seen: Group) -> None:
    """Whether AWS would let the bot take somebody out: what could only be refused is not begun."""
    users = planning.rule(catalog)
    given = {
        each.group.casefold()
        for bundle in catalog.bundles.values()
        if bundle.account == users.account
        for each in bundle.gives
        if isinstance(each, GroupGiven)
    }
    named = {group.casefold() for group in reviews.rule(catalog).reviewers}
    if not seen.path.startswith(users.path) and seen.name.casefold() not in given | named:
        raise GroupOutsideThePath(group=seen.name, stands=seen.path, path=users.path)


def _emails(means: Means, kept: Review, seen: Group) -> Mapping[str, str | None]:
    """Whose each member is, by the catalog's tag; a member whom the snapshot lacks is looked for in a new one."""
    found = _known(means, kept.account)
    if any(each.unique_id not in found for each in seen.members):
        snapshotting.take_unless_newer(means, kept.account, than=kept.asked_at)
        found = _known(means, kept.account)
    return found


def _known(means: Means, account: str) -> Mapping[str, str | None]:
    query = select(SnapshotUser.unique_id, SnapshotUser.identity).where(SnapshotUser.account == account)
    with means.database.read() as session:
        return {row[0]: row[1] for row in session.execute(query)}


def _open(means: Means, number: int, seen: Group, *, emails: Mapping[str, str | None]) -> None:
    now, catalog = means.clock(), means.catalog()
    with means.database.write() as session:
        kept = session.get_one(Review, number, with_for_update=True)
        if kept.state is not ReviewState.starting:
            return
        _freeze(kept, seen, catalog=catalog, now=now)
        items = [
            ReviewItem(
                review_id=number,
                user=each.name,
                unique_id=each.unique_id,
                arn=each.arn,
                email=emails.get(each.unique_id),
            )
            for each in seen.members
        ]
        session.add_all(items)
        session.flush()
        names = {each.unique_id: each.name for each in seen.members}
        review_members.settle(session, kept, items, names=names, now=now)
        move(session, kept, ReviewMove.begin, by=kept.asked_by, at=now, detail=_frozen(kept, items))
        channel = reviews.rule(catalog).channel
        review_reminding.tell(session, kept, PostKind.review, [channel], now=now)
    means.log.info("review.begun", review=number, members=len(seen.members))


def _freeze(kept: Review, seen: Group, *, catalog: Catalog, now: datetime) -> None:
    kept.group, kept.group_id = seen.name, seen.unique_id
    kept.begun_at = kept.seen_at = kept.next_try_at = now
    kept.reviewers = [policy.named(each) for each in reviews.reviewers(catalog, seen.name)]
    kept.takes_back = reviews.rule(catalog).unconfirmed is Unconfirmed.take_back
    kept.tries, kept.why = 0, ""


def _frozen(kept: Review, items: list[ReviewItem]) -> dict[str, object]:
    """For the record: what was begun, and for whom."""
    return {
        "group": kept.group,
        "until": kept.until.isoformat(),
        "reviewers": list(kept.reviewers),
        "takes_back": kept.takes_back,
        "members": len(items),
        "leased": sum(item.state is ItemState.leased for item in items),
    }
