"""Mending: what a checkup found wrong is put right by a plan, worked out from what IAM shows when it is checked."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from iam import changes, checkup_credentials, checkup_item, credentials, password_policy
from iam.access_keys import DeactivateKey
from iam.group_policies import DetachFromGroup
from iam.password_policy import ChangePasswordPolicy
from iam.remove_password import RemovePassword
from iam.user_policies import DetachFromUser
from models.request import Request
from models.round import Round
from workflow import aims
from workflow.means import Means
from workflow.planning import Proposal
from workflow.refusals.plans import MendedAlready, NoSuchItem

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient


def mend(means: Means, aim: aims.Mend, request: Request) -> Proposal:
    with means.database.read() as session:
        item = _item(session, aim.checkup, aim.place)
    if item is None or not checkup_item.is_for_a_plan(item):
        raise NoSuchItem(checkup=aim.checkup)
    iam = means.accounts.iam(request.account)
    planned = tuple(_changes(iam, item["change"], now=means.clock()))
    if not planned:
        raise MendedAlready(title=str(item["title"]))
    return Proposal(
        title=f"mend what the checkup found: {item['title']}",
        about="",
        account=request.account,
        changes=planned,
        warnings=tuple(_warnings(iam, planned)),
    )


def account(session: Session, aim: aims.Mend) -> str | None:
    item = _item(session, aim.checkup, aim.place)
    return str(item["account"]) if item is not None else None


def key(session: Session, checkup: int, place: int) -> str:
    """What is mended once at a time, whichever checkup told of it."""
    item = _item(session, checkup, place)
    return str(item["key"]) if item is not None else f"{checkup}/{place}"


def _item(session: Session, checkup: int, place: int) -> Mapping[str, Any] | None:
    found = session.get(Round, checkup)
    return found.items[place] if found is not None and place < len(found.items) else None


def _changes(iam: "IAMClient", proposed: Mapping[str, Any], *, now: datetime) -> Iterator[changes.AnyChange]:
    """What of it is still so."""
    match proposed["kind"]:
        case "retire":
            yield from _retired(iam, proposed["about"], now=now)
        case "detach":
            yield from (change for change in map(_detached, proposed["about"]) if change and not change.is_made(iam))
        case "password-policy":
            yield from _stricter(iam, proposed["about"])


def _retired(iam: "IAMClient", about: list[list[str]], *, now: datetime) -> Iterator[changes.AnyChange]:
    """Keys made inactive, passwords removed: those that are unused still; the report may be four hours old."""
    since = now - checkup_credentials.UNUSED
    for user in dict.fromkeys(name for name, what in about if what != "password"):
        keys = credentials.active_keys(iam, user)
        yield from (DeactivateKey(user, key_id=key.id) for key in keys if (key.last_used or key.made_at) < since)
    for user in dict.fromkeys(name for name, what in about if what == "password"):
        there, used = credentials.password(iam, user)
        if there and (used is None or used < since):
            yield RemovePassword(user)


def _detached(about: list[str]) -> DetachFromUser | DetachFromGroup | None:
    """One policy off one user or group; what stands inside a group is for the console."""
    match about:
        case ["user", name, "policy", arn]:
            return DetachFromUser(name, arn=arn)
        case ["group", name, "policy", arn]:
            return DetachFromGroup(name, arn=arn)
        case _:
            return None


def _stricter(iam: "IAMClient", about: list[list[str]]) -> Iterator[ChangePasswordPolicy]:
    """The account's own policy, with these settings; all else stays as it is."""
    before = password_policy.standing(iam)
    after = tuple(sorted((dict(before or ()) | dict(about)).items()))
    if after != before:
        yield ChangePasswordPolicy(before, after)


def _warnings(iam: "IAMClient", planned: tuple[changes.AnyChange, ...]) -> Iterator[str]:
    if any(isinstance(change, DetachFromUser | DetachFromGroup) for change in planned):
        yield "Whoever needs what is detached has to get it another way first; Undo on this card gives it back."
    if any(isinstance(change, RemovePassword) for change in planned):
        yield "A removed password does not come back; its owner can be given a new one."
    if any(isinstance(change, ChangePasswordPolicy) for change in planned) and not _may_change_own(iam):
        yield "People cannot change their own passwords in this account; new rules meet them when they are reset."


def _may_change_own(iam: "IAMClient") -> bool:
    return dict(password_policy.standing(iam) or ()).get("AllowUsersToChangePassword") == "true"
