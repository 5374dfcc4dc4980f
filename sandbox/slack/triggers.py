"""Trigger ids: what lets an app open a modal, for three seconds and once."""

from dataclasses import dataclass
from secrets import token_hex

from sandbox.slack.clock import Clock
from sandbox.slack.errors import SlackError

GOOD_FOR = 3.0
"""Seconds; https://docs.slack.dev/interactivity/handling-user-interaction#modal_responses."""


@dataclass
class _Trigger:
    person: str
    given_at: float
    used: bool = False


class Triggers:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._given: dict[str, _Trigger] = {}

    def give(self, person: str, *, team: str, trigger_id: str | None = None) -> str:
        """A new id; or the one asked for, so that a test can send one delivery twice."""
        name = trigger_id or f"{int(self._clock.now() * 1000)}.{team[1:]}.{token_hex(8)}"
        self._given.setdefault(name, _Trigger(person, self._clock.now()))
        return name

    def use(self, trigger_id: str) -> str:
        """Whose gesture it was; a second use and a late one are refused."""
        trigger = self._given.get(trigger_id)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if self._clock.now() - trigger.given_at > GOOD_FOR:
            raise SlackError("expired_trigger_id")
        trigger.used = True
        return trigger.person
