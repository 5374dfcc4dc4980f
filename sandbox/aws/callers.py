"""Who stands behind an access key id: a user, a role's session or root."""

import threading

from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.iam.models import get_account_id_from, iam_backends
from moto.sts.models import sts_backends

DEFAULT_CALLER = f"arn:aws:sts::{DEFAULT_ACCOUNT_ID}:assumed-role/leasehold/sandbox"


class Callers:
    """The ARNs given to access key ids by the control plane, and before all others."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._given: dict[str, str] = {}

    def give(self, access_key_id: str, arn: str) -> None:
        with self._lock:
            self._given[access_key_id] = arn

    def given(self, access_key_id: str) -> str | None:
        with self._lock:
            return self._given.get(access_key_id)

    def account_given(self, access_key_id: str) -> str | None:
        arn = self.given(access_key_id)
        return arn.split(":")[4] if arn else None

    def arn_of(self, access_key_id: str) -> str:
        """The ARN given; else that of the user or the session whose key it is; else the sandbox's role."""
        if arn := self.given(access_key_id):
            return arn
        account = get_account_id_from(access_key_id)
        session = sts_backends[account]["aws"].get_assumed_role_from_access_key(access_key_id)
        user = iam_backends[account]["aws"].get_user_from_access_key_id(access_key_id)
        known = session or user
        return known.arn if known else DEFAULT_CALLER

    def clear(self) -> None:
        with self._lock:
            self._given.clear()
