"""How soon `serve` is ready, and what it weighs after a thousand requests."""

import time
from dataclasses import dataclass

import psutil

from bench import town
from bench.acks import NewUrl
from sandbox.aws.driver import Emulated
from sandbox.slack.driver import StandIn

REQUESTS = 1_000


@dataclass(frozen=True)
class Row:
    """Seconds from the start to the first good /readyz; megabytes of all its processes together.

    Proportional set size: what the machine gives for it. Pages that a fork shares are counted once.
    """

    engine: str
    start: float
    memory: float
    processes: int


def measure(slack: StandIn, aws: Emulated, *, engine: str, new_url: NewUrl) -> Row:
    starts = []
    for _ in range(3):
        with town.bot(slack, aws, new_url()) as bot:
            starts.append(bot.took)
    with town.bot(slack, aws, new_url()) as bot:
        sent = 0
        while sent < REQUESTS:
            sent += town.load(slack, bot.port, clients=8, seconds=1.0, start=sent + 10_000 * sent).answers
        time.sleep(5)
        parent = psutil.Process(bot.process.pid)
        family = [parent, *parent.children(recursive=True)]
        memory = sum(each.memory_full_info().pss for each in family) / 1e6
    return Row(engine, round(sorted(starts)[1], 2), round(memory, 1), len(family))
