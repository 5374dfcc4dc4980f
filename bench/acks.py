"""How fast `/iam request` is answered, beside the bare listener: at 1, 8 and 32 clients, with Slack and AWS slow."""

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
from sandbox.slack.driver import StandIn

CLIENTS = (1, 8, 32)
ROUNDS = 3
SECONDS = 4.0
WARMING = 3.0
"""Seconds before the first request: the bot reads the account as it starts. The first second of load is not counted."""

NewUrl = Callable[[], str]


@dataclass(frozen=True)
class Row:
    """Medians of the rounds; bare and ours took turns."""

    engine: str
    slack_latency: float
    clients: int
    bare: Outcome
    ours: Outcome

    @property
    def rate(self) -> float:
        return float(self.ours.rate / self.bare.rate)

    @property
    def p99(self) -> float:
        return float(self.ours.p99 / self.bare.p99)


def measure(slack: StandIn, aws: Emulated, *, engine: str, new_url: NewUrl, latencies: tuple[float, ...]) -> list[Row]:
    """Bare and ours take turns, each alone on the machine, each on a new database."""
    aws.latency(0.05)
    rows: list[Row] = []
    for latency in latencies:
        slack.clear_faults()
        if latency:
            slack.fault(method="*", do="latency", seconds=latency)
        bare: list[list[Outcome]] = []
        ours: list[list[Outcome]] = []
        for _ in range(ROUNDS):
            with town.bare(new_url(), slack.signing_secret) as port:
                bare.append(_load(slack, port))
            with town.bot(slack, aws, new_url()) as bot:
                ours.append(_load(slack, bot.port))
        for column, clients in enumerate(CLIENTS):
            medians = (_median([each[column] for each in taken]) for taken in (bare, ours))
            rows.append(Row(engine, latency, clients, *medians))
    slack.clear_faults()
    aws.latency(0)
    return rows


def _load(slack: StandIn, port: int) -> list[Outcome]:
    """All numbers of clients, one after the other, once it is warm; no request is asked for twice."""
    time.sleep(WARMING)
    outcomes, start = [], town.load(slack, port, clients=8, seconds=1.0, start=0).answers + 8
    for clients in CLIENTS:
        outcomes.append(town.load(slack, port, clients=clients, seconds=SECONDS, start=start))
        start += outcomes[-1].answers + clients
    return outcomes


def _median(outcomes: list[Outcome]) -> Outcome:
    def middle(name: str) -> float:
        return float(round(statistics.median(getattr(each, name) for each in outcomes), 2))

    return Outcome(
        clients=outcomes[0].clients,
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
