"""Granting: what is wanted and not held is written down, made, and seen in place."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy import select

from iam import account as reading
from iam import steps
from iam.faults import Later, Never
from models.holding import Holding, held_key
from models.holding_states import HoldingMove, HoldingState
from models.move import BOT, move
from workflow import faltering, marking
from workflow.locating import At
from workflow.means import Means

REMEMBERED = timedelta(minutes=15)
"""How long a removal of ours is remembered: until then a look may still show what we took back ourselves."""

UNSETTLED = frozenset({HoldingState.noted, HoldingState.placed})


def give(means: Means, at: At, wanted: Sequence[steps.AnyStep], holdings: Mapping[steps.AnyStep, Holding]) -> None:
    """Grant all that is due: written down, marked, made; a fault of one step holds up its holding alone."""
    if at.user is None:
        return
    due: dict[steps.AnyStep, Holding] = {}
    for step in wanted:
        holding = holdings.get(step)
        if holding is None or _may_be_tried(holding, means):
            with _faltering(means, at, step):
                due[step] = holding or _note(means, at, at.user, step)
    for step, holding in _marked(means, at, at.user, due).items():
        with _faltering(means, at, step):
            _place(means, at, at.user, step, holding)


@contextmanager
def _faltering(means: Means, at: At, step: steps.AnyStep) -> Iterator[None]:
    try:
        yield
    except Later as fault:
        faltering.try_later(means, at.principal_id, step, fault)
    except Never as fault:
        faltering.fail_starting(means, at.principal_id, why=fault.words, step=step)


def _marked(
    means: Means, at: At, user: reading.User, due: Mapping[steps.AnyStep, Holding]
) -> Mapping[steps.AnyStep, Holding]:
    """What may be made now: nothing that is ours, while AWS cannot take our marks."""
    try:
        marking.put_on(means, at, user, due)
    except Later as fault:
        for step in due:
            faltering.try_later(means, at.principal_id, step, fault)
        return {}
    return due


def _may_be_tried(holding: Holding, means: Means) -> bool:
    return holding.state in UNSETTLED and faltering.is_due(holding, means.clock())


def _note(means: Means, at: At, user: reading.User, step: steps.AnyStep) -> Holding:
    """Decide whose it is and write it down; AWS has not been asked for anything yet."""
    ours = was_given_by_us(means, at.principal_id, user, step) or not step.is_there(at.iam, user.name)
    kept, now = steps.stored(step), means.clock()
    with means.database.write() as session:
        key = held_key(at.principal_id, kept)
        holding = Holding(principal_id=at.principal_id, step=kept, ours=ours, held_key=key, noted_at=now)
        session.add(holding)
        session.flush()
        if not ours:
            move(session, holding, HoldingMove.settle, by=BOT, at=now, why="stood before", detail=kept)
    means.log.debug("grant.noted", principal=at.principal_id, ours=ours, step=kept)
    return holding


def was_given_by_us(means: Means, principal_id: int | None, user: reading.User, step: steps.AnyStep) -> bool:
    """Whether what IAM shows of this, and no holding stands for, is an earlier lease's; None: nobody we know yet."""
    lately = principal_id is not None and _was_taken_back_lately(means, principal_id, step)
    return lately or marking.is_on(means, user, step)


def _was_taken_back_lately(means: Means, principal_id: int, step: steps.AnyStep) -> bool:
    query = select(Holding.step).where(
        Holding.principal_id == principal_id,
        Holding.state == HoldingState.gone,
        Holding.ours.is_(True),
        Holding.gone_at > means.clock() - REMEMBERED,
    )
    with means.database.read() as session:
        return any(steps.restored(kept) == step for kept in session.scalars(query))


def _place(means: Means, at: At, user: reading.User, step: steps.AnyStep, holding: Holding) -> None:
    """Ask AWS for it, then see it in place. Asked twice, after a crash or a lost answer, it is made once."""
    if holding.state is HoldingState.in_place:
        return
    if holding.state is HoldingState.noted or faltering.was_long_ago(holding, means.clock()):
        means.log.debug("grant.making", principal=at.principal_id, step=holding.step)
        step.make(at.iam, user.name)
        means.log.debug("grant.made", principal=at.principal_id, step=holding.step)
        _mark_called(means, holding)
    if not step.is_there(at.iam, user.name):
        raise faltering.NotSeenYet("AWS said yes and does not show it yet")
    _mark_in_place(means, holding)


def _mark_called(means: Means, holding: Holding) -> None:
    now = means.clock()
    with means.database.write() as session:
        kept = session.get_one(Holding, holding.id)
        kept.called_at = holding.called_at = now
        if kept.state is HoldingState.noted:
            move(session, kept, HoldingMove.make, by=BOT, at=now, detail=dict(kept.step))
    means.log.debug("grant.placed", holding=holding.id)


def _mark_in_place(means: Means, holding: Holding) -> None:
    with means.database.write() as session:
        kept = session.get_one(Holding, holding.id)
        kept.tries, kept.next_try_at, kept.fault = 0, None, ""
        move(session, kept, HoldingMove.settle, by=BOT, at=means.clock(), detail=dict(kept.step))
    means.log.debug("grant.in_place", holding=holding.id)
