"""Trimming: what a bundle gives and nobody used for a quarter is put before the administrators, as a diff.

Proposed, never done: the catalog is theirs. Row and messages are one transaction, so it is proposed once.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog import trimming as trimmed_text
from catalog.bundle import Bundle, Given, GroupGiven, PolicyGiven
from catalog.trimming import Cut
from iam import managed_policies, trimming_apart
from iam.attach_policy import AttachPolicy
from iam.faults import Fault, Later, Missing
from iam.join_group import JoinGroup
from iam.risk_apart import Undone
from iam.trimming import Shelved, Trimmed
from iam.trimming_apart import Line
from models.catalog_copy import CatalogCopy
from models.claims import Kind
from models.lease import Lease
from models.lease_use import LeaseUse
from models.lease_use_states import LeaseUseState
from models.policy_text import OF_AWS, PolicyText
from models.post import Post, PostKind
from models.request import Request
from models.snapshot import SnapshotPolicy
from models.trimming import Trimming
from workflow import lease_services, never_used, policy
from workflow.means import Means
from workflow.never_used import Told
from workflow.use_judging import Stands

EVERY = timedelta(hours=6)
BEGINS = timedelta(minutes=10)
WINDOW = timedelta(days=90)
AGAIN_AFTER = timedelta(days=90)
"""The same finding is not proposed again for so long."""


def propose_due(means: Means) -> None:
    """Look at every bundle; one that AWS holds up is looked at the next time."""
    with means.claims.hold(Kind.trimming, 0) as ours:
        if not ours:
            return
        for bundle in means.catalog().bundles.values():
            try:
                _look(means, bundle)
            except Fault as fault:
                means.log.info("trimming.postponed", bundle=bundle.name, fault=fault.words)


def _look(means: Means, bundle: Bundle) -> None:
    leases, names = _leases(means, bundle)
    unused = never_used.services(leases)
    if not unused:
        return
    lines = [_line(means, bundle.account, each) for each in bundle.gives]
    try:
        found = trimming_apart.told(lines, sorted(unused), _shelf(means))
    except Undone as fault:
        raise Later(str(fault)) from fault
    cuts = [(given, each) for given, each in zip(bundle.gives, found, strict=True) if each is not None]
    if cuts:
        _propose(means, bundle, cuts, names=names, leases=len(leases))


def _leases(means: Means, bundle: Bundle) -> tuple[list[Told], dict[str, str]]:
    """What is known of every lease of this bundle that was live within the window, the live ones among them.

    And the names of the services, by prefix.
    """
    since = means.clock() - WINDOW
    query = (
        select(LeaseUse.state, LeaseUse.is_whole, LeaseUse.services)
        .select_from(Lease)
        .join(Request, Request.id == Lease.request_id)
        .outerjoin(LeaseUse, LeaseUse.lease_id == Lease.id)
        .where(Request.bundle == bundle.name, Request.account == bundle.account, Lease.live_at.is_not(None))
        .where((Lease.ended_at > since) | Lease.ended_at.is_(None))
    )
    told: list[Told] = []
    names: dict[str, str] = {}
    with means.database.go_through() as session:
        for state, is_whole, services in session.execute(query.execution_options(yield_per=200)):
            told.append(_told(services) if state is LeaseUseState.known and is_whole else Told(None))
            names |= {each["prefix"]: each["name"] for each in services or ()}
    return told, names


def _told(services: Sequence[dict[str, Any]]) -> Told:
    return Told({each["prefix"]: Stands(each["stands"]) for each in services})


def _line(means: Means, account: str, given: Given) -> Line:
    """What a line of the bundle gives now; nothing, where it is gone."""
    try:
        if isinstance(given, GroupGiven):
            return Line(tuple(each.document for each in lease_services.of_step(means, account, JoinGroup(given.group))))
        arn = _arn(means, account, given.policy)
        (source,) = lease_services.of_step(means, account, AttachPolicy(arn))
    except Missing:
        return Line(())
    return Line((source.document,), arn)


def _arn(means: Means, account: str, written: str) -> str:
    if written.startswith("arn:"):
        return written
    query = select(SnapshotPolicy.arn).where(SnapshotPolicy.account == account, SnapshotPolicy.name == written)
    with means.database.read() as session:
        found = [arn for arn in session.scalars(query) if managed_policies.is_of_aws(arn)]
    if not found:
        raise Missing(f"AWS has no policy named {written}")
    return found[0]


def _shelf(means: Means) -> list[Shelved]:
    """AWS's own policies, as far as their texts are kept."""
    query = select(PolicyText.arn, PolicyText.document).where(
        PolicyText.account == OF_AWS, PolicyText.version == PolicyText.listed_version, PolicyText.document != ""
    )
    with means.database.read() as session:
        return [Shelved(arn, document) for arn, document in session.execute(query)]


def _propose(
    means: Means, bundle: Bundle, found: Sequence[tuple[Given, Trimmed]], *, names: Mapping[str, str], leases: int
) -> None:
    means.log.debug("trimming.found", bundle=bundle.name, cuts=len(found))
    cuts = [_kept(given, each, names) for given, each in found]
    finding = hashlib.sha256(json.dumps(cuts, sort_keys=True).encode()).hexdigest()
    now = means.clock()
    with means.database.write() as session:
        text = session.scalar(select(CatalogCopy.text).order_by(CatalogCopy.taken_at.desc()).limit(1)) or ""
        if _is_proposed(session, bundle.name, finding, since=now - AGAIN_AFTER):
            return
        changes = [Cut(given, PolicyGiven(_name(each.instead)) if each.instead else None) for given, each in found]
        row = Trimming(
            bundle=bundle.name,
            proposed_at=now,
            finding=finding,
            leases=leases,
            cuts=cuts,
            diff=trimmed_text.diff(text, bundle, changes),
        )
        session.add(row)
        session.flush()
        for admin in means.catalog().admins:
            audience = policy.named(admin)
            session.add(Post(kind=PostKind.trimming, trimming_id=row.id, audience=audience, next_try_at=now))
    means.log.info("trimming.proposed", bundle=bundle.name, cuts=len(cuts), leases=leases)


def _is_proposed(session: Session, bundle: str, finding: str, *, since: datetime) -> bool:
    query = select(Trimming.id).where(
        Trimming.bundle == bundle, Trimming.finding == finding, Trimming.proposed_at > since
    )
    return session.scalar(query.limit(1)) is not None


def _kept(given: Given, trimmed: Trimmed, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "kind": "group" if isinstance(given, GroupGiven) else "policy",
        "given": given.group if isinstance(given, GroupGiven) else given.policy,
        "instead": _name(trimmed.instead) if trimmed.instead else None,
        "lost": sorted((names.get(prefix, prefix) for prefix in trimmed.lost), key=str.casefold),
    }


def _name(arn: str) -> str:
    """As the catalog writes a policy: one of AWS's by its name."""
    return arn.rpartition("/")[2] if managed_policies.is_of_aws(arn) else arn
