"""A stand-in for IAM that only reads, for speed: answers written out beforehand, delays kept to the millisecond.

Every call is answered after the latency, however many come at once; a report is ready so long after it was asked for.
It runs in a process of its own.
"""

import asyncio
import json
import multiprocessing
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from urllib.parse import parse_qs
from urllib.request import urlopen

from bench.swift_account import ACCOUNT, Account, answer

_IN_PROGRESS = answer(
    "GetServiceLastAccessedDetails",
    "<JobStatus>IN_PROGRESS</JobStatus><JobCreationDate>2026-01-01T00:00:00Z</JobCreationDate>"
    "<JobCompletionDate>2026-01-01T00:00:00Z</JobCompletionDate><ServicesLastAccessed/>",
)


@dataclass(frozen=True)
class Delays:
    """Seconds."""

    latency: float
    job: float


@dataclass(frozen=True)
class Swift:
    """Where it answers."""

    url: str

    def env(self) -> dict[str, str]:
        keys = {"AWS_ACCESS_KEY_ID": "AKIASWIFT", "AWS_SECRET_ACCESS_KEY": "swift", "AWS_REGION": "us-east-1"}
        return keys | {"AWS_ENDPOINT_URL": self.url, "NO_PROXY": "127.0.0.1"}

    def calls(self) -> Counter[str]:
        """How often each operation was called; and from now on from nought."""
        with urlopen(f"{self.url}/calls") as told:  # noqa: S310 (our own server)
            return Counter(json.load(told))


@contextmanager
def started(account: Account, delays: Delays) -> Iterator[Swift]:
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(account, delays, there), daemon=True)
    process.start()
    there.close()
    try:
        yield Swift(f"http://127.0.0.1:{here.recv()}")
    finally:
        process.terminate()
        process.join()


def _serve(account: Account, delays: Delays, ready: Connection) -> None:
    asyncio.run(_Server(account, delays).run(ready.send))


class _Server:
    def __init__(self, account: Account, delays: Delays) -> None:
        self._account = account
        for arn in account.everybody:
            account.usage(arn, level="ACTION_LEVEL")
        self._delays = delays
        self._pages = account.pages()
        self._jobs: dict[str, tuple[float, str, str]] = {}
        self._calls: Counter[str] = Counter()
        self._always = {
            "GenerateCredentialReport": answer("GenerateCredentialReport", "<State>COMPLETE</State>"),
            "GetCredentialReport": account.credential_report(),
            "GetAccountSummary": answer(
                "GetAccountSummary",
                "<SummaryMap><entry><key>AccountMFAEnabled</key><value>1</value></entry></SummaryMap>",
            ),
            "GetAccountPasswordPolicy": answer(
                "GetAccountPasswordPolicy",
                "<PasswordPolicy><MinimumPasswordLength>14</MinimumPasswordLength>"
                "<PasswordReusePrevention>24</PasswordReusePrevention></PasswordPolicy>",
            ),
            "GetCallerIdentity": answer(
                "GetCallerIdentity",
                f"<Arn>arn:aws:iam::{ACCOUNT}:user/person-0001</Arn><UserId>U</UserId><Account>{ACCOUNT}</Account>",
            ),
        }

    async def run(self, ready: Callable[[int], None]) -> None:
        server = await asyncio.start_server(self._connection, "127.0.0.1", 0)
        ready(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                came = asyncio.get_running_loop().time()
                lengths = [line for line in head.lower().split("\r\n") if line.startswith("content-length:")]
                body = await reader.readexactly(int(lengths[0].partition(":")[2]) if lengths else 0)
                if head.startswith("GET /calls"):
                    told, self._calls = json.dumps(self._calls).encode(), Counter()
                else:
                    told = self._told({key: values[0] for key, values in parse_qs(body.decode()).items()}, came)
                    await asyncio.sleep(came + self._delays.latency - asyncio.get_running_loop().time())
                writer.write(
                    b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: %d\r\n\r\n" % len(told) + told
                )
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    def _told(self, asked: dict[str, str], now: float) -> bytes:
        operation = asked["Action"]
        self._calls[operation] += 1
        match operation:
            case "GetAccountAuthorizationDetails":
                return self._pages[int(asked.get("Marker", 0))]
            case "GenerateServiceLastAccessedDetails":
                job = str(uuid.uuid4())
                self._jobs[job] = now + self._delays.job, asked["Arn"], asked.get("Granularity", "SERVICE_LEVEL")
                return answer(operation, f"<JobId>{job}</JobId>")
            case "GetServiceLastAccessedDetails":
                ready, arn, level = self._jobs[asked["JobId"]]
                return self._account.usage(arn, level=level) if ready <= now else _IN_PROGRESS
            case _:
                return self._always[operation]
