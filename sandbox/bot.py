"""The real bot as a process of its own, pointed at the stand-in for Slack and the emulated AWS."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self
from urllib.error import URLError
from urllib.request import urlopen

from sandbox.aws.driver import Emulated
from sandbox.slack.driver import StandIn

ROOT = Path(__file__).resolve().parents[1]
LEASEHOLD = (sys.executable, "-m", "bot")


class Bot:
    """`leasehold serve`, unless other words are given; started, killed and started again at will."""

    def __init__(
        self,
        slack: StandIn,
        aws: Emulated,
        *,
        database_url: str,
        catalog: Path,
        log: Path,
        port: int | None = None,
        extra: Mapping[str, str] | None = None,
    ) -> None:
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.slack, self.aws, self.database_url, self.catalog, self.log = slack, aws, database_url, catalog, log
        self._extra = dict(extra or {})
        self._process: subprocess.Popen[bytes] | None = None

    def env(self) -> dict[str, str]:
        """What the bot is given, and nothing of the caller's own Slack or AWS."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "AWS_"))}
        return (
            kept
            | self.aws.env()
            | {
                "SLACK_BOT_TOKEN": self.slack.bot_token,
                "SLACK_SIGNING_SECRET": self.slack.signing_secret,
                "SLACK_API_URL": self.slack.api_url,
                "DATABASE_URL": self.database_url,
                "PORT": str(self.port),
                "LEASEHOLD_CATALOG": str(self.catalog),
                "LEASEHOLD_LOG_LEVEL": "debug",
                "NO_PROXY": "127.0.0.1",
            }
            | self._extra
        )

    def runs(self, *words: str, seconds: float = 60) -> subprocess.CompletedProcess[str]:
        """Run one command of `leasehold …` to its end."""
        return subprocess.run(
            [*LEASEHOLD, *words], env=self.env(), cwd=ROOT, capture_output=True, text=True, timeout=seconds, check=False
        )

    def start(self, *words: str, command: Sequence[str] = LEASEHOLD, ready: bool = True) -> Self:
        """Start it, wait until it is ready, and have Slack deliver to it."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [*command, *(words or ("serve",))],
                env=self.env(),
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        if ready:
            self.wait_until_ready()
            self.slack.point_at(f"{self.url}/slack/events")
        return self

    def wait_until_ready(self, seconds: float = 20) -> None:
        until = time.monotonic() + seconds
        while not self.is_ready():
            if self._process is None or self._process.poll() is not None:
                raise RuntimeError(f"the bot ended before it was ready:\n{self.tail()}")
            if time.monotonic() > until:
                raise TimeoutError(f"the bot was not ready after {seconds} s:\n{self.tail()}")
            time.sleep(0.02)

    def is_ready(self) -> bool:
        try:
            with urlopen(f"{self.url}/readyz", timeout=2) as answer:  # noqa: S310 (our own loopback address)
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def kill(self) -> None:
        """End it as kill -9 does, the whole of it: nothing is finished, nothing said."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def stop(self) -> int | None:
        """SIGTERM, as a platform does it; gives the exit status, None when it was not running."""
        if self._process is None:
            return None
        self._process.terminate()
        try:
            return self._process.wait(timeout=30)
        finally:
            self.kill()

    def wait_for_death(self, seconds: float = 20) -> None:
        """Wait until it has died by itself; what is left of it goes too."""
        self.process.wait(timeout=seconds)
        self.kill()

    @property
    def process(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            raise RuntimeError("the bot is not running")
        return self._process

    def events(self, name: str | None = None) -> list[dict[str, Any]]:
        """What it has logged, one object a line."""
        lines = self.log.read_text().splitlines() if self.log.exists() else []
        found = [json.loads(line) for line in lines if line.startswith("{")]
        return [event for event in found if name is None or event.get("event") == name]

    def tail(self, lines: int = 30) -> str:
        return "\n".join(self.log.read_text().splitlines()[-lines:]) if self.log.exists() else ""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
