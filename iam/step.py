"""A step: one reversible IAM change. Look for it, make it, unmake it, any number of times."""

from typing import TYPE_CHECKING, ClassVar, Protocol

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient


class Step(Protocol):
    """Frozen, hashable, and stored as its fields: `kind` is for ever, fields are never renamed.

    Every call raises iam.faults.Later or Never. `make` of what is there and `unmake` of what is not there do nothing.
    """

    kind: ClassVar[str]

    def is_there(self, iam: "IAMClient", user: str) -> bool: ...

    def make(self, iam: "IAMClient", user: str) -> None: ...

    def unmake(self, iam: "IAMClient", user: str) -> None: ...
