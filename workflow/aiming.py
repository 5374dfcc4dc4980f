"""Aiming: what somebody wants to be achieved is written down as a plan at once; what it takes is looked up after."""

from datetime import datetime
from typing import assert_never

from sqlalchemy.orm import Session

from catalog.bundle import Catalog
from models.request import Request
from workflow import aims, mending, planning, whom


def file(
    session: Session,
    aim: aims.AnyAim,
    *,
    catalog: Catalog,
    asker: str,
    reason: str,
    trigger_id: str | None,
    now: datetime,
) -> int:
    """Write it down and give its number. Raises NobodyApprovesPlans, PlannedAlready and ReasonTooLong."""
    account = _account(session, aim, catalog=catalog)
    about = _about(session, aim, account=account)
    proposal = planning.Proposal(
        title=title(aim),
        about=about,
        account=account,
        changes=(),
        whose=whose(aim),
        reason=reason,
        is_urgent=isinstance(aim, aims.Lock),
        ends_leases=isinstance(aim, aims.Lock | aims.Offboard),
        aim=aims.stored(aim),
    )
    return planning.file(session, proposal, asker=asker, trigger_id=trigger_id, now=now)


def title(aim: aims.AnyAim) -> str:  # noqa: C901, PLR0911, PLR0912 (a title for each kind)
    """What it does as it was asked for, beginning with a verb."""
    match aim:
        case aims.NewGroup(group):
            return f"create the group {group}"
        case aims.AddPeople(group, people):
            return f"add {_several(people)} to the group {group}"
        case aims.RemovePeople(group, people):
            return f"take {_several(people)} out of the group {group}"
        case aims.AttachPolicies(group, policies):
            return f"attach {_several(policies)} to the group {group}"
        case aims.DetachPolicies(group, policies):
            return f"detach {_several(policies)} from the group {group}"
        case aims.DropGroup(group):
            return f"delete the group {group}"
        case aims.Move(who, leaves, joins):
            return f"move {whom.label(who)} from {leaves} to {joins}"
        case aims.Offboard(who):
            return f"offboard {whom.label(who)}"
        case aims.Lock(who):
            return f"lock {whom.label(who)}"
        case aims.Unlock(who):
            return f"unlock {whom.label(who)}"
        case aims.Undo(number):
            return f"undo request {number}"
        case aims.Mend(checkup, place):
            return f"mend item {place + 1} of checkup {checkup}"
        case _:
            assert_never(aim)


def whose(aim: aims.AnyAim) -> str | None:
    """The Slack user whom it is about, where it is about one."""
    match aim:
        case aims.Move(who) | aims.Offboard(who) | aims.Lock(who) | aims.Unlock(who):
            return whom.slack_id(who)
        case aims.AddPeople(_, (who,)) | aims.RemovePeople(_, (who,)):
            return whom.slack_id(who)
        case _:
            return None


def _account(session: Session, aim: aims.AnyAim, *, catalog: Catalog) -> str:
    account = planning.rule(catalog).account
    if isinstance(aim, aims.Mend):
        return mending.account(session, aim) or account
    done = session.get(Request, aim.number) if isinstance(aim, aims.Undo) else None
    return done.account if done is not None else account


def _about(session: Session, aim: aims.AnyAim, *, account: str) -> str:
    """What is planned once at a time. A lock waits for nothing: what else is open about that user stays open."""
    match aim:
        case aims.Move(who) | aims.Offboard(who) | aims.Unlock(who):
            return f"user/{whom.known_user(session, who, account=account) or whom.slack_id(who)}"
        case aims.Lock(who):
            return f"lock/{whom.known_user(session, who, account=account) or whom.slack_id(who)}"
        case aims.AddPeople(group, people) | aims.RemovePeople(group, people):
            members = (whom.known_user(session, who, account=account) or str(whom.slack_id(who)) for who in people)
            return f"group/{group}/{','.join(sorted(members))}"
        case aims.NewGroup(group) | aims.AttachPolicies(group) | aims.DetachPolicies(group) | aims.DropGroup(group):
            return f"group/{group}"
        case aims.Undo(number):
            return f"request/{number}"
        case aims.Mend(checkup, place):
            return f"checkup/{mending.key(session, checkup, place)}"
        case _:
            assert_never(aim)


def _several(names: tuple[str, ...]) -> str:
    """A few by name: @ann, ben and 3 more."""
    shown = [whom.label(each) for each in names[:3]]
    if len(names) > len(shown):
        shown.append(f"{len(names) - len(shown)} more")
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)
