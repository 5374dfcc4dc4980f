"""A town for the workflow: a real database, the emulated AWS, a clock in the hand, and a small Slack of its own."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import boto3
import structlog
from botocore.config import Config
from sqlalchemy import delete, select

from catalog import load
from iam import steps
from iam.attach_policy import AttachPolicy
from iam.aws import Way
from iam.changes import AnyChange
from iam.faults import Fault, Never
from iam.join_group import JoinGroup
from models.claims import Claims
from models.database import Database
from models.decision import Answer
from models.deed import Deed
from models.holding import Holding
from models.lease import Lease
from models.move import move
from models.person import Standing
from models.plan import Plan
from models.plan_states import UNDER_WAY, PlanState
from models.post import Post, PostKind
from models.principal import Principal
from models.request import Request
from models.request_states import RequestMove
from models.snapshot import SnapshotGroup, SnapshotPolicy, SnapshotUser, Taking
from models.whisper import Whisper
from models.workspace import Workspace
from sandbox.aws.driver import ACCESS_KEY_ID, REGION, SECRET_ACCESS_KEY, Emulated
from workflow import (
    aiming,
    aims,
    answering,
    asking,
    carrying_out,
    checking,
    enforcing,
    judging,
    leasing,
    planning,
    snapshotting,
)
from workflow.means import Means, Profile

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient

    from catalog.bundle import Catalog

MORNING = datetime(2026, 11, 24, 9, tzinfo=UTC)
S3, POWER, VIEW = (
    JoinGroup("s3-users"),
    JoinGroup("power-users"),
    AttachPolicy("arn:aws:iam::aws:policy/job-function/ViewOnlyAccess"),
)
CATALOG = """
version: 1
admins: [U0CLEO, "@owners"]
channels: {approvals: C0APPROVALS, nags: C0SECURITY}
nags: {schedule: "0 9 * * mon", timezone: Europe/Berlin, unused_days: 90}
users: {approvers: [U0BOB, U0DAN, "@s3-owners"]}
bundles:
  s3-access:
    description: Read and write S3
    gives: [{group: s3-users}]
    approvers: [U0BOB, "@s3-owners"]
    duration: {default: 8h, max: 7d}
  s3-and-more:
    description: S3 and more
    gives: [{group: s3-users}, {policy: ViewOnlyAccess}]
    approvers: [U0BOB]
    duration: {default: 8h, max: 7d}
  two-of-us:
    description: Needs two
    gives: [{group: power-users}]
    approvers: [U0BOB, U0DAN, "@s3-owners"]
    quorum: 2
    duration: {default: 1h, max: permanent}
    reason: required
"""


class Clock:
    """Time stands until it is told to pass."""

    def __init__(self, now: datetime = MORNING) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def passes(self, length: timedelta) -> None:
        self.now += length


@dataclass
class SmallSlack:
    """A directory of people and user groups, as Slack would show them at this moment."""

    people: dict[str, Profile] = field(default_factory=dict)
    groups: dict[str, frozenset[str]] = field(default_factory=dict)
    fault: Fault | None = None

    def profile(self, slack_id: str) -> Profile:
        self._answer()
        if slack_id not in self.people:
            raise Never("user_not_found", code="user_not_found")
        return self.people[slack_id]

    def by_address(self, address: str) -> Profile | None:
        self._answer()
        alive = [each for each in self.people.values() if each.standing is not Standing.deactivated]
        return next((each for each in alive if (each.email or "").casefold() == address.casefold()), None)

    def members(self, handle: str) -> frozenset[str]:
        self._answer()
        return self.groups.get(handle, frozenset())

    def _answer(self) -> None:
        if self.fault is not None:
            raise self.fault


@dataclass(frozen=True)
class OneAccount:
    """The emulated account under every name, asked without retries: a fault ordered is a fault seen."""

    aws: Emulated

    def iam(self, _account: str) -> "IAMClient":
        return self.aws.iam

    def iam_once(self, _account: str) -> "IAMClient":
        return self.aws.iam

    def way(self, _account: str) -> Way:
        variables = [f"{name}={value}" for name, value in self.aws.env().items()]
        return Way(None, python=("/usr/bin/env", *variables, sys.executable))

    def ses(self, _account: str) -> Any:
        key = (ACCESS_KEY_ID, SECRET_ACCESS_KEY)
        config = Config(proxies={}, retries={"total_max_attempts": 1})
        return boto3.session.Session(*key, region_name=REGION).client("ses", endpoint_url=self.aws.url, config=config)

    def reach(self, _roles: Mapping[str, str | None]) -> None:
        """There is but one way."""


class Town:
    def __init__(self, database: Database, aws: Emulated, *, catalog: str = CATALOG) -> None:
        self.database, self.aws, self.clock, self.slack = database, aws, Clock(), SmallSlack()
        self.catalog: Catalog = load.parse(catalog, file="catalog.yaml")
        self.means = self.worker()
        people = ("ann", "bob", "dan", "cleo")
        users = {name: {"tags": {"email": f"{name}@example.com"}} for name in people}
        self.is_snapshotted(aws.seed({"groups": {"s3-users": [], "power-users": []}, "users": users}))
        for name in people:
            self.is_in_slack(name)

    def worker(self, **other: Any) -> Means:
        """What one more worker process would work with."""
        given: dict[str, Any] = {
            "database": self.database,
            "claims": Claims(self.database),
            "directory": self.slack,
            "accounts": OneAccount(self.aws),
            "catalog": lambda: self.catalog,
            "clock": self.clock,
            "log": structlog.wrap_logger(None, processors=[_silence]),
        }
        return Means(**given | other)

    def moves_in(self, name: str, standing: Standing = Standing.member, email: str | None = "") -> str:
        """Be in Slack and in IAM, with one address."""
        email = f"{name}@example.com" if email == "" else email
        self.aws.seed({"users": {name: {"tags": {"email": email} if email else {}}}})
        return self.is_in_slack(name, standing, email=email)

    def is_in_slack(self, name: str, standing: Standing = Standing.member, email: str | None = "") -> str:
        slack_id, email = f"U0{name.upper()}", f"{name}@example.com" if email == "" else email
        self.slack.people[slack_id] = Profile(slack_id, name, email, "UTC", standing)
        return slack_id

    def is_snapshotted(self, state: Mapping[str, Any] | None = None) -> None:
        """Have a snapshot of this moment, of what matters here: to read AWS's 1,500 policies takes a second."""
        state = state or self.aws.state()
        with self.database.write() as session:
            for kind in (SnapshotUser, SnapshotGroup, SnapshotPolicy):
                session.execute(delete(kind))
            for name, user in state["users"].items():
                row = {"account": "main", "unique_id": user["id"], "name": name, "arn": user["arn"]}
                session.add(SnapshotUser(identity=snapshotting.folded(user["tags"].get("email")), **row))
            for name, group in state["groups"].items():
                policies = list(group.get("policies", []))
                session.add(SnapshotGroup(account="main", name=name, arn=group["arn"], policies=policies))
            session.add(SnapshotPolicy(account="main", name=VIEW.arn.rpartition("/")[2], arn=VIEW.arn))
            session.merge(Taking(account="main", taken_at=self.clock() + timedelta(seconds=1)))

    def is_installed(self, bot: str = "U0BOT") -> str:
        """Have the bot know its own Slack user, under which it marks what it gives."""
        row = {"team_id": "T0", "bot_user_id": bot, "looked_up_at": self.clock()}
        with self.database.write() as session:
            session.merge(Workspace(**row))
        return bot

    # What is done

    def asks(self, bundle: str = "s3-access", *, who: str = "U0ANN", lasts: timedelta | None = None) -> int:
        ask = asking.checked(self.catalog, bundle=bundle, lasts=lasts, reason="to restore the backup")
        with self.database.write() as session:
            number = asking.file(session, asking.Filing(ask, who, trigger_id=None, now=self.clock()))
        checking.check(self.means, number)
        return number

    def leases(self, *gives: steps.AnyStep, lasts: timedelta | None = timedelta(hours=8), who: str = "ann") -> int:
        """An approved request and its lease that begins; give the request's number."""
        now = self.clock()
        with self.database.write() as session:
            row = {"account": "main", "unique_id": self.aws.user_id(who)}
            person = session.scalars(select(Principal).filter_by(**row)).one_or_none() or Principal(name=who, **row)
            session.add(person)
            session.flush()
            request = Request(
                asker=f"U0{who.upper()}",
                asker_email=f"{who}@example.com",
                bundle="s3-access",
                account="main",
                lasts=lasts,
                asked_at=now,
                principal_id=person.id,
                steps=[steps.stored(step) for step in gives],
                approvers=["U0BOB"],
            )
            session.add(request)
            session.flush()
            move(session, request, RequestMove.open, by=request.asker, at=now)
            move(session, request, RequestMove.approve, by="U0BOB", at=now)
            leasing.begin(session, request, now=now)
            return request.id

    def plans(self, *planned: AnyChange, who: str = "U0ANN", **other: Any) -> int:
        """A plan, filed and checked; give the request's number."""
        given = {"title": "create the IAM user eve", "about": "user/eve", "account": "main"} | other
        with self.database.write() as session:
            proposal = planning.Proposal(changes=planned, **given)
            number = planning.file(session, proposal, asker=who, trigger_id=None, now=self.clock())
        checking.check(self.means, number)
        return number

    def wants(self, aim: aims.AnyAim, *, who: str = "U0ANN", reason: str = "") -> int:
        """A plan whose changes are worked out when it is checked; give the request's number."""
        with self.database.write() as session:
            number = aiming.file(
                session,
                aim,
                catalog=self.catalog,
                asker=who,
                reason=reason,
                trigger_id=None,
                now=self.clock(),
            )
        checking.check(self.means, number)
        return number

    def made(self, aim: aims.AnyAim, *, who: str = "U0ANN", by: str = "U0BOB") -> int:
        """Wanted, approved and made."""
        number = self.wants(aim, who=who)
        self.approves(number, by=by)
        assert self.finishes(number).state is PlanState.made, self.request(number).why
        return number

    def changes(self, number: int) -> list[AnyChange]:
        """What this plan changes, in its order."""
        return list(planning.changes_of(self.request(number)))

    def approves(self, number: int, *, by: str = "U0BOB") -> None:
        with self.database.write() as session:
            answering.cast(session, number, Answer.approve, by=by, now=self.clock())
        self.judges()

    def carries_out(self, times: int = 1) -> None:
        """One pass over all plans that are under way, now."""
        for _ in range(times):
            for number in carrying_out.due(self.means):
                carrying_out.carry_out(self.means, number)

    def plan(self, number: int) -> Plan:
        with self.database.read() as session:
            return session.scalars(select(Plan).where(Plan.request_id == number)).one()

    def finishes(self, number: int, within: timedelta = timedelta(hours=1)) -> Plan:
        """Let time pass, try by try, until the plan is not under way any more."""
        until = self.clock.now + within
        while (plan := self.plan(number)).state in UNDER_WAY and self.clock.now < until:
            self.carries_out()
            self.clock.passes(timedelta(seconds=1))
        return plan

    def deeds(self, number: int) -> list[Deed]:
        with self.database.read() as session:
            query = select(Deed).join(Plan, Plan.id == Deed.plan_id).where(Plan.request_id == number)
            return list(session.scalars(query.order_by(Deed.place)))

    def keeps_time(self) -> None:
        duties = (leasing.end_due, leasing.warn_due, leasing.alarm_late, leasing.lapse_due, carrying_out.alarm_late)
        for duty in duties:
            duty(self.means)

    def enforces(self, times: int = 1) -> None:
        """One pass of the mirror over all principals that are behind, now."""
        for _ in range(times):
            self.keeps_time()
            for number in enforcing.due(self.means):
                enforcing.enforce(self.means, number)

    def settles(self, within: timedelta = timedelta(hours=1)) -> None:
        """Let time pass, try by try, until nothing is behind."""
        until = self.clock.now + within
        while self.behind() and self.clock.now < until:
            self.enforces()
            if self.behind():
                self.clock.passes(timedelta(seconds=5))

    def judges(self) -> None:
        for number in judging.due(self.means):
            judging.judge(self.means, number)

    # What is seen

    def behind(self) -> list[Principal]:
        with self.database.read() as session:
            query = select(Principal).where(Principal.enforced_version < Principal.wanted_version)
            return list(session.scalars(query))

    def request(self, number: int) -> Request:
        with self.database.read() as session:
            return session.get_one(Request, number)

    def lease(self, number: int) -> Lease:
        with self.database.read() as session:
            return session.scalars(select(Lease).where(Lease.request_id == number)).one()

    def holdings(self) -> list[Holding]:
        with self.database.read() as session:
            return list(session.scalars(select(Holding).order_by(Holding.id)))

    def posts(self, kind: PostKind) -> list[str]:
        """For whom there are messages of this kind."""
        with self.database.read() as session:
            return sorted(session.scalars(select(Post.audience).where(Post.kind == kind)))

    def whispers(self) -> list[tuple[str, str]]:
        with self.database.read() as session:
            return [(each.audience, each.text) for each in session.scalars(select(Whisper).order_by(Whisper.id))]

    def held(self, who: str = "ann") -> set[steps.AnyStep]:
        """What IAM shows, by whatever hand."""
        user = self.aws.state()["users"][who]
        return {JoinGroup(name) for name in user["groups"]} | {AttachPolicy(arn) for arn in user["policies"]}

    def tags(self, who: str = "ann") -> dict[str, str]:
        return {tag["Key"]: tag["Value"] for tag in self.aws.iam.list_user_tags(UserName=who)["Tags"]}

    def gives_by_hand(self, *given: steps.AnyStep, who: str = "ann") -> None:
        """Somebody does it in the console."""
        for step in given:
            step.make(self.aws.iam, who)


def _silence(*_: object) -> Mapping[str, Any]:
    raise structlog.DropEvent
