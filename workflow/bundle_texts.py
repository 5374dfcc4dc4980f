"""What each bundle allows, as one text: a bundle that covers all that was used may stand in for standing access."""

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.bundle import Bundle, Catalog, GroupGiven
from iam import narrowing
from models.policy_text import OF_AWS, PolicyText
from models.snapshot import SnapshotGroup
from workflow import policy_reading


def of(session: Session, catalog: Catalog, account: str) -> Iterator[dict[str, str]]:
    """Name, ARN and document; a bundle of which a text is not kept yet, or cannot be read, is left out."""
    for bundle in catalog.bundles.values():
        if bundle.account == account and (statements := _statements(session, bundle)):
            document = json.dumps({"Version": "2012-10-17", "Statement": statements})
            yield {"name": bundle.name, "arn": f"{narrowing.BUNDLE}{bundle.name}", "document": document}


def _statements(session: Session, bundle: Bundle) -> list[Any]:
    """All of them, or none."""
    found: list[Any] = []
    for each in bundle.gives:
        texts = (
            _of_group(session, bundle.account, each.group)
            if isinstance(each, GroupGiven)
            else _managed(session, bundle.account, [_arn(session, each.policy)])
        )
        read = [_read(text) for text in texts or ()]
        if not read or None in read:
            return []
        found += [statement for statements in read if statements is not None for statement in statements]
    return found


def _of_group(session: Session, account: str, name: str) -> list[object] | None:
    query = select(SnapshotGroup).where(SnapshotGroup.account == account, SnapshotGroup.name == name)
    group = session.scalars(query).one_or_none()
    managed = _managed(session, account, group.policies) if group is not None else None
    if group is None or managed is None:
        return None
    return [*managed, *(each["document"] for each in group.inline)]


def _managed(session: Session, account: str, arns: list[str]) -> list[object] | None:
    kept = policy_reading.kept(session, account, arns)
    return [kept[arn].document for arn in arns] if all(arn in kept for arn in arns) else None


def _arn(session: Session, policy: str) -> str:
    """One of AWS's is named without its path: `ViewOnlyAccess` is `job-function/ViewOnlyAccess`."""
    if policy.startswith("arn:"):
        return policy
    named = select(PolicyText.arn).where(PolicyText.account == OF_AWS, PolicyText.name == policy)
    return session.scalar(named.limit(1)) or policy


def _read(text: object) -> list[Any] | None:
    try:
        told = json.loads(text) if isinstance(text, str) else text
    except ValueError:
        return None
    statement = told.get("Statement") if isinstance(told, dict) else None
    if statement is None:
        return None
    return list(statement) if isinstance(statement, list) else [statement]
