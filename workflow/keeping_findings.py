"""Keeping findings: each stands in one row from the survey that found it first until one finds it no more."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from iam.unlearned import Gaps
from models.inserting import insert_unless_there
from models.kept_finding import KeptFinding, place
from models.kept_finding_states import STANDING, FindingMove, FindingState
from models.move import BOT, move
from models.person import Person, Standing
from models.snapshot import SnapshotUser
from workflow import given_up, snapshotting
from workflow.means import Means

WEIGHTS: Mapping[str, int] = {
    "root-key": 20_000,
    "root-no-mfa": 19_000,
    "escalation": 18_000,
    "administrator": 17_000,
    "no-mfa": 16_000,
    "root-used": 15_000,
    "unused-user": 14_000,
    "unused-key": 13_000,
    "unused-password": 12_000,
    "unused-role": 11_000,
    "weak-password-policy": 10_000,
    "old-key": 9_000,
    "two-keys": 8_000,
    "unused-group-membership": 7_000,
    "unused-policy": 6_000,
    "idle-group": 5_000,
    "unused-service": 4_000,
    "unused-action": 3_000,
    "redundant-policy": 2_000,
    "direct-policy": 1_000,
    "inline-policy": 0,
}
"""What somebody can do who is not who they say, first; then what lies about for anybody to pick up; then order.

To these come the days for which it is unused, fewer than a thousand: they never lift one kind over another.
"""
AT_ONCE = 200
_TOLD = ("last_used", "since", "evidence", "suggestion", "remedy", "weight", "owner")


def weight(kind: str, since: int | None) -> int:
    return WEIGHTS.get(kind, 0) + min(since or 0, 999)


def owners(session: Session, account: str) -> Mapping[str, str]:
    """Whose IAM user it is in Slack, by ARN: who has its address, is a member, and is known, and no two of them."""
    known = select(Person.slack_id, Person.email).where(Person.standing == Standing.member)
    people = [(snapshotting.folded(email), slack_id) for slack_id, email in session.execute(known)]
    count = Counter(address for address, _ in people)
    theirs = {address: slack_id for address, slack_id in people if address and count[address] == 1}
    users = select(SnapshotUser.arn, SnapshotUser.identity).where(SnapshotUser.account == account)
    return {arn: theirs[identity] for arn, identity in session.execute(users) if identity in theirs}


def keep(
    session: Session, account: str, found: Sequence[Mapping[str, Any]], *, owners: Mapping[str, str], now: datetime
) -> list[int]:
    """Keep what was found, as JSON of a Finding; give the numbers of the rows. Whatever people answered stays."""
    wanted = {place(account, each["principal"] or "", each["kind"], each["subject"]): each for each in found}
    query = select(KeptFinding).where(KeptFinding.standing.in_(wanted)).with_for_update()
    standing = {str(each.standing): each for each in session.scalars(query)}
    numbers = [each.id for each in standing.values()]
    for where, each in wanted.items():
        told = _told(each, owners)
        if where not in standing:
            row = _new(account, each) | told | {"standing": where, "found_at": now, "seen_at": now}
            number = insert_unless_there(session, KeptFinding, row)
            numbers += [number] if number is not None else []
        elif any(getattr(standing[where], name) != told[name] for name in _TOLD):
            for name in _TOLD:
                setattr(standing[where], name, told[name])
    seen = update(KeptFinding).where(KeptFinding.id.in_([each.id for each in standing.values()]))
    session.execute(seen.values(seen_at=now).execution_options(synchronize_session=False))
    return numbers


def let_go(means: Means, account: str, *, found: frozenset[int], gaps: Gaps) -> int:
    """Whatever stands and was not found is gone, unless nothing could be learned of it; give how many."""
    with means.database.read() as session:
        standing = select(KeptFinding.id, KeptFinding.kind, KeptFinding.principal, KeptFinding.subject).where(
            KeptFinding.account == account, KeptFinding.state.in_(STANDING)
        )
        gone = [
            number
            for number, kind, principal, subject in session.execute(standing)
            if number not in found and not gaps.has(kind, principal, subject)
        ]
    for start in range(0, len(gone), AT_ONCE):
        with means.database.write() as session:
            _vanish(session, gone[start : start + AT_ONCE], now=means.clock())
        means.log.debug("finding.gone", account=account, findings=len(gone[start : start + AT_ONCE]))
    return len(gone)


def _vanish(session: Session, numbers: Iterable[int], *, now: datetime) -> None:
    query = select(KeptFinding).where(KeptFinding.id.in_(numbers), KeptFinding.state.in_(STANDING))
    gone = session.scalars(query.with_for_update()).all()
    for each in gone:
        each.standing, each.gone_at, each.rests_until = None, now, None
        move(session, each, FindingMove.vanish, by=BOT, at=now, why="the survey finds it no more")
    given_up.touch_all(session, gone, now=now)


def _told(each: Mapping[str, Any], owners: Mapping[str, str]) -> dict[str, Any]:
    return {
        "last_used": datetime.fromisoformat(each["last_used"]) if each["last_used"] else None,
        "since": each["since"],
        "evidence": each["evidence"],
        "suggestion": each["suggestion"],
        "remedy": each["remedy"],
        "weight": weight(each["kind"], each["since"]),
        "owner": owners.get(each["principal"] or ""),
    }


def _new(account: str, each: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "state": FindingState.open,
        "version": 1,
        "account": account,
        "principal": each["principal"] or "",
        "kind": each["kind"],
        "subject": each["subject"],
        "unanswered": 0,
        "why": "",
    }
