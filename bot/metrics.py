"""Metrics: what the rows say, read at the scrape, so that every process tells the same."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from sqlalchemy import func, select

from models.database import Database
from models.decision import Decision
from models.decision_states import DecisionState
from models.lease import Lease
from models.lease_states import LEAVING, LeaseState
from models.post import Post
from models.principal import Principal
from models.request import Request
from models.request_states import RequestState
from models.snapshot import Taking


class Rows(Collector):
    """Counts by state, and how far the mirrors are behind."""

    def __init__(self, database: Database, *, clock: Callable[[], datetime]) -> None:
        self._database, self._clock = database, clock

    def collect(self) -> Iterator[Metric]:
        with self._database.read() as session:
            requests = dict(session.execute(select(Request.state, func.count()).group_by(Request.state)).all())
            leases = dict(session.execute(select(Lease.state, func.count()).group_by(Lease.state)).all())
            late = select(func.count(Lease.id)).where(Lease.state.in_(LEAVING), Lease.ends_at < self._clock())
            behind = select(func.count(Post.id)).where(Post.shown_version < Post.version)
            principals = select(func.count(Principal.id)).where(Principal.enforced_version < Principal.wanted_version)
            votes = select(func.count(Decision.id)).where(Decision.state == DecisionState.cast)
            counts = [session.scalar(question) or 0 for question in (late, behind, principals, votes)]
            snapshots = {taking.account: taking.taken_at for taking in session.scalars(select(Taking))}
        yield _labelled("leasehold_requests", "Requests by state.", "state", dict.fromkeys(RequestState, 0) | requests)
        yield _labelled("leasehold_leases", "Leases by state.", "state", dict.fromkeys(LeaseState, 0) | leases)
        names = ("leases_overdue", "posts_behind", "principals_behind", "votes_unjudged")
        says = (
            "Leases past their end that are not removed yet.",
            "Messages in Slack that do not show the newest state.",
            "IAM users for whom AWS does not agree yet.",
            "Clicks that are not judged yet.",
        )
        for name, said, count in zip(names, says, counts, strict=True):
            yield GaugeMetricFamily(f"leasehold_{name}", said, value=count)
        ages = {account: (self._clock() - taken_at).total_seconds() for account, taken_at in snapshots.items()}
        yield _labelled("leasehold_snapshot_age_seconds", "Age of the account's snapshot.", "account", ages)


def page(database: Database, *, clock: Callable[[], datetime]) -> bytes:
    """The page for Prometheus, in its text format."""
    registry = CollectorRegistry()
    registry.register(Rows(database, clock=clock))
    return generate_latest(registry)


def _labelled(name: str, said: str, label: str, values: Mapping[Any, float]) -> Metric:
    family = GaugeMetricFamily(name, said, labels=[label])
    for key, value in values.items():
        family.add_metric([str(getattr(key, "value", key))], value)
    return family
