"""The life of the server process: mend, listen, warm up, say where, serve, end."""

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Collection
from types import FrameType

import boto3
from botocore.config import Config

from sandbox.aws import mending, moto_app, server
from sandbox.aws.gate import Gate
from sandbox.aws.mends import managed_policies
from sandbox.aws.world import World


def run(port: int, *, until_stdin_closes: bool, managed: Collection[str] | None = None) -> None:
    """Serve until a signal comes, or standard input ends if so asked."""
    managed_policies.have_only(managed)
    ended = threading.Event()
    _end_on_signals(ended)
    world = World()
    mending.mend(world)
    listening = server.listen(Gate(world, moto_app.MotoApp()), host="127.0.0.1", port=port)
    server.serve_in_background(listening)
    url = f"http://127.0.0.1:{listening.server_port}"
    _warm_up(url)
    world.log.clear()
    print(url, flush=True)  # noqa: T201  (what was asked for)
    sys.stdout = sys.stderr  # moto prints now and then, and nobody reads on
    if until_stdin_closes:
        threading.Thread(target=_wait_for_end_of_stdin, args=[ended], daemon=True).start()
    ended.wait()


def _warm_up(url: str) -> None:
    """Make the first calls ourselves: moto builds its services when they are first called."""
    session = boto3.session.Session("warm-up", "warm-up", region_name="us-east-1")
    config = Config(proxies={})
    with (
        contextlib.closing(session.client("iam", endpoint_url=url, config=config)) as iam,
        contextlib.closing(session.client("sts", endpoint_url=url, config=config)) as sts,
    ):
        iam.list_users()
        sts.get_caller_identity()


def _end_on_signals(ended: threading.Event) -> None:
    def end(_number: int, _frame: FrameType | None) -> None:
        ended.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)


def _wait_for_end_of_stdin(ended: threading.Event) -> None:
    # Not sys.stdin: its lock, held by a waiting thread, makes the interpreter's end fail.
    while os.read(0, 4096):
        continue
    ended.set()
