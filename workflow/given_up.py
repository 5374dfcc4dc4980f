"""Given up: what came of a plan that an answer to a finding began, noted at the finding."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from iam.changes import AnyChange
from iam.memberships import LeaveGroup
from iam.user_policies import DetachFromUser
from models import reminder
from models.finding_answer import FindingAnswer, Gesture
from models.holding import Holding
from models.holding_states import HoldingState
from models.kept_finding import KeptFinding
from models.kept_finding_states import FindingMove, FindingState
from models.lease import Lease
from models.lease_states import WANTED
from models.move import BOT, move
from models.principal import Principal
from models.request import Request
from workflow import aims, asking, telling
from workflow.means import Means
from workflow.refusal import Refusal

INSTEAD = "In place of standing access, which was given up."
"""The reason of the request that is filed then."""


def answer_of(session: Session, request: Request) -> FindingAnswer | None:
    """The answer whose plan this is; None: it is a plan like others."""
    return session.scalars(select(FindingAnswer).where(FindingAnswer.request_id == request.id)).one_or_none()


def note_made(session: Session, request: Request, *, means: Means, now: datetime) -> bool:
    """All of it is done. False: it was no finding's, so whoever asked for it is told by a message of its own."""
    answer = answer_of(session, request)
    if answer is None:
        _note_undone(session, request, now=now)
        return False
    finding = session.get_one(KeptFinding, answer.finding_id, with_for_update=True)
    if answer.gesture is not Gesture.undo and finding.state is FindingState.leaving:
        vanish(session, finding, by=BOT, now=now)
    if answer.gesture is Gesture.lease:
        _ask_instead(session, answer, means=means, now=now)
    touch(session, finding, answer.by, now=now)
    return True


def note_failed(session: Session, request: Request, *, now: datetime) -> None:
    """AWS said never, and what was made of it is unmade: it stands as it stood, with AWS's own words."""
    answer = answer_of(session, request)
    if answer is None:
        return
    answer.why = request.why
    finding = session.get_one(KeptFinding, answer.finding_id, with_for_update=True)
    if answer.gesture is not Gesture.undo and finding.state is FindingState.leaving:
        move(session, finding, FindingMove.stay, by=BOT, at=now, why=request.why)
    touch(session, finding, answer.by, now=now)


def vanish(session: Session, finding: KeptFinding, *, by: str, now: datetime) -> None:
    """It stands no more; found again, it is another."""
    finding.gone_at, finding.standing, finding.rests_until = now, None, None
    move(session, finding, FindingMove.vanish, by=by, at=now)


def touch(session: Session, finding: KeptFinding, *others: str, now: datetime) -> None:
    """Have every message that tells of it brought up to date: its owner's, the administrators', and these people's."""
    _touch(session, [finding], others, now=now)


def touch_all(session: Session, findings: Sequence[KeptFinding], *, now: datetime) -> None:
    """The same of many; those of which no round has reminded yet stand in no message."""
    told = [each for each in findings if each.round_id is not None]
    if told:
        _touch(session, told, (), now=now)


def _touch(session: Session, findings: Sequence[KeptFinding], others: Iterable[str], *, now: datetime) -> None:
    numbers = [each.id for each in findings]
    owners = {each.owner for each in findings if each.owner is not None}
    reminder.touch(session, numbers, {*others, *owners, *reminder.admins(session, numbers)}, now=now)


def is_held(session: Session, change: AnyChange, *, account: str, user: str) -> bool:
    """Whether a lease gives this user what the change takes: that is the lease's to take, at its end."""
    if not isinstance(change, LeaveGroup | DetachFromUser):
        return False
    taken = {"group": change.group} if isinstance(change, LeaveGroup) else {"arn": change.arn}
    theirs = select(Principal.id).where(Principal.account == account, Principal.name == user)
    held = select(Holding.step).where(Holding.principal_id.in_(theirs), Holding.state != HoldingState.gone)
    wanted = select(Lease.steps).where(Lease.principal_id.in_(theirs), Lease.state.in_(WANTED))
    steps = [*session.scalars(held), *(step for each in session.scalars(wanted) for step in each)]
    return any(_gives(step, taken) for step in steps)


def _note_undone(session: Session, request: Request, *, now: datetime) -> None:
    """A plan that others approved has given back what an administrator took."""
    if request.aim.get("kind") == aims.Undo.kind:
        taken = select(KeptFinding).where(KeptFinding.request_id == request.aim["number"])
        for finding in session.scalars(taken):
            touch(session, finding, now=now)


def _gives(step: Mapping[str, Any], taken: Mapping[str, str]) -> bool:
    return taken.items() <= step.items()


def _ask_instead(session: Session, answer: FindingAnswer, *, means: Means, now: datetime) -> None:
    """Only now: a lease that began before would take what stands for somebody else's, and lose it with that."""
    try:
        ask = asking.checked(means.catalog(), bundle=answer.bundle, lasts=None, reason=INSTEAD)
        asking.file(session, asking.Filing(ask, answer.by, trigger_id=None, now=now))
    except Refusal as refusal:
        telling.whisper(session, refusal.mrkdwn, to=answer.by, now=now)
