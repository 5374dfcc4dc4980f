"""Unmaking: what was made of a plan that AWS refused goes back to what it was, the last change first."""

from models import post
from models.deed import Deed
from models.deed_states import DeedMove, DeedState
from models.move import BOT, move
from models.plan import Plan
from models.plan_states import PlanMove
from models.request import Request
from workflow import given_for_good, given_up
from workflow.means import Means
from workflow.plan_work import Work


def unmake(means: Means, work: Work) -> None:
    """Back to what was, the last first. What cannot be unmade stays, and the card says so; a lock stays as it is."""
    for place in () if work.request.is_urgent else sorted(work.deeds, reverse=True):
        deed, change = work.deeds[place], work.changes[place]
        if deed.state is DeedState.unmade:
            continue
        if deed.ours and not change.is_final and not given_for_good.hand_back(means, work, change):
            means.log.debug("deed.unmaking", plan=work.plan.id, place=place)
            change.unmake(work.iam)
            means.log.debug("deed.taken_back", plan=work.plan.id, place=place)
        with means.database.write() as session:
            kept = session.get_one(Deed, deed.id)
            why = "" if deed.ours else "was so before, stays"
            move(session, kept, DeedMove.unmake, by=BOT, at=means.clock(), why=why, detail=dict(kept.change))
        means.log.debug("deed.unmade", plan=work.plan.id, place=place)
    now = means.clock()
    with means.database.write() as session:
        plan = session.get_one(Plan, work.plan.id, with_for_update=True)
        plan.ended_at, plan.late_at, plan.next_try_at = now, None, None
        move(session, plan, PlanMove.finish, by=BOT, at=now)
        given_up.note_failed(session, session.get_one(Request, plan.request_id), now=now)
        post.touch(session, plan.request_id, now=now)
    means.log.debug("plan.unmade", plan=work.plan.id)
