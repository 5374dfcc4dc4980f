"""Never as root: a client calls nobody before AWS has said that whoever calls is not the root user."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from iam.faults import Fault, Later

if TYPE_CHECKING:
    from iam.aws import Identity


class NeverAsRoot:
    """Holds back the calls of a session's clients: botocore asks it before each. Once it knows, it stays known.

    A process asks at its start too, but does not wait for AWS there: leases have to end, and cards to be answered.
    """

    def __init__(self, whoami: Callable[[], "Identity"], on_root: Callable[["Identity"], None]) -> None:
        self._whoami, self._on_root = whoami, on_root
        self._is_known = False

    def __call__(self, **_call: object) -> None:
        """Raises Later while it is not known who calls, and when that is the root user."""
        if self._is_known:
            return
        try:
            identity = self._whoami()
        except Fault as fault:
            # Whatever AWS says, it was not said about the call that waits for it: that one may be made later.
            raise Later(
                f"AWS has not said yet whom it takes the bot for: {fault.words}", code="UnknownCaller"
            ) from fault
        if identity.is_root:
            self._on_root(identity)
            raise Later(f"the bot's credentials are the root user's ({identity.arn})", code="RootUser")
        self._is_known = True
