"""Building: from what a plan is to achieve to its changes, by what IAM shows right now."""

from typing import assert_never

from iam.faults import Later
from models.request import Request
from workflow import aims, grouping, leaving, locking, mending, moving, planning, undoing
from workflow.means import Means
from workflow.planning import Proposal


def proposal(means: Means, request: Request) -> Proposal:
    """What the request would change now. Raises a Refusal, Later or Never."""
    if not request.aim:
        return planning.as_filed(request)
    try:
        aim = aims.restored(request.aim)
    except aims.UnknownAim as newer:
        # Two releases side by side: the newer one knows what to do with it.
        raise Later(str(newer)) from newer
    return _built(means, aim, request)


def _built(means: Means, aim: aims.AnyAim, request: Request) -> Proposal:  # noqa: C901, PLR0911, PLR0912 (one for each kind)
    match aim:
        case aims.NewGroup():
            return grouping.new(means, aim, request)
        case aims.AddPeople():
            return grouping.add(means, aim, request)
        case aims.RemovePeople():
            return grouping.remove(means, aim, request)
        case aims.AttachPolicies():
            return grouping.attach(means, aim, request)
        case aims.DetachPolicies():
            return grouping.detach(means, aim, request)
        case aims.DropGroup():
            return grouping.drop(means, aim, request)
        case aims.Move():
            return moving.move(means, aim, request)
        case aims.Offboard():
            return leaving.offboard(means, aim, request)
        case aims.Lock():
            return locking.lock(means, aim, request)
        case aims.Unlock():
            return locking.unlock(means, aim, request)
        case aims.Undo():
            return undoing.undo(means, aim, request)
        case aims.Mend():
            return mending.mend(means, aim, request)
        case _:
            assert_never(aim)
