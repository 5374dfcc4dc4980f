"""Which findings a round puts before whom; those that a message shows are looked at in AWS right before.

Administrators are told of what is nobody's, what somebody has disowned, and what stays unanswered.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select

from catalog.bundle import PersonNamed, UserGroupNamed
from iam.still_there import Looking
from models.kept_finding import KeptFinding
from models.kept_finding_states import FindingMove, FindingState
from models.move import BOT, may
from models.person import Person, Standing
from models.reminder import Reminder
from workflow import given_up, giving_up
from workflow.means import Means

SHOWN = 10
"""Findings in a message; the others are behind its button."""
LISTED = 2_000
"""Findings of one person that a message can lead to; what is beyond is counted, and comes with later rounds."""
UNANSWERED = 3
"""After so many rounds without an answer the administrators are told."""


@dataclass
class Gathered:
    """What there is to tell one person, the heaviest first; `left` are those beyond what is listed."""

    theirs: list[int] = field(default_factory=list)
    others: list[int] = field(default_factory=list)
    left: int = 0
    unanswered: list[dict[str, Any]] = field(default_factory=list)
    offers: dict[str, Any] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        return not (self.theirs or self.others or self.unanswered)


def people(means: Means) -> dict[str, bool]:
    """Whom a round begun now may have something to tell, and whether as an administrator. Raises Later or Never."""
    with means.database.read() as session:
        owners = session.scalars(_owned().distinct().order_by(KeptFinding.owner)).all()
        is_any = session.scalar(select(KeptFinding.id).where(open_or_disowned()).limit(1)) is not None
    admins = _admins(means) if is_any else ()
    return dict.fromkeys((owner for owner in owners if owner is not None), False) | dict.fromkeys(admins, True)


def gather(means: Means, reminder: Reminder) -> Gathered:
    looking: dict[str, Looking] = {}
    found = Gathered()
    found.theirs, left = standing(means, _owned_by(reminder.person), looking)
    found.left += left
    if reminder.is_admin:
        is_theirs = KeptFinding.owner == reminder.person
        found.others, left = standing(means, _for_admins(reminder.round_id, beside=~is_theirs), looking)
        found.left += left
        found.unanswered = unanswered(means, reminder.round_id)
    found.offers = _offers(means, [*found.theirs, *found.others])
    return found


def standing(means: Means, query: Select[Any], looking: dict[str, Looking]) -> tuple[list[int], int]:
    """Those that nobody exempts, and how many are beyond; the first of them are looked at live, until enough stand."""
    with means.database.read() as session:
        rows = list(session.scalars(query.order_by(KeptFinding.weight.desc(), KeptFinding.id)))
    listed: list[int] = []
    left = 0
    for finding in told(means, rows):
        if len(listed) >= LISTED:
            left += 1
        elif len(listed) >= SHOWN or _stands(means, finding, looking):
            listed.append(finding.id)
    return listed, left


def told(means: Means, findings: Iterable[KeptFinding]) -> Iterator[KeptFinding]:
    """But for those that the catalog exempts, and those of accounts that it does not have any more."""
    catalog, today = means.catalog(), means.clock().date()
    for each in findings:
        nags = catalog.nags
        exempt = nags.exemption(principal=each.principal, kind=each.kind, today=today) if nags is not None else None
        if exempt is None and each.account in catalog.accounts:
            yield each


def _stands(means: Means, finding: KeptFinding, looking: dict[str, Looking]) -> bool:
    if finding.account not in looking:
        looking[finding.account] = Looking(means.accounts.iam(finding.account))
    if looking[finding.account].stands(principal=finding.principal, kind=finding.kind, subject=finding.subject):
        return True
    now = means.clock()
    with means.database.write() as session:
        gone = session.get_one(KeptFinding, finding.id, with_for_update=True)
        if gone.state is not FindingState.leaving and may(gone, FindingMove.vanish):
            given_up.vanish(session, gone, by=BOT, now=now)
            given_up.touch(session, gone, now=now)
    means.log.debug("finding.gone", finding=finding.id)
    return False


def unanswered(means: Means, round_id: int) -> list[dict[str, Any]]:
    """Whose findings stay unanswered, how many, and for how many rounds; those of most first."""
    with means.database.read() as session:
        rows = list(session.scalars(select(KeptFinding).where(_is_unanswered(round_id))))
    counts: Counter[str] = Counter()
    longest: dict[str, int] = {}
    for each in told(means, rows):
        if each.owner is not None:
            counts[each.owner] += 1
            longest[each.owner] = max(longest.get(each.owner, 0), _before(each, round_id))
    return [{"owner": owner, "count": count, "rounds": longest[owner]} for owner, count in counts.most_common()]


def _offers(means: Means, numbers: Sequence[int]) -> dict[str, Any]:
    """What can be done about each at a click, as the catalog has it now."""
    catalog = means.catalog()
    with means.database.read() as session:
        rows = session.scalars(select(KeptFinding).where(KeptFinding.id.in_(numbers)))
        found = {
            str(each.id): {"take": giving_up.may_be_taken(each, catalog), "lease": giving_up.bundle_for(each, catalog)}
            for each in rows
        }
    return {number: offer for number, offer in found.items() if offer["take"]}


def _admins(means: Means) -> list[str]:
    found: list[str] = []
    for admin in means.catalog().admins:
        match admin:
            case PersonNamed(user_id):
                found.append(user_id)
            case UserGroupNamed(handle):
                found += sorted(means.directory.members(handle))
    return found


def _owned() -> Select[str | None]:
    return select(KeptFinding.owner).where(KeptFinding.state == FindingState.open, KeptFinding.owner.is_not(None))


def _owned_by(person: str) -> Select[KeptFinding]:
    return select(KeptFinding).where(KeptFinding.state == FindingState.open, KeptFinding.owner == person)


def open_or_disowned() -> ColumnElement[bool]:
    return KeptFinding.state.in_((FindingState.open, FindingState.disowned))


def _for_admins(round_id: int, *, beside: ColumnElement[bool]) -> Select[KeptFinding]:
    """Nobody's, of somebody who is no member any more, disowned, or unanswered for long; not what is one's own."""
    away = select(Person.slack_id).where(Person.standing != Standing.member)
    is_nobodys = or_(KeptFinding.owner.is_(None), KeptFinding.owner.in_(away))
    is_open = KeptFinding.state == FindingState.open
    is_for_them = or_(is_open & is_nobodys, KeptFinding.state == FindingState.disowned, _is_unanswered(round_id))
    return select(KeptFinding).where(open_or_disowned(), is_for_them, or_(KeptFinding.owner.is_(None), beside))


def _is_unanswered(round_id: int) -> ColumnElement[bool]:
    """For so many rounds before this one, which may have reminded of it already."""
    is_of_this = KeptFinding.round_id == round_id
    enough = or_(KeptFinding.unanswered > UNANSWERED, (KeptFinding.unanswered == UNANSWERED) & ~is_of_this)
    return (KeptFinding.state == FindingState.open) & KeptFinding.owner.is_not(None) & enough


def _before(finding: KeptFinding, round_id: int) -> int:
    return finding.unanswered - (finding.round_id == round_id)
