"""Removing: what is held and not wanted any more is unmade if it is ours, and seen gone. Tried without end."""

from collections.abc import Mapping

from iam import account as reading
from iam import steps
from iam.faults import Fault, Never
from models.holding import Holding
from models.holding_states import HoldingMove, HoldingState
from models.move import BOT, move
from workflow import faltering, marking
from workflow.locating import At
from workflow.means import Means


def take_back(means: Means, at: At, holdings: Mapping[steps.AnyStep, Holding]) -> None:
    """Take back all that is due, each step on its own: a fault holds up its holding alone."""
    for step, holding in holdings.items():
        if holding.state is HoldingState.leaving and faltering.is_due(holding, means.clock()):
            try:
                _unplace(means, at, step, holding)
            except faltering.NotSeenYet as fault:
                faltering.try_later(means, at.principal_id, step, fault)
            except Fault as fault:
                faltering.say_why_it_stays(means, at.principal_id, step, fault)
                faltering.try_later(means, at.principal_id, step, fault)


def _unplace(means: Means, at: At, step: steps.AnyStep, holding: Holding) -> None:
    """What stood before stays; a user who is gone holds nothing."""
    if holding.ours and at.user is not None:
        if faltering.was_long_ago(holding, means.clock()):
            means.log.debug("removal.unmaking", principal=at.principal_id, step=holding.step)
            _unmake(means, at, at.user, step, holding)
            means.log.debug("removal.unmade", principal=at.principal_id, step=holding.step)
            _mark_called(means, holding)
        if step.is_there(at.iam, at.user.name):
            raise faltering.NotSeenYet("AWS said yes and still shows it")
    if at.user is not None:
        # What a plan has given for good meanwhile stays and carries the lease's mark still.
        marking.take_off(means, at, at.user, step)
    _mark_gone(means, holding)


def _unmake(means: Means, at: At, user: reading.User, step: steps.AnyStep, holding: Holding) -> None:
    """AWS may refuse to take what is not there: it never came, or somebody took it away by hand; then it is gone."""
    try:
        step.unmake(at.iam, user.name)
    except Never:
        if not faltering.has_settled(holding, means.clock()) or step.is_there(at.iam, user.name):
            raise


def _mark_called(means: Means, holding: Holding) -> None:
    with means.database.write() as session:
        session.get_one(Holding, holding.id).called_at = holding.called_at = means.clock()
    means.log.debug("removal.called", holding=holding.id)


def _mark_gone(means: Means, holding: Holding) -> None:
    now = means.clock()
    with means.database.write() as session:
        kept = session.get_one(Holding, holding.id)
        kept.held_key, kept.gone_at, kept.next_try_at, kept.fault = None, now, None, ""
        why = "" if kept.ours else "stood before, stays"
        move(session, kept, HoldingMove.drop, by=BOT, at=now, why=why, detail=dict(kept.step))
    means.log.debug("removal.gone", holding=holding.id)
