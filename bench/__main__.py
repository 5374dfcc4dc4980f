"""`make bench`: everything side by side in one run, tables on standard output, the figures in bench/results/."""

import json
import os
import platform
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bench import acks, checkup, page, postgresql, promptness, scan, survey, town, type_ahead, weight, wizard
from sandbox.aws.driver import Emulated
from sandbox.slack.driver import StandIn

RESULTS = Path(__file__).parent / "results"
LATENCIES = (0.0, 0.3, 0.5)


def main() -> None:
    console = Console()
    console.print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    found: dict[str, list[dict[str, Any]]] = {}

    def tell(title: str, rows: Iterable[dict[str, Any]]) -> None:
        """At once: all of it takes half an hour."""
        rows = list(rows)
        found.setdefault(title, []).extend(rows)
        console.print(_table(title, rows))

    with town.town() as (slack, aws), _engines() as engines:
        for engine, new_url in engines.items():
            console.print(f"measuring on {engine} …")
            for latency in LATENCIES:
                rows = acks.measure(slack, aws, engine=engine, new_url=new_url, latencies=(latency,))
                tell("acks", map(_ack, rows))
            # A stand-in that looks through ten thousand messages at each glance would be measured, and not the bot.
            _anew(slack, aws)
            for old in (0, 10_000):
                prompt = promptness.measure(slack, aws, engine=engine, new_url=new_url, old_requests=old)
                tell("promptness, ms", [asdict(prompt)])
                _anew(slack, aws)
            tell("weight", [asdict(weight.measure(slack, aws, engine=engine, new_url=new_url))])
            tell("type-ahead, ms", [asdict(type_ahead.measure(engine=engine, new_url=new_url))])
            tell("a new user, ms", map(asdict, wizard.measure(slack, aws, engine=engine, new_url=new_url)))
        console.print("measuring a checkup …")
        aws.reset()
        tell("checkup", [asdict(checkup.measure(aws))])
        console.print("measuring a scan …")
        aws.reset()
        tell("scan", [asdict(scan.measure(aws))])
        tell("scan of 5,000", [asdict(scan.measure_large())])
        console.print("measuring a survey …")
        tell("survey of 5,000", [asdict(survey.measure())])
    if page.CHROMIUM.exists():
        console.print("measuring the page …")
        tell("page, ms", [asdict(page.measure())])
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{datetime.now(UTC):%Y%m%d-%H%M%S}.json"
    path.write_text(json.dumps(found, indent=1))


def _anew(slack: StandIn, aws: Emulated) -> None:
    slack.reset()
    aws.reset()
    town.people(slack, aws)


@contextmanager
def _engines() -> Iterator[dict[str, acks.NewUrl]]:
    with acks.sqlite_urls() as sqlite, postgresql.urls() as on_postgresql:
        yield {"sqlite": sqlite, "postgresql": on_postgresql}


def _ack(row: acks.Row) -> dict[str, Any]:
    return {
        "engine": row.engine,
        "Slack latency, ms": int(row.slack_latency * 1000),
        "clients": row.clients,
        "bare/s": row.bare.rate,
        "ours/s": row.ours.rate,
        "ratio": round(row.rate, 2),
        "bare p99, ms": row.bare.p99,
        "ours p99, ms": row.ours.p99,
        "p99 ratio": round(row.p99, 2),
        "wrong": row.ours.wrong,
    }


def _table(title: str, rows: list[dict[str, Any]]) -> Table:
    table = Table(*rows[0], title=title)
    for row in rows:
        table.add_row(*(str(value) for value in row.values()))
    return table


if __name__ == "__main__":
    main()
