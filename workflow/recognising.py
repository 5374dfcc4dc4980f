"""Recognising: from a Slack user to a person, to the IAM user that is theirs."""

from datetime import datetime, timedelta

from sqlalchemy import select

from iam import account as reading
from models.move import BOT
from models.person import Person, Standing
from models.snapshot import SnapshotUser
from workflow import policy, snapshotting
from workflow.means import Means, Profile
from workflow.refusals.asking import NoEmail, NoIamUser, TwoIamUsers

OURSELVES = Profile(slack_id=BOT, name="Leasehold", email=None, tz="UTC", standing=Standing.member)
"""The bot, where it asks for something itself: it may ask as a member may. No click is ever its own."""
REMEMBERED = timedelta(hours=1)
"""How long a profile serves for asking. A decision looks it up again, always."""


def person(means: Means, slack_id: str) -> Profile:
    """The person as Slack showed them within the hour. Raises Later or Never."""
    if slack_id == BOT:
        return OURSELVES
    with means.database.read() as session:
        kept = session.get(Person, slack_id)
    if kept is not None and kept.looked_up_at > means.clock() - REMEMBERED:
        return Profile(slack_id=slack_id, name=kept.name, email=kept.email, tz=kept.tz, standing=kept.standing)
    return live_person(means, slack_id)


def live_person(means: Means, slack_id: str) -> Profile:
    """The person as Slack shows them at this moment, kept for later. Raises Later or Never."""
    if slack_id == BOT:
        return OURSELVES
    profile = means.directory.profile(slack_id)
    keep(means, profile)
    return profile


def keep(means: Means, profile: Profile) -> None:
    with means.database.write() as session:
        kept = session.get(Person, profile.slack_id) or Person(slack_id=profile.slack_id)
        kept.name, kept.tz, kept.standing = profile.name, profile.tz, profile.standing
        # Slack may show no address of whoever is deactivated; whose IAM user it was is told by the last one known.
        kept.email = profile.email or (kept.email if profile.standing is Standing.deactivated else None)
        kept.looked_up_at = means.clock()
        session.add(kept)


def somebody(means: Means, profile: Profile) -> policy.Somebody:
    """Who this is for a decision, with every IAM user that carries their address, in whichever account."""
    unique_ids: frozenset[str] = frozenset()
    if profile.email:
        with means.database.read() as session:
            query = select(SnapshotUser.unique_id).where(SnapshotUser.identity == snapshotting.folded(profile.email))
            unique_ids = frozenset(session.scalars(query))
    return policy.Somebody(
        slack_id=profile.slack_id, standing=profile.standing, email=profile.email, principals=unique_ids
    )


def iam_user(means: Means, profile: Profile, *, account: str, asked_at: datetime) -> reading.User:
    """The one IAM user that is theirs, looked at in IAM right now. Raises NoEmail, NoIamUser, TwoIamUsers, a Fault.

    Found in the snapshot; when it shows none, two, or one that IAM does not show so any more, in one that was taken
    after they asked.
    """
    if not profile.email:
        raise NoEmail
    found = _found(means, account, profile.email)
    if found is None:
        snapshotting.take_unless_newer(means, account, than=asked_at)
        found = _found(means, account, profile.email)
    if found is None:
        raise _none_or_two(means, account, profile.email)
    return found


def is_theirs(user: reading.User, email: str, *, tag: str) -> bool:
    """Whether this IAM user carries that address."""
    return snapshotting.folded(user.tag(tag)) == snapshotting.folded(email)


def _found(means: Means, account: str, email: str) -> reading.User | None:
    with means.database.read() as session:
        users = snapshotting.users_of(session, account, email)
    if len(users) != 1:
        return None
    live = reading.user(means.accounts.iam(account), users[0].name)
    if live is None or live.unique_id != users[0].unique_id:
        return None
    return live if is_theirs(live, email, tag=means.catalog().identity_tag) else None


def _none_or_two(means: Means, account: str, email: str) -> NoIamUser | TwoIamUsers:
    tag = means.catalog().identity_tag
    with means.database.read() as session:
        users = snapshotting.users_of(session, account, email)
    if len(users) > 1:
        names = ", ".join(user.name for user in users)
        return TwoIamUsers(count=len(users), account=account, tag=tag, email=email, names=names)
    return NoIamUser(account=account, tag=tag, email=email)
