"""A stand-in for each test module's worker, reset for each test, and a small real Bolt app to talk to."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import bolt_in_a_thread
import pytest
from bolt_in_a_thread import Bot
from slack_bolt import App
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_sdk import WebClient

from sandbox.slack.driver import StandIn
from sandbox.slack.driver_person import Person

if TYPE_CHECKING:
    from wsgiref.simple_server import WSGIServer


@pytest.fixture(scope="session")
def running() -> Iterator[StandIn]:
    with StandIn.start() as stand_in:
        yield stand_in


@pytest.fixture
def slack(running: StandIn) -> Iterator[StandIn]:
    running.reset()
    running.point_at(None)
    yield running
    running.clear_faults()


@pytest.fixture
def client(slack: StandIn) -> WebClient:
    return WebClient(token=slack.bot_token, base_url=slack.api_url)


@pytest.fixture
def serve() -> Iterator[Callable[[Any], str]]:
    """Any WSGI application, until the test is over."""
    servers: list[WSGIServer] = []

    def start(application: Any) -> str:
        servers.append(bolt_in_a_thread.serving(application))
        return f"http://127.0.0.1:{servers[-1].server_port}/slack/events"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def bot(slack: StandIn, client: WebClient, serve: Callable[[Any], str]) -> Bot:
    app = App(client=client, signing_secret=slack.signing_secret, process_before_response=True)
    bot = Bot(app, serve(SlackRequestHandler(app)))

    @app.use
    def hear(body: dict[str, Any], req: Any, next: Callable[[], Any]) -> Any:  # noqa: A002 - Bolt's name
        bot.heard.append(body)
        bot.headers.append(req.headers)
        return next()

    slack.point_at(bot.url)
    return bot


@pytest.fixture
def ann(slack: StandIn) -> Person:
    return slack.person("U0ANN")


@pytest.fixture
def bob(slack: StandIn) -> Person:
    return slack.person("U0BOB")
