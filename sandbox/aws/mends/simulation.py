"""Policy simulation: what a principal's policies, or those handed in, say to actions on resources."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime

from moto.core.responses import ActionResult
from moto.iam import responses
from moto.iam.exceptions import InvalidInput

from sandbox.aws import conditions, grants, policy_documents, verdicts
from sandbox.aws.conditions import Context, UnknownOperator
from sandbox.aws.grants import Grant
from sandbox.aws.mends import wrapping
from sandbox.aws.moto_types import Account, IamCall, Result
from sandbox.aws.verdicts import Question, Verdict

# What AWS takes into account and we do not: better no answer than a wrong one.
_BEYOND = ("PolicyExclusionList", "ResourcePolicy", "OrderedOrganizationPolicyInputList", "ResourceHandlingOption")
_ACTION = re.compile(r"[\w-]+:\w+")


def install() -> None:
    wrapping.replace(responses.IamResponse, "simulate_principal_policy", _principal)
    wrapping.replace(responses.IamResponse, "simulate_custom_policy", _custom)
    wrapping.replace(responses.IamResponse, "get_context_keys_for_principal_policy", _keys_of_principal)
    wrapping.replace(responses.IamResponse, "get_context_keys_for_custom_policy", _keys_of_custom)


def _principal(response: IamCall) -> Result:
    account, arn = response.backend, response._get_param("PolicySourceArn")
    policies = [*_of_principal(account, arn), *_handed_in(response, "PolicyInputList")]
    boundary = _handed_in(response, "PermissionsBoundaryPolicyInputList") or _boundary(account, arn)
    caller = response._get_param("CallerArn") or arn
    return _simulated(response, policies, boundary, _of_caller(account, caller))


def _custom(response: IamCall) -> Result:
    boundary = _handed_in(response, "PermissionsBoundaryPolicyInputList") or None
    caller = response._get_param("CallerArn")
    about = _of_caller(response.backend, caller) if caller else {}
    return _simulated(response, _handed_in(response, "PolicyInputList"), boundary, about)


def _keys_of_principal(response: IamCall) -> Result:
    policies = _of_principal(response.backend, response._get_param("PolicySourceArn"))
    return _keys([*policies, *_handed_in(response, "PolicyInputList")])


def _keys_of_custom(response: IamCall) -> Result:
    return _keys(_handed_in(response, "PolicyInputList"))


def _keys(policies: Sequence[Grant]) -> Result:
    statements = [statement for grant in policies for statement in grant.statements]
    named = {key for one in statements for key in conditions.keys_in(one.conditions)}
    texts = [text for one in statements for text in one.resources + one.not_resources]
    return ActionResult({"ContextKeyNames": sorted(named.union(*map(conditions.variables_in, texts)))})


def _of_principal(account: Account, arn: str) -> list[Grant]:
    if grants.kind_of(arn) == "policy":
        raise InvalidInput(f"ARN {arn} is not that of a user, a group or a role.")
    return grants.of(account, arn)


def _boundary(account: Account, arn: str) -> list[Grant] | None:
    set_for = getattr(grants.entity(account, arn), "permissions_boundary", None)
    return grants.of(account, set_for["PermissionsBoundaryArn"]) if set_for else None


def _handed_in(response: IamCall, parameter: str) -> list[Grant]:
    documents = response._get_param(parameter) or []
    try:
        return [
            Grant(f"{parameter}.{number}", None, "none", "", policy_documents.read(document))
            for number, document in enumerate(documents, start=1)
        ]
    except ValueError as error:
        raise InvalidInput(f"Invalid policy document in {parameter}: {error}") from error


def _of_caller(account: Account, arn: str) -> Context:
    """What AWS knows of whoever would call; a group calls nobody."""
    kind, caller = grants.kind_of(arn), grants.entity(account, arn)
    if kind not in {"user", "role"}:
        return {}
    told = {"aws:principalarn": (arn,), "aws:principalaccount": (str(account.account_id),)}
    return told | ({"aws:username": (caller.name,), "aws:userid": (caller.id,)} if kind == "user" else {})


def _simulated(
    response: IamCall, policies: Sequence[Grant], boundary: Sequence[Grant] | None, about: Context
) -> Result:
    if beyond := [one for one in _BEYOND if response._get_param(one)]:
        raise NotImplementedError(beyond)
    context = {**_now(), **about, **_given(response)}
    resources = response._get_param("ResourceArns") or ["*"]
    actions = response._get_param("ActionNames")
    if unknown := [action for action in actions if not _ACTION.fullmatch(action)]:
        raise InvalidInput(f"Invalid action name: {unknown[0]}")
    try:
        told = [
            _told(
                action, [(one, verdicts.judge(policies, boundary, Question(action, one, context))) for one in resources]
            )
            for action in actions
        ]
    except (UnknownOperator, ValueError) as error:
        raise InvalidInput(f"The policies cannot be evaluated: {error}") from error
    return ActionResult({"EvaluationResults": told})


def _now() -> Context:
    now = datetime.now(UTC)
    return {"aws:currenttime": (now.isoformat(),), "aws:epochtime": (str(int(now.timestamp())),)}


def _given(response: IamCall) -> Context:
    entries = response._get_param("ContextEntries") or []
    return {one["ContextKeyName"].lower(): tuple(map(str, one.get("ContextKeyValues", []))) for one in entries}


def _told(action: str, judged: Sequence[tuple[str, Verdict]]) -> dict[str, object]:
    """One result an action: the strictest over its resources, with each resource's own beneath."""
    verdict = _together([one for _, one in judged])
    told = {"EvalActionName": action, "EvalResourceName": "*", "EvalDecision": verdict.decision} | _detail(verdict)
    if [resource for resource, _ in judged] != ["*"]:
        told["ResourceSpecificResults"] = [
            {"EvalResourceName": resource, "EvalResourceDecision": one.decision} | _detail(one)
            for resource, one in judged
        ]
    return told


def _together(each: Sequence[Verdict]) -> Verdict:
    decision = verdicts.strictest(one.decision for one in each)
    deciding = [grant for one in each if one.decision == decision for grant in one.matched]
    within = None if each[0].within_boundary is None else all(one.within_boundary for one in each)
    missing = frozenset().union(*(one.missing for one in each))
    return Verdict(decision, tuple(dict.fromkeys(deciding)), missing, within)


def _detail(verdict: Verdict) -> dict[str, object]:
    told: dict[str, object] = {
        "MatchedStatements": [_source(one) for one in verdict.matched],
        "MissingContextValues": sorted(verdict.missing),
    }
    if verdict.within_boundary is not None:
        told["PermissionsBoundaryDecisionDetail"] = {"AllowedByPermissionsBoundary": verdict.within_boundary}
    return told


def _source(grant: Grant) -> dict[str, str]:
    if grant.arn:
        kind = "aws-managed" if ":iam::aws:" in grant.arn else "user-managed"
        return {"SourcePolicyId": grant.policy, "SourcePolicyType": kind}
    named = f"{grant.kind}_{grant.holder}_{grant.policy}" if grant.holder else grant.policy
    return {"SourcePolicyId": named, "SourcePolicyType": grant.kind}
