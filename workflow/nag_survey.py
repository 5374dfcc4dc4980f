"""The survey before a round of nags: what is reminded of is as fresh as can be had in a bounded time."""

from datetime import timedelta

from sqlalchemy import func, select

from iam.faults import Later
from models.round import Round
from models.survey import Survey
from models.survey_states import UNDER_WAY, SurveyState
from workflow import rounds, surveying
from workflow.means import Means

FRESH = timedelta(hours=24)
"""A survey that was begun so shortly before a round is not made anew for it."""
WAITED = timedelta(minutes=30)
"""A round waits so long for surveys; then it tells what is known."""
LOOKED_AGAIN_AFTER = timedelta(seconds=2)


def see_to_it(means: Means, found: Round) -> None:
    """Raises Later while an account is being surveyed, as long as the round may wait for it."""
    stale = [account for account in means.catalog().accounts if not _is_fresh(means, account, found)]
    for account in stale:
        _begin(means, account, found)
    is_late = means.clock() - found.due_at >= WAITED
    if stale and not is_late and _is_any_under_way(means, stale):
        raise Later("an account is being surveyed", code=rounds.SURVEYING, after=LOOKED_AGAIN_AFTER)


def _begin(means: Means, account: str, found: Round) -> None:
    """Once a round: one that AWS refuses, or that takes longer than a round waits, is not begun again for it."""
    with means.database.write() as session:
        tried = select(Survey.id).where(Survey.account == account, Survey.begun_at >= found.due_at).limit(1)
        if session.scalar(tried) is None:
            surveying.begin(session, account, unused_days=found.unused_days, now=means.clock())


def _is_fresh(means: Means, account: str, found: Round) -> bool:
    with means.database.read() as session:
        latest = session.scalar(
            select(func.max(Survey.begun_at)).where(Survey.account == account, Survey.state == SurveyState.judged)
        )
    return latest is not None and latest > found.due_at - FRESH


def _is_any_under_way(means: Means, accounts: list[str]) -> bool:
    with means.database.read() as session:
        one = select(Survey.id).where(Survey.account.in_(accounts), Survey.state.in_(UNDER_WAY)).limit(1)
        return session.scalar(one) is not None
