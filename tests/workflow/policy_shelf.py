"""A shelf of policies for a town: noted as a snapshot would note them, without a list of AWS's 1,582."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import delete, select
from town import Town

from iam import managed_policies
from iam.account import Named
from models.policy_text import PolicyText
from models.snapshot import SnapshotPolicy
from workflow import policy_listing

AWS_S = "arn:aws:iam::aws:policy/"
OWN = "arn:aws:iam::123456789012:policy/"
READ = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}]}
WRITE = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:Put*", "Resource": "*"}]}


def has(town: Town, name: str, document: dict[str, Any] = READ, description: str = "") -> str:
    """Have the account have a policy of its own; give its ARN."""
    made = town.aws.iam.create_policy(PolicyName=name, Description=description, PolicyDocument=json.dumps(document))
    return made["Policy"]["Arn"]


def writes_anew(town: Town, arn: str, document: dict[str, Any]) -> None:
    town.aws.iam.create_policy_version(PolicyArn=arn, PolicyDocument=json.dumps(document), SetAsDefault=True)


def is_listed(town: Town, *arns: str, account: str = "main") -> None:
    """Note these and no others, as IAM has them now; time passes until they may be read."""
    lists(town, [managed_policies.shown(town.aws.iam, arn).listed for arn in arns], account=account)
    town.clock.passes(policy_listing.LEISURE)
    town.aws.clear_calls()


def lists(town: Town, listed: Sequence[Named], *, account: str = "main") -> None:
    with town.database.write() as session:
        session.execute(delete(SnapshotPolicy).where(SnapshotPolicy.account == account))
        session.add_all(SnapshotPolicy(account=account, **asdict(each)) for each in listed)
    policy_listing.note(town.means, account)


def managed(arn: str, *, version: str = "v1", attachments: int = 0) -> Named:
    """As a list has it, whether or not IAM has it too."""
    return Named(arn.rpartition("/")[2], arn, default_version=version, attachments=attachments)


def row(town: Town, arn: str, account: str | None = None) -> PolicyText:
    query = select(PolicyText).where(PolicyText.arn == arn)
    if account is not None:
        query = query.where(PolicyText.account == account)
    with town.database.read() as session:
        return session.scalars(query).one()


def rows(town: Town) -> dict[str, PolicyText]:
    with town.database.read() as session:
        return {each.arn: each for each in session.scalars(select(PolicyText))}
