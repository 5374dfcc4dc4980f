"""Using leases: what each was used for is asked of Access Advisor, shortly before its end, after it, and at last.

A duty of its own, a few principals at a time: no removal ever waits for it. The first look is taken while the lease
stands, for AWS tells nothing of a service that nothing allows any more.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from iam.faults import Fault, Later, Never
from iam.survey_usage import GONE
from iam.usage_report import Report
from models.claims import Kind
from models.inserting import insert_unless_there
from models.lease import Lease
from models.lease_use import LeaseUse
from models.lease_use_states import OPEN, LeaseUseMove, LeaseUseState
from models.move import BOT, move
from models.post import touch
from models.principal import Principal
from workflow import last_used, lease_services, locating, use_judging
from workflow.lease_services import Given
from workflow.means import Means
from workflow.use_judging import LATE, Span

EVERY = timedelta(seconds=5)
BEFORE_THE_END = timedelta(minutes=10)
BEFORE_AT_SHARE = 0.15
WHILE_LIVE = timedelta(days=1)
"""How often a lease that lasts is looked at: who gives it back early ends it without notice."""
GIVEN_UP_AFTER = timedelta(days=3)
"""So long after the end a look is tried again, then it is let be."""
LOOKED_BACK = timedelta(days=90)
"""A report tells of a principal's earlier leases too, of those that ended within this time."""
_FIRST_WAIT, _LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=1)


@dataclass(frozen=True)
class _Due:
    use: LeaseUse
    lease: Lease
    principal: Principal


def begin(session: Session, lease: Lease, *, now: datetime) -> None:
    """The lease is live."""
    _watch(session, lease, next_try_at=_next_while_live(lease, now))


def over(session: Session, lease: Lease, *, now: datetime) -> None:
    """Nothing of it is left in AWS: the next look is the first that looks back. Of what never was live there is none.

    A lease that went live under an older release is looked at from here on.
    """
    if lease.live_at is not None:
        _watch(session, lease, next_try_at=now)
        this = update(LeaseUse).where(LeaseUse.lease_id == lease.id, LeaseUse.state == LeaseUseState.watched)
        session.execute(this.values(next_try_at=now, tries=0).execution_options(synchronize_session=False))


def _watch(session: Session, lease: Lease, *, next_try_at: datetime) -> None:
    row = {
        "lease_id": lease.id,
        "state": LeaseUseState.watched,
        "version": 1,
        "services": [],
        "is_whole": True,
        "next_try_at": next_try_at,
        "tries": 0,
        "fault": "",
    }
    insert_unless_there(session, LeaseUse, row)


def look_due(means: Means) -> None:
    """Take the looks that are due, of a few principals."""
    with means.claims.hold(Kind.lease_use, 0) as ours:
        if not ours:
            return
        for account in means.catalog().accounts:
            due = _due(means, account)
            if due:
                _look(means, account, due)


def _due(means: Means, account: str) -> list[_Due]:
    query = (
        select(LeaseUse, Lease, Principal)
        .join(Lease, Lease.id == LeaseUse.lease_id)
        .join(Principal, Principal.id == Lease.principal_id)
        .where(LeaseUse.next_try_at <= means.clock(), Principal.account == account)
        .order_by(LeaseUse.next_try_at)
    )
    with means.database.read() as session:
        return [_Due(*row) for row in session.execute(query.limit(last_used.PORTION))]


def _look(means: Means, account: str, due: Sequence[_Due]) -> None:
    given: dict[int, Given | None] = {}
    arns: dict[int, str | None] = {}
    for each in due:
        try:
            given[each.use.id] = _given(means, account, each)
            arns[each.principal.id] = _arn(means, each.principal.id)
        except Fault as fault:
            _postpone(means, each.use.id, fault)
    due = [each for each in due if each.use.id in given and each.principal.id in arns]
    asked_at = means.clock()
    try:
        usage = last_used.of(means, account, [arn for arn in arns.values() if arn is not None])
    except Later:
        # Somebody else is being asked about: they stay due, and this duty comes again in seconds.
        return
    means.log.debug("lease_use.told", account=account, principals=len(arns))
    for number, arn in arns.items():
        theirs = [each for each in due if each.principal.id == number]
        if not theirs:
            continue
        if arn is None or usage.left_out.get(arn) == GONE:
            _give_up(means, theirs, f"the IAM user {theirs[0].principal.name} is not there any more")
        elif arn in usage.reports:
            _keep(means, number, usage.reports[arn], given=given, asked_at=asked_at)
        else:
            for each in theirs:
                _postpone(means, each.use.id, Never(usage.left_out.get(arn, "AWS gave no report")))


def _given(means: Means, account: str, due: _Due) -> Given | None:
    """What the steps give, as long as it is not settled; None: it is."""
    return lease_services.of(means, account, due.lease.steps) if due.use.state is LeaseUseState.watched else None


def _arn(means: Means, principal_id: int) -> str | None:
    user = locating.locate(means, principal_id).user
    return user.arn if user is not None else None


def _keep(
    means: Means, principal_id: int, report: Report, *, given: Mapping[int, Given | None], asked_at: datetime
) -> None:
    """Keep what the report says of the leases that are due, and of this principal's earlier ones."""
    with means.database.write() as session:
        for use, lease in _theirs(session, principal_id, since=asked_at - LOOKED_BACK):
            if use.id in given:
                _judge(use, lease, report, given[use.id], asked_at=asked_at)
                _go_on(session, use, lease, now=asked_at)
                touch(session, lease.request_id, now=asked_at)
            elif use.state is LeaseUseState.known and _judge(use, lease, report, None, asked_at=asked_at):
                touch(session, lease.request_id, now=asked_at)
    means.log.debug("lease_use.looked", principal=principal_id)


def _theirs(session: Session, principal_id: int, *, since: datetime) -> list[tuple[LeaseUse, Lease]]:
    query = (
        select(LeaseUse, Lease)
        .join(Lease, Lease.id == LeaseUse.lease_id)
        .where(Lease.principal_id == principal_id, (Lease.ended_at > since) | Lease.ended_at.is_(None))
        .order_by(LeaseUse.id)
        .with_for_update(of=LeaseUse)
        .execution_options(populate_existing=True)
    )
    return [(use, lease) for use, lease in session.execute(query)]


def _judge(use: LeaseUse, lease: Lease, report: Report, given: Given | None, *, asked_at: datetime) -> bool:
    """Whether anything is known now that was not."""
    before = use.services
    services = before
    if given is not None:
        services = use_judging.given(((each.prefix, each.name) for each in given.services), before)
        use.is_whole = use.is_whole and given.is_whole
    if lease.live_at is not None:
        span = Span(lease.live_at, lease.ended_at)
        services = [use_judging.judged(each, report, span, now=asked_at) for each in services]
    if services != before:
        use.services = services
    return services != before


def _go_on(session: Session, use: LeaseUse, lease: Lease, *, now: datetime) -> None:
    """Say when to look again, and what the look has come to."""
    use.looked_at, use.tries, use.fault = now, 0, ""
    if lease.ended_at is None:
        use.next_try_at = _next_while_live(lease, now)
    elif now >= lease.ended_at + LATE:
        move(session, use, LeaseUseMove.settle, by=BOT, at=now)
        use.next_try_at = None
    else:
        if use.state is LeaseUseState.watched:
            move(session, use, LeaseUseMove.look_back, by=BOT, at=now)
        use.next_try_at = lease.ended_at + LATE


def _next_while_live(lease: Lease, now: datetime) -> datetime:
    """Shortly before the end, and once a day until then; when that has passed, the end itself says when."""
    if lease.ends_at is None:
        return now + WHILE_LIVE
    before = lease.ends_at - min((lease.lasts or BEFORE_THE_END) * BEFORE_AT_SHARE, BEFORE_THE_END)
    return min(before, now + WHILE_LIVE) if before > now else max(lease.ends_at, now) + WHILE_LIVE


def _postpone(means: Means, number: int, fault: Fault) -> None:
    """Try again later, as long as it is worth it; nobody waits for it."""
    now, words = means.clock(), fault.words
    after = fault.after if isinstance(fault, Later) else None
    with means.database.write() as session:
        use = session.get_one(LeaseUse, number, with_for_update=True)
        lease = session.get_one(Lease, use.lease_id)
        if use.state in OPEN and lease.ended_at is not None and now > lease.ended_at + GIVEN_UP_AFTER:
            _close(session, use, lease, words, now=now)
        else:
            use.tries += 1
            use.fault = words
            use.next_try_at = now + (after or min(_FIRST_WAIT * (1 << min(use.tries, 10)), _LONGEST_WAIT))
            if use.tries == 1 and lease.ended_at is not None:
                touch(session, lease.request_id, now=now)
    means.log.info("lease_use.postponed", lease_use=number, fault=words)


def _give_up(means: Means, due: Sequence[_Due], words: str) -> None:
    """Nobody is there to be asked about; while the lease stands, its end comes first."""
    now = means.clock()
    for each in due:
        with means.database.write() as session:
            use = session.get_one(LeaseUse, each.use.id, with_for_update=True)
            lease = session.get_one(Lease, use.lease_id)
            if lease.ended_at is None:
                use.next_try_at = now + WHILE_LIVE
            elif use.state in OPEN:
                _close(session, use, lease, words, now=now)


def _close(session: Session, use: LeaseUse, lease: Lease, words: str, *, now: datetime) -> None:
    use.fault, use.next_try_at = words, None
    move(session, use, LeaseUseMove.give_up, by=BOT, at=now, why=words)
    touch(session, lease.request_id, now=now)
