"""A town to measure in: the stand-in for Slack, the emulated AWS, many people, many bundles, and the real bot."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.request import urlopen

from sqlalchemy import text

from bench.load import Outcome, Target
from migrations import schema
from models.database import Database
from models.lease import Lease
from models.lease_states import LeaseState
from models.post import Post, PostKind
from models.principal import Principal
from models.request import Request
from models.request_states import RequestState
from sandbox.aws.driver import Emulated
from sandbox.bot import ROOT, Bot, free_port
from sandbox.slack.driver import StandIn

PEOPLE = tuple(f"U0P{number:03}" for number in range(200))
BUNDLES = tuple(f"bundle-{number:03}" for number in range(400))


@contextmanager
def town() -> Iterator[tuple[StandIn, Emulated]]:
    """Both stand-ins, with everybody in them."""
    with StandIn.start() as slack, Emulated.start() as aws:
        people(slack, aws)
        yield slack, aws


def people(slack: StandIn, aws: Emulated) -> None:
    users: dict[str, object] = {"bob": {"tags": {"email": "bob@example.com"}}}
    for person in PEOPLE:
        slack.add_person(person, person.lower(), email=f"{person.lower()}@example.com")
        users[person.lower()] = {"tags": {"email": f"{person.lower()}@example.com"}}
    aws.seed({"users": users, "groups": {"s3-users": []}})


def catalog(folder: Path, *, bundles: tuple[str, ...] = BUNDLES) -> Path:
    lines = ["version: 1", "admins: [U0CLEO]", "channels: {approvals: C0APPROVALS}", "bundles:"]
    for name in bundles:
        lines.append(f"  {name}:")
        lines.append("    {description: To be measured, gives: [{group: s3-users}], approvers: [U0BOB],")
        lines.append("     duration: {default: 1h, max: 1d}}")
    path = folder / "catalog.yaml"
    path.write_text("\n".join(lines) + "\n")
    return path


class TimedBot(Bot):
    """Knows how many seconds it took from its start to ready."""

    took = 0.0


def age(database_url: str, requests: int) -> None:
    """Leave so many old requests behind, each granted, its lease ended, its messages shown."""
    database = Database(database_url)
    long_ago = datetime.now(UTC) - timedelta(days=30)
    step = {"kind": "join-group", "group": "s3-users"}
    with database.write() as session:
        session.add(Principal(id=1, account="main", name="old", unique_id="AIDAOLD"))
        session.flush()
        for number in range(1, requests + 1):
            session.add(
                Request(
                    id=number,
                    state=RequestState.granted,
                    asker="U0OLD",
                    bundle="old",
                    account="main",
                    lasts=timedelta(hours=1),
                    asked_at=long_ago,
                    principal_id=1,
                    steps=[step],
                )
            )
            session.flush()
            session.add(
                Lease(
                    request_id=number,
                    principal_id=1,
                    state=LeaseState.ended,
                    holder="U0OLD",
                    steps=[step],
                    lasts=timedelta(hours=1),
                    approved_at=long_ago,
                    live_at=long_ago,
                    ends_at=long_ago,
                    ended_at=long_ago,
                )
            )
            for kind in (PostKind.card, PostKind.receipt, PostKind.outcome):
                session.add(
                    Post(
                        kind=kind,
                        request_id=number,
                        audience="U0OLD",
                        channel="D0OLD",
                        ts=f"{number}.{kind.value}",
                        version=5,
                        shown_version=5,
                        next_try_at=long_ago,
                    )
                )
        if requests and not database.is_sqlite:
            session.execute(text("SELECT setval('request_id_seq', :last)"), {"last": requests})
    database.close()


@contextmanager
def bot(
    slack: StandIn,
    aws: Emulated,
    database_url: str,
    *,
    bundles: tuple[str, ...] = BUNDLES,
    before: Callable[[], None] = lambda: None,
) -> Iterator[TimedBot]:
    """The real bot on a new database; `before` may fill it."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(database_url)
        schema.upgrade(database.engine)
        database.close()
        before()
        running = TimedBot(
            slack,
            aws,
            database_url=database_url,
            catalog=catalog(Path(folder), bundles=bundles),
            log=Path(folder) / "bot.log",
            extra={"LEASEHOLD_LOG_LEVEL": "warning"},
        )
        begun = time.perf_counter()
        running.start()
        running.took = time.perf_counter() - begun
        try:
            yield running
        finally:
            running.kill()


@contextmanager
def bare(database_url: str, secret: str) -> Iterator[int]:
    """The bare listener on a database of its own; gives its port."""
    port = free_port()
    env = os.environ | {"PORT": str(port), "DATABASE_URL": database_url, "SLACK_SIGNING_SECRET": secret}
    process = subprocess.Popen([sys.executable, "-m", "bench.bare"], cwd=ROOT, env=env)
    try:
        _wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait()


def load(slack: StandIn, port: int, *, clients: int, seconds: float, start: int = 0, warming: float = 0) -> Outcome:
    """Send from a process of its own."""
    target = Target(port, slack.signing_secret, slack.team, "A0LEASE", PEOPLE, BUNDLES)
    told = {"target": asdict(target), "clients": clients, "seconds": seconds, "start": start, "warming": warming}
    run = subprocess.run(
        [sys.executable, "-m", "bench.load", json.dumps(told)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return Outcome(**json.loads(run.stdout))


def _wait_for(port: int) -> None:
    for _ in range(500):
        try:
            with urlopen(f"http://127.0.0.1:{port}/", timeout=1):
                return
        except OSError as error:
            if getattr(error, "code", None):
                return
            time.sleep(0.02)
    raise TimeoutError("the bare listener did not answer")
