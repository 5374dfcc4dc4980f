"""Introducing: who in Slack an IAM user with findings is, looked up by the address, so that they are put before them.

Whoever has asked for something is known already; most people of an account have not.
"""

from datetime import timedelta

from sqlalchemy import exists, select, update

from iam.faults import Never
from models.kept_finding import KeptFinding
from models.kept_finding_states import STANDING
from models.person import Standing
from models.snapshot import SnapshotUser
from models.unmatched import Unmatched
from workflow import keeping_findings, recognising
from workflow.means import Means, Profile

ASKED_AGAIN = timedelta(days=7)
"""Whoever was not in Slack may have come since."""


def introduce(means: Means) -> None:
    """Look all of them up. Raises Later when Slack has had enough for now: what was learned is kept till then."""
    for account in means.catalog().accounts:
        _hand_over(means, account)
        for address in _unknown(means, account):
            profile = _of(means, address)
            if profile is not None:
                recognising.keep(means, profile)
            if profile is None or profile.standing is not Standing.member:
                _note(means, address)
        _hand_over(means, account)


def _unknown(means: Means, account: str) -> list[str]:
    """Addresses of users with findings that are nobody's so far, each once."""
    lately = exists().where(
        Unmatched.address == SnapshotUser.identity, Unmatched.looked_up_at > means.clock() - ASKED_AGAIN
    )
    query = (
        select(SnapshotUser.identity)
        .join(KeptFinding, KeptFinding.principal == SnapshotUser.arn)
        .where(
            SnapshotUser.account == account,
            KeptFinding.account == account,
            KeptFinding.owner.is_(None),
            KeptFinding.state.in_(STANDING),
            SnapshotUser.identity.contains("@"),
            ~lately,
        )
    )
    with means.database.read() as session:
        return [address for address in session.scalars(query.distinct().order_by(SnapshotUser.identity)) if address]


def _of(means: Means, address: str) -> Profile | None:
    try:
        return means.directory.by_address(address)
    except Never as fault:
        # A right that is missing, say: then they are the administrators', as before.
        means.log.warning("introducing.refused", fault=fault.words)
        return None


def _note(means: Means, address: str) -> None:
    with means.database.write() as session:
        session.merge(Unmatched(address=address, looked_up_at=means.clock()))


def _hand_over(means: Means, account: str) -> None:
    """What was nobody's is theirs from now on."""
    with means.database.read() as session:
        nobodys = select(KeptFinding.principal).where(
            KeptFinding.account == account, KeptFinding.owner.is_(None), KeptFinding.state.in_(STANDING)
        )
        without = set(session.scalars(nobodys.distinct()))
        owners = {arn: owner for arn, owner in keeping_findings.owners(session, account).items() if arn in without}
    for arn, owner in owners.items():
        with means.database.write() as session:
            session.execute(
                update(KeptFinding)
                .where(KeptFinding.account == account, KeptFinding.principal == arn, KeptFinding.owner.is_(None))
                .values(owner=owner, version=KeptFinding.version + 1)
                .execution_options(synchronize_session=False)
            )
