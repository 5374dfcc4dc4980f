"""What became of a plan: how far it is, or what is left of it."""

from typing import assert_never

from iam import changes
from messages import change_words, wording
from messages.subject import Subject
from models.deed import Deed
from models.deed_states import DeedState
from models.plan import Plan
from models.plan_states import PlanState


def outcome(subject: Subject, plan: Plan) -> str:
    match plan.state:
        case PlanState.making:
            return _progress(subject, plan)
        case PlanState.made:
            return f"{_done(plan)}{_undone(plan)}"
        case PlanState.failing if subject.request.is_urgent:
            return "AWS refused a part of it."
        case PlanState.failing:
            return "It failed: AWS said no. What was made of it is being undone."
        case PlanState.failed if subject.request.is_urgent:
            return f"AWS refused a part of it. {_left(subject)}{_undone(plan)}"
        case PlanState.failed:
            return f"It failed: AWS said no. {_left(subject)}"
        case _:
            assert_never(plan.state)


def _done(plan: Plan) -> str:
    return f"Done {wording.date(plan.ended_at)}." if plan.ended_at else "Done."


def _undone(plan: Plan) -> str:
    return f" Undone by request {plan.undone_by}." if plan.undone_by is not None else ""


def is_to_undo(subject: Subject) -> bool:
    """Whether something that a plan has changed could be changed back."""
    plan = subject.plan
    stands = {PlanState.made, PlanState.failed} if subject.request.is_urgent else {PlanState.made}
    if plan is None or plan.undone_by is not None:
        return False
    return plan.state in stands and bool(changes.taken_back(_made(subject)))


def _made(subject: Subject) -> list[changes.AnyChange]:
    """By our own hand; a change of a newer release is for that release to undo."""
    try:
        return [changes.restored(each.change) for each in subject.deeds if each.ours and each.state is DeedState.made]
    except changes.UnknownChange:
        return []


def _progress(subject: Subject, plan: Plan) -> str:
    made = sum(deed.state is DeedState.made for deed in subject.deeds)
    held = " AWS holds it up; it is tried again." if plan.why else ""
    return f"Being made in AWS: {made} of {len(subject.request.steps)} done.{held}"


def _left(subject: Subject) -> str:
    """What was made and was not unmade is said by name."""
    stays = [change_words.said_of_stored(deed.change) for deed in subject.deeds if _stays(subject, deed)]
    if not stays:
        return "Nothing of it is left in AWS."
    return f"What was done and stays: {wording.together(stays)}."


def _stays(subject: Subject, deed: Deed) -> bool:
    if subject.request.is_urgent:
        return deed.state is DeedState.made
    return deed.ours and _is_final(deed.change)


def _is_final(kept: dict[str, object]) -> bool:
    try:
        return changes.restored(kept).is_final
    except changes.UnknownChange:
        return False
