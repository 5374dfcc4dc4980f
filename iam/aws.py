"""The accounts: how each is reached, and who the bot is in it."""

import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config
from botocore.credentials import AssumeRoleCredentialFetcher, DeferredRefreshableCredentials
from botocore.exceptions import NoCredentialsError
from botocore.session import get_session

from iam import faults
from iam.never_as_root import NeverAsRoot
from iam.service_models import read_lean

if TYPE_CHECKING:
    from botocore.session import Session as BotocoreSession
    from mypy_boto3_iam import IAMClient
    from mypy_boto3_sts import STSClient

# 'adaptive' slows the client down once AWS throttles; what is left over after four attempts is tried again by our
# rows, which do not sleep in a thread. https://docs.aws.amazon.com/boto3/latest/guide/retries.html
CONFIG = Config(
    retries={"mode": "adaptive", "total_max_attempts": 4},
    connect_timeout=5,
    read_timeout=15,
    max_pool_connections=32,
    user_agent_extra="leasehold",
)
_ONCE = CONFIG.merge(Config(retries={"mode": "standard", "total_max_attempts": 1}))


@dataclass(frozen=True)
class Identity:
    """Whom AWS takes the bot for."""

    account_id: str
    arn: str

    @property
    def is_root(self) -> bool:
        return self.arn.endswith(":root")


@dataclass(frozen=True)
class Way:
    """How an account is reached, for another process that finds its credentials as this one does."""

    role: str | None
    endpoint: str | None = None
    python: tuple[str, ...] = (sys.executable,)
    """By which words that process is begun."""


class Accounts:
    """IAM clients by the catalog's name of the account; made at first use, shared by threads.

    `roles` maps a name to the role to assume in that account, or to None for the bot's own credentials. A change of
    the catalog hands in new roles. With `on_root` nothing but who the bot is can be asked before that is known; it is
    called with the account and the identity when that is the root user.
    """

    def __init__(
        self,
        roles: Mapping[str, str | None],
        *,
        endpoint: str | None = None,
        on_root: Callable[[str, Identity], None] | None = None,
    ) -> None:
        self._endpoint, self._on_root = endpoint, on_root
        self._roles = dict(roles)
        self._clients: dict[tuple[str, str, Config], Any] = {}
        self._sessions: dict[str, boto3.Session] = {}
        self._holding_back: dict[str, NeverAsRoot] = {}
        self._guard = threading.Lock()

    def reach(self, roles: Mapping[str, str | None]) -> None:
        """Take over what a new catalog says of the accounts."""
        with self._guard:
            changed = {name for name in self._roles | dict(roles) if self._roles.get(name) != roles.get(name)}
            # An account that was taken out stays reachable: leases on it still have to end.
            self._roles |= dict(roles)
            self._clients = {key: client for key, client in self._clients.items() if key[0] not in changed}
            self._sessions = {name: session for name, session in self._sessions.items() if name not in changed}
            self._holding_back = {name: held for name, held in self._holding_back.items() if name not in changed}

    def way(self, account: str) -> Way:
        """Raises Later."""
        if account not in self._roles:
            raise _unknown(account)
        return Way(self._roles[account], self._endpoint)

    def iam(self, account: str) -> "IAMClient":
        client: IAMClient = self._client(account, "iam")
        return client

    def iam_once(self, account: str) -> "IAMClient":
        """A client that calls once and no more: for what must not be done twice."""
        client: IAMClient = self._client(account, "iam", config=_ONCE)
        return client

    def ses(self, account: str) -> Any:  # noqa: ANN401 (a client of which we have no types)
        """A client for mail, which calls once: what nobody answered may have been sent."""
        return self._client(account, "ses", config=_ONCE)

    def whoami(self, account: str) -> Identity:
        """Ask STS; raises Later or Never."""
        with faults.told():
            client: STSClient = self._client(account, "sts")
        return _asked(client)

    def _client(self, account: str, service: str, *, config: Config = CONFIG) -> Any:  # noqa: ANN401 (boto3 makes clients of all types here)
        with self._guard:
            return self._known_client(account, service, config)

    def _known_client(self, account: str, service: str, config: Config) -> Any:  # noqa: ANN401 (as above)
        if (account, service, config) not in self._clients:
            session = self._session(account)
            client = session.client(
                service,  # type: ignore[call-overload]  # the types want a literal
                region_name=session.region_name or "us-east-1",
                config=config,
                endpoint_url=self._endpoint,
            )
            if self._on_root is not None and service != "sts":
                client.meta.events.register("before-call", self._never_as_root(account, self._on_root))
            self._clients[account, service, config] = client
        return self._clients[account, service, config]

    def _never_as_root(self, account: str, on_root: Callable[[str, Identity], None]) -> NeverAsRoot:
        """One for all clients of a session, which asks by a client of the same."""
        if account not in self._holding_back:
            sts = self._known_client(account, "sts", CONFIG)
            self._holding_back[account] = NeverAsRoot(partial(_asked, sts), partial(on_root, account))
        return self._holding_back[account]

    def _session(self, account: str) -> boto3.Session:
        """One for all clients of an account: each session reads AWS's endpoints and the services' models for itself.

        Measured: the clients for STS and IAM, and the one that calls once, take 15 MB in one session, 32 MB in three.
        """
        if account not in self._roles:
            raise _unknown(account)
        if account not in self._sessions:
            role = self._roles[account]
            session = read_lean(get_session()) if role is None else _in_role(role)
            self._sessions[account] = boto3.Session(botocore_session=session)
        return self._sessions[account]


def _asked(client: "STSClient") -> Identity:
    """Raises Later or Never."""
    with faults.told():
        answer = client.get_caller_identity()
    return Identity(account_id=answer["Account"], arn=answer["Arn"])


def _unknown(account: str) -> faults.Later:
    return faults.Later(f"the account '{account}' is not in the catalog any more", code="UnknownAccount")


def _in_role(role: str) -> "BotocoreSession":
    """A session that assumes the role at first use, and again before its credentials expire."""
    own = read_lean(get_session())
    credentials = own.get_credentials()
    if credentials is None:
        raise NoCredentialsError
    fetcher = AssumeRoleCredentialFetcher(
        client_creator=own.create_client,
        source_credentials=credentials,
        role_arn=role,
        extra_args={"RoleSessionName": "leasehold"},
    )
    assumed = read_lean(get_session())
    assumed._credentials = DeferredRefreshableCredentials(  # type: ignore[attr-defined]  # noqa: SLF001 (no other door)
        refresh_using=fetcher.fetch_credentials, method="assume-role"
    )
    return assumed
