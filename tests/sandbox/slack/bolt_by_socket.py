"""A Bolt app at the stand-in's Socket Mode, by Bolt's own handler."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk.socket_mode.builtin import SocketModeClient

from sandbox.slack.driver import StandIn


@contextmanager
def socket_mode(slack: StandIn, app: App) -> Iterator[SocketModeHandler]:
    """A connection more, by Bolt's own handler; closing it waits for no reader."""
    before = slack.connections()
    handler = SocketModeHandler(app, app_token=slack.app_token)
    handler.connect()
    slack.wait_for(lambda: slack.connections() > before, what="the connection")
    try:
        yield handler
    finally:
        client = handler.client
        assert isinstance(client, SocketModeClient)
        client.auto_reconnect_enabled = False
        hang_up(client)
        slack.wait_for(lambda: slack.connections() == before, what="the end of the connection")
        handler.close()


def hang_up(client: SocketModeClient) -> None:
    """slack_sdk's reader holds its lock for three seconds, unless its socket ends before."""
    session = client.current_session
    if session is not None and session.sock is not None:
        with suppress(OSError):  # It may have ended by itself.
            session.sock.shutdown(socket.SHUT_RDWR)
