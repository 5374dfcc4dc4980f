"""What a test gets to see: messages, views, answers, and the lines of the two logs."""

from dataclasses import dataclass, field
from typing import Any

from sandbox.slack import reading
from sandbox.slack.wire import Json


@dataclass(frozen=True)
class Message:
    """A message as one person sees it at one moment; look again to see it change."""

    raw: Json

    @property
    def ts(self) -> str:
        return str(self.raw["ts"])

    @property
    def channel(self) -> str:
        return str(self.raw["channel"])

    @property
    def text(self) -> str:
        """What a notification shows; with blocks, people read those instead."""
        return str(self.raw["text"])

    @property
    def blocks(self) -> list[Json]:
        return list(self.raw.get("blocks") or [])

    @property
    def user(self) -> str:
        return str(self.raw["user"])

    @property
    def ephemeral(self) -> bool:
        return self.raw["ephemeral_to"] is not None

    @property
    def edited(self) -> bool:
        return "edited" in self.raw

    @property
    def thread_ts(self) -> str | None:
        return self.raw.get("thread_ts")

    @property
    def place(self) -> Json:
        return {"channel": self.channel, "ts": self.ts}

    def buttons(self) -> list[str]:
        return _buttons(self.blocks)

    def visible_text(self) -> str:
        """Everything a person reads, in order; mrkdwn entities are left as they were sent."""
        return reading.visible_text(self.blocks) if self.blocks else self.text


@dataclass(frozen=True)
class View:
    """A modal or a Home tab at one moment."""

    raw: Json

    @property
    def id(self) -> str:
        return str(self.raw["id"])

    @property
    def hash(self) -> str:
        return str(self.raw["hash"])

    @property
    def callback_id(self) -> str:
        return str(self.raw["callback_id"])

    @property
    def private_metadata(self) -> str:
        return str(self.raw["private_metadata"])

    @property
    def title(self) -> str:
        return str(self.raw["title"]["text"])

    @property
    def submit(self) -> str | None:
        return self.raw["submit"]["text"] if self.raw["submit"] else None

    @property
    def blocks(self) -> list[Json]:
        return list(self.raw["blocks"])

    @property
    def values(self) -> Json:
        """`state.values` as Slack shapes it: by block_id, then action_id."""
        return dict(self.raw["state"]["values"])

    @property
    def errors(self) -> dict[str, str]:
        return dict(self.raw.get("errors") or {})

    @property
    def place(self) -> Json:
        return {"view_id": self.id}

    def buttons(self) -> list[str]:
        return _buttons(self.blocks)

    def visible_text(self) -> str:
        told = [self.title, reading.visible_text(self.blocks), *self.errors.values(), self.submit or ""]
        return "\n".join(line for line in told if line)


@dataclass(frozen=True)
class Answer:
    """How a gesture ended: what the app answered, and what the person saw of it."""

    status: int | None = None
    body: Any = None
    text: str = ""
    """The ephemeral text in a command's acknowledgement, or Slack's own words when it failed."""
    failed: str | None = None
    """None, operation_timeout, dispatch_failed, or what Slack refused in the answer."""
    blocks: list[Json] = field(default_factory=list)
    trigger_id: str | None = None
    errors: dict[str, Any] = field(default_factory=dict)
    response_action: str | None = None
    delivery: str | None = None
    """None: the app was not asked."""

    @property
    def ok(self) -> bool:
        return self.failed is None and not self.errors

    def visible_text(self) -> str:
        return reading.visible_text(self.blocks) if self.blocks else self.text


@dataclass(frozen=True)
class Payload:
    """A delivery that was made but not sent: `slack.deliver_raw(payload.body, payload.headers)`."""

    body: bytes
    headers: dict[str, str]
    payload: Json


@dataclass(frozen=True)
class Call:
    """A line of the Web API's log."""

    id: int
    method: str
    args: Json
    at: float
    took: float | None
    status: int | None
    ok: bool
    error: str | None
    answer: Json | None = None


@dataclass(frozen=True)
class Delivered:
    """A line of the deliveries' log: one attempt."""

    delivery: str
    kind: str
    via: str
    payload: Json
    at: float
    took: float
    status: int | None
    body: Any
    failed: str | None
    retry: int | None


@dataclass(frozen=True)
class Held:
    """A call that stands still until it is released."""

    id: str
    method: str
    args: Json
    when: str


def answer(told: Json) -> Answer:
    known = Answer.__dataclass_fields__
    return Answer(**{name: value for name, value in told.items() if name in known})


def _buttons(blocks: list[Json]) -> list[str]:
    labels: list[str] = []
    for _, element in reading.interactive(blocks):
        if element["type"] in {"button", "workflow_button"}:
            labels.append(element["text"]["text"])
        elif element["type"] == "overflow":
            labels += [option["text"]["text"] for option in element["options"]]
    return labels
