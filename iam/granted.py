"""What each user and role was granted, policy by policy, against what it used: used, unused, or unknown.

Unknown is what the data cannot tell: a service that Access Advisor does not keep count of there, whoever it has no
report on, and a grant that is younger than the window, as far as IAM says its age: that of the user, the role, the
group, the policy, and of the account's own policies that of the text in force. When somebody joined a group, and when
AWS last changed a policy of its own, IAM does not say.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import Literal

from iam import managed_policies
from iam import reach as judging
from iam.authorization import Details, GroupDetail, Inline, PolicyDetail, RoleDetail, UserDetail
from iam.reach import Reach
from iam.usage_report import Report

TRACKED = timedelta(days=400)
"""How far back Access Advisor tells.

https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed.html
"""


class Standing(StrEnum):
    used = "used"
    unused = "unused"
    unknown = "unknown"


@dataclass(frozen=True, slots=True)
class Source:
    """One policy as somebody has it: attached or inline (`arn` None), directly or through a group.

    `since` is from when at the latest it is known to have given what it gives.
    """

    name: str
    arn: str | None
    document: str
    since: datetime | None
    group: str | None = None

    @property
    def reach(self) -> Reach:
        return alone(self.document)

    @property
    def subject(self) -> str:
        """As a finding names it."""
        return self.arn or self.name


@dataclass(frozen=True)
class Holder:
    """A user or a role with all its policies. `is_whole` unless one of them, or the boundary, could not be had."""

    kind: Literal["user", "role"]
    name: str
    arn: str
    made_at: datetime
    sources: tuple[Source, ...]
    boundary: str | None = None
    is_whole: bool = True

    def of_group(self, group: str) -> tuple[Source, ...]:
        return tuple(each for each in self.sources if each.group == group)


@dataclass(frozen=True, slots=True)
class Service:
    """One service that somebody may use. `since`: for how many days it is known to be unused."""

    prefix: str
    standing: Standing
    last_used: datetime | None
    since: int | None
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Action:
    """One action that is granted and known not to be used, for `since` days."""

    prefix: str
    name: str
    last_used: datetime | None
    since: int
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class Judged:
    """A holder with every service that its policies together allow, held against what it used.

    Services are told when they are asked for and not kept: an account has thousands of holders, each of them hundreds.
    """

    holder: Holder
    reach: Reach
    report: Report | None
    window: timedelta
    now: datetime
    _given: dict[tuple[int, ...], tuple[tuple[Source, ...], datetime]] = field(default_factory=dict, compare=False)
    """By their places, sources that give a service together, and since when they do."""

    @property
    def services(self) -> Iterator[Service]:
        """In the order of their prefixes."""
        by_prefix = _by_prefix(tuple(each.document for each in self.holder.sources))
        return (self._service(each.prefix, by_prefix) for each in self.reach.services)

    def service(self, prefix: str) -> Service | None:
        """None: nothing of it is allowed."""
        if not self.reach.of(prefix).is_something:
            return None
        return self._service(prefix, _by_prefix(tuple(each.document for each in self.holder.sources)))

    def those(self, standing: Standing) -> list[Service]:
        return [each for each in self.services if each.standing == standing]

    @cached_property
    def used(self) -> tuple[str, ...]:
        """The prefixes of what was used within the window."""
        last = self.report.used if self.report else {}
        lately = (prefix for prefix, at in last.items() if self.now - at <= self.window)
        return tuple(sorted(prefix for prefix in lately if self.reach.of(prefix).is_something))

    def uses(self, prefix: str, action: str) -> bool:
        """Whether it used this action within the window, as far as AWS tracks it."""
        tracked = self.report.actions.get(prefix) if self.report else None
        last = tracked.used.get(action) if tracked else None
        return last is not None and self.now - last <= self.window

    def is_known_unused(self, prefix: str, action: str) -> bool:
        """Whether it is known of the action, or of the whole service; also where it may not do it at all."""
        service = self.service(prefix)
        if service is None or not self.reach.of(prefix).has(action) or service.standing == Standing.unused:
            return True
        return any(each.name == action for each in self.unused_actions(prefix))

    def unused_actions(self, prefix: str) -> Iterator[Action]:
        """Of a used service, those that AWS tracks, that are granted for as long as the window, and were not used."""
        tracked = self.report.actions.get(prefix) if self.report else None
        places = _by_prefix(tuple(each.document for each in self.holder.sources)).get(prefix, ())
        if tracked is None or self.window > TRACKED:
            return
        allowed = self.reach.of(prefix)
        given = [(place, self.holder.sources[place].reach.of(prefix)) for place in places]
        found = []
        for name in tracked.names:
            if self.uses(prefix, name) or not allowed.has(name):
                continue
            sources, granted = self._giving(tuple(place for place, each in given if each.has(name)))
            last = tracked.used.get(name)
            if self.now - granted >= self.window:
                unused = self.now - max(last, granted) if last else min(self.now - granted, TRACKED)
                found.append(Action(prefix, name, last, unused.days, sources))
        yield from sorted(found, key=lambda each: (-each.since, each.name))

    @property
    def last_used(self) -> datetime | None:
        """When it last used anything that it may use."""
        last = self.report.used if self.report else {}
        return max((at for prefix, at in last.items() if self.reach.of(prefix).is_something), default=None)

    @property
    def has_report(self) -> bool:
        """Whether anything is known of what it used."""
        return any(each.standing != Standing.unknown for each in self.services)

    def _service(self, prefix: str, by_prefix: Mapping[str, tuple[int, ...]]) -> Service:
        sources, granted = self._giving(by_prefix.get(prefix, ()))
        last = self.report.used.get(prefix) if self.report else None
        if last is not None and self.now - last <= self.window:
            return Service(prefix, Standing.used, last, None, sources)
        is_counted = self.report is not None and prefix in self.report.listed and self.window <= TRACKED
        if not is_counted or self.now - granted < self.window:
            return Service(prefix, Standing.unknown, last, None, sources)
        # A use of before the grant says as much as none: it is unused for as long as it was there.
        unused = self.now - max(last, granted) if last else min(self.now - granted, TRACKED)
        return Service(prefix, Standing.unused, last, unused.days, sources)

    def _giving(self, places: tuple[int, ...]) -> tuple[tuple[Source, ...], datetime]:
        if places not in self._given:
            sources = tuple(self.holder.sources[place] for place in places)
            made = self.holder.made_at
            since = max(made, min((each.since or made for each in sources), default=made))
            self._given[places] = sources, since
        return self._given[places]


def holders(details: Details, policies: Mapping[str, PolicyDetail]) -> Iterator[Holder]:
    """Yield every user and every role; `policies` are the managed ones by ARN."""
    groups = {each.name: each for each in details.groups}
    of_groups = {name: tuple(_of_group(group, policies)) for name, group in groups.items()}
    everybody: tuple[UserDetail | RoleDetail, ...] = (*details.users, *details.roles)
    for each in everybody:
        joined = [groups[name] for name in each.groups if name in groups] if isinstance(each, UserDetail) else []
        missing = {*each.attached, *(arn for group in joined for arn in group.attached)} - policies.keys()
        boundary = policies.get(each.boundary) if each.boundary else None
        own = _sources(each.attached, each.inline, policies=policies, since=each.made_at)
        yield Holder(
            kind="user" if isinstance(each, UserDetail) else "role",
            name=each.name,
            arn=each.arn,
            made_at=each.made_at,
            sources=(*own, *(source for group in joined for source in of_groups[group.name])),
            boundary=boundary.document if boundary else None,
            is_whole=not missing and (each.boundary is None or boundary is not None),
        )


def judge(holder: Holder, report: Report | None, *, window: timedelta, now: datetime) -> Judged:
    """Hold what it may use against what it used within the window; `report` None: nothing is known of that."""
    reach = together(holder.sources, holder.boundary)
    return Judged(holder, reach, report if holder.is_whole else None, window, now)


def together(sources: Iterable[Source], boundary: str | None = None) -> Reach:
    """What these policies together allow, within the boundary."""
    return _together(tuple(sorted({each.document for each in sources})), boundary)


@lru_cache(maxsize=256)
def _by_prefix(documents: tuple[str, ...]) -> Mapping[str, tuple[int, ...]]:
    """Which of these policies allow anything of a service, by their places."""
    found: dict[str, tuple[int, ...]] = {}
    for place, document in enumerate(documents):
        for allowed in alone(document).services:
            found[allowed.prefix] = (*found.get(allowed.prefix, ()), place)
    return found


@lru_cache(maxsize=4_096)
def alone(document: str) -> Reach:
    """What one policy allows. Accounts have few texts and many who have them: each is judged once."""
    return judging.reach([document])


@lru_cache(maxsize=4_096)
def _together(documents: tuple[str, ...], boundary: str | None) -> Reach:
    return judging.reach(documents, boundary)


def _of_group(group: GroupDetail, policies: Mapping[str, PolicyDetail]) -> list[Source]:
    return _sources(group.attached, group.inline, policies=policies, since=group.made_at, group=group.name)


def _sources(
    attached: Iterable[str],
    inline: Iterable[Inline],
    *,
    policies: Mapping[str, PolicyDetail],
    since: datetime,
    group: str | None = None,
) -> list[Source]:
    managed = (policies[arn] for arn in attached if arn in policies)
    return [
        *(Source(each.name, each.arn, each.document, _given_since(each, since), group) for each in managed),
        *(Source(each.name, None, each.document, since, group) for each in inline),
    ]


def _given_since(policy: PolicyDetail, since: datetime) -> datetime:
    """Not before the policy was there, and if it is of the account's own, not before its text was that."""
    dates = [policy.made_at] if managed_policies.is_of_aws(policy.arn) else [policy.made_at, policy.changed_at]
    return max([since, *(date for date in dates if date is not None)])
