"""What has been said, channel by channel, and who can see it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from sandbox.slack.clock import Clock
from sandbox.slack.errors import SlackError
from sandbox.slack.onlooking import Gone, Said, Tell
from sandbox.slack.wire import Json


@dataclass
class Message:
    ts: str
    channel: str
    user: str
    text: str
    blocks: list[Json]
    bot_id: str | None = None
    app_id: str | None = None
    team: str = ""
    thread_ts: str | None = None
    edited: str | None = None
    ephemeral_to: str | None = None
    metadata: Json = field(default_factory=dict)
    bot_profile: Json | None = None

    def shown(self) -> Json:
        """As Slack puts a message into answers and payloads."""
        shown: Json = {"type": "message", "ts": self.ts, "user": self.user, "text": self.text}
        shown["team"] = self.team
        if self.bot_id is not None:
            shown |= {"bot_id": self.bot_id, "app_id": self.app_id, "bot_profile": self.bot_profile}
        if self.blocks:
            shown["blocks"] = self.blocks
        if self.thread_ts is not None:
            shown["thread_ts"] = self.thread_ts
        if self.edited is not None:
            shown["edited"] = {"user": self.user, "ts": self.edited}
        if self.metadata:
            shown["metadata"] = self.metadata
        return shown

    def seen(self) -> Json:
        """As the control plane tells it: with the channel, and whose eyes it is for."""
        return self.shown() | {"channel": self.channel, "ephemeral_to": self.ephemeral_to}


class Conversations:
    """Messages by channel in the order they were said; a deleted one is gone."""

    def __init__(self, clock: Clock, tell: Tell) -> None:
        self._clock = clock
        self._tell = tell
        self._said: dict[str, dict[str, Message]] = {}
        self._last = 0

    def next_ts(self) -> str:
        """Seconds and six digits, never the same twice, never backwards."""
        self._last = max(self._last + 1, int(self._clock.now() * 1_000_000))
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"

    def add(self, message: Message) -> Message:
        self._said.setdefault(message.channel, {})[message.ts] = message
        self._tell(Said(message))
        return message

    def edit(self, message: Message, text: str, blocks: list[Json]) -> None:
        message.text, message.blocks, message.edited = text, blocks, self.next_ts()
        self._tell(Said(message))

    def find(self, channel: str, ts: str) -> Message:
        message = self._said.get(channel, {}).get(ts)
        if message is None:
            raise SlackError("message_not_found")
        return message

    def remove(self, message: Message) -> None:
        if self._said.get(message.channel, {}).pop(message.ts, None) is not None:
            self._tell(Gone(message))

    def seen_by(self, person: str, *, channel: str, after: str = "") -> Iterator[Message]:
        """An ephemeral message is seen by one person only; `after` is the ts of the last that is known."""
        for message in self._said.get(channel, {}).values():
            if message.ts > after and message.ephemeral_to in {None, person}:
                yield message
