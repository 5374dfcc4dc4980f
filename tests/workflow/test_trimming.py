"""What nobody used of a bundle for a quarter is put before the administrators once, as a diff; what is used never."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from town import CATALOG, Town

from catalog import load
from models.catalog_copy import CatalogCopy
from models.lease import Lease
from models.lease_states import LeaseState
from models.lease_use import LeaseUse
from models.lease_use_states import LeaseUseState
from models.policy_text import OF_AWS, PolicyText
from models.post import Post, PostKind
from models.principal import Principal
from models.request import Request
from models.request_states import RequestState
from models.snapshot import SnapshotPolicy
from models.trimming import Trimming
from workflow import policy_reading, trimming

DAY = timedelta(days=1)
FULL = "arn:aws:iam::aws:policy/AmazonS3FullAccess"
OUR_CATALOG = CATALOG.replace(
    "  s3-access:\n    description: Read and write S3\n    gives: [{group: s3-users}]",
    "  s3-access:\n    description: Read and write S3\n    gives: [{group: s3-users}, {policy: AmazonSQSFullAccess}]",
)


@pytest.fixture
def town(town: Town) -> Town:
    """The bundle gives S3 by its group and SQS by a policy; all texts are at hand."""
    town.aws.iam.attach_group_policy(GroupName="s3-users", PolicyArn=FULL)
    town.is_snapshotted()
    town.catalog = load.parse(OUR_CATALOG, file="catalog.yaml")
    with town.database.write() as session:
        for name in ("AmazonSQSFullAccess", "AmazonSQSReadOnlyAccess"):
            session.add(SnapshotPolicy(account="main", name=name, arn=f"arn:aws:iam::aws:policy/{name}"))
        copy = {"digest": "d", "text": OUR_CATALOG, "first_taken_at": town.clock(), "taken_at": town.clock()}
        session.add(CatalogCopy(**copy))
    return town


def was_leased(
    town: Town, *, ended: timedelta | None = 30 * DAY, use: LeaseUseState | None = LeaseUseState.known, **services: str
) -> None:
    """A lease of the bundle that ended so long ago, and what of it was used; `ended` None: it is live."""
    now = town.clock()
    over: datetime | None = now - ended if ended is not None else None
    with town.database.write() as session:
        principal = session.scalars(select(Principal)).first() or Principal(account="main", name="ann", unique_id="A")
        session.add(principal)
        request = Request(
            asker="U0ANN", bundle="s3-access", account="main", asked_at=now, state=RequestState.granted, steps=[]
        )
        session.add(request)
        session.flush()
        lease = Lease(
            request_id=request.id,
            principal_id=principal.id,
            holder="U0ANN",
            steps=[],
            lasts=DAY,
            approved_at=now,
            state=LeaseState.ended if over else LeaseState.live,
            live_at=(over or now) - DAY,
            ended_at=over,
        )
        session.add(lease)
        session.flush()
        if use is not None:
            told = [
                {"prefix": each, "name": each.upper(), "stands": stands, "at": None}
                for each, stands in services.items()
            ]
            session.add(LeaseUse(lease_id=lease.id, state=use, services=told))


def proposals(town: Town) -> list[Trimming]:
    trimming.propose_due(town.means)
    with town.database.read() as session:
        return list(session.scalars(select(Trimming).order_by(Trimming.id)))


def test_what_nobody_used_is_proposed_to_each_administrator_once_with_the_diff(town: Town) -> None:
    for _ in range(6):
        was_leased(town, s3="used", sqs="unused")
    (found,) = proposals(town)
    assert (found.bundle, found.leases) == ("s3-access", 6)
    assert found.cuts == [{"kind": "policy", "given": "AmazonSQSFullAccess", "instead": None, "lost": ["SQS"]}]
    assert "-    gives: [{group: s3-users}, {policy: AmazonSQSFullAccess}]" in found.diff
    assert "+    gives: [{group: s3-users}]" in found.diff
    assert town.posts(PostKind.trimming) == ["@owners", "U0CLEO"]
    assert len(proposals(town)) == 1
    town.clock.passes(50 * DAY)
    assert len(proposals(town)) == 1, "not again for ninety days"


def test_the_same_is_proposed_again_after_ninety_days_and_another_finding_at_once(town: Town) -> None:
    for _ in range(6):
        was_leased(town, s3="used", sqs="unused")
    assert len(proposals(town)) == 1
    town.clock.passes(91 * DAY)
    for _ in range(6):
        was_leased(town, ended=DAY, s3="used", sqs="unused")
    assert len(proposals(town)) == 2
    town.clock.passes(100 * DAY)
    for _ in range(6):
        was_leased(town, ended=DAY, s3="unused", sqs="unused", **{"s3-object-lambda": "unused"})
    found = proposals(town)[-1]
    assert [each["kind"] for each in found.cuts] == ["group", "policy"]
    assert "-  s3-access:" in found.diff, "nothing is left of it"


@pytest.mark.parametrize(
    "other",
    [
        {"s3": "used", "sqs": "used"},
        {"s3": "used", "sqs": "unknown"},
        {"use": LeaseUseState.early, "s3": "used", "sqs": "unused"},
        {"use": LeaseUseState.unknown, "s3": "used", "sqs": "unused"},
        {"use": None},
        {"ended": None, "use": LeaseUseState.watched},
    ],
)
def test_one_lease_that_used_it_or_may_have_is_enough_to_propose_nothing(town: Town, other: dict[str, Any]) -> None:
    for _ in range(20):
        was_leased(town, s3="used", sqs="unused")
    was_leased(town, **other)
    assert proposals(town) == []


def test_what_is_long_ago_counts_no_more_and_four_leases_say_nothing(town: Town) -> None:
    was_leased(town, ended=91 * DAY, s3="used", sqs="used")
    for _ in range(4):
        was_leased(town, s3="used", sqs="unused")
    assert proposals(town) == []
    was_leased(town, s3="used", sqs="unused")
    assert len(proposals(town)) == 1


def test_a_policy_that_is_used_in_part_gets_a_narrower_one_of_awss_whose_text_is_kept(town: Town) -> None:
    catalog = OUR_CATALOG.replace("{policy: AmazonSQSFullAccess}", "{policy: AmazonSNSFullAccess}")
    wide, narrow = "arn:aws:iam::aws:policy/AmazonSNSFullAccess", "arn:aws:iam::aws:policy/AmazonSNSAndMore"
    town.catalog = load.parse(catalog, file="catalog.yaml")
    policy_reading.text_of(town.means, "main", wide)
    sns = '{"Statement":[{"Effect":"Allow","Action":"sns:*","Resource":"*"}]}'
    both = '{"Statement":[{"Effect":"Allow","Action":["sns:*","sqs:*"],"Resource":"*"}]}'
    with town.database.write() as session:
        session.scalars(select(PolicyText).where(PolicyText.arn == wide)).one().document = both
        row = {"account": OF_AWS, "arn": narrow, "name": "AmazonSNSAndMore", "listed_version": "v1", "version": "v1"}
        session.add(PolicyText(**row, document=sns, next_try_at=town.clock()))
        session.add(SnapshotPolicy(account="main", name="AmazonSNSFullAccess", arn=wide))
        session.get_one(CatalogCopy, "d").text = catalog
    for _ in range(5):
        was_leased(town, s3="used", sns="used", sqs="unused")
    (found,) = proposals(town)
    assert found.cuts == [
        {"kind": "policy", "given": "AmazonSNSFullAccess", "instead": "AmazonSNSAndMore", "lost": ["SQS"]}
    ]
    assert "+    gives: [{group: s3-users}, {policy: AmazonSNSAndMore}]" in found.diff


def test_what_aws_holds_up_is_looked_at_the_next_time(town: Town) -> None:
    for _ in range(5):
        was_leased(town, s3="used", sqs="unused")
    town.aws.fault("GetPolicy", do="throttle", times=1)
    assert proposals(town) == []
    assert len(proposals(town)) == 1


def test_two_workers_propose_it_once(town: Town) -> None:
    for _ in range(5):
        was_leased(town, s3="used", sqs="unused")
    other = town.worker()
    trimming.propose_due(other)
    other.claims.close()
    assert len(proposals(town)) == 1
    with town.database.read() as session:
        assert len(session.scalars(select(Post.id).where(Post.kind == PostKind.trimming)).all()) == 2
