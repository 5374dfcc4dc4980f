"""AWS managed policies: read once, kept over resets, in the one partition that we serve.

moto reads its 1,582 policies anew for each reset and for each of its seven partitions.
"""

import copy
import functools
import json
from collections.abc import Collection

from moto.iam import models
from moto.iam.aws_managed_policies import aws_managed_policies_data
from moto.iam.models import AWSManagedPolicy

from sandbox.aws.mends import wrapping
from sandbox.aws.moto_types import Account

_kept: list[AWSManagedPolicy] = []


def install() -> None:
    wrapping.replace(models.IAMBackend, "_init_aws_policies", _fresh_copies)


def have_only(names: Collection[str] | None) -> None:
    """Have no others, so that a list of all is short; None: all of AWS's."""
    if names is not None:
        _kept.extend(policy for policy in _all() if policy.name in names)


def _fresh_copies(account: Account) -> list[AWSManagedPolicy]:
    if account.region_name != "aws":
        return []
    return [_of_account(policy, account.account_id) for policy in _kept or _all()]


@functools.cache
def _all() -> list[AWSManagedPolicy]:
    return [
        AWSManagedPolicy.from_data(name, account_id="aws", region_name="aws", data=data)
        for name, data in json.loads(aws_managed_policies_data).items()
    ]


def _of_account(policy: AWSManagedPolicy, account_id: str) -> AWSManagedPolicy:
    """A copy that counts its own attachments; the versions are shared, for nobody may change them."""
    own = copy.copy(policy)
    own.account_id = account_id
    own.attachment_count = 0
    return own
