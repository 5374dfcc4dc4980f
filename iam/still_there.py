"""Still there: whether what a finding is about stands in IAM right now, before anybody is reminded of it."""

import re
from datetime import datetime
from typing import TYPE_CHECKING

from iam import account, credentials, entities, everything_of, faults
from iam.account import Held
from iam.faults import Missing, Never

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient

_ARN = re.compile(r"arn:[^:]*:iam::\d{12}:(?P<what>user|group|role|root|policy)(?:/(?:.*/)?(?P<name>[^/]+))?")


def named(arn: str) -> tuple[str, str]:
    """What an ARN is of, and its name: ('user', 'ann'); of what is no such ARN, nothing."""
    found = _ARN.fullmatch(arn)
    return (found["what"], found["name"] or "") if found else ("", "")


def used_since(iam: "IAMClient", *, user: str, kind: str, subject: str, before: datetime | None) -> datetime | None:
    """When a key or a password that was found unused has been used after all; `before` is the use that was known."""
    match kind:
        case "unused-key":
            used = [key.last_used for key in credentials.active_keys(iam, user) if key.id == subject]
        case "unused-password":
            used = [credentials.password(iam, user)[1]]
        case _:
            used = []
    return next((each for each in used if each is not None and (before is None or each > before)), None)


class Looking:
    """Looks at one account, at nothing twice. Raises Later; what AWS does not let us look at counts as it was found."""

    def __init__(self, iam: "IAMClient") -> None:
        self._iam = iam
        self._held: dict[str, Held | None] = {}
        self._keys: dict[str, frozenset[str]] = {}
        self._inline: dict[str, frozenset[str]] = {}

    def stands(self, *, principal: str, kind: str, subject: str) -> bool:
        """Whether it is there still: the membership, the attachment, the key, the password, or whose it is."""
        what, name = named(principal)
        try:
            match what:
                case "user":
                    return self._of_user(name, kind, subject)
                case "group":
                    return self._of_group(name, kind, subject)
                case _:
                    return self._of_account(kind, subject)
        except Missing:
            return False
        except Never:
            return True

    def _of_user(self, user: str, kind: str, subject: str) -> bool:  # noqa: PLR0911 (one for each kind)
        held = self._holds(user)
        if held is None:
            return False
        match kind:
            case "unused-group-membership":
                return subject in held.groups
            case "unused-policy" | "redundant-policy" | "direct-policy" | "inline-policy":
                return subject in held.policies if subject.startswith("arn:") else subject in self._inside(user)
            case "unused-key" | "old-key":
                return subject in self._active(user)
            case "two-keys":
                return len(self._active(user)) > 1
            case "unused-password":
                return everything_of.has_password(self._iam, user)
            case "no-mfa":
                return everything_of.has_password(self._iam, user) and not credentials.has_mfa(self._iam, user)
            case _:
                return True

    def _of_group(self, group: str, kind: str, subject: str) -> bool:
        if not entities.has_group(self._iam, group):
            return False
        if kind in {"unused-policy", "inline-policy"}:
            inside = entities.in_group(self._iam, group)
            return subject in inside.policies | inside.inline
        return True

    def _of_account(self, kind: str, subject: str) -> bool:
        match kind:
            case "root-key":
                return credentials.root_has_keys(self._iam)
            case "unused-policy" if subject.startswith("arn:"):
                return entities.has_policy(self._iam, subject)
            case _:
                return True

    def _holds(self, user: str) -> Held | None:
        if user not in self._held:
            try:
                self._held[user] = account.held(self._iam, user)
            except Missing:
                self._held[user] = None
        return self._held[user]

    def _active(self, user: str) -> frozenset[str]:
        if user not in self._keys:
            with faults.told():
                pages = self._iam.get_paginator("list_access_keys").paginate(UserName=user)
                keys = [key for page in pages for key in page["AccessKeyMetadata"] if key["Status"] == "Active"]
            self._keys[user] = frozenset(key["AccessKeyId"] for key in keys)
        return self._keys[user]

    def _inside(self, user: str) -> frozenset[str]:
        if user not in self._inline:
            with faults.told():
                pages = self._iam.get_paginator("list_user_policies").paginate(UserName=user)
                self._inline[user] = frozenset(name for page in pages for name in page["PolicyNames"])
        return self._inline[user]
