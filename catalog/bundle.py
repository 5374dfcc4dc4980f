"""What can be asked for, who approves it, how long it may last."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from rapidfuzz import fuzz, process

from catalog.quiet_hours import USUAL, Quiet


@dataclass(frozen=True)
class GroupGiven:
    """Membership of an IAM group."""

    group: str
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class PolicyGiven:
    """A managed policy: the name of one of AWS's, or the ARN of any, as written."""

    policy: str
    line: int = field(default=0, compare=False)


Given = GroupGiven | PolicyGiven


@dataclass(frozen=True)
class PersonNamed:
    user_id: str


@dataclass(frozen=True)
class UserGroupNamed:
    """A Slack user group by its handle, without the @."""

    handle: str


Approver = PersonNamed | UserGroupNamed


@dataclass(frozen=True)
class Bundle:
    """An entry of the catalog; a `default` or `maximum` of None means permanent."""

    name: str
    description: str
    account: str
    gives: tuple[Given, ...]
    approvers: tuple[Approver, ...]
    quorum: int
    default: timedelta | None
    maximum: timedelta | None
    reason_required: bool
    channel: str | None
    line: int = field(default=0, compare=False)

    def allows(self, duration: timedelta | None) -> bool:
        """Whether it may be had for that long; None asks for permanence."""
        if self.maximum is None:
            return True
        return duration is not None and duration <= self.maximum


@dataclass(frozen=True)
class Account:
    """An AWS account; without `role_arn` it is the one of the bot's own credentials."""

    name: str
    id: str | None
    role_arn: str | None


@dataclass(frozen=True)
class Exemption:
    """What nobody is reminded of, and why; a `kind` of None is every kind, an `until` of None for good."""

    principal: str
    """An ARN; the name of a user, group, role or policy; or `account` for what is about the account itself."""
    kind: str | None
    until: date | None
    why: str
    line: int = field(default=0, compare=False)

    def covers(self, *, principal: str, kind: str, today: date) -> bool:
        """Whether it holds for a finding about this ARN, or about the account where that is empty."""
        if self.until is not None and today > self.until:
            return False
        return self.kind in {None, kind} and self.principal in {principal or "account", _name(principal)}


def _name(arn: str) -> str:
    return arn.rpartition(":")[2].rpartition("/")[2]


@dataclass(frozen=True)
class Nags:
    """When reminders go out, after how many days something counts as unused, and what is left out."""

    schedule: str
    timezone: str
    unused_days: int
    quiet: Quiet | None = USUAL
    """None: there is no time at which nobody is disturbed."""
    exempt: tuple[Exemption, ...] = ()

    def exemption(self, *, principal: str, kind: str, today: date) -> Exemption | None:
        """The first that holds for such a finding."""
        return next((each for each in self.exempt if each.covers(principal=principal, kind=kind, today=today)), None)


@dataclass(frozen=True)
class Users:
    """Who decides on plans: on new people, groups and keys of one account; and how far a plan may go.

    `path` is IAM's, and stands around what the bot makes and touches. `boundary` is a policy as `PolicyGiven` has it.
    `grace` is how long an old key is inactive before it is deleted.
    """

    approvers: tuple[Approver, ...]
    quorum: int
    channel: str
    account: str
    path: str
    boundary: str | None
    sender: str | None
    admin_group: str | None
    grace: timedelta
    boundary_line: int = field(default=0, compare=False)
    admin_group_line: int = field(default=0, compare=False)


class Unconfirmed(StrEnum):
    """What becomes of a membership that nobody has confirmed when its review is over."""

    take_back = "take-back"
    list = "list"


@dataclass(frozen=True)
class Reviews:
    """Who confirms who is in which group, by when, and what becomes of whom nobody confirms.

    The groups are of the account that `users` names. A group that is not in `reviewers` is the administrators' to
    confirm.
    """

    reviewers: Mapping[str, tuple[Approver, ...]]
    days: int
    unconfirmed: Unconfirmed
    channel: str
    lines: Mapping[str, int] = field(default_factory=dict, compare=False)
    """Where each group stands in the file."""

    def of(self, group: str) -> tuple[Approver, ...]:
        """Who confirms the members of that group, whatever its capitals; empty: the administrators."""
        named = (who for name, who in self.reviewers.items() if name.casefold() == group.casefold())
        return next(named, ())


@dataclass(frozen=True)
class Catalog:
    """All that can be asked for; never changed, only replaced by a newer one."""

    version: int
    admins: tuple[Approver, ...]
    approvals_channel: str
    nags_channel: str
    identity_tag: str
    accounts: Mapping[str, Account]
    nags: Nags | None
    bundles: Mapping[str, Bundle]
    users: Users | None = None
    """Without it there are no plans."""
    reviews: Reviews | None = None
    """Without it there are no reviews."""

    def bundle(self, name: str) -> Bundle | None:
        return self.bundles.get(name)

    def nearest(self, name: str) -> list[str]:
        """Find at most three names like this one, the likest first; none when nothing comes close."""
        # A name has 63 characters at most; what is much longer is not looked at to its end.
        asked = name.strip().lower()[:100]
        found = process.extract(asked, sorted(self.bundles), scorer=fuzz.WRatio, limit=3, score_cutoff=65)
        return [choice for choice, _, _ in found]

    def channel_for(self, bundle: Bundle) -> str:
        """Name the channel its cards go to."""
        return bundle.channel or self.approvals_channel
