"""A load of signed `/iam request` commands from some clients at once, each on one connection that stays open."""

import hashlib
import hmac
import json
import socket
import sys
import threading
import time
from dataclasses import asdict, dataclass
from urllib.parse import urlencode
from uuid import uuid4


@dataclass(frozen=True)
class Outcome:
    """Rate in answers a second, times in milliseconds."""

    clients: int
    asked: int
    answers: int
    """Those that count."""
    rate: float
    p50: float
    p99: float
    worst: float
    wrong: int


@dataclass(frozen=True)
class Target:
    port: int
    secret: str
    team: str
    app: str
    people: tuple[str, ...]
    bundles: tuple[str, ...]


def run(target: Target, *, clients: int, seconds: float, start: int, warming: float) -> Outcome:
    """Send for so long, uncounted while warming; `start` numbers the first request, so that none is asked for twice."""
    times: list[float] = []
    wrong: list[bytes] = []
    guard, number = threading.Lock(), iter(range(start, sys.maxsize))
    counts = time.perf_counter() + warming
    until = counts + seconds

    def client() -> None:
        own: list[float] = []
        with socket.create_connection(("127.0.0.1", target.port)) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while time.perf_counter() < until:
                with guard:
                    request = _request(target, next(number))
                begun = time.perf_counter()
                connection.sendall(request)
                answer = _answer(connection)
                if begun >= counts:
                    own.append(time.perf_counter() - begun)
                if not answer.startswith(b"HTTP/1.1 200"):
                    wrong.append(answer[:300])
        with guard:
            times.extend(own)

    threads = [threading.Thread(target=client) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if not times:
        raise TimeoutError(f"not one answer in {seconds} s")
    took = time.perf_counter() - counts
    times.sort()
    return Outcome(
        clients=clients,
        answers=len(times),
        asked=next(number) - start,
        rate=round(len(times) / took, 1),
        p50=round(times[len(times) // 2] * 1000, 2),
        p99=round(times[int(len(times) * 0.99)] * 1000, 2),
        worst=round(times[-1] * 1000, 2),
        wrong=len(wrong),
    )


def _request(target: Target, number: int) -> bytes:
    person = target.people[number % len(target.people)]
    bundle = target.bundles[(number // len(target.people)) % len(target.bundles)]
    body = urlencode(
        {
            "command": "/iam",
            "text": f"request {bundle} 1h to measure",
            "team_id": target.team,
            "api_app_id": target.app,
            "user_id": person,
            "user_name": person.lower(),
            "channel_id": "C0GENERAL",
            "channel_name": "general",
            "trigger_id": f"{number}.{uuid4().hex}",
            "response_url": "http://127.0.0.1:9/none",
        }
    ).encode()
    now = str(int(time.time()))
    signed = hmac.new(target.secret.encode(), b"v0:" + now.encode() + b":" + body, hashlib.sha256).hexdigest()
    head = (
        "POST /slack/events HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\nX-Slack-Request-Timestamp: {now}\r\nX-Slack-Signature: v0={signed}\r\n\r\n"
    )
    return head.encode() + body


def _answer(connection: socket.socket) -> bytes:
    """One whole answer."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += _more(connection)
    head, _, rest = data.partition(b"\r\n\r\n")
    length = next(
        (int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")), 0
    )
    while len(rest) < length:
        rest += _more(connection)
    return head + b"\r\n\r\n" + rest


def _more(connection: socket.socket) -> bytes:
    data = connection.recv(65536)
    if not data:
        raise ConnectionError("the server closed the connection")
    return data


if __name__ == "__main__":
    # A process of its own: the load must not share an interpreter with what measures or with what is measured.
    told = json.loads(sys.argv[1])
    people, bundles = (tuple(told["target"].pop(name)) for name in ("people", "bundles"))
    told["target"] = Target(**told["target"], people=people, bundles=bundles)
    print(json.dumps(asdict(run(**told))))
