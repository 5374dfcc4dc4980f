"""Reading policies: the texts of managed policies are kept as IAM has them, a few at a time.

Which are missing or behind is known from the list; each text is committed on its own, so a restart goes on where it
was. AWS's own are read once for all accounts.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from iam import managed_policies
from iam.faults import Fault, Later, Missing
from iam.managed_policies import Managed
from models.claims import Kind
from models.policy_text import OF_AWS, PolicyText
from models.snapshot import SnapshotPolicy
from workflow import backoff, policy_judging, policy_listing
from workflow.means import Means

EVERY = timedelta(seconds=2)
"""How often the duty comes."""
BEGINS = timedelta(seconds=10)
"""After the start: whoever has just installed the bot asks for access first."""
TEXTS = 4
"""Texts a turn, two calls each: four calls a second, which leaves IAM's throttling to others."""
PUT_OFF = timedelta(hours=1)
"""Until something is tried again that AWS has refused."""


def read_due(means: Means) -> None:
    """Read a few texts that are missing or behind, the attached ones first; judge what was read.

    Many are judged together, for each time takes a process of its own. Only plans need them, and only where there are
    plans has the bot the right to them.
    """
    if means.catalog().users is None:
        return
    with means.claims.hold(Kind.policy_texts, 0) as ours:
        if not ours:
            return
        behind = _behind(means)
        for number in behind:
            if not _read(means, number):
                break
        unjudged = policy_judging.due(means)
        if unjudged and (not behind or len(unjudged) == policy_judging.AT_ONCE):
            policy_judging.judge(means, unjudged)


def text_of(means: Means, account: str, arn: str) -> PolicyText:
    """Give the text in force; ask IAM where it is not kept or behind. Raises Missing, Later or Never.

    Its risk line may still be to come.
    """
    with means.database.read() as session:
        known = kept(session, account, [arn]).get(arn)
    if known is not None:
        return known
    return _keep(means, account, *_asked(means, account, arn))


def kept(session: Session, account: str, arns: Iterable[str]) -> Mapping[str, PolicyText]:
    """Those of these texts that are kept and not behind, by ARN; asks nobody."""
    wanted = list(arns)
    query = select(PolicyText).where(
        PolicyText.account.in_((OF_AWS, account)),
        PolicyText.arn.in_(wanted),
        PolicyText.version == PolicyText.listed_version,
    )
    return {each.arn: each for each in session.scalars(query)}


def of_aws(session: Session) -> Iterator[dict[str, str]]:
    """The texts of AWS's own policies that are kept and not behind: whatever stands in for something is one of them."""
    query = select(PolicyText.name, PolicyText.arn, PolicyText.document).where(
        PolicyText.account == OF_AWS, PolicyText.version == PolicyText.listed_version
    )
    for name, arn, document in session.execute(query.execution_options(yield_per=100)):
        yield {"name": name, "arn": arn, "document": document}


def want(session: Session, account: str, names: Iterable[str], *, now: datetime) -> None:
    """Have the texts of policies of these names read before others: somebody is about to attach them."""
    behind = PolicyText.name.in_(list(names)) & (PolicyText.version != PolicyText.listed_version)
    first = update(PolicyText).where(PolicyText.account.in_((OF_AWS, account)), behind)
    session.execute(first.values(attached=True, next_try_at=now))


def _behind(means: Means) -> Sequence[int]:
    query = select(PolicyText.id).where(
        PolicyText.version != PolicyText.listed_version,
        PolicyText.next_try_at <= means.clock(),
        PolicyText.account.in_((OF_AWS, *means.catalog().accounts)),
    )
    with means.database.read() as session:
        return session.scalars(query.order_by(PolicyText.attached.desc(), PolicyText.id).limit(TEXTS)).all()


def _read(means: Means, number: int) -> bool:
    """Read one; False when AWS does not let us go on."""
    with means.database.read() as session:
        row = session.get(PolicyText, number)
        account = _reader(means, session, row) if row is not None else None
    if row is None:
        return True
    if account is None:
        _put_off(means, [number], until=means.clock() + PUT_OFF, why="no account of the catalog lists it")
        return True
    try:
        _keep(means, account, *_asked(means, account, row.arn))
    except Missing as fault:
        # Deleted since it was listed; the next list does not have it.
        _put_off(means, [number], until=means.clock() + PUT_OFF, why=fault.words)
    except Fault as fault:
        _postpone(means, account, row, fault)
        return False
    return True


def _asked(means: Means, account: str, arn: str) -> tuple[Managed, str]:
    iam = means.accounts.iam(account)
    shown = managed_policies.shown(iam, arn)
    return shown, managed_policies.text(iam, arn, version=shown.listed.default_version)


def _keep(means: Means, account: str, shown: Managed, text: str) -> PolicyText:
    """Keep what was read, for the list too: a version that came into force since then is known from here on."""
    now = means.clock()
    with means.database.write() as session:
        policy_listing.add(session, account, shown.listed, now=now)
        row = policy_listing.of(session, account, shown.listed.arn)
        assert row is not None  # noqa: S101 (it was put there a line ago)
        row.version = row.listed_version = shown.listed.default_version
        row.updated_at, row.description, row.document = shown.updated_at, shown.description, text
        row.read_at = row.next_try_at = now
        row.risk, row.judged, row.tries, row.fault = "", 0, 0, ""
    return row


def _postpone(means: Means, account: str, row: PolicyText, fault: Fault) -> None:
    """A right that the bot lacks is lacking for all of them; anything else holds up this one."""
    now = means.clock()
    means.log.warning("policy_text.postponed", account=account, arn=row.arn, fault=fault.words)
    if fault.is_denial:
        with means.database.read() as session:
            query = select(PolicyText.id).where(PolicyText.version != PolicyText.listed_version)
            numbers = session.scalars(query.where(PolicyText.account.in_((OF_AWS, account)))).all()
        _put_off(means, numbers, until=now + PUT_OFF, why=fault.words)
    else:
        wait = backoff.after(row.tries + 1, fault.after) if isinstance(fault, Later) else PUT_OFF
        _put_off(means, [row.id], until=now + wait, why=fault.words)


def _put_off(means: Means, numbers: Sequence[int], *, until: datetime, why: str) -> None:
    for ids in policy_listing.portions(numbers, 500):
        with means.database.write() as session:
            later = update(PolicyText).where(PolicyText.id.in_(ids))
            session.execute(later.values(next_try_at=until, tries=PolicyText.tries + 1, fault=why))


def _reader(means: Means, session: Session, row: PolicyText) -> str | None:
    """The account to ask for it: its own; for AWS's, one that lists it."""
    if row.account != OF_AWS:
        return row.account
    accounts = tuple(means.catalog().accounts)
    query = select(SnapshotPolicy.account).where(SnapshotPolicy.account.in_(accounts), SnapshotPolicy.arn == row.arn)
    return session.scalar(query.limit(1))
