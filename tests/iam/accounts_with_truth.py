"""Accounts whose grants and use are known: a generator, and an evaluator of its own that knows nothing of ours."""

import fnmatch
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

from hypothesis import strategies as st

from iam import actions, usage_report
from iam.authorization import Details, GroupDetail, Inline, PolicyDetail, RoleDetail, UserDetail
from iam.finding import Finding
from iam.usage_report import Report, Tracked, Usage

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
WINDOW = timedelta(days=90)
ACTIONS = (
    *("s3:GetObject", "s3:PutObject", "s3:ListBucket", "sqs:SendMessage", "sqs:ReceiveMessage", "sns:Publish"),
    *("sns:Subscribe", "ec2:DescribeInstances", "ec2:RunInstances", "dynamodb:GetItem", "dynamodb:PutItem"),
)
UNTRACKED = ("s3:GetObject", "dynamodb:GetItem")
RESOURCES = ("arn:aws:x:::one", "arn:aws:x:::two")
Permission = tuple[str, str, bool]
"""An action, a resource, and whether with MFA."""
EVERY = tuple(product(ACTIONS, RESOURCES, (True, False)))

_patterns = st.sampled_from(
    [
        *("*", "s3:*", "s3:Get*", "S3:PutObject", "s3:ListBucket", "sqs:*", "sqs:SendMessage", "sns:*", "sns:Publish"),
        *("ec2:*", "ec2:Describe*", "dynamodb:*", "dynamodb:*Item", "dynamodb:GetItem", "s?s:*", "*:*"),
    ]
)
_statements = st.fixed_dictionaries(
    {
        "Effect": st.sampled_from(["Allow", "Allow", "Allow", "Allow", "Deny"]),
        "Resource": st.sampled_from(["*", "*", "*", RESOURCES[0]]),
    },
    optional={"Condition": st.just({"Bool": {"aws:MultiFactorAuthPresent": "true"}})},
).flatmap(
    lambda made: st.tuples(
        st.sampled_from(["Action", "Action", "Action", "NotAction"]), st.lists(_patterns, min_size=1, max_size=3)
    ).map(lambda told: made | {told[0]: told[1]})
)
_documents = st.lists(_statements, min_size=1, max_size=2).map(
    lambda made: json.dumps({"Version": "2012-10-17", "Statement": made})
)
_ages = st.sampled_from([1_000, 1_000, 1_000, 1_000, 30])


@dataclass(frozen=True, repr=False)
class Truth:
    """An account, and by ARN what each of its people used: permissions, and how many days ago."""

    details: Details
    usage: Usage
    used: dict[str, dict[Permission, int]]

    def __repr__(self) -> str:
        """Without the reports, which list all services of AWS."""
        return f"{self.details} {self.used}"

    @property
    def policies(self) -> dict[str, PolicyDetail]:
        return {each.arn: each for each in self.details.policies}

    def used_lately(self, arn: str) -> set[Permission]:
        return {permission for permission, days in self.used[arn].items() if days <= WINDOW.days}

    def held(self, each: UserDetail | RoleDetail, *, taken: Sequence[Finding] = ()) -> list[str]:
        """The documents that are left after what the findings propose was taken."""
        gone = {(finding.principal, finding.subject) for finding in taken}
        groups = [group for group in self.details.groups if group.name in getattr(each, "groups", ())]
        holding = [each, *(group for group in groups if (each.arn, group.name) not in gone)]
        return [document for one in holding for document in self._of(one, gone)]

    def _of(self, one: Any, gone: set[tuple[str | None, str]]) -> Iterator[str]:
        for arn in one.attached:
            if not {(one.arn, arn), (None, arn)} & gone:
                yield self.policies[arn].document
        yield from (inline.document for inline in one.inline if (one.arn, inline.name) not in gone)

    def allowed(self, each: UserDetail | RoleDetail, *, taken: Sequence[Finding] = ()) -> set[Permission]:
        documents = self.held(each, taken=taken)
        bound = [self.policies[each.boundary].document] if each.boundary else None
        return {one for one in EVERY if _may(documents, one) and (bound is None or _may(bound, one))}


def _may(documents: Sequence[str], permission: Permission) -> bool:
    """As AWS evaluates: some Allow that fits, and no Deny that does."""
    statements = [each for document in documents for each in json.loads(document)["Statement"]]
    effects = {each["Effect"] for each in statements if _fits(each, permission)}
    return effects == {"Allow"}


def _fits(statement: dict[str, Any], permission: Permission) -> bool:
    action, resource, with_mfa = permission
    named = any(
        fnmatch.fnmatchcase(action.lower(), "*" if each == "*" else each.lower())
        for each in statement.get("Action", statement.get("NotAction"))
    )
    speaks = named if "Action" in statement else not named
    return (
        speaks and fnmatch.fnmatchcase(resource, statement["Resource"]) and (with_mfa or "Condition" not in statement)
    )


@st.composite
def accounts(draw: st.DrawFn) -> Truth:
    texts = draw(st.lists(_documents, min_size=2, max_size=4, unique=True))
    policies = tuple(_policy(number, text, draw(_ages)) for number, text in enumerate(texts))
    arns = [each.arn for each in policies]
    some = st.lists(st.sampled_from(arns), max_size=2, unique=True)
    groups = tuple(
        GroupDetail(name, name, _arn("group", name), "/", _ago(draw(_ages)), tuple(draw(some)), draw(_inlines()))
        for name in draw(st.sampled_from([(), ("red",), ("red", "blue"), ("red", "blue", "green")]))
    )
    users = tuple(_user(draw, name, groups, arns) for name in draw(st.sampled_from([("ann",), ("ann", "bob")])))
    roles = (_role(draw, arns),)
    details = Details(users, groups, roles, 1, policies)
    return _with_use(draw, details)


def _with_use(draw: st.DrawFn, details: Details) -> Truth:
    bare = Truth(details, Usage(), {})
    everything = frozenset(actions.names())
    listed = draw(st.sampled_from([everything, everything, frozenset(each.partition(":")[0] for each in ACTIONS)]))
    used: dict[str, dict[Permission, int]] = {}
    reports: dict[str, Report] = {}
    for each in (*details.users, *details.roles):
        allowed = sorted(bare.allowed(each))
        chosen = draw(st.lists(st.sampled_from(allowed), max_size=3, unique=True)) if allowed else []
        used[each.arn] = {permission: draw(st.sampled_from([1, 60, 89, 120, 300])) for permission in chosen}
        reports[each.arn] = _report(listed, used[each.arn])
    for group in details.groups:
        members = [used[user.arn] for user in details.users if group.name in user.groups]
        reports[group.arn] = _report(listed, {key: days for member in members for key, days in member.items()})
    for policy in details.policies:
        reports[policy.arn] = _report(listed, {})
    return Truth(details, Usage(reports), used)


def _report(listed: frozenset[str], used: dict[Permission, int]) -> Report:
    last: dict[str, datetime] = {}
    for (action, _, _), days in used.items():
        prefix = action.partition(":")[0]
        last[prefix] = max(_ago(days), last.get(prefix, _ago(days)))
    return Report(listed, last, {prefix: _tracked(prefix, used) for prefix in last})


def _tracked(prefix: str, used: dict[Permission, int]) -> Tracked:
    """AWS tracks all but what reads data, as it does not track S3's."""
    names = {each for each in ACTIONS if each.startswith(f"{prefix}:") and each not in UNTRACKED}
    last = {
        each: min((days for (action, _, _), days in used.items() if action == each), default=None) for each in names
    }
    told = {each.partition(":")[2]: None if days is None else _ago(days) for each, days in last.items()}
    return usage_report.tracked(told)


def _user(draw: st.DrawFn, name: str, groups: tuple[GroupDetail, ...], arns: list[str]) -> UserDetail:
    joined = draw(st.lists(st.sampled_from([each.name for each in groups]), unique=True)) if groups else []
    attached = draw(st.lists(st.sampled_from(arns), max_size=2, unique=True))
    boundary = draw(st.sampled_from([None, None, None, arns[0]]))
    made = _ago(draw(_ages))
    return UserDetail(
        name,
        name,
        _arn("user", name),
        "/",
        made,
        groups=tuple(joined),
        attached=tuple(attached),
        inline=draw(_inlines()),
        boundary=boundary,
    )


def _role(draw: st.DrawFn, arns: list[str]) -> RoleDetail:
    attached = draw(st.lists(st.sampled_from(arns), max_size=3, unique=True))
    return RoleDetail(
        "app", "app", _arn("role", "app"), "/", _ago(draw(_ages)), "{}", tuple(attached), draw(_inlines())
    )


def _inlines() -> st.SearchStrategy[tuple[Inline, ...]]:
    return st.one_of(st.just(()), _documents.map(lambda text: (Inline("own", text),)))


def _policy(number: int, text: str, age: int) -> PolicyDetail:
    arn = f"arn:aws:iam::{'aws' if number % 2 else '123456789012'}:policy/p{number}"
    return PolicyDetail(f"p{number}", arn, text, 1, _ago(age), _ago(age))


def _arn(kind: str, name: str) -> str:
    return f"arn:aws:iam::123456789012:{kind}/{name}"


def _ago(days: int) -> datetime:
    return NOW - timedelta(days=days)
