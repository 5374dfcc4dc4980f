"""When a service was last used, and by whom: as the control plane says, and by nothing else."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from werkzeug.exceptions import BadRequest, NotFound

from sandbox.aws import accounts, grants
from sandbox.aws.grants import Entity
from sandbox.aws.moto_types import Account

Payload = dict[str, Any]  # JSON as it came
KINDS = ("user", "group", "role", "policy")
TRACKED_FOR = timedelta(days=400)
_KNOWN = {*KINDS, "service", "action", "days_ago", "region", "by", "account"}


@dataclass(frozen=True)
class Use:
    """One attempt, the last of its kind; `by` is the ARN of a user or a role, None for one that is gone."""

    service: str
    action: str | None
    at: datetime
    by: str | None
    region: str


def mark(body: Payload) -> None:
    """`days_ago` null takes the uses of the service away."""
    if unknown := body.keys() - _KNOWN:
        raise BadRequest(f"A use has {sorted(_KNOWN)}; not {sorted(unknown)}.")
    service, action, days_ago = body.get("service"), body.get("action"), body.get("days_ago", 0)
    if not service:
        raise BadRequest("`service` is needed: a namespace such as s3.")
    used, by = _who(body)
    if days_ago is None:
        used.services_used = [use for use in _uses(used) if use.service != service]
        return
    kept = [use for use in _uses(used) if (use.service, use.action, use.by) != (service, action, by)]
    at = datetime.now(UTC) - timedelta(days=float(days_ago))
    used.services_used = [*kept, Use(service, action, at, by, body.get("region") or "us-east-1")]


def known_of(account: Account, arn: str, *, now: datetime) -> dict[str, list[Use]]:
    """What AWS still knows, by service: the uses of the one with this ARN, and of the members or holders it has now."""
    about = {id(one): one for one in (grants.entity(account, arn), *grants.holders(account, arn))}
    known: dict[str, list[Use]] = {}
    for use in (use for one in about.values() for use in _uses(one) if now - use.at <= TRACKED_FOR):
        known.setdefault(use.service, []).append(use)
    return known


def latest(uses: Iterable[Use]) -> Use | None:
    return max(uses, key=lambda use: use.at, default=None)


def _uses(entity: Entity) -> list[Use]:
    """Kept at moto's own object, so that they go with it."""
    return getattr(entity, "services_used", [])


def _who(body: Payload) -> tuple[Entity, str | None]:
    """Where the use is kept, and the ARN behind it.

    A group or a policy is used `by` one who is in it or has it, and it is that one's use; by the ARN of one who has
    left, or by nobody known, it is kept at the group or the policy.
    """
    account = accounts.named(body)
    named = [(kind, body[kind]) for kind in KINDS if body.get(kind)]
    if len(named) != 1:
        raise BadRequest(f"One of {', '.join(KINDS)} is needed; {len(named)} are given.")
    ((kind, name),) = named
    entity = next((one for one in grants.every(account, kind) if name in {one.name, one.arn}), None)
    if not entity:
        raise NotFound(f"There is no {kind} {name}.")
    if kind in {"user", "role"}:
        return entity, entity.arn
    by = body.get("by")
    holder = next((one for one in grants.holders(account, entity.arn) if by in {one.name, one.arn}), None)
    if not holder and by and not by.startswith("arn:"):
        raise NotFound(f"{by} does not have the {kind} {name}.")
    return (holder, holder.arn) if holder else (entity, by)
