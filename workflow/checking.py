"""Checking: a request that was written down is made ready for its approvers, or refused with the next step."""

from datetime import timedelta
from typing import assert_never

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.bundle import Bundle, GroupGiven, PolicyGiven
from iam import account as reading
from iam import steps
from iam.attach_policy import AttachPolicy
from iam.faults import Fault, Later, Never
from iam.join_group import JoinGroup
from models import principal, stir
from models.claims import Kind
from models.move import BOT, move
from models.post import PostKind
from models.request import Request, RequestKind
from models.request_states import RequestMove, RequestState
from models.snapshot import SnapshotGroup, SnapshotPolicy, Taking
from workflow import (
    asking,
    backoff,
    checking_plans,
    deciding_at_once,
    planning,
    policy,
    recognising,
    snapshotting,
    telling,
    warning_of_rights,
    warning_of_standing,
)
from workflow.means import Means, Profile
from workflow.opening import Opening
from workflow.refusal import Refusal
from workflow.refusals.asking import (
    BundleGone,
    CannotBeChecked,
    NeverChecked,
    NotInAccount,
    PlanCannotBeChecked,
    PlanNeverChecked,
)

LAPSES_AFTER = timedelta(hours=72)
"""Nobody answers for so long: the request lapses, and nothing is done."""


def due(means: Means) -> list[int]:
    """Numbers of requests to be checked now, the oldest first."""
    now = means.clock()
    query = select(Request.id).where(Request.state == RequestState.checking, Request.next_try_at <= now)
    with means.database.read() as session:
        return list(session.scalars(query.order_by(Request.next_try_at).limit(200)))


def check(means: Means, number: int) -> bool:
    """Put one request before its approvers or refuse it; what cannot be found out now is tried again later.

    False when another worker has it in hand.
    """
    with means.claims.hold(Kind.request, number) as ours:
        if ours:
            _check(means, number)
        return ours


def _check(means: Means, number: int) -> None:
    with means.database.read() as session:
        request = session.get_one(Request, number)
    if request.state is not RequestState.checking:
        return
    means.log.debug("request.checking", request=number)
    try:
        found = _find_out(means, request)
    except Refusal as refusal:
        _refuse(means, number, refusal)
    except Later as fault:
        _postpone(means, request, fault)
    except Never as fault:
        _refuse(means, number, _cannot_be_checked(request, fault))
    else:
        _open(means, number, found)


def _find_out(means: Means, request: Request) -> Opening:
    profile = recognising.person(means, request.asker)
    policy.check_may_ask(recognising.somebody(means, profile))
    match request.kind:
        case RequestKind.access:
            return _of_bundle(means, request, profile)
        case RequestKind.plan:
            return checking_plans.opening(means, request, profile)
        case _:
            assert_never(request.kind)


def _of_bundle(means: Means, request: Request, profile: Profile) -> Opening:
    bundle = means.catalog().bundle(request.bundle)
    if bundle is None:
        raise BundleGone(bundle=request.bundle)
    user = recognising.iam_user(means, profile, account=request.account, asked_at=request.asked_at)
    wanted = resolved(means, bundle, newer_than=request)
    return Opening(
        email=profile.email,
        user=user,
        description=bundle.description,
        steps=tuple(steps.stored(step) for step in wanted),
        approvers=bundle.approvers,
        quorum=bundle.quorum,
        warnings=_warnings(means, request.account, user, wanted),
        channel=means.catalog().channel_for(bundle),
    )


def resolved(means: Means, bundle: Bundle, *, newer_than: Request) -> tuple[steps.AnyStep, ...]:
    """What the bundle gives, as steps; a name that the snapshot lacks is looked for in a new one."""
    try:
        return _resolved(means, bundle)
    except NotInAccount:
        snapshotting.take_unless_newer(means, bundle.account, than=newer_than.asked_at)
        return _resolved(means, bundle)


def _resolved(means: Means, bundle: Bundle) -> tuple[steps.AnyStep, ...]:
    with means.database.read() as session:
        return tuple(_step(session, bundle.account, given) for given in bundle.gives)


def _step(session: Session, account: str, given: GroupGiven | PolicyGiven) -> steps.AnyStep:
    match given:
        case GroupGiven(group):
            return JoinGroup(group=group_name(session, account, group))
        case PolicyGiven(written):
            return AttachPolicy(arn=policy_arn(session, account, written))


def group_name(session: Session, account: str, written: str) -> str:
    """The group's name as IAM spells it. Raises NotInAccount."""
    query = select(SnapshotGroup.name).where(SnapshotGroup.account == account, SnapshotGroup.name == written)
    name = session.scalar(query)
    if name is None:
        raise NotInAccount(what=f"the group {written}", account=account)
    return name


def policy_arn(session: Session, account: str, written: str) -> str:
    """The ARN of a policy given by ARN, or by the name of one of AWS's, under whichever path. Raises NotInAccount."""
    query = select(SnapshotPolicy.arn).where(SnapshotPolicy.account == account)
    if written.startswith("arn:"):
        query = query.where(SnapshotPolicy.arn == written)
    else:
        query = query.where(SnapshotPolicy.name == written, SnapshotPolicy.arn.like("arn:%:iam::aws:policy/%"))
    arn = session.scalar(query)
    if arn is None:
        raise NotInAccount(what=f"the policy {written}", account=account)
    return arn


def _warnings(means: Means, account: str, user: reading.User, wanted: tuple[steps.AnyStep, ...]) -> tuple[str, ...]:
    """What approvers should know before they decide: quotas that the grant would hit, and what stands already."""
    held = reading.held(means.accounts.iam(account), user.name)
    with means.database.read() as session:
        quotas = session.get(Taking, account)
        rights = warning_of_rights.warnings(session, account, wanted)
    if quotas is None:
        raise Later("the account is being read for the first time", after=timedelta(seconds=0.2))
    joins = {step.group for step in wanted if isinstance(step, JoinGroup)}
    attaches = {step.arn for step in wanted if isinstance(step, AttachPolicy)}
    counts = (
        ("groups", len(held.groups), len(joins - held.groups), quotas.groups_a_user),
        ("attached policies", len(held.policies), len(attaches - held.policies), quotas.policies_a_user),
    )
    full = [
        f"Quota: {user.name} has {has} {what} of at most {most}; {more} more would not fit, and AWS would refuse."
        for what, has, more, most in counts
        if more and has + more > most
    ]
    groups, policies = map(JoinGroup, joins & held.groups), map(AttachPolicy, attaches & held.policies)
    standing: list[steps.AnyStep] = [*groups, *policies]
    return (*rights, *full, *warning_of_standing.warnings(means, account, user, standing))


def _open(means: Means, number: int, found: Opening) -> None:
    now = means.clock()
    with means.database.write() as session:
        request = session.get_one(Request, number, with_for_update=True)
        if request.state is not RequestState.checking:
            return
        if found.user is not None:
            user = found.user
            known = principal.known(session, account=request.account, name=user.name, unique_id=user.unique_id)
            request.principal_id = known.id
        request.asker_email = found.email
        request.description = found.description
        request.steps = [dict(step) for step in found.steps]
        request.approvers = [policy.named(each) for each in found.approvers]
        request.quorum = found.quorum
        request.warnings = list(found.warnings)
        if found.plan is not None:
            planning.freeze(request, found.plan)
        request.lapses_at = now + LAPSES_AFTER
        request.next_try_at = None
        move(session, request, RequestMove.open, by=request.asker, at=request.asked_at)
        telling.post(session, PostKind.card, request, audience=found.channel, now=now)
        telling.post(session, PostKind.receipt, request, audience=request.asker, now=now)
        if request.is_urgent:
            deciding_at_once.decide(session, request, now=now)
        stir.stir(session, number)
    means.log.debug("request.opened", request=number)


def _refuse(means: Means, number: int, refusal: Refusal) -> None:
    now = means.clock()
    with means.database.write() as session:
        request = session.get_one(Request, number, with_for_update=True)
        if request.state is not RequestState.checking:
            return
        move(session, request, RequestMove.refuse, by=BOT, at=now, why=str(refusal))
        asking.close(session, request, by=None, now=now, why=str(refusal))
        telling.post(session, PostKind.receipt, request, audience=request.asker, now=now)
        if isinstance(refusal, NotInAccount) or request.asker == BOT:
            words = f"Request {number} was refused: {refusal.mrkdwn}"
            admins = [policy.named(admin) for admin in means.catalog().admins]
            telling.whisper_to_admins(session, words, admins=admins, now=now)
    means.log.debug("request.refused", request=number, why=str(refusal))


def _cannot_be_checked(request: Request, fault: Never) -> Refusal:
    """Of access it is the asker who is looked up, of a plan the account."""
    kind = CannotBeChecked if request.kind is RequestKind.access else PlanCannotBeChecked
    return kind(words=fault.words)


def _never_checked(request: Request, fault: Fault, *, hours: int) -> Refusal:
    kind = NeverChecked if request.kind is RequestKind.access else PlanNeverChecked
    return kind(hours=hours, words=fault.words)


def _postpone(means: Means, request: Request, fault: Fault) -> None:
    now = means.clock()
    if request.asked_at + LAPSES_AFTER < now:
        hours = int(LAPSES_AFTER.total_seconds() // 3600)
        _refuse(means, request.id, _never_checked(request, fault, hours=hours))
        return
    means.log.warning("request.postponed", request=request.id, tries=request.tries + 1, fault=fault.words)
    said = fault.after if isinstance(fault, Later) else None
    with means.database.write() as session:
        waiting = session.get_one(Request, request.id, with_for_update=True)
        waiting.tries += 1
        waiting.next_try_at = now + backoff.after(waiting.tries, said)
