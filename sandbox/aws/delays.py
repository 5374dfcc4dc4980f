"""Eventual consistency: a change that is made at once and seen later."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from moto.iam.models import IAMBackend, iam_backends

Container = dict[Any, Any] | list[Any]  # moto keeps whatever it likes in them
_ABSENT = object()
_ENTITIES = ("users", "groups", "roles", "managed_policies", "virtual_mfa_devices", "access_keys")
# The parameter that names an entity, the word for it, and where moto keeps it.
_REFERENCES = (
    ("UserName", "user", "users"),
    ("GroupName", "group", "groups"),
    ("PolicyArn", "policy", "managed_policies"),
)


@dataclass(frozen=True)
class _Change:
    """One container of moto's as it was before a change that is not to be seen until `seen_at`."""

    seen_at: float
    container: Container
    before: Container
    after: Container

    def hide(self) -> None:
        if isinstance(self.container, dict):
            self._hide_in_mapping(self.container)
        else:
            self._hide_in_list(self.container)

    def _hide_in_mapping(self, container: dict[Any, Any]) -> None:
        before, after = dict(self.before), dict(self.after)
        for key in before.keys() | after.keys():
            earlier = before.get(key, _ABSENT)
            if earlier is after.get(key, _ABSENT):
                continue
            if earlier is _ABSENT:
                container.pop(key, None)
            else:
                container[key] = earlier

    def _hide_in_list(self, container: list[Any]) -> None:
        before, after = list(self.before), list(self.after)
        container[:] = [
            item for item in container if any(item is b for b in before) or not any(item is a for a in after)
        ]
        container += [b for b in before if not any(b is item for item in container) and b not in after]


class Delays:
    """The pending changes. Not thread-safe by itself: whoever calls holds the world's turn."""

    def __init__(self) -> None:
        self._pending: list[_Change] = []

    @contextmanager
    def delaying(self, seconds: float) -> Iterator[None]:
        """Note what changes inside; it will be hidden from looks for so long."""
        pictures = [(container, container.copy()) for container in _containers()]
        yield
        seen_at = time.monotonic() + seconds
        self._pending += [
            _Change(seen_at, container, before, container.copy())
            for container, before in pictures
            if not _same(container, before)
        ]

    @contextmanager
    def hiding(self) -> Iterator[None]:
        """Show the account inside as it was before the changes that are not to be seen yet."""
        now = time.monotonic()
        self._pending = [change for change in self._pending if change.seen_at > now]
        saved = [(change.container, change.container.copy()) for change in self._pending]
        for change in reversed(self._pending):
            change.hide()
        try:
            yield
        finally:
            for container, contents in saved:
                _put_back(container, contents)

    def not_yet_there(self, operation: str, parameters: dict[str, str]) -> tuple[str, str] | None:
        """Name what a call speaks of and AWS would not find yet, because its creation is still hidden."""
        if not self._pending:
            return None
        named = [
            (kind, name, attribute)
            for parameter, kind, attribute in _REFERENCES
            if (name := parameters.get(parameter)) and operation.lower() != f"create{kind}"
        ]
        there = [found for found in named if _is_there(found)]
        with self.hiding():
            return next(((kind, name) for kind, name, at in there if not _is_there((kind, name, at))), None)

    def clear(self) -> None:
        self._pending.clear()


def _is_there(named: tuple[str, str, str]) -> bool:
    _, name, attribute = named
    return any(name in getattr(backend, attribute) for backend in _backends())


def _backends() -> list[IAMBackend]:
    return [account["aws"] for account in list(iam_backends.values()) if "aws" in account.keys()]  # noqa: SIM118  (moto's `in` answers for backends that are not made yet)


def _containers() -> Iterator[Container]:
    for backend in _backends():
        yield from _inside(vars(backend))
        yield backend.tagger.tags
        yield from backend.tagger.tags.values()
        for attribute in _ENTITIES:
            for entity in getattr(backend, attribute).values():
                yield from _inside(vars(entity))


def _inside(attributes: dict[Any, Any]) -> Iterator[Container]:
    yield attributes
    for value in list(attributes.values()):
        if isinstance(value, dict | list):
            yield value


def _same(now: Container, before: Container) -> bool:
    if isinstance(now, dict) and isinstance(before, dict):
        return now.keys() == before.keys() and all(now[key] is before[key] for key in before)
    return len(now) == len(before) and all(a is b for a, b in zip(now, before, strict=True))


def _put_back(container: Container, contents: Container) -> None:
    container.clear()
    if isinstance(container, dict):
        container.update(dict(contents))
    else:
        container.extend(contents)
