"""Whom a plan is about: from what somebody typed to the IAM user, as IAM shows it right now."""

import re
from collections.abc import Iterable
from datetime import datetime

from rapidfuzz import fuzz, process
from sqlalchemy import select
from sqlalchemy.orm import Session

from iam import account as reading
from iam import entities
from iam.faults import Never
from models.person import Person
from models.snapshot import SnapshotUser
from workflow import recognising, snapshotting
from workflow.means import Means
from workflow.refusal import Mentions
from workflow.refusals.plans import NobodysUser, NoSuchUser, SeveralUsers

_IN_SLACK = re.compile(r"<@(?P<id>[UW][A-Z0-9]{1,60})(?:\|(?P<name>[^<>]*))?>")


def slack_id(who: str) -> str | None:
    """The Slack user whom an aim names; None: it names an IAM user."""
    found = _IN_SLACK.fullmatch(who)
    return found["id"] if found else None


def label(who: str) -> str:
    """The name by which somebody is called before their IAM user is known: @ann, or the IAM user's."""
    found = _IN_SLACK.fullmatch(who)
    return f"@{(found['name'] or found['id']).removeprefix('@')}" if found else who


def user(means: Means, who: str, *, account: str, asked_at: datetime) -> reading.User:
    """The IAM user, looked at right now. Raises NobodysUser, SeveralUsers, NoSuchUser, a Fault."""
    slack = slack_id(who)
    return _named(means, who, account=account) if slack is None else _theirs(means, slack, account, asked_at)


def person(session: Session, user: reading.User, *, tag: str) -> str | None:
    """The Slack user whose address this IAM user carries, among those whom we know; None: nobody, or several."""
    identity = snapshotting.folded(user.tag(tag))
    if identity is None:
        return None
    known = session.execute(select(Person.slack_id, Person.email).where(Person.email.is_not(None)))
    found = [each.slack_id for each in known if snapshotting.folded(each.email) == identity]
    return found[0] if len(found) == 1 else None


def known_user(session: Session, who: str, *, account: str) -> str | None:
    """The IAM user's name as far as our own database tells: nothing is looked up."""
    slack = slack_id(who)
    if slack is None:
        return who
    kept = session.get(Person, slack)
    found = snapshotting.users_of(session, account, kept.email) if kept is not None and kept.email else ()
    return found[0].name if len(found) == 1 else None


def hint(asked: str, names: Iterable[str]) -> str:
    """What may have been meant, as the end of a refusal."""
    near = process.extract(
        asked[:130], sorted(names), scorer=fuzz.WRatio, processor=str.casefold, limit=3, score_cutoff=65
    )
    return f" Did you mean {' or '.join(name for name, _, _ in near)}?" if near else ""


def _named(means: Means, name: str, *, account: str) -> reading.User:
    iam = means.accounts.iam(account)
    spelled = entities.user_named(iam, name)
    found = reading.user(iam, spelled) if spelled is not None else None
    if found is None:
        with means.database.read() as session:
            names = session.scalars(select(SnapshotUser.name).where(SnapshotUser.account == account)).all()
        raise NoSuchUser(user=name, account=account, hint=hint(name, names))
    return found


def _theirs(means: Means, slack: str, account: str, asked_at: datetime) -> reading.User:
    """By the address that Slack shows; of whoever is deactivated it may show none, and the last one known serves."""
    email = _email(means, slack)
    tag, mention = means.catalog().identity_tag, Mentions(f"<@{slack}>")
    if email is None:
        raise NobodysUser(account=account, tag=tag, who=mention)
    found = _carrying(means, email, account=account)
    if not found:
        snapshotting.take_unless_newer(means, account, than=asked_at)
        found = _carrying(means, email, account=account)
    if len(found) > 1:
        raise SeveralUsers(count=len(found), account=account, who=mention, names=", ".join(each.name for each in found))
    if not found:
        raise NobodysUser(account=account, tag=tag, who=mention)
    return found[0]


def _email(means: Means, slack: str) -> str | None:
    try:
        recognising.live_person(means, slack)
    except Never as fault:
        if fault.code not in {"user_not_found", "users_not_found"}:
            raise
    with means.database.read() as session:
        kept = session.get(Person, slack)
    return kept.email if kept is not None else None


def _carrying(means: Means, email: str, *, account: str) -> list[reading.User]:
    """The IAM users that carry the address, each as it is now."""
    with means.database.read() as session:
        known = [(each.name, each.unique_id) for each in snapshotting.users_of(session, account, email)]
    iam, tag = means.accounts.iam(account), means.catalog().identity_tag
    live = ((reading.user(iam, name), unique_id) for name, unique_id in known)
    return [
        found
        for found, unique_id in live
        if found is not None and found.unique_id == unique_id and recognising.is_theirs(found, email, tag=tag)
    ]
