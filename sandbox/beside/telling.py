"""What the panel is told: a picture with a version, and a wait for the next one."""

import asyncio
import dataclasses
import time
from collections import deque
from contextlib import suppress
from datetime import UTC, datetime
from http.client import HTTPException
from typing import Any
from uuid import uuid4

from sandbox.aws.call import Call
from sandbox.aws.driver import ACCESS_KEY_ID, Emulated
from sandbox.beside import account, changes
from sandbox.beside.changes import Change
from sandbox.beside.lease_length import LeaseLength
from sandbox.beside.trouble import LASTS, Troubles
from sandbox.bot import Bot
from sandbox.supervising import Supervisor

Json = dict[str, Any]

LOOKS_EVERY = 0.2
LOOKS_AT_ALL_EVERY = 5.0
LOOKED_AT_FOR = 40.0
"""Seconds after the last question in which somebody may still be looking; the account is left alone after that."""
WAITS = 25.0
"""Seconds; the stand-in for Slack passes on answers that take up to thirty."""
CHANGES_KEPT, CALLS_KEPT = 50, 20


@dataclasses.dataclass(frozen=True)
class Means:
    """What the panel shows and moves."""

    aws: Emulated
    bot: Bot
    supervisor: Supervisor
    length: LeaseLength
    troubles: Troubles


class Telling:
    """Looks in a thread of its own, so that a slow look holds up nobody."""

    def __init__(self, means: Means) -> None:
        self._means = means
        self._asked_at = time.monotonic()
        self._told = asyncio.Condition()
        self._version, self._picture = 0, Json()
        self._id = uuid4().hex
        self._account: account.Account | None = None
        self._looked_at = -LOOKS_AT_ALL_EVERY
        self._changes: deque[Json] = deque(maxlen=CHANGES_KEPT)
        self._calls: dict[int, Call] = {}
        self._next_call = 0
        self._looking = asyncio.Lock()

    async def answer(self, version: int) -> Json:
        """At once when the picture is another than that of `version`; else with the next one, or after a while."""
        self._asked_at = time.monotonic()
        with suppress(TimeoutError):
            async with asyncio.timeout(WAITS), self._told:
                await self._told.wait_for(lambda: self._version not in {0, version})
        return {**self._picture, "version": self._version, "now": time.time()}

    async def go_on(self) -> None:
        """Look again and again; what is being asked for in the meantime is told as soon as it is seen."""
        while True:
            await self.look()
            await asyncio.sleep(LOOKS_EVERY)

    async def look(self) -> None:
        # The emulated AWS may be busy for a moment; the next look is soon.
        with suppress(OSError, HTTPException):
            async with self._looking:
                picture = await asyncio.to_thread(self._look)
            async with self._told:
                if picture != self._picture:
                    self._picture, self._version = picture, self._version + 1
                    self._told.notify_all()

    def _look(self) -> Json:
        means = self._means
        means.troubles.end_due()
        if not means.length.is_in_force and means.bot.is_running:
            # Asked whether it is ready, the bot looks at the catalog as it stands now.
            means.length.is_in_force = means.bot.is_ready()
        if time.monotonic() - self._asked_at < LOOKED_AT_FOR:
            self._look_at_account()
        return self._drawn()

    def _look_at_account(self) -> None:
        """The whole of it when a call may have changed it, and now and then in any case."""
        is_old = time.monotonic() - self._looked_at > LOOKS_AT_ALL_EVERY
        if self._look_at_calls() or is_old:
            now = account.read(self._means.aws.state())
            if self._account is not None:
                self._changes.extend(map(_change, changes.between(self._account, now)))
            self._account, self._looked_at = now, time.monotonic()

    def _look_at_calls(self) -> bool:
        """The new ones, and those kept that had no answer yet; say whether one of them is told of."""
        unanswered = [number for number, call in self._calls.items() if call.status is None]
        new = self._means.aws.calls(start=min([self._next_call, *unanswered]))
        self._next_call = max([self._next_call, *(call.number + 1 for call in new)])
        told = {call.number: call for call in new if _is_told(call)}
        self._calls |= told
        self._calls = dict(sorted(self._calls.items())[-CALLS_KEPT:])
        return bool(told)

    def _drawn(self) -> Json:
        seen, length = self._means.supervisor.seen, self._means.length
        troubles = self._means.troubles.in_force()
        return {
            "demo": self._id,
            "account": self._account and dataclasses.asdict(self._account),
            "changes": list(reversed(self._changes)),
            "calls": [_call(call) for call in reversed(self._calls.values())],
            "bot": {"standing": seen.standing, "since": seen.since.timestamp(), "restarts": seen.restarts},
            "length": {"chosen": length.chosen, "in_force": length.is_in_force},
            "troubles": [{"name": name, "ends_at": at, "lasts": LASTS} for name, at in sorted(troubles.items())],
        }


def _change(change: Change) -> Json:
    fact = change.fact
    at = datetime.now(UTC).timestamp()
    return {"at": at, "verb": change.verb, "kind": fact.kind, "of": fact.of, "what": fact.what}


def _is_told(call: Call) -> bool:
    """A call that changes something, or was to change something, in IAM."""
    return call.service == "iam" and not call.is_look


def _call(call: Call) -> Json:
    return {
        "number": call.number,
        "at": call.at.timestamp(),
        "operation": call.operation,
        "by": "the bot" if call.access_key_id == ACCESS_KEY_ID else call.access_key_id,
        "parameters": call.parameters,
        "status": call.status,
        "code": call.code,
    }
