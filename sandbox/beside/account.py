"""The account as the panel shows it: in order, and without a secret."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.aws.driver import State


@dataclass(frozen=True)
class Key:
    """An access key; times are ISO, in UTC."""

    id: str
    status: str
    created: str
    last_used: str | None


@dataclass(frozen=True)
class User:
    name: str
    email: str
    created: str
    groups: tuple[str, ...]
    policies: tuple[str, ...]
    inline: tuple[str, ...]
    boundary: str | None
    keys: tuple[Key, ...]
    mfa: bool
    password: bool
    password_last_used: str | None


@dataclass(frozen=True)
class Group:
    name: str
    policies: tuple[str, ...]
    inline: tuple[str, ...]
    members: tuple[str, ...]


@dataclass(frozen=True)
class Root:
    keys: int
    mfa: bool
    last_used: str | None


@dataclass(frozen=True)
class Account:
    id: str
    alias: str | None
    root: Root
    users: tuple[User, ...]
    groups: tuple[Group, ...]


def read(state: State) -> Account:
    """From what the emulated AWS tells of itself; the secrets of keys stay behind."""
    root = state["root"]
    return Account(
        id=state["account"],
        alias=state["alias"],
        root=Root(keys=root["keys"], mfa=root["mfa"], last_used=_moment(root["last_used"])),
        users=tuple(_user(name, state["users"][name]) for name in sorted(state["users"])),
        groups=tuple(_group(name, state["groups"][name]) for name in sorted(state["groups"])),
    )


def _user(name: str, told: Mapping[str, Any]) -> User:
    return User(
        name=name,
        email=told["tags"].get("email", ""),
        created=str(_moment(told["created"])),
        groups=tuple(sorted(told["groups"])),
        policies=_names(told["policies"]),
        inline=tuple(sorted(told["inline"])),
        boundary=told["boundary"] and _name(told["boundary"]),
        keys=tuple(_key(each) for each in told["keys"]),
        mfa=bool(told["mfa"]),
        password=told["password"],
        password_last_used=_moment(told["password_last_used"]),
    )


def _key(told: Mapping[str, Any]) -> Key:
    return Key(
        id=told["id"],
        status=told["status"],
        created=str(_moment(told["created"])),
        last_used=_moment(told["last_used"]),
    )


def _group(name: str, told: Mapping[str, Any]) -> Group:
    return Group(
        name=name,
        policies=_names(told["policies"]),
        inline=tuple(sorted(told["inline"])),
        members=tuple(sorted(told["members"])),
    )


def _names(arns: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(map(_name, arns)))


def _name(arn: str) -> str:
    return arn.rpartition("/")[2]


def _moment(told: str | None) -> str | None:
    """Moto keeps its times in UTC and does not say so."""
    return told if told is None or told.endswith(("Z", "+00:00")) else f"{told}+00:00"
