"""`leasehold check`: everything that can be wrong with an installation, a line each."""

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

from bot import preflight
from bot.parts import Parts, roles
from bot.settings import BadSetting
from catalog import load
from catalog.bundle import Catalog
from catalog.load import Has, Mistake, Unreadable
from iam import account as reading
from iam.faults import Fault
from messages import slack_faults

SCOPES = ("commands", "chat:write", "im:write", "users:read", "users:read.email", "usergroups:read")
"""What the app needs; slack-manifest.yaml asks for these and no others."""


def faults(built: Parts) -> Iterator[str]:
    """One line for each thing that is wrong: the catalog, Slack's tokens and scopes, AWS's identity and rights."""
    catalog: Catalog | None
    try:
        catalog = load.read(built.settings.leasehold_catalog)
    except Unreadable as unreadable:
        yield from (str(mistake) for mistake in unreadable.mistakes)
        catalog = unreadable.partly
    yield from _of_slack(built)
    yield from _of_socket_mode(built)
    if catalog is not None:
        built.accounts.reach(roles(catalog))
        for account in catalog.accounts:
            yield from _of_account(built, catalog, account)
        yield from (str(mistake) for mistake in _unknown(built, catalog))


def _of_slack(built: Parts) -> Iterator[str]:
    try:
        with slack_faults.told():
            answer = built.client.auth_test()
    except Fault as fault:
        yield f"Slack: auth.test says {fault.code or fault.words}: check SLACK_BOT_TOKEN and SLACK_API_URL"
        return
    headers: dict[str, Any] = {name.lower(): value for name, value in answer.headers.items()}
    granted = headers.get("x-oauth-scopes")
    if granted is not None:
        missing = [scope for scope in SCOPES if scope not in {each.strip() for each in str(granted).split(",")}]
        if missing:
            yield f"Slack: the token lacks {', '.join(missing)}: update the app from slack-manifest.yaml, reinstall it"
    try:
        built.settings.check_complete()
    except BadSetting as bad:
        yield str(bad)


def _of_socket_mode(built: Parts) -> Iterator[str]:
    fault = preflight.app_token_fault(built)
    if fault is not None:
        yield f"Slack: apps.connections.open says {fault.code or fault.words}: check SLACK_APP_TOKEN"


def _of_account(built: Parts, catalog: Catalog, account: str) -> Iterator[str]:
    try:
        identity = built.accounts.whoami(account)
    except Fault as fault:
        yield f"AWS: account '{account}': sts:GetCallerIdentity says: {fault.words}"
        return
    expected = catalog.accounts[account].id
    if identity.is_root:
        yield preflight.root_words(account, identity.arn)
    if expected is not None and identity.account_id != expected:
        yield f"AWS: account '{account}' is {identity.account_id}; the catalog says {expected}"
    yield from _rights(built, account)


def _rights(built: Parts, account: str) -> Iterator[str]:
    """Try each kind of look; what writes cannot be tried, `leasehold iam-policy` says what it needs."""
    iam = built.accounts.iam(account)
    looks: dict[str, Callable[[], object]] = {
        "iam:GetAccountAuthorizationDetails": lambda: next(reading.users(iam), None),
        "iam:ListGroups": lambda: next(reading.groups(iam), None),
        "iam:ListPolicies": lambda: next(reading.policies(iam), None),
        "iam:GetAccountSummary": lambda: reading.quotas(iam),
    }
    for right, look in looks.items():
        try:
            look()
        except Fault as fault:
            yield f"AWS: account '{account}': {right} says: {fault.words}"


def _unknown(built: Parts, catalog: Catalog) -> tuple[Mistake, ...]:
    """What the catalog names and an account does not have; what cannot be read of one was told above."""
    accounts = {account: _has(built, account) for account in catalog.accounts}
    return load.unknown(catalog, file=str(built.settings.leasehold_catalog), accounts=accounts)


def _has(built: Parts, account: str) -> Has:
    iam = built.accounts.iam(account)
    groups = policies = None
    with contextlib.suppress(Fault):
        groups = frozenset(group.name for group in reading.groups(iam))
    with contextlib.suppress(Fault):
        policies = {policy.arn: policy.name for policy in reading.policies(iam)}
    return Has(groups, policies)
