"""How often a method may be called: Slack's tiers, and one message a second and channel."""

import math
from collections import deque

from sandbox.slack.clock import Clock
from sandbox.slack.errors import RateLimited
from sandbox.slack.wire import Json

# https://docs.slack.dev/apis/web-api/rate-limits: calls a minute.
TIER_2, TIER_3, TIER_4 = 20, 50, 100
A_MINUTE: dict[str, int] = {
    "users.list": TIER_2,
    "usergroups.list": TIER_2,
    "usergroups.users.list": TIER_2,
    "chat.update": TIER_3,
    "chat.delete": TIER_3,
    "conversations.open": TIER_3,
    "conversations.info": TIER_3,
    "users.lookupByEmail": TIER_3,
    "bots.info": TIER_3,
    "users.info": TIER_4,
    "chat.postEphemeral": TIER_4,
    "views.open": TIER_4,
    "views.push": TIER_4,
    "views.update": TIER_4,
    "views.publish": TIER_4,
}


class Rates:
    """A window for each method, and for each channel that is posted to; off until turned on."""

    def __init__(self, clock: Clock, *, on: bool) -> None:
        self._clock = clock
        self._windows: dict[str, deque[float]] = {}
        self.on = on

    def take(self, method: str, args: Json) -> None:
        if not self.on:
            return
        if method == "chat.postMessage":
            self._take(f"{method} {args.get('channel')}", most=1, within=1.0)
        elif method in A_MINUTE:
            self._take(method, most=A_MINUTE[method], within=60.0)

    def _take(self, name: str, *, most: int, within: float) -> None:
        now = self._clock.now()
        window = self._windows.setdefault(name, deque())
        while window and now - window[0] >= within:
            window.popleft()
        if len(window) >= most:
            raise RateLimited(max(1, math.ceil(window[0] + within - now)))
        window.append(now)
