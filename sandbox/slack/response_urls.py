"""Response URLs: a way back to where a gesture was made, five times within thirty minutes."""

from dataclasses import dataclass
from secrets import token_hex

from sandbox.slack.clock import Clock
from sandbox.slack.errors import SlackError

USES = 5
GOOD_FOR = 30 * 60.0
"""https://docs.slack.dev/interactivity/handling-user-interaction#message_responses."""


@dataclass
class WayBack:
    person: str
    channel: str
    message: str | None
    """The ts of the message whose button was pressed; None after a command."""
    given_at: float
    uses: int = 0


class ResponseUrls:
    """`base` is where this server answers; the rest of the URL is a secret name."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._given: dict[str, WayBack] = {}
        self.base = ""

    def give(self, person: str, *, channel: str, message: str | None = None) -> str:
        name = token_hex(12)
        self._given[name] = WayBack(person, channel, message, self._clock.now())
        return f"{self.base}/response/{name}"

    def use(self, name: str) -> WayBack:
        way = self._given.get(name)
        if way is None:
            raise SlackError("invalid_url")
        if self._clock.now() - way.given_at > GOOD_FOR:
            raise SlackError("expired_url")
        if way.uses >= USES:
            raise SlackError("used_url")
        way.uses += 1
        return way
