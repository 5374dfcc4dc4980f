"""The policy for the bot itself: what it allows, what it denies, how large it is."""

import ast
import fnmatch
import json
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import pytest
from botocore.session import get_session

from iam import changes, own_policy
from iam.own_policy import Document, Grants, OfUsers

ROOT = Path(__file__).resolve().parents[2]
BUNDLES = Grants(groups=("s3-users", "power-users"), policies=("ViewOnlyAccess",), account_id="123456789012")
BOUNDARY = "arn:aws:iam::123456789012:policy/boundaries/People"
PLANS = replace(BUNDLES, users=OfUsers("/people/", boundary=BOUNDARY, sender="aws@example.com"))
EVERYWHERE = replace(BUNDLES, users=OfUsers("/"))


def actions_of_aws() -> set[str]:
    """Every operation of IAM, as a right."""
    model = get_session().get_service_model("iam")
    return {f"iam:{name}" for name in model.operation_names}


def called_by_us() -> set[str]:
    """Every operation that iam/ calls: iam.get_user(…), iam.get_paginator("list_groups")."""
    names: set[str] = set()
    for path in (ROOT / "iam").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            if not (isinstance(node.func.value, ast.Name) and node.func.value.id == "iam"):
                continue
            first = node.args[0] if node.args else None
            if node.func.attr == "get_paginator" and isinstance(first, ast.Constant):
                names.add(str(first.value))
            else:
                names.add(node.func.attr)
    by_method = {f"iam:{name}".replace("_", "").lower() for name in names}
    return {action for action in actions_of_aws() if action.lower() in by_method}


def statements(document: Document, effect: str) -> list[dict[str, Any]]:
    return [each for each in document["Statement"] if each["Effect"] == effect]


def listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def matches(patterns: str | list[str], text: str) -> bool:
    """As IAM does: `*` takes any signs, a slash too, and actions have no case."""
    return any(fnmatch.fnmatchcase(text, pattern) for pattern in listed(patterns))


def allows(
    document: Document,
    action: str,
    resource: str,
    *,
    policy: str | None = None,
    boundary: str | None = None,
    tags: tuple[str, ...] = (),
) -> bool:
    """A judge of our own for what is used here: actions, resources, and the conditions that stand in our policies."""

    def holds(statement: dict[str, Any]) -> bool:
        conditions = statement.get("Condition", {})
        arns = conditions.get("ArnLike", {}).get("iam:PolicyARN")
        boundaries = conditions.get("StringLike", {}).get("iam:PermissionsBoundary")
        some = conditions.get("ForAnyValue:StringLike", {}).get("aws:TagKeys")
        every = conditions.get("ForAllValues:StringLike", {}).get("aws:TagKeys")
        here = (
            matches(statement["Resource"], resource)
            if "Resource" in statement
            else (not matches(statement["NotResource"], resource))
        )
        return (
            matches(statement["Action"], action)
            and here
            and (arns is None or (policy is not None and matches(arns, policy)))
            and (boundaries is None or (boundary is not None and matches(boundaries, boundary)))
            and (some is None or any(matches(some, tag) for tag in tags))
            and (every is None or (tags != () and all(matches(every, tag) for tag in tags)))
        )

    denied = any(holds(each) for each in statements(document, "Deny"))
    return not denied and any(holds(each) for each in statements(document, "Allow"))


def join(document: Document, group: str, action: str = "iam:AddUserToGroup") -> bool:
    return allows(document, action, f"arn:aws:iam::123456789012:group/{group}")


def attach(document: Document, policy: str, action: str = "iam:AttachUserPolicy") -> bool:
    return allows(document, action, "arn:aws:iam::123456789012:user/ann", policy=policy)


def user(name: str) -> str:
    return f"arn:aws:iam::123456789012:user{name}"


def group(name: str) -> str:
    return f"arn:aws:iam::123456789012:group{name}"


def allowed(grants: Grants) -> set[str]:
    """Every action that is allowed somehow, IAM's alone."""
    [document] = own_policy.documents(grants)
    actions = {action for each in statements(document, "Allow") for action in listed(each["Action"])}
    return {action for action in actions if action.startswith("iam:")}


def needed_by_changes() -> set[str]:
    return {right for kind in get_args(changes.AnyChange) for right in kind.rights}


def test_every_call_of_ours_is_allowed_and_no_other() -> None:
    said_otherwise = {"iam:TagUser", *own_policy.READINGS, *own_policy.CREDENTIALS}
    assert called_by_us() <= allowed(PLANS) <= called_by_us() | said_otherwise
    assert allowed(PLANS) <= actions_of_aws()


def test_without_plans_nothing_is_allowed_that_only_plans_need() -> None:
    of_leases = {*own_policy.LOOKS, *own_policy.JOINS, *own_policy.ATTACHES, *own_policy.MARKS}
    assert allowed(BUNDLES) == of_leases
    assert allowed(PLANS) - of_leases == (needed_by_changes() - of_leases) | {
        *own_policy.READINGS,
        *own_policy.CREDENTIALS,
    }


@pytest.mark.parametrize("never", [own_policy.NEVER, own_policy.NEVER_WITH_USERS], ids=["leases", "plans"])
def test_nothing_that_is_needed_is_denied(never: tuple[str, ...]) -> None:
    grants = PLANS if never is own_policy.NEVER_WITH_USERS else BUNDLES
    assert [action for action in allowed(grants) if matches(list(never), action)] == []


def test_a_plan_reaches_users_and_groups_under_the_path_and_no_others() -> None:
    [document] = own_policy.documents(PLANS)
    for action in own_policy.ON_USERS:
        assert allows(document, action, user("/people/dan"))
        assert not allows(document, action, user("/dan"))
        assert not allows(document, action, user("/people-too/dan"))
    for action in own_policy.ON_GROUPS:
        assert allows(document, action, group("/people/web"))
        assert not allows(document, action, group("/web"))
    [at_the_root] = own_policy.documents(EVERYWHERE)
    assert allows(at_the_root, "iam:DeleteUser", user("/dan"))
    assert allows(at_the_root, "iam:DeleteUser", user("/people/dan"))


@pytest.mark.parametrize("action", own_policy.ONLY_UNDER_THE_PATH)
def test_outside_the_path_it_is_denied_whoever_allows_it(action: str) -> None:
    [document] = own_policy.documents(PLANS)
    everything = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    opened = {**document, "Statement": [*document["Statement"], everything]}
    assert not allows(opened, action, user("/dan"))
    assert not allows(opened, action, group("/web"))
    assert allows(opened, action, user("/people/dan"))


def test_a_user_is_made_with_the_boundary_or_not_at_all() -> None:
    [document] = own_policy.documents(PLANS)
    assert allows(document, "iam:CreateUser", user("/people/dan"), boundary=BOUNDARY)
    assert not allows(document, "iam:CreateUser", user("/people/dan"))
    assert not allows(document, "iam:CreateUser", user("/people/dan"), boundary=f"{BOUNDARY}Too")
    assert not allows(document, "iam:CreateUser", user("/dan"), boundary=BOUNDARY)
    for action in ("iam:PutUserPermissionsBoundary", "iam:DeleteUserPermissionsBoundary"):
        assert not allows(document, action, user("/people/dan"), boundary=BOUNDARY)


def test_a_boundary_of_awss_own_is_meant_by_its_name() -> None:
    [document] = own_policy.documents(replace(BUNDLES, users=OfUsers("/", boundary="PowerUserAccess")))
    assert allows(document, "iam:CreateUser", user("/dan"), boundary="arn:aws:iam::aws:policy/PowerUserAccess")
    assert not allows(document, "iam:CreateUser", user("/dan"), boundary=BOUNDARY)


def test_whose_user_it_is_is_written_with_the_mark_alone() -> None:
    [document] = own_policy.documents(PLANS)
    dan = user("/people/dan")
    assert allows(document, "iam:TagUser", dan, tags=("email", "leasehold:plan"))
    assert not allows(document, "iam:TagUser", dan, tags=("email",))
    assert not allows(document, "iam:TagUser", user("/dan"), tags=("email", "leasehold:plan"))
    assert not allows(document, "iam:UntagUser", dan, tags=("email", "leasehold:plan"))


@pytest.mark.parametrize("name", own_policy.TOO_MUCH)
@pytest.mark.parametrize("grants", [PLANS, EVERYWHERE], ids=["path", "everywhere"])
def test_no_plan_makes_an_administrator_of_a_user_or_a_group(grants: Grants, name: str) -> None:
    [document] = own_policy.documents(grants)
    arn = f"arn:aws:iam::aws:policy/{name}"
    assert not allows(document, "iam:AttachUserPolicy", user("/people/dan"), policy=arn)
    assert not allows(document, "iam:AttachGroupPolicy", group("/people/web"), policy=arn)
    assert allows(document, "iam:DetachUserPolicy", user("/people/dan"), policy=arn)
    assert allows(document, "iam:DetachGroupPolicy", group("/people/web"), policy=arn)


@pytest.mark.parametrize(
    "action", ["PutRolePolicy", "AttachRolePolicy", "UpdateAssumeRolePolicy", "PutGroupPolicy", "CreatePolicyVersion"]
)
def test_with_plans_too_the_bot_touches_no_role_and_writes_no_policy(action: str) -> None:
    assert matches(list(own_policy.NEVER_WITH_USERS), f"iam:{action}")


def test_mail_is_sent_from_the_sender_alone_and_only_where_there_is_one() -> None:
    [document] = own_policy.documents(PLANS)
    [mail] = [each for each in document["Statement"] if each["Action"] == ["ses:SendEmail"]]
    assert mail["Condition"] == {"StringEquals": {"ses:FromAddress": "aws@example.com"}}
    assert "ses:" not in json.dumps(own_policy.documents(EVERYWHERE))


@pytest.mark.parametrize("bundles", [4, 60])
def test_plans_fit_beside_bundles_and_into_a_policy_of_their_own(bundles: int) -> None:
    documents = own_policy.documents(replace(of_many(bundles), users=PLANS.users))
    assert all(own_policy.size(each) <= own_policy.LARGEST for each in documents)
    assert sum(allows(each, "iam:DeleteUser", user("/people/dan")) for each in documents) == 1
    assert sum(bool(statements(each, "Deny")) for each in documents) == 1


@pytest.mark.parametrize(
    "action",
    [
        "AttachGroupPolicy",
        "AttachRolePolicy",
        "CreatePolicy",
        "CreatePolicyVersion",
        "CreateRole",
        "DeletePolicyVersion",
        "DeleteRolePermissionsBoundary",
        "DeleteUserPermissionsBoundary",
        "PutGroupPolicy",
        "PutRolePolicy",
        "PutUserPermissionsBoundary",
        "PutUserPolicy",
        "SetDefaultPolicyVersion",
        "UpdateAssumeRolePolicy",
    ],
)
def test_what_could_widen_rights_is_denied_whoever_allows_it(action: str) -> None:
    assert f"iam:{action}" in actions_of_aws()
    assert matches(list(own_policy.NEVER), f"iam:{action}")


def test_passing_a_role_is_denied_though_it_is_no_operation() -> None:
    assert matches(list(own_policy.NEVER), "iam:PassRole")


def test_a_group_of_the_catalog_is_joined_and_left_under_any_path_and_no_other_is() -> None:
    [document] = own_policy.documents(BUNDLES)
    for group in ("s3-users", "leasehold/s3-users", "teams/a/s3-users"):
        assert join(document, group)
        assert join(document, group, "iam:RemoveUserFromGroup")
    for group in ("not-s3-users", "s3-users-too", "s3-users/other", "admins"):
        assert not join(document, group)
        assert not join(document, group, "iam:RemoveUserFromGroup")


def test_a_policy_of_the_catalog_is_attached_and_detached_under_any_path_and_no_other_is() -> None:
    [document] = own_policy.documents(BUNDLES)
    for policy in ("arn:aws:iam::aws:policy/ViewOnlyAccess", "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess"):
        assert attach(document, policy)
        assert attach(document, policy, "iam:DetachUserPolicy")
    for policy in ("arn:aws:iam::aws:policy/MyViewOnlyAccess", "arn:aws:iam::123456789012:policy/ViewOnlyAccess"):
        assert not attach(document, policy)


def test_a_policy_given_by_its_arn_is_that_one_alone() -> None:
    deploy = "arn:aws:iam::123456789012:policy/deployers/Deploy"
    [document] = own_policy.documents(Grants(groups=(), policies=(deploy,)))
    assert attach(document, deploy)
    assert not attach(document, "arn:aws:iam::123456789012:policy/Deploy")


def test_a_sign_in_a_path_is_no_pattern() -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html, special characters."""
    [document] = own_policy.documents(Grants(groups=(), policies=("arn:aws:iam::123456789012:policy/a*b?c$/Deploy",)))
    assert "arn:aws:iam::123456789012:policy/a${*}b${?}c${$}/Deploy" in json.dumps(document)


@pytest.mark.parametrize("name", own_policy.TOO_MUCH)
def test_nobody_is_made_an_administrator_though_the_catalog_says_so(name: str) -> None:
    grants = Grants(groups=(), policies=(name, "ViewOnlyAccess"))
    [document] = own_policy.documents(grants)
    assert not attach(document, f"arn:aws:iam::aws:policy/{name}")
    assert attach(document, f"arn:aws:iam::aws:policy/{name}", "iam:DetachUserPolicy")
    assert own_policy.denied(grants) == [name]


def test_without_a_number_the_account_is_the_callers_own() -> None:
    [document] = own_policy.documents(Grants(groups=("s3-users",), policies=()))
    assert join(document, "s3-users")
    assert "arn:aws:iam::*:group/s3-users" in json.dumps(document)


def test_another_partition_has_arns_of_its_own() -> None:
    [document] = own_policy.documents(Grants(groups=("a",), policies=("ViewOnlyAccess",), partition="aws-us-gov"))
    assert "arn:aws:" not in json.dumps(document)


def test_roles_of_other_accounts_may_be_taken_on_and_no_others() -> None:
    role = "arn:aws:iam::222222222222:role/leasehold"
    [document] = own_policy.documents(Grants(groups=("a",), policies=(), roles=(role,)))
    assert allows(document, "sts:AssumeRole", role)
    assert not allows(document, "sts:AssumeRole", "arn:aws:iam::222222222222:role/admin")


def test_a_catalog_that_gives_nothing_here_asks_for_looks_alone() -> None:
    [document] = own_policy.documents(Grants(groups=(), policies=()))
    assert [each["Sid"] for each in statements(document, "Allow")] == ["Look"]


def test_twenty_bundles_fit_into_one_policy() -> None:
    grants = of_many(20)
    [document] = own_policy.documents(grants)
    assert own_policy.size(document) <= own_policy.LARGEST


@pytest.mark.parametrize("bundles", [60, 200])
def test_more_are_split_so_that_each_fits_and_together_they_say_the_same(bundles: int) -> None:
    grants = of_many(bundles)
    documents = own_policy.documents(grants)
    assert len(documents) > 1
    assert all(own_policy.size(each) <= own_policy.LARGEST for each in documents)
    assert all(each["Statement"] for each in documents)
    for group in grants.groups:
        assert sum(join(each, group) for each in documents) == 1
    for policy in grants.policies:
        assert sum(attach(each, f"arn:aws:iam::aws:policy/{policy}") for each in documents) == 1
    assert sum(bool(statements(each, "Deny")) for each in documents) == 1


def of_many(bundles: int) -> Grants:
    """Each bundle gives a group, every second one a policy of AWS's too."""
    return Grants(
        groups=tuple(f"team-{number:03}-users" for number in range(bundles)),
        policies=tuple(f"AmazonService{number:03}FullAccess" for number in range(0, bundles, 2)),
        account_id="123456789012",
    )
