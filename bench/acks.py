"""How fast `/iam request` is answered, beside the bare listener: at 1, 8 and 32 clients, with Slack and AWS slow."""

import os
import signal
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench import town
from bench.load import Outcome
from sandbox.aws.driver import Emulated
from sandbox.bot import Bot
from sandbox.slack.driver import StandIn

CLIENTS = (1, 8, 32)
TURNS = 9
SECONDS = 1.0
"""Of one turn. The machine's own speed changes by a half from one minute to the next; within two seconds, seldom."""
READING = 3.0
"""Seconds before the first turn: the bot reads the account as it starts."""
WARMING = 0.3
"""Seconds of a turn that do not count: what came for ours while it did not run has to be dealt with."""

NewUrl = Callable[[], str]


@dataclass(frozen=True)
class Row:
    """Medians of the turns. `rate` and `p99` are the medians of ours to bare's, each taken right after the other."""

    engine: str
    slack_latency: float
    clients: int
    bare: Outcome
    ours: Outcome
    rate: float
    p99: float


def measure(slack: StandIn, aws: Emulated, *, engine: str, new_url: NewUrl, latencies: tuple[float, ...]) -> list[Row]:
    """Bare and ours take turns, each on a new database; while it is bare's, nothing of ours runs."""
    aws.latency(0.05)
    rows: list[Row] = []
    for latency in latencies:
        slack.clear_faults()
        if latency:
            slack.fault(method="*", do="latency", seconds=latency)
        with town.bare(new_url(), slack.signing_secret) as bare, town.bot(slack, aws, new_url()) as bot:
            time.sleep(READING)
            rows += _take_turns(_Load(slack, bare), _Load(slack, bot.port), bot, engine=engine, latency=latency)
    slack.clear_faults()
    aws.latency(0)
    return rows


def _take_turns(bare: "_Load", ours: "_Load", bot: Bot, *, engine: str, latency: float) -> Iterator[Row]:
    with _frozen(bot):
        bare.send(clients=8)
    ours.send(clients=8)
    for clients in CLIENTS:
        turns: list[tuple[Outcome, Outcome]] = []
        for _ in range(TURNS):
            with _frozen(bot):
                theirs = bare.send(clients=clients)
            turns.append((theirs, ours.send(clients=clients)))
        rate = statistics.median(mine.rate / theirs.rate for theirs, mine in turns)
        p99 = statistics.median(mine.p99 / theirs.p99 for theirs, mine in turns)
        theirs, mine = (_median(list(outcomes)) for outcomes in zip(*turns, strict=True))
        yield Row(engine, latency, clients, theirs, mine, rate, p99)


class _Load:
    """Asks for nothing twice."""

    def __init__(self, slack: StandIn, port: int) -> None:
        self._slack, self._port, self._start = slack, port, 0

    def send(self, *, clients: int) -> Outcome:
        outcome = town.load(
            self._slack, self._port, clients=clients, seconds=SECONDS, start=self._start, warming=WARMING
        )
        self._start += outcome.asked
        return outcome


@contextmanager
def _frozen(bot: Bot) -> Iterator[None]:
    os.killpg(bot.process.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.killpg(bot.process.pid, signal.SIGCONT)


def _median(outcomes: list[Outcome]) -> Outcome:
    def middle(name: str) -> float:
        return float(round(statistics.median(getattr(each, name) for each in outcomes), 2))

    return Outcome(
        clients=outcomes[0].clients,
        asked=sum(each.asked for each in outcomes),
        answers=sum(each.answers for each in outcomes),
        rate=middle("rate"),
        p50=middle("p50"),
        p99=middle("p99"),
        worst=max(each.worst for each in outcomes),
        wrong=sum(each.wrong for each in outcomes),
    )


@contextmanager
def sqlite_urls() -> Iterator[NewUrl]:
    with tempfile.TemporaryDirectory() as folder:
        count = iter(range(1_000))
        yield lambda: f"sqlite:///{Path(folder) / f'bench{next(count)}.db'}"
