"""Fingerprints: what a usage report is about, in short, so that a principal that did not change is recognised.

Of a user or role: every policy that it has, directly or through a group, as written, and its boundary. Of a group or a
policy also who has it, for their use is what is told of it.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from iam.authorization import Details, GroupDetail, PolicyDetail, RoleDetail, UserDetail
from iam.survey_memory import About


def of(details: Details, policies: Mapping[str, PolicyDetail]) -> dict[str, About]:
    """By ARN, everything that a survey may ask about; `policies` are the managed ones by ARN."""
    account = _Account.of(details, policies)
    found = {each.arn: About(each.unique_id, account.of_user(each)) for each in details.users}
    found |= {each.arn: About(each.unique_id, account.of_holder(each)) for each in details.roles}
    found |= {each.arn: About(each.unique_id, account.of_group(each)) for each in details.groups}
    found |= {each.arn: About("", account.of_policy(each)) for each in details.policies}
    return found


@dataclass(frozen=True)
class _Account:
    texts: Mapping[str, str]
    groups: Mapping[str, GroupDetail]
    members: Mapping[str, list[str]]
    holders: Mapping[str, list[str]]

    @classmethod
    def of(cls, details: Details, policies: Mapping[str, PolicyDetail]) -> "_Account":
        members: dict[str, list[str]] = {}
        holders: dict[str, list[str]] = {}
        for user in details.users:
            for name in user.groups:
                members.setdefault(name, []).append(user.unique_id)
        bound: tuple[UserDetail | RoleDetail, ...] = (*details.users, *details.roles)
        for each in bound:
            for arn in each.attached:
                holders.setdefault(arn, []).append(each.unique_id)
        for group in details.groups:
            for arn in group.attached:
                holders.setdefault(arn, []).extend([group.unique_id, *members.get(group.name, ())])
        texts = {arn: _digest([policy.document]) for arn, policy in policies.items()}
        return cls(texts, {each.name: each for each in details.groups}, members, holders)

    def of_user(self, user: UserDetail) -> str:
        joined = (self.groups[name] for name in user.groups if name in self.groups)
        return _digest([self.of_holder(user), *(part for group in joined for part in self._held(group))])

    def of_holder(self, holder: UserDetail | RoleDetail) -> str:
        boundary = holder.boundary or ""
        return _digest([*self._held(holder), boundary, self.texts.get(boundary, "")])

    def of_group(self, group: GroupDetail) -> str:
        return _digest([*self._held(group), *sorted(self.members.get(group.name, ()))])

    def of_policy(self, policy: PolicyDetail) -> str:
        return _digest([policy.document, *sorted(self.holders.get(policy.arn, ()))])

    def _held(self, each: UserDetail | RoleDetail | GroupDetail) -> Iterable[str]:
        yield each.unique_id
        for arn in each.attached:
            yield from (arn, self.texts.get(arn, ""))
        for inline in each.inline:
            yield from (inline.name, inline.document)


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256(json.dumps([*parts]).encode()).hexdigest()
