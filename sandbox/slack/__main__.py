"""Starts the stand-in: `python -m sandbox.slack --port 0`."""

import argparse
import asyncio
import os
import signal
import sys
import threading
from pathlib import Path

from aiohttp import web

from sandbox.slack import seed, server
from sandbox.slack.wire import Json
from sandbox.slack.world import World

WHY_LOOPBACK = (
    "The stand-in listens on loopback only: it has no passwords, and whoever reaches its control plane "
    "can speak as anybody in the workspace."
)


def main() -> int:
    options = command_line().parse_args()
    if options.host not in server.LOOPBACK:
        sys.stderr.write(
            f"--host: expected one of {', '.join(server.LOOPBACK)}, found {options.host}. {WHY_LOOPBACK}\n"
        )
        return 2
    try:
        asyncio.run(_serve(options))
    except seed.UnusableError as unusable:
        return _complain(str(unusable))
    except (OSError, OverflowError) as error:
        return _complain(f"port {options.port} cannot be had ({error}): choose another with --port")
    return 0


def _complain(line: str) -> int:
    sys.stderr.write(f"leasehold slack: {line}\n")
    return 1


def command_line() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("leasehold slack", description="A stand-in for Slack.")
    parser.add_argument("--host", default="127.0.0.1", help="loopback only")
    parser.add_argument("--port", type=int, default=0, help="0: any free one; printed on the first line")
    parser.add_argument("--seed", type=Path, default=seed.DEFAULT, help="YAML or JSON")
    parser.add_argument("--manifest", type=Path, help="scopes, commands, shortcuts and events of the app")
    parser.add_argument("--bot-url", help="where the bot listens, unless it comes by Socket Mode")
    parser.add_argument("--beside", metavar="URL", help="what the page shows beside the chat, passed on from there")
    parser.add_argument("--signing-secret")
    parser.add_argument("--bot-token")
    parser.add_argument("--app-token")
    parser.add_argument("--rate-limits", action="store_true", help="429 as Slack's tiers say")
    parser.add_argument("--with-parent", action="store_true", help="stop when standard input is closed")
    return parser


def _seeded(options: argparse.Namespace) -> Json:
    seeded = seed.read(options.seed, manifest=options.manifest)
    for name in ("signing_secret", "bot_token", "app_token"):
        if (given := getattr(options, name)) is not None:
            seeded["app"][name] = given
    return seeded


async def _serve(options: argparse.Namespace) -> None:
    world = World(_seeded(options), bot_url=options.bot_url, rate_limits=options.rate_limits)
    runner = web.AppRunner(server.build(world, beside=options.beside), access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    host = options.host.strip("[]")
    await web.TCPSite(runner, host, options.port, backlog=1024).start()
    port = runner.addresses[0][1]
    base = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    world.answers_at(base)
    sys.stdout.write(f"{base}\n{_variables(world, base)}")
    sys.stdout.flush()
    try:
        await _until_stopped(with_parent=options.with_parent)
    finally:
        await runner.cleanup()


def _variables(world: World, base: str) -> str:
    """What a bot is given to find its way here, to be pasted; they open nothing but this."""
    app = world.workspace.app
    said = {
        "SLACK_API_URL": f"{base}/api/",
        "SLACK_BOT_TOKEN": app.bot_token,
        "SLACK_SIGNING_SECRET": app.signing_secret,
        "SLACK_APP_TOKEN": app.app_token,
    }
    return "".join(f"{name}={value}\n" for name, value in said.items())


async def _until_stopped(*, with_parent: bool) -> None:
    loop, stopped = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    if with_parent:

        def watch() -> None:
            while os.read(0, 4096):
                pass
            loop.call_soon_threadsafe(stopped.set)

        threading.Thread(target=watch, daemon=True).start()
    await stopped.wait()


if __name__ == "__main__":
    raise SystemExit(main())
