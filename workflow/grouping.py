"""Groups for jobs: made, filled, given policies, emptied and deleted, each as a plan."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from iam import account as reading
from iam import entities, own_policy
from iam.create_group import CreateGroup, DeleteGroup
from iam.group_policies import AttachToGroup, DetachFromGroup
from iam.memberships import AddToGroup, LeaveGroup
from models.request import Request
from models.snapshot import SnapshotGroup, SnapshotPolicy
from workflow import aims, lease_warnings, planning, policy_reading, snapshotting, whom
from workflow.means import Means
from workflow.planning import Proposal
from workflow.refusals.plans import (
    GroupOutsideThePath,
    NeverAttached,
    NoName,
    NoSuchGroup,
    NoSuchPolicy,
    NothingToDo,
    NotInGroup,
    SeveralPolicies,
)

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient

NAME_MOST = 128
"""Characters of a group's name; https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html."""
_TOO_MUCH = {name.casefold() for name in own_policy.TOO_MUCH}
_NAME = re.compile(r"[\w+=,.@-]{1,128}", re.ASCII)


def new(means: Means, aim: aims.NewGroup, request: Request) -> Proposal:
    if not _NAME.fullmatch(aim.group):
        raise NoName(typed=aim.group, most=NAME_MOST)
    arns = _to_attach(means, aim.policies, request)
    path = planning.rule(means.catalog()).path
    made = CreateGroup(aim.group, path=path)
    return Proposal(
        title=f"create the group {aim.group}{_with(arns)}",
        about=f"group/{aim.group}",
        account=request.account,
        changes=(made, *(AttachToGroup(aim.group, arn=arn) for arn in arns)),
        allows=allowed(means, request.account, arns),
    )


def add(means: Means, aim: aims.AddPeople, request: Request) -> Proposal:
    iam = means.accounts.iam(request.account)
    group = named(means, aim.group, account=request.account)
    people = _people(means, aim.people, request)
    joining = [each for each in people if group not in reading.held(iam, each.name).groups]
    if not joining:
        raise NothingToDo(how=f"{_listed(each.name for each in people)} is in the group {group}")
    return Proposal(
        title=f"add {_listed(each.name for each in joining)} to the group {group}",
        about=f"group/{group}",
        account=request.account,
        changes=tuple(AddToGroup(each.name, group=group) for each in joining),
        allows=allowed(means, request.account, entities.in_group(iam, group).policies),
        user=people[0].name if len(people) == 1 else None,
        whose=request.whose,
    )


def remove(means: Means, aim: aims.RemovePeople, request: Request) -> Proposal:
    iam = means.accounts.iam(request.account)
    group = named(means, aim.group, account=request.account)
    people = _people(means, aim.people, request)
    for each in people:
        check_is_in(iam, each.name, group)
    return Proposal(
        title=f"take {_listed(each.name for each in people)} out of the group {group}",
        about=f"group/{group}",
        account=request.account,
        changes=tuple(LeaveGroup(each.name, group=group) for each in people),
        warnings=lease_warnings.of_leaving(means, people, group),
        user=people[0].name if len(people) == 1 else None,
        whose=request.whose,
    )


def attach(means: Means, aim: aims.AttachPolicies, request: Request) -> Proposal:
    iam = means.accounts.iam(request.account)
    group, _ = _within_reach(means, aim.group, account=request.account)
    has = entities.in_group(iam, group)
    arns = [arn for arn in _to_attach(means, aim.policies, request) if arn not in has.policies]
    if not arns:
        raise NothingToDo(how=f"{_listed(aim.policies)} is attached to the group {group}")
    return Proposal(
        title=f"attach {_listed(map(_short, arns))} to the group {group}",
        about=f"group/{group}",
        account=request.account,
        changes=tuple(AttachToGroup(group, arn=arn) for arn in arns),
        allows=allowed(means, request.account, arns),
        warnings=_members_gain(has.members),
    )


def detach(means: Means, aim: aims.DetachPolicies, request: Request) -> Proposal:
    iam = means.accounts.iam(request.account)
    group, _ = _within_reach(means, aim.group, account=request.account)
    has = entities.in_group(iam, group)
    arns = [_attached(has.policies, written) or _arn(means, written, request) for written in aim.policies]
    arns = [arn for arn in arns if arn in has.policies]
    if not arns:
        raise NothingToDo(how=f"{_listed(aim.policies)} is not attached to the group {group}")
    return Proposal(
        title=f"detach {_listed(map(_short, arns))} from the group {group}",
        about=f"group/{group}",
        account=request.account,
        changes=tuple(DetachFromGroup(group, arn=arn) for arn in arns),
        warnings=_members_lose(has.members),
    )


def drop(means: Means, aim: aims.DropGroup, request: Request) -> Proposal:
    """That it is empty is looked at with everything else that AWS would refuse."""
    group, path = _within_reach(means, aim.group, account=request.account)
    giving = [bundle.name for bundle in means.catalog().bundles.values() if _gives(bundle.gives, group)]
    told = f"The catalog gives this group with {_listed(giving)}: what is asked for there would be refused."
    return Proposal(
        title=f"delete the group {group}",
        about=f"group/{group}",
        account=request.account,
        changes=(DeleteGroup(group, path=path),),
        warnings=(told,) if giving else (),
    )


def named(means: Means, written: str, *, account: str) -> str:
    """The group as IAM spells it. Raises NoSuchGroup."""
    found = entities.group_named(means.accounts.iam(account), written)
    if found is None:
        with means.database.read() as session:
            names = session.scalars(select(SnapshotGroup.name).where(SnapshotGroup.account == account)).all()
        raise NoSuchGroup(group=written, account=account, hint=whom.hint(written, names))
    return found


def _within_reach(means: Means, written: str, *, account: str) -> tuple[str, str]:
    """The group as IAM spells it, and its path. Raises NoSuchGroup and GroupOutsideThePath.

    Whose member somebody is may be changed elsewhere too, where the catalog gives the group; the group itself not.
    """
    group = named(means, written, account=account)
    stands, path = entities.path_of_group(means.accounts.iam(account), group), planning.rule(means.catalog()).path
    if not stands.startswith(path):
        raise GroupOutsideThePath(group=group, stands=stands, path=path)
    return group, stands


def allowed(means: Means, account: str, arns: Iterable[str]) -> tuple[str, ...]:
    """What each policy allows, in a line, as far as its text is known already."""
    with means.database.read() as session:
        texts = policy_reading.kept(session, account, arns)
    return tuple(f"{_short(arn)}: {texts[arn].risk}" for arn in sorted(texts) if texts[arn].risk)


def check_is_in(iam: "IAMClient", user: str, group: str) -> None:
    groups = reading.held(iam, user).groups
    if group not in groups:
        raise NotInGroup(user=user, group=group, groups=_listed(sorted(groups)) or "no group")


def _people(means: Means, people: tuple[str, ...], request: Request) -> list[reading.User]:
    """Each once, in the order in which they were named."""
    found = [whom.user(means, who, account=request.account, asked_at=request.asked_at) for who in people]
    return list({each.unique_id: each for each in found}.values())


def _to_attach(means: Means, written: tuple[str, ...], request: Request) -> list[str]:
    """ARNs, each once. Raises NeverAttached for what the bot's own rights keep it from."""
    for each in written:
        if _short(each).casefold() in _TOO_MUCH and (":iam::aws:" in each or not each.startswith("arn:")):
            raise NeverAttached(policy=_short(each))
    return list(dict.fromkeys(_arn(means, each, request) for each in written))


def _arn(means: Means, written: str, request: Request) -> str:
    """A policy by its ARN, or by a name whatever its capitals; what the snapshot lacks is looked for in a new one."""
    found = _arns(means, written, account=request.account)
    if not found:
        snapshotting.take_unless_newer(means, request.account, than=request.asked_at)
        found = _arns(means, written, account=request.account)
    if len(found) > 1:
        raise SeveralPolicies(account=request.account, count=len(found), policy=written, arns=_listed(found))
    if not found:
        with means.database.read() as session:
            named = session.scalars(select(SnapshotPolicy.name).where(SnapshotPolicy.account == request.account)).all()
        raise NoSuchPolicy(policy=written, account=request.account, hint=whom.hint(written, named))
    return found[0]


def _arns(means: Means, written: str, *, account: str) -> list[str]:
    query = select(SnapshotPolicy.arn, SnapshotPolicy.name).where(
        SnapshotPolicy.account == account,
        or_(SnapshotPolicy.arn == written, SnapshotPolicy.name.ilike(_literal(written), escape="\\")),
    )
    with means.database.read() as session:
        found = session.execute(query.order_by(SnapshotPolicy.arn)).all()
    exact = [each.arn for each in found if written in (each.arn, each.name)]
    return exact or [each.arn for each in found]


def _literal(written: str) -> str:
    """For a comparison without regard to case, in which % and _ mean themselves."""
    return re.sub(r"([\\%_])", r"\\\1", written)


def _attached(policies: Iterable[str], written: str) -> str | None:
    """What is attached needs no look at the account: by ARN, or by the end of it."""
    return next(
        (arn for arn in sorted(policies) if written.casefold() in (arn.casefold(), _short(arn).casefold())), None
    )


def _gives(given: Iterable[object], group: str) -> bool:
    return any(getattr(each, "group", None) == group for each in given)


def _members_gain(members: frozenset[str]) -> tuple[str, ...]:
    return (f"All in the group get it: {_listed(sorted(members))}.",) if members else ()


def _members_lose(members: frozenset[str]) -> tuple[str, ...]:
    return (f"All in the group lose it: {_listed(sorted(members))}.",) if members else ()


def _with(arns: list[str]) -> str:
    return f" with {_listed(map(_short, arns))}" if arns else ""


def _short(arn: str) -> str:
    return arn.rpartition("/")[2]


def _listed(names: Iterable[str]) -> str:
    """A few by name, and how many more: ann, ben, cleo, dan, eve and 3 more."""
    every = list(names)
    shown = every[:5] + ([f"{len(every) - 5} more"] if len(every) > 5 else [])
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)
