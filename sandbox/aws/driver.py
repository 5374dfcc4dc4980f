"""Drive the emulated AWS from a test, a demo or a bench."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

import boto3
from botocore.config import Config

from sandbox.aws.call import Call
from sandbox.aws.control_client import ControlClient
from sandbox.aws.driver_history import History

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient
    from mypy_boto3_sts import STSClient

State = dict[str, Any]  # JSON: see truth.py for its shape
REGION = "us-east-1"
# Neither is shaped like a key of AWS, so that no scanner takes it for one.
ACCESS_KEY_ID = "sandbox-access-key"
SECRET_ACCESS_KEY = "sandbox-secret"  # noqa: S105  (opens nothing)


@dataclass(frozen=True)
class Held:
    """A call that waits for `release`."""

    number: int
    call: Call
    performed: bool


class Emulated(History):
    """One emulated AWS at `url`. What it tells about the account is never faulted, delayed or logged."""

    def __init__(self, url: str, process: subprocess.Popen[str] | None = None) -> None:
        self.url = url
        self._process = process
        super().__init__(ControlClient(url))

    # Its life

    @classmethod
    def start(cls, *, managed: Sequence[str] = ()) -> Self:
        """Start it in a process of its own, which ends with us, however we end.

        `managed` names the only ones of AWS's 1,582 managed policies that there are: to list all takes a second.
        """
        only = ["--managed", *managed] if managed else []
        process = subprocess.Popen(
            [sys.executable, "-m", "sandbox.aws", "--port", "0", "--until-stdin-closes", *only],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout  # noqa: S101  (it is a pipe)
        url = process.stdout.readline().strip()
        if not url:
            raise RuntimeError(f"The emulated AWS did not start: exit {process.wait()}, see standard error.")
        return cls(url, process)

    @classmethod
    def attach(cls, url: str) -> Self:
        return cls(url.rstrip("/"))

    def stop(self) -> None:
        """End the process that we started; close our clients."""
        for name in ("iam", "sts"):
            if name in vars(self):
                vars(self).pop(name).close()
        if self._process:
            with self._process:
                pass  # leaving closes its standard input, which ends it, and waits
            self._process = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    # How to reach it

    def env(self) -> dict[str, str]:
        """The environment in which boto3 finds it."""
        return {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_ACCESS_KEY_ID": ACCESS_KEY_ID,
            "AWS_SECRET_ACCESS_KEY": SECRET_ACCESS_KEY,
            "AWS_DEFAULT_REGION": REGION,
        }

    @cached_property
    def iam(self) -> "IAMClient":
        """A client that does not try again: it shows what the sandbox answered."""
        return self._session().client("iam", endpoint_url=self.url, config=_config())

    @cached_property
    def sts(self) -> "STSClient":
        return self._session().client("sts", endpoint_url=self.url, config=_config())

    def _session(self) -> boto3.session.Session:
        return boto3.session.Session(ACCESS_KEY_ID, SECRET_ACCESS_KEY, region_name=REGION)

    # The account

    def verify_sender(self, address: str) -> None:
        """Let mail be sent in this name, as SES does once somebody has opened its link."""
        ses = self._session().client("ses", endpoint_url=self.url, config=_config())
        ses.verify_email_identity(EmailAddress=address)

    def reset(self) -> None:
        """Go back to an empty account, without faults, with an empty log."""
        self._control.post("reset")

    def seed(self, wanted: Mapping[str, object], *, account: str | None = None) -> State:
        """Create users, groups and the rest; answers the state. README.md has the form."""
        answer: State = self._control.post("seed", **({"account": account} if account else {}) | dict(wanted))
        return answer

    def state(self, *, account: str | None = None) -> State:
        answer: State = self._control.get("state", account=account)
        return answer

    def groups_of(self, user: str, *, account: str | None = None) -> set[str]:
        return set(self._user(user, account)["groups"])

    def policies_of(self, user: str, *, account: str | None = None) -> set[str]:
        """The ARNs of the managed policies attached to the user itself."""
        return set(self._user(user, account)["policies"])

    def user_id(self, user: str, *, account: str | None = None) -> str:
        return str(self._user(user, account)["id"])

    def keys_of(self, user: str, *, account: str | None = None) -> list[str]:
        return [key["id"] for key in self._user(user, account)["keys"]]

    def sign_in(self, user: str, password: str, *, new: str | None = None, account: str | None = None) -> str:
        """Sign in to the console, with a `new` password at will.

        The answer: 'signed in', 'wrong', 'must reset', 'may not change it' or 'too weak'.
        """
        answer = self._control.post("sign-in", user=user, password=password, new=new, account=account)
        return str(answer["outcome"])

    def _user(self, user: str, account: str | None) -> State:
        users = self.state(account=account)["users"]
        if user not in users:
            raise LookupError(f"There is no user {user}; there is {', '.join(sorted(users)) or 'nobody'}.")
        found: State = users[user]
        return found

    # What goes wrong

    def fault(
        self,
        operation: str,
        *,
        do: str,
        times: int | None = None,
        match: Mapping[str, str] | None = None,
        seconds: float | None = None,
        code: str | None = None,
        status: int | None = None,
        message: str | None = None,
    ) -> int:
        """Order a fault for an operation (or `*`), `times` calls long or until cleared; see faults.py."""
        answer = self._control.post(
            "faults",
            operation=operation,
            do=do,
            times=times,
            match=match and dict(match),
            seconds=seconds,
            code=code,
            status=status,
            message=message,
        )
        return int(answer["number"])

    def clear_faults(self) -> None:
        """End all faults, `down` and `latency` included; what is held stays held."""
        self._control.delete("faults")

    def down(self) -> None:
        self._control.post("down")

    def up(self) -> None:
        self._control.post("up")

    def latency(self, seconds: float) -> None:
        """Let every call take so much longer."""
        self._control.post("latency", seconds=seconds)

    def held(self) -> list[Held]:
        return [
            Held(one["number"], _call(one["call"]), performed=one["performed"]) for one in self._control.get("held")
        ]

    def release(self, number: int | None = None) -> int:
        """Let one held call go on, or all of them; says how many."""
        return int(self._control.post("release", number=number)["released"])

    # What was called

    def calls(self, operation: str | None = None, *, start: int = 0) -> list[Call]:
        """In order, from the call of the number `start` on."""
        return [_call(one) for one in self._control.get("calls", operation=operation, start=str(start))]

    def changes(self) -> list[Call]:
        """The calls that were to change something, whether or not they did."""
        return [call for call in self.calls() if not call.is_look]

    def clear_calls(self) -> None:
        self._control.delete("calls")

    # Waiting

    def wait_for(self, condition: Callable[[], object], *, seconds: float = 10, what: str = "it") -> None:
        """Look every 20 ms until the condition holds; tell what was called when it does not."""
        ends_at = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > ends_at:
                last = [f"{one.operation} {one.status} {one.code or ''}" for one in self.calls()[-10:]]
                raise TimeoutError(f"Waited {seconds} s for {what}. The last calls: {last}")
            threading.Event().wait(0.02)


def _config() -> Config:
    return Config(retries={"total_max_attempts": 1}, proxies={}, read_timeout=60)


def _call(told: Mapping[str, Any]) -> Call:
    return Call(**dict(told) | {"at": datetime.fromisoformat(told["at"])})
