"""The right to decide: who answers for a request, looked up live at the click, and again at the quorum."""

from collections.abc import Iterable
from dataclasses import replace
from typing import assert_never

from sqlalchemy import select

from catalog.bundle import Approver, Bundle, Users
from models.decision import Answer, Decision
from models.decision_states import DecisionState
from models.request import Request, RequestKind
from models.snapshot import SnapshotUser
from workflow import leasing, planning, policy, recognising
from workflow.means import Means
from workflow.refusal import Refusal


def check(means: Means, decision: Decision, request: Request, *, asker: policy.Somebody) -> policy.Somebody:
    """The one check of a vote, at the click and again at the quorum: everything is looked up live."""
    voter = recognising.somebody(means, recognising.live_person(means, decision.by))
    policy.check_may_decide(
        voter,
        asker=asker,
        number=request.id,
        approvers=_approvers(means, request),
        members=means.directory.members,
    )
    return voter


def asker_of(means: Means, request: Request) -> policy.Somebody:
    """Who asked, as they are now and as they were then: neither may be the one who decides."""
    asker = recognising.somebody(means, recognising.live_person(means, request.asker))
    about = leasing.principal_of(means, request)
    theirs = frozenset() if about is None else frozenset({about.unique_id})
    return replace(asker, principals=asker.principals | theirs, formerly=request.asker_email)


def check_is_not_about(means: Means, request: Request, voter: policy.Somebody) -> None:
    """Whom a plan is for decides on it as little as who asked for it."""
    if request.whose is not None and request.whose != request.asker:
        whose = recognising.somebody(means, recognising.live_person(means, request.whose))
        policy.check_is_not_about(voter, whose, number=request.id)


def check_gains_nothing(means: Means, request: Request, voter: policy.Somebody) -> None:
    """A plan may be about several, or about a group: whoever gains by it does not decide on it."""
    if request.kind is not RequestKind.plan or not voter.principals:
        return
    gaining = planning.gaining(planning.changes_of(request))
    query = select(SnapshotUser).where(
        SnapshotUser.account == request.account, SnapshotUser.unique_id.in_(voter.principals)
    )
    with means.database.read() as session:
        theirs = list(session.scalars(query))
    for user in theirs:
        policy.check_gains_nothing(gained=user.name in gaining.users, number=request.id)
        policy.check_gains_nothing(gained=bool(gaining.groups & set(user.groups)), number=request.id)


def _approvers(means: Means, request: Request) -> tuple[Approver, ...]:
    """Those named when it was asked who are named still: a changed catalog can only take the right away."""
    rule = _rule(means, request)
    now = {policy.named(each) for each in rule.approvers} if rule else set(request.approvers)
    return tuple(policy.approver(written) for written in request.approvers if written in now)


def _rule(means: Means, request: Request) -> Bundle | Users | None:
    """Who decides on such requests, as the catalog has it now."""
    match request.kind:
        case RequestKind.access:
            return means.catalog().bundle(request.bundle)
        case RequestKind.plan:
            return means.catalog().users
        case _:
            assert_never(request.kind)


def quorum(means: Means, request: Request) -> int:
    rule = _rule(means, request)
    return rule.quorum if rule else request.quorum


def counted(means: Means, request: Request) -> list[tuple[Decision, policy.Somebody]]:
    query = select(Decision).where(Decision.request_id == request.id, Decision.state == DecisionState.counted)
    with means.database.read() as session:
        votes = list(session.scalars(query.where(Decision.answer == Answer.approve).order_by(Decision.id)))
    return [(vote, _as_then_and_now(means, vote)) for vote in votes]


def _as_then_and_now(means: Means, vote: Decision) -> policy.Somebody:
    """Whoever voted, with the address and the IAM users that were theirs then as well."""
    voter = recognising.somebody(means, recognising.live_person(means, vote.by))
    then = frozenset((vote.principal_unique_id or "").split(",")) - {""}
    return replace(voter, principals=voter.principals | then, formerly=vote.email)


def lost(
    means: Means, request: Request, votes: Iterable[Decision], *, asker: policy.Somebody
) -> list[tuple[Decision, Refusal]]:
    lost = []
    for vote in votes:
        try:
            check(means, vote, request, asker=asker)
        except Refusal as refusal:
            lost.append((vote, refusal))
    return lost
