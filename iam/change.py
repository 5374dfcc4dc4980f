"""A change: one IAM change of a plan. Look for it, make it, unmake it, any number of times."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, ClassVar, Protocol

from iam import account, faults

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient


class Change(Protocol):
    """Frozen, hashable, and stored as its fields: `kind` is for ever, fields are never renamed.

    Unlike a step it names all that it needs, the user too. Every call raises iam.faults.Later or Never; Missing is the
    Never that says what was named is not there, which right after its creation may still come true.
    """

    kind: ClassVar[str]
    is_final: ClassVar[bool] = False
    """Whether it cannot be unmade: `unmake` then does nothing."""

    refuses_what_stands: ClassVar[bool] = False
    """Whether it is to be refused when it is made already before it was begun: a name that is taken."""

    rights: ClassVar[tuple[str, ...]]
    """The IAM actions that looking for it, making it and unmaking it need."""

    def is_made(self, iam: "IAMClient") -> bool:
        """Whether the account is as this change leaves it; whose user or group is gone has nothing more to lose."""
        ...

    def make(self, iam: "IAMClient") -> None:
        """Make it; what is made already stays as it is."""
        ...

    def unmake(self, iam: "IAMClient") -> None:
        """Go back to what was before; what is gone meanwhile is left gone.

        Raises Missing where something is to be given back and the group or policy that it needs is not there.
        """
        ...


class FinalChange(Change, Protocol):
    """A change that cannot be unmade: what is deleted stays deleted."""

    is_final: ClassVar[bool] = True

    def unmake(self, iam: "IAMClient") -> None:  # noqa: ARG002 (a change is unmade alike, whichever it is)
        return


@contextmanager
def unless_gone(iam: "IAMClient", user: str) -> Iterator[None]:
    """As `faults.told`, for what gives something back to a user: who is gone meanwhile gets nothing back."""
    try:
        with faults.told():
            yield
    except faults.Missing:
        if account.user(iam, user) is not None:
            raise
