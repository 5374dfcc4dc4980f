"""The stand-in's whole state: what a reset takes back to the seed, and what stays."""

from collections.abc import Callable

from sandbox.slack import seed, state_values
from sandbox.slack.call_log import CallLog
from sandbox.slack.clock import Clock
from sandbox.slack.conversations import Conversations, Message
from sandbox.slack.delivering import Delivering
from sandbox.slack.faults import Faults
from sandbox.slack.onlooking import Anew, Onlookers
from sandbox.slack.rates import Rates
from sandbox.slack.response_urls import ResponseUrls
from sandbox.slack.socket_mode import Links
from sandbox.slack.state_values import Entries
from sandbox.slack.triggers import Triggers
from sandbox.slack.views import View, Views
from sandbox.slack.wire import Json


class World:
    """Connections, onlookers, the clock and where deliveries go outlive a reset; everything else begins again."""

    def __init__(self, seeded: Json, *, bot_url: str | None, rate_limits: bool) -> None:
        self._seed = seeded
        self._rate_limits = rate_limits
        self._base = ""
        self.clock = Clock()
        self.onlookers = Onlookers()
        app = seeded["app"]
        self.links = Links(app["id"])
        self.delivering = Delivering(self.links, signing_secret=app["signing_secret"], bot_url=bot_url)
        self.begin()

    def begin(self) -> None:
        self.workspace = seed.build(self._seed)
        self.conversations = Conversations(self.clock, self.onlookers.tell)
        self.views = Views(self.clock, self.onlookers.tell)
        self.triggers = Triggers(self.clock)
        self.response_urls = ResponseUrls(self.clock)
        self.response_urls.base = self._base
        self.faults = Faults()
        self.calls = CallLog(self.onlookers.tell)
        self.rates = Rates(self.clock, on=self._rate_limits)
        self._entries: dict[tuple[str, str], Entries] = {}
        self.offered: dict[tuple[str, str, str], list[Json]] = {}
        """The options last loaded for a person's external select: surface, block, action."""

    def reset(self) -> None:
        """What is held is let go first, so that no call hangs on a world that is gone."""
        self.faults.clear()
        self.delivering.clear()
        self.begin()
        self.onlookers.tell(Anew())

    def answers_at(self, base: str) -> None:
        self._base = base
        self.response_urls.base = base
        self.links.base = base

    def entries(self, person: str, surface: str) -> Entries:
        return self._entries.setdefault((person, surface), {})

    def shown_view(self, view: View) -> Json:
        """With what its person has filled in so far."""
        entries = self.entries(view.person, view.id)
        values = state_values.of(view.content["blocks"], entries)
        return view.shown(self.workspace.app, team=self.workspace.id, values=values)

    def shown_modal(self, view: View) -> Json:
        """With what its last submission was refused for."""
        return self.shown_view(view) | {"errors": view.errors}

    def answered_view(self, view: View) -> Json:
        """As views.* answer: the state is empty there."""
        return view.shown(self.workspace.app, team=self.workspace.id, values={})

    def bot_says(self, channel: str, text: str, blocks: list[Json], **beside: object) -> Message:
        app = self.workspace.app
        ts = self.conversations.next_ts()
        message = Message(ts, channel, app.bot_user, text, blocks, app.bot_id, app.id, self.workspace.id)
        message.bot_profile = app.bot() | {"team_id": self.workspace.id}
        for name, value in beside.items():
            setattr(message, name, value)
        return self.conversations.add(message)

    def slackbot_says(self, channel: str, text: str, *, to: str) -> Message:
        """What Slack itself tells one person."""
        ts = self.conversations.next_ts()
        said = Message(ts, channel, "USLACKBOT", text, [], team=self.workspace.id, ephemeral_to=to)
        return self.conversations.add(said)


Perform = Callable[[World, Json], Json]
"""A method of the Web API: the world and the arguments in, the answer's fields out."""
