"""The checkup's items on people's passwords, MFA and access keys, from the credential report."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from iam.checkup_item import Item, Question, Refused, counted, listed, proposal
from iam.checkup_reading import Reading
from iam.credential_report import Key, Row

UNUSED = timedelta(days=45)
OLD = timedelta(days=90)
"""Both numbers are those of CIS AWS Foundations."""

MFA = Question(
    "user-mfa",
    "2.10",
    "MFA of everybody who signs in",
    "One password that leaked or was guessed is enough to sign in as that person.",
)
UNUSED_CREDENTIALS = Question(
    "unused-credentials",
    "2.11",
    "Unused passwords and keys",
    "What nobody uses nobody misses, until somebody else finds it.",
)
OLD_KEYS = Question(
    "old-keys",
    "2.12",
    "Age of access keys",
    "The longer a key lives, the more laptops, logs and copies it lies in.",
)
TWO_KEYS = Question(
    "two-keys",
    None,
    "Two active keys of one user",
    "The second key is for the days of a change; left active, it is one more to lose.",
)

_KEYS = "IAM console > Users > the name > Security credentials > Access keys"


@dataclass(frozen=True)
class Credential:
    """A password or a key; `since` when it was last used, or else made, None where the report does not tell."""

    user: str
    what: str
    since: datetime | None
    was_used: bool

    def unused(self, now: datetime) -> str:
        days = (now - self.since).days if self.since else 0
        return f"{self.user} {self.what} ({'not used for' if self.was_used else 'never used in'} {days} days)"


def items(reading: Reading, *, now: datetime) -> Iterator[Item]:
    if isinstance(reading.report, Refused):
        yield from (each.refused(reading.report) for each in (MFA, UNUSED_CREDENTIALS, OLD_KEYS, TWO_KEYS))
        return
    people = [row for row in reading.report if not row.is_root]
    yield _mfa(people)
    yield _unused(people, now=now)
    yield _old_keys(people, now=now)
    yield _two_keys(people)


def _mfa(people: Sequence[Row]) -> Item:
    signing_in = [row for row in people if row.has_password]
    without = [row.user for row in signing_in if not row.has_mfa]
    if not signing_in:
        return MFA.well("nobody has a console password")
    if not without:
        return MFA.well(f"{counted(len(signing_in), 'user has', 'users have')} a console password, nobody without MFA")
    return MFA.wrong(
        f"{len(without):,} of {counted(len(signing_in), 'user', 'users')} with a console password "
        f"{'has' if len(without) == 1 else 'have'} no MFA: {listed(without)}",
        mend="Each registers a device: IAM console > account menu > Security credentials > Assign MFA device.",
    )


def _unused(people: Sequence[Row], *, now: datetime) -> Item:
    held = [each for row in people for each in _credentials(row)]
    undated = [f"{each.user} {each.what}" for each in held if each.since is None]
    unused = sorted(
        (each for each in held if each.since is not None and now - each.since > UNUSED),
        key=lambda each: now - each.since if each.since else timedelta(),
        reverse=True,
    )
    days = f"{UNUSED.days} days"
    if not unused and undated:
        return UNUSED_CREDENTIALS.unknown(
            f"AWS does not tell when these were last used: {listed(undated)}",
            mend="Look in the IAM console > Users, columns Console last sign-in and Access key last used.",
        )
    if not unused:
        return UNUSED_CREDENTIALS.well(f"{_counted(held)}, all used within {days}" if held else "there are none")
    return UNUSED_CREDENTIALS.wrong(
        f"{_counted(unused)} unused for more than {days}: {listed([each.unused(now) for each in unused])}",
        mend="Ask the owner, then make the key inactive or remove the console password: "
        "IAM console > Users > the name > Security credentials.",
        change=proposal("retire", [(each.user, each.what) for each in unused]),
    )


def _old_keys(people: Sequence[Row], *, now: datetime) -> Item:
    keys = [(row.user, key) for row in people for key in row.active_keys]
    old = sorted(
        ((now - key.made_at, user, key) for user, key in keys if key.made_at is not None and now - key.made_at > OLD),
        key=lambda each: each[0],
        reverse=True,
    )
    undated = [f"{user} {_named(key)}" for user, key in keys if key.made_at is None]
    if not old and undated:
        return OLD_KEYS.unknown(
            f"AWS does not tell when these were made: {listed(undated)}", mend=f"Look in the {_KEYS}."
        )
    if not old:
        found = counted(len(keys), "active key", "active keys")
        return OLD_KEYS.well(f"{found}, none older than {OLD.days} days" if keys else "there are none")
    ages = [f"{user} {_named(key)} ({age.days} days)" for age, user, key in old]
    return OLD_KEYS.wrong(
        f"{counted(len(old), 'active key is', 'active keys are')} older than {OLD.days} days: {listed(ages)}",
        mend=f"The owner makes a new key, moves to it, and deletes the old one: {_KEYS}.",
    )


def _two_keys(people: Sequence[Row]) -> Item:
    several = [row.user for row in people if len(row.active_keys) > 1]
    if not several:
        return TWO_KEYS.well("nobody has two")
    return TWO_KEYS.wrong(
        f"{counted(len(several), 'user has', 'users have')} two: {listed(several)}",
        mend=f"The owner says which one is in use; make the other inactive: {_KEYS}.",
    )


def _credentials(row: Row) -> Iterator[Credential]:
    if row.has_password:
        since = row.password_last_used or row.password_changed_at
        yield Credential(row.user, "password", since, was_used=row.password_last_used is not None)
    for key in row.active_keys:
        yield Credential(row.user, _named(key), key.last_used or key.made_at, was_used=key.last_used is not None)


def _counted(held: Sequence[Credential]) -> str:
    passwords = sum(each.what == "password" for each in held)
    keys = len(held) - passwords
    counts = [
        counted(passwords, "password", "passwords") if passwords else "",
        counted(keys, "key", "keys") if keys else "",
    ]
    return " and ".join(each for each in counts if each)


def _named(key: Key) -> str:
    """The report counts keys and does not tell their ids."""
    return f"key {key.slot}"
