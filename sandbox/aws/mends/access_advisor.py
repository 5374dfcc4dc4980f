"""Service last accessed data: a job, which is asked for again until it is ready; moto has none of it."""

import functools
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from moto.core.responses import ActionResult
from moto.iam import responses
from moto.iam.exceptions import NoSuchEntity

from sandbox.aws import grants, service_names, services_used
from sandbox.aws.access_advisor import AccessAdvisor, Job, Row
from sandbox.aws.callers import Callers
from sandbox.aws.grants import Grant
from sandbox.aws.mends import wrapping
from sandbox.aws.moto_types import IamCall, Result, Role, User
from sandbox.aws.services_used import Use

_NO_REASON = {"Code": "ServiceFailure", "Message": "The report could not be generated. Try again later."}


def install(known: Callers, advisor: AccessAdvisor) -> None:
    def generate(response: IamCall) -> Result:
        account, arn = response.backend, response._get_param("Arn")
        level = response._get_param("Granularity") or "SERVICE_LEVEL"
        given = grants.of(account, arn)
        uses = services_used.known_of(account, arn, now=datetime.now(UTC))
        services = [
            _service(one, given, uses.get(one, []), is_by_action=level == "ACTION_LEVEL")
            for one in sorted(grants.services(given))
        ]
        entities = functools.partial(_entities, grants.holders(account, arn), uses)
        job = advisor.begin(owner=_owner(known, response), level=level, services=services, entities=entities)
        return ActionResult({"JobId": job.id})

    def get(response: IamCall) -> Result:
        job = _job(response)
        return ActionResult(_status(job) | {"JobType": job.level, "ServicesLastAccessed": _ready(job, job.services)})

    def get_with_entities(response: IamCall) -> Result:
        job, service = _job(response), response._get_param("ServiceNamespace")
        if all(row["ServiceNamespace"] != service for row in job.services):
            raise NoSuchEntity(f"The report has no service {service}.")
        return ActionResult(_status(job) | {"EntityDetailsList": _ready(job, job.entities(service))})

    def _job(response: IamCall) -> Job:
        job_id = response._get_param("JobId")
        found = advisor.job(job_id, owner=_owner(known, response))
        if not found:
            raise NoSuchEntity(f"No report was found for JobId {job_id}.")
        return found

    wrapping.replace(responses.IamResponse, "generate_service_last_accessed_details", generate)
    wrapping.replace(responses.IamResponse, "get_service_last_accessed_details", get)
    wrapping.replace(responses.IamResponse, "get_service_last_accessed_details_with_entities", get_with_entities)


def _owner(known: Callers, response: IamCall) -> str:
    """A user may use any key; of a role each session is for itself."""
    key = response.get_access_key()
    arn = known.arn_of(key)
    return arn if ":user/" in arn or arn.endswith(":root") else key


def _status(job: Job) -> dict[str, object]:
    status = job.status(datetime.now(UTC))
    told: dict[str, object] = {"JobStatus": status, "JobCreationDate": job.begun_at}
    if status != "IN_PROGRESS":
        told["JobCompletionDate"] = job.ready_at
    if status == "FAILED":
        told["Error"] = _NO_REASON
    return told


def _ready(job: Job, rows: Sequence[Row]) -> list[Row]:
    return list(rows) if job.status(datetime.now(UTC)) == "COMPLETED" else []


def _service(service: str, given: list[Grant], uses: list[Use], *, is_by_action: bool) -> Row:
    """AWS leaves out what it does not know; it counts nobody as 0."""
    row: dict[str, object] = {
        "ServiceName": service_names.name_of(service),
        "ServiceNamespace": service,
        "TotalAuthenticatedEntities": len({use.by for use in uses}),
    }
    if last := services_used.latest(uses):
        row |= {"LastAuthenticated": last.at, "LastAuthenticatedRegion": last.region}
        row |= {"LastAuthenticatedEntity": last.by} if last.by else {}
    if is_by_action and (actions := _tracked(service, given)):
        row["TrackedActionsLastAccessed"] = [_action(one, uses) for one in actions]
    return row


def _tracked(service: str, given: list[Grant]) -> list[str]:
    """Those actions of the service that AWS tracks and the policies allow."""
    allowing = [statement for grant in given for statement in grant.statements if statement.allows]
    return [
        action
        for action in service_names.TRACKED.get(service, ())
        if any(statement.speaks_of(f"{service}:{action}") for statement in allowing)
    ]


def _action(action: str, uses: list[Use]) -> Row:
    last = services_used.latest(use for use in uses if use.action == action)
    if not last:
        return {"ActionName": action}
    row = {"ActionName": action, "LastAccessedTime": last.at, "LastAccessedRegion": last.region}
    return row | ({"LastAccessedEntity": last.by} if last.by else {})


def _entities(holders: Sequence[User | Role], uses: Mapping[str, list[Use]], service: str) -> list[Row]:
    """Whoever could have used it, the latest first; who never did comes last."""
    last: dict[str | None, Use] = {use.by: use for use in sorted(uses.get(service, []), key=lambda use: use.at)}
    rows = [_entity(one, last.get(one.arn)) for one in sorted(holders, key=lambda one: str(one.name))]
    rows.sort(key=lambda row: row.get("LastAuthenticated") or datetime.min.replace(tzinfo=UTC), reverse=True)
    return rows


def _entity(entity: User | Role, last: Use | None) -> Row:
    kind = grants.kind_of(entity.arn).upper()
    info = {"Arn": entity.arn, "Name": entity.name, "Type": kind, "Id": entity.id, "Path": entity.path or "/"}
    return {"EntityInfo": info} | ({"LastAuthenticated": last.at} if last else {})
