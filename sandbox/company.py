"""Lease Corp: the AWS account of the demo, with something for every feature of the bot to show."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from sandbox.aws.driver import Emulated, State

DESCRIBED = Path(__file__).with_name("company.yaml")

Told = Mapping[str, Any]  # a part of company.yaml
_OF_A_SEED = ("tags", "groups", "policies", "inline", "mfa")


def seed(aws: Emulated) -> None:
    """Fill an empty account; what company.yaml says is always the same, and its times are counted from now."""
    company: Told = yaml.safe_load(DESCRIBED.read_text(encoding="utf-8"))
    state = aws.seed(
        {
            "passwords": company["passwords"],
            "groups": company["groups"],
            "policies": company["policies"],
            "roles": {name: role["policies"] for name, role in company["roles"].items()},
            "users": {name: _as_seed(user) for name, user in company["users"].items()},
        }
    )
    for name, user in company["users"].items():
        _grow_user(aws, name, user, state=state)
    for name, role in company["roles"].items():
        _grow_role(aws, name, role)
    for group in company["groups"]:
        aws.age_group(group, company["groups_made"])
    for policy in company["policies"]:
        aws.age_policy(policy, company["policies_made"])
    root = company["root"]
    aws.set_root(keys=root["keys"], mfa=root["mfa"])
    aws.set_root_used(_ago(root["used"]))


def _as_seed(user: Told) -> dict[str, object]:
    kept = {key: user[key] for key in _OF_A_SEED if key in user}
    return kept | {"password": "password" in user, "keys": len(user.get("keys", []))}


def _grow_user(aws: Emulated, name: str, user: Told, *, state: State) -> None:
    aws.age_user(name, user["made"])
    if used := user.get("password", {}).get("used"):
        aws.set_last_used(name, password=_ago(used))
    for made, told in zip(state["users"][name]["keys"], user.get("keys", []), strict=True):
        aws.age_key(name, made["id"], told["made"])
        if "used" in told:
            aws.set_last_used(name, key=(made["id"], _ago(told["used"])), service=told["for"])
    _use(aws, user, user=name)


def _grow_role(aws: Emulated, name: str, role: Told) -> None:
    aws.age_role(name, role["made"])
    if "used" in role:
        aws.set_role_used(name, _ago(role["used"]))
    _use(aws, role, role=name)


def _use(aws: Emulated, told: Told, **who: str) -> None:
    """A service's use is its days, or its days and those of its actions."""
    for service, use in told.get("uses", {}).items():
        days, actions = (use["days"], use["actions"]) if isinstance(use, dict) else (use, {})
        aws.service_used(service, days_ago=days, **who)
        for action, ago in actions.items():
            aws.service_used(service, action=action, days_ago=ago, **who)


def _ago(days: float) -> datetime:
    return datetime.now(UTC) - timedelta(days=days)
