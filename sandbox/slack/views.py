"""Modals in a person's stack, and each person's Home tab."""

from dataclasses import dataclass, field
from secrets import token_hex

from sandbox.slack.clock import Clock
from sandbox.slack.errors import SlackError
from sandbox.slack.onlooking import AtHome, Stacked, Tell
from sandbox.slack.wire import Json
from sandbox.slack.workspace import App

DEEPEST = 3
"""Views in one stack; https://docs.slack.dev/surfaces/modals#view_stack."""


@dataclass
class View:
    id: str
    person: str
    content: Json
    hash: str
    root: str
    previous: str | None = None
    errors: dict[str, str] = field(default_factory=dict)
    """What the last submission was refused for, by block_id."""

    @property
    def external_id(self) -> str:
        return str(self.content.get("external_id") or "")

    def shown(self, app: App, *, team: str, values: Json) -> Json:
        """As Slack shapes a view in answers and payloads."""
        given = self.content
        return {
            "id": self.id,
            "team_id": team,
            "type": given["type"],
            "blocks": given["blocks"],
            "private_metadata": given.get("private_metadata", ""),
            "callback_id": given.get("callback_id", ""),
            "state": {"values": values},
            "hash": self.hash,
            "title": given.get("title") or {"type": "plain_text", "text": app.name, "emoji": True},
            "clear_on_close": bool(given.get("clear_on_close")),
            "notify_on_close": bool(given.get("notify_on_close")),
            "close": given.get("close"),
            "submit": given.get("submit"),
            "previous_view_id": self.previous,
            "root_view_id": self.root,
            "app_id": app.id,
            "external_id": self.external_id,
            "app_installed_team_id": team,
            "bot_id": app.bot_id,
        }


class Views:
    def __init__(self, clock: Clock, tell: Tell) -> None:
        self._clock = clock
        self._tell = tell
        self._stacks: dict[str, list[View]] = {}
        self._homes: dict[str, View] = {}

    def top(self, person: str) -> View | None:
        stack = self._stacks.get(person)
        return stack[-1] if stack else None

    def stack(self, person: str) -> list[View]:
        """Bottom first."""
        return list(self._stacks.get(person, ()))

    def home(self, person: str) -> View | None:
        return self._homes.get(person)

    def find(self, *, view_id: str | None, external_id: str | None) -> View:
        for view in self._all():
            if view.id == view_id or (external_id and view.external_id == external_id):
                return view
        raise SlackError("not_found")

    def open(self, person: str, content: Json) -> View:
        """A new stack; one that stood open is replaced."""
        self._refuse_double(content)
        self._stacks[person] = []
        return self._lay(person, content)

    def push(self, person: str, content: Json) -> View:
        if self.top(person) is None:
            raise SlackError("not_found")
        if len(self._stacks[person]) >= DEEPEST:
            raise SlackError("push_limit_reached")
        return self._lay(person, content)

    def update(self, view: View, content: Json, *, expected_hash: str | None) -> View:
        """With a hash, only the version that the app has seen."""
        self._expect(view, expected_hash)
        if content.get("external_id") != view.content.get("external_id"):
            self._refuse_double(content)
        view.content = content
        view.errors = {}
        view.hash = self._next_hash()
        self._tell(AtHome(view.person) if content["type"] == "home" else Stacked(view.person))
        return view

    def object_to(self, view: View, errors: dict[str, str]) -> None:
        """Why its submission was refused, by block_id; nothing takes back what was said before."""
        if errors != view.errors:
            view.errors = dict(errors)
            self._tell(Stacked(view.person))

    def publish(self, person: str, content: Json, *, expected_hash: str | None) -> View:
        home = self._homes.get(person)
        if home is not None:
            return self.update(home, content, expected_hash=expected_hash)
        view_id = self._next_id()
        self._homes[person] = View(view_id, person, content, self._next_hash(), root=view_id)
        self._tell(AtHome(person))
        return self._homes[person]

    def close(self, view: View) -> None:
        stack = self._stacks.get(view.person, [])
        if view in stack:
            stack.remove(view)
            self._tell(Stacked(view.person))

    def clear(self, person: str) -> None:
        self._stacks.pop(person, None)
        self._tell(Stacked(person))

    def _lay(self, person: str, content: Json) -> View:
        self._refuse_double(content)
        below = self.top(person)
        view_id = self._next_id()
        root = below.root if below else view_id
        view = View(view_id, person, content, self._next_hash(), root, below.id if below else None)
        self._stacks[person].append(view)
        self._tell(Stacked(person))
        return view

    def _all(self) -> list[View]:
        return [view for stack in self._stacks.values() for view in stack] + list(self._homes.values())

    def _refuse_double(self, content: Json) -> None:
        external_id = content.get("external_id")
        if external_id and any(view.external_id == external_id for view in self._all()):
            raise SlackError("duplicate_external_id")

    def _expect(self, view: View, expected: str | None) -> None:
        if expected is not None and expected != view.hash:
            raise SlackError("hash_conflict")

    def _next_id(self) -> str:
        return "V" + token_hex(5).upper()

    def _next_hash(self) -> str:
        return f"{int(self._clock.now())}.{token_hex(4)}"
