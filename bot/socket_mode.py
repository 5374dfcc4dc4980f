"""Socket Mode: the connection to Slack, tried again until it stands."""

import threading
import time

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
from structlog.typing import FilteringBoundLogger

from iam.faults import Fault, Later
from messages import slack_faults
from workflow import backoff


def connect(app: App, *, app_token: str | None, client: WebClient, log: FilteringBoundLogger) -> None:
    """Connect in a thread: while Slack is away the process answers on its port, and the worker beside it works.

    Bolt's own client looks after the connection only once there was one to ask for: its first try is once, and raises.
    """
    handler = SocketModeHandler(app, app_token, web_client=client)
    threading.Thread(target=_until_it_stands, args=(handler, log), name="socket mode", daemon=True).start()


def _until_it_stands(handler: SocketModeHandler, log: FilteringBoundLogger) -> None:
    tries = 0
    while (fault := _fault_of(handler)) is not None:
        # That Slack is away will pass; what Slack refuses is for somebody to mend.
        say = log.warning if isinstance(fault, Later) else log.error
        say("socket_mode.not_connected", fault=fault.words)
        time.sleep(backoff.after(tries).total_seconds())
        tries += 1
    log.info("socket_mode.begun", tries=tries + 1)


def _fault_of(handler: SocketModeHandler) -> Fault | None:
    """Try once. Where the URL is given and its socket is not, the client asks for another by itself."""
    try:
        with slack_faults.told():
            handler.connect()  # type: ignore[no-untyped-call]  # the SDK has no types here
    except Fault as fault:
        return fault
    return None
