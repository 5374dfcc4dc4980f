"""How soon a policy is found by typing: all of AWS's and five thousand of the account's own, letter by letter."""

import json
import random
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from moto.iam.aws_managed_policies import aws_managed_policies_data
from sqlalchemy import insert

from bench.acks import NewUrl
from messages import policy_options
from migrations import schema
from models.database import Database
from models.policy_text import OF_AWS, PolicyText
from models.snapshot import SnapshotPolicy, Taking
from workflow.policy_search import PolicySearch

OWN = 5_000
TYPED = (
    "AmazonS3FullAccess",
    "s3 read",
    "ReadOnlyAccess",
    "administrator",
    "lambda full",
    "cloudwach logs",
    "amzonec2",
    "billing-write-prod",
    "team-deploy-stage-0042",
    "AmazonElasticMapReduceFullAccess",
    "iam user change password",
    "servicerolepolicy",
    "qqqq nothing like it",
    "dynamodb",
    "viewonly",
    "securityaudit",
    "poweruser",
    "kms",
    "route53 domains",
    "elasticbeanstalk",
    "sagemaker canvas",
    "redshfit",
    "data-queue-dev",
    "ops-",
    "glue console",
    "a",
    "AWSCompromisedKeyQuarantineV3",
    "secretsmanager",
    "xray daemon write",
    "backup restore operator",
    "opensearch read only acces",
    "platform-admin",
)
"""What people type, misspelled things and nonsense too."""


@dataclass(frozen=True)
class Row:
    """Milliseconds from what was typed to the options as JSON; `first` reads the names."""

    engine: str
    policies: int
    queries: int
    first: float
    p50: float
    p99: float
    worst: float


def measure(*, engine: str, new_url: NewUrl) -> Row:
    database = Database(new_url())
    schema.upgrade(database.engine)
    number = fill(database)
    search = PolicySearch(database)
    first = _timed(lambda: _answer(search, ""))
    took = sorted(_timed(lambda typed=typed: _answer(search, typed)) for typed in letter_by_letter())  # type: ignore[misc]  # mypy cannot infer a default
    database.close()
    return Row(
        engine,
        policies=number,
        queries=len(took),
        first=round(first, 1),
        p50=round(statistics.median(took), 2),
        p99=round(took[len(took) * 99 // 100], 2),
        worst=round(took[-1], 2),
    )


def letter_by_letter() -> Iterator[str]:
    """All that is typed, twice: the second time after something else was."""
    for typed in (*TYPED, *TYPED[::-1]):
        yield from (typed[:end] for end in range(1, len(typed) + 1))


def fill(database: Database) -> int:
    """Note and keep every policy, each text as long as it is; give how many."""
    now, chance = datetime.now(UTC), random.Random(7)
    aws = [
        (OF_AWS, f"arn:aws:iam::aws:policy{each['Path']}{name}", name, json.dumps(each["Document"]))
        for name, each in json.loads(aws_managed_policies_data).items()
    ]
    own = [
        ("main", f"arn:aws:iam::123456789012:policy/{name}", name, aws[number % len(aws)][3])
        for number, name in enumerate(_own_names(chance))
    ]
    rows = [
        {
            "account": account,
            "arn": arn,
            "name": name,
            "listed_version": "v1",
            "updated_at": now,
            "version": "v1",
            "description": "Provides full access to what it is named for. " * 2,
            "document": document,
            "read_at": now,
            "risk": "Writes in 12 services, reads in 28 more; can let others in",
            "judged": 1,
            "next_try_at": now,
        }
        for account, arn, name, document in (*aws, *own)
    ]
    with database.write() as session:
        session.execute(insert(PolicyText), rows)
        listed = [{"account": "main", "arn": row["arn"], "name": row["name"]} for row in rows]
        session.execute(insert(SnapshotPolicy), listed)
        session.add(Taking(account="main", taken_at=now))
    return len(rows)


def _own_names(chance: random.Random) -> Iterator[str]:
    teams = ("team", "app", "platform", "data", "ci", "ops", "billing", "search")
    things = ("deploy", "read", "write", "admin", "logs", "queue", "bucket", "cluster")
    for number in range(OWN):
        stage = chance.choice(("prod", "dev", "stage"))
        yield f"{chance.choice(teams)}-{chance.choice(things)}-{stage}-{number:04}"


def _answer(search: PolicySearch, typed: str) -> str:
    return json.dumps(policy_options.options(search.find("main", typed)))


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000
