"""The synchronous driver: a stand-in for Slack in a process of its own, and the people in it."""

import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar
from urllib.parse import urlsplit

from sandbox.slack import driver_http, driver_seen, signing
from sandbox.slack.driver_person import Person
from sandbox.slack.driver_seen import Answer, Call, Delivered, Held, Message
from sandbox.slack.faults import Misdeed

if TYPE_CHECKING:
    # Read by the type checker only: the driver itself needs no server library.
    from sandbox.slack.socket_mode import Reason

T = TypeVar("T")
LOOK_EVERY = 0.02
_ROOT = Path(__file__).resolve().parents[2]


class StandIn:
    """Started by `start` or found by `attach`; a context manager that stops what it started."""

    def __init__(self, url: str, *, process: subprocess.Popen[str] | None = None) -> None:
        self.url = url
        self.api_url = f"{url}/api/"
        self._process = process
        about = driver_http.ask(url, "about")
        self.bot_token: str = about["app"]["bot_token"]
        self.app_token: str = about["app"]["app_token"]
        self.signing_secret: str = about["app"]["signing_secret"]
        self.bot_user: str = about["app"]["bot_user"]
        self.team: str = about["team"]["id"]

    @classmethod
    def start(
        cls,
        *,
        bot_url: str | None = None,
        seed: str | Path | None = None,
        manifest: str | Path | None = None,
        beside: str | None = None,
        rate_limits: bool = False,
        port: int = 0,
        signing_secret: str | None = None,
        bot_token: str | None = None,
        app_token: str | None = None,
    ) -> Self:
        """Stops with `stop`, and by itself when this process ends."""
        given = {
            "--port": port,
            "--bot-url": bot_url,
            "--seed": None if seed is None else Path(seed).resolve(),
            "--manifest": None if manifest is None else Path(manifest).resolve(),
            "--beside": beside,
            "--signing-secret": signing_secret,
            "--bot-token": bot_token,
            "--app-token": app_token,
        }
        words = [str(word) for pair in given.items() if pair[1] is not None for word in pair]
        words += ["--rate-limits"] if rate_limits else []
        process = subprocess.Popen(
            [sys.executable, "-m", "sandbox.slack", "--with-parent", *words],
            cwd=_ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            return cls(_first_line(process), process=process)
        except BaseException:
            _end(process)
            raise

    @classmethod
    def attach(cls, url: str) -> Self:
        return cls(url.rstrip("/"))

    def stop(self) -> None:
        if self._process is not None:
            _end(self._process)
            self._process = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def point_at(self, bot_url: str | None) -> None:
        """Where deliveries go while no Socket Mode connection is open."""
        self._asks("bot_url", url=bot_url)

    def reset(self) -> None:
        """Back to the seed; faults gone, logs empty. The clock stays turned, connections stay open."""
        self._asks("reset")

    def person(self, person_id: str) -> Person:
        return Person(self.url, person_id)

    def add_person(self, person_id: str, name: str, **said: object) -> Person:
        """Fields as in the seed; `channels` (ids), or else this person is in all of them.

        email, real_name, title, tz, team_id, deleted, is_bot, is_admin, is_restricted,
        is_ultra_restricted, is_stranger.
        """
        self._asks("person", id=person_id, name=name, **said)
        return self.person(person_id)

    def change_user(self, person_id: str, *, tell: bool = False, **said: object) -> None:
        """As `add_person`; `tell` sends the app a user_change."""
        self._asks("person", id=person_id, tell=tell, **said)

    def set_group(self, name: str, users: list[str], *, disabled: bool = False) -> None:
        """By handle or id; an unknown handle makes a new user group."""
        self._asks("group", group=name, users=users, disabled=disabled)

    def set_channel(self, channel_id: str, **said: object) -> None:
        """name, members, is_private, is_archived; an unknown id makes a new channel."""
        self._asks("channel", id=channel_id, **said)

    def set_scopes(self, scopes: list[str]) -> None:
        self._asks("scopes", scopes=scopes)

    def refuse_token(self, error: str | None) -> None:
        """Every call is answered so (account_inactive, token_revoked); None: as usual."""
        self._asks("token", error=error)

    def event(self, kind: str, said: Mapping[str, Any]) -> Answer:
        """The first attempt's end; Slack's repeats follow by the turnable clock."""
        return driver_seen.answer(self._asks("event", **{**said, "type": kind}))

    def fault(
        self,
        *,
        do: Misdeed,
        method: str = "*",
        times: int | None = None,
        match: Mapping[str, Any] | None = None,
        seconds: float = 0.0,
        error: str = "internal_error",
        status: int = 503,
        retry_after: int = 1,
    ) -> str:
        """For the next `times` calls, or until cleared; `match` compares arguments. Gives its id."""
        told = self._asks(
            "faults",
            do=do,
            method=method,
            times=times,
            match=dict(match or {}),
            seconds=seconds,
            error=error,
            status=status,
            retry_after=retry_after,
        )
        return str(told["id"])

    def goes_down(self) -> str:
        """Every call is reset until the faults are cleared."""
        return str(self._asks("faults", do="down")["id"])

    def clear_faults(self, fault_id: str | None = None) -> None:
        self._asks("faults/clear", id=fault_id)

    def held(self) -> list[Held]:
        return [Held(**told) for told in self._asks("held")]

    def release(self, held_id: str | None = None) -> None:
        self._asks("held/release", id=held_id)

    def calls(self, method: str | None = None, *, after: int = 0) -> list[Call]:
        """Oldest first; `after` is the id of the last one that is known already."""
        return [Call(**told) for told in self._asks("calls", method=method, after=after)]

    def deliveries(self) -> list[Delivered]:
        return [Delivered(**told) for told in self._asks("deliveries")]

    def messages(self, channel: str, *, after: str = "") -> list[Message]:
        """What everybody in the channel sees, whoever that is; ephemeral ones left out."""
        return [Message(raw) for raw in self._asks("messages", channel=channel, after=after)]

    def turn_clock(self, seconds: float) -> float:
        """Forward; triggers and response URLs age, events are told again. Gives the new time."""
        return float(self._asks("clock", forward=seconds)["now"])

    def limit_rates(self, *, on: bool) -> None:
        self._asks("rate_limits", on=on)

    def connections(self) -> int:
        """Socket Mode connections that are open."""
        return int(self._asks("about")["connections"])

    def disconnects(self, reason: "Reason" = "refresh_requested") -> None:
        """What Slack says to every Socket Mode connection now and then."""
        self._asks("disconnect", reason=reason)

    def deliver_raw(self, body: bytes, headers: Mapping[str, str], *, to: str | None = None) -> Answer:
        """Straight to the bot's URL from here, for what Slack would never send: forged, stale, doubled.

        `to` is the URL of another process of the same bot.
        """
        reply = driver_http.post(to or self.bot_url, body, dict(headers))
        return Answer(status=reply.status, body=reply.text, text=reply.text)

    @property
    def bot_url(self) -> str:
        url = self._asks("about")["bot_url"]
        if url is None:
            raise driver_http.StandInRefusedError("expected a bot's URL (point_at), found none")
        return str(url)

    def sign(self, body: bytes, *, timestamp: float | None = None, secret: str | None = None) -> dict[str, str]:
        """The headers that a form needs to pass as Slack's; of another secret, to be refused."""
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        return form | signing.sign(secret or self.signing_secret, body, timestamp=timestamp)

    def wait_for(
        self, look: Callable[[], T], *, seconds: float = 10.0, what: str = "it", every: float = LOOK_EVERY
    ) -> T:
        """Looks every 20 ms until something true is seen; not found yet counts as not seen."""
        until = time.monotonic() + seconds
        while True:
            seen: object
            try:
                found = look()
                if found:
                    return found
                seen = found
            except (AssertionError, LookupError) as not_yet:
                seen = not_yet
            if time.monotonic() > until:
                raise AssertionError(f"waited {seconds} s for {what}; last seen: {seen!r}")
            time.sleep(every)

    def _asks(self, path: str, **said: object) -> Any:  # noqa: ANN401 - the control plane's JSON
        return driver_http.ask(self.url, path, **said)


def _first_line(process: subprocess.Popen[str]) -> str:
    line = process.stdout.readline().strip() if process.stdout else ""
    if not urlsplit(line).netloc:
        raise RuntimeError(f"expected the stand-in's address on its first line, found {line!r}")
    return line


def _end(process: subprocess.Popen[str]) -> None:
    process.terminate()
    try:
        process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            stream.close()
