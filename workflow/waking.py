"""Waking: a finding that was kept for a while is open again when that is over."""

from sqlalchemy import select

from models.kept_finding import KeptFinding
from models.kept_finding_states import FindingMove, FindingState
from models.move import BOT, move
from workflow import given_up
from workflow.means import Means

AT_ONCE = 200


def wake_due(means: Means) -> int:
    now = means.clock()
    due = select(KeptFinding.id).where(KeptFinding.state == FindingState.resting, KeptFinding.rests_until <= now)
    with means.database.read() as session:
        numbers = list(session.scalars(due.order_by(KeptFinding.rests_until).limit(AT_ONCE)))
    for number in numbers:
        with means.database.write() as session:
            finding = session.get_one(KeptFinding, number, with_for_update=True)
            if finding.state is FindingState.resting and finding.rests_until is not None:
                finding.rests_until, finding.unanswered = None, 0
                move(session, finding, FindingMove.wake, by=BOT, at=now)
                given_up.touch(session, finding, now=now)
        means.log.debug("finding.awake", finding=number)
    return len(numbers)
