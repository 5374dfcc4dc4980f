"""A managed policy as IAM shows it: its description, which no list tells, and its text."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from iam import faults
from iam.account import Named

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient


@dataclass(frozen=True)
class Managed:
    """`description` is never changed once the policy is there."""

    listed: Named
    """As a list has it: name, version in force, attachments."""
    updated_at: datetime
    """When IAM says that it was last changed: a new version, or another one in force."""
    description: str = ""


def is_of_aws(arn: str) -> bool:
    """Whether AWS wrote it: such a policy is the same in every account of its partition."""
    return ":iam::aws:policy/" in arn


def shown(iam: "IAMClient", arn: str) -> Managed:
    """Ask for one as it is right now. Raises Missing, Later or Never."""
    with faults.told():
        told = iam.get_policy(PolicyArn=arn)["Policy"]
    listed = Named(
        name=told["PolicyName"],
        arn=told["Arn"],
        default_version=told["DefaultVersionId"],
        attachments=told.get("AttachmentCount", 0),
    )
    return Managed(listed, updated_at=told["UpdateDate"], description=told.get("Description", ""))


def text(iam: "IAMClient", arn: str, *, version: str) -> str:
    """The document of a version, as JSON text without white space. Raises Missing, Later or Never."""
    with faults.told():
        document = iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]["Document"]
    # boto3 has parsed it already, whatever its types say.
    return document if isinstance(document, str) else json.dumps(document, separators=(",", ":"))
