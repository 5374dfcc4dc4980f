"""Lists come in pages of AWS's size, sorted, with a marker that only AWS can read."""

import pytest
from botocore.exceptions import ClientError

from sandbox.aws.driver import Emulated

POLICY = "arn:aws:iam::aws:policy/ReadOnlyAccess"


@pytest.fixture
def crowd(aws: Emulated) -> Emulated:
    aws.seed({"users": {f"user{number:03}": {"groups": ["all"]} for number in reversed(range(105))}})
    return aws


def test_without_a_size_a_page_has_a_hundred(crowd: Emulated) -> None:
    first = crowd.iam.list_users()
    assert (len(first["Users"]), first["IsTruncated"]) == (100, True)
    rest = crowd.iam.list_users(Marker=first["Marker"])
    assert [user["UserName"] for user in rest["Users"]] == [f"user{number}" for number in range(100, 105)]
    assert not rest["IsTruncated"]
    assert "Marker" not in rest
    assert "Tags" not in rest["Users"][0]


@pytest.mark.parametrize(
    ("operation", "key", "asked"),
    [
        ("list_users", "Users", {}),
        ("get_group", "Users", {"GroupName": "all"}),
        ("get_account_authorization_details", "UserDetailList", {"Filter": ["User"]}),
    ],
)
def test_a_paginator_sees_each_once_and_sorted(
    crowd: Emulated, operation: str, key: str, asked: dict[str, object]
) -> None:
    pages = list(crowd.iam.get_paginator(operation).paginate(**asked, PaginationConfig={"PageSize": 30}))  # type: ignore[call-overload]  # three names
    assert [len(page[key]) for page in pages] == [30, 30, 30, 15]
    names = [user["UserName"] for page in pages for user in page[key]]
    assert names == [f"user{number:03}" for number in range(105)]


def test_who_is_deleted_between_pages_hides_nobody_else(crowd: Emulated) -> None:
    first = crowd.iam.list_users(MaxItems=10)
    crowd.iam.remove_user_from_group(UserName="user003", GroupName="all")
    crowd.iam.delete_user(UserName="user003")
    assert crowd.iam.list_users(Marker=first["Marker"])["Users"][0]["UserName"] == "user010"


def test_a_marker_is_good_for_its_own_list_only(crowd: Emulated) -> None:
    marker = crowd.iam.list_users(MaxItems=1)["Marker"]
    assert "user000" not in marker
    for wrong in ("garbage", "10"):
        with pytest.raises(ClientError, match=r"ValidationError.*Invalid Marker"):
            crowd.iam.list_users(Marker=wrong)
    with pytest.raises(ClientError, match=r"ValidationError.*Invalid Marker"):
        crowd.iam.list_groups(Marker=marker)


def test_a_page_larger_than_allowed_is_refused(aws: Emulated) -> None:
    with pytest.raises(ClientError, match=r"at 'maxItems' failed .* less than or equal to 1000"):
        aws.iam.list_users(MaxItems=1001)


def test_the_details_go_over_all_kinds_and_tell_attached_policies_only(aws: Emulated) -> None:
    aws.seed({"users": {"ann": {"groups": ["devs"]}}, "groups": {"devs": [POLICY]}, "roles": {"bot": []}})
    pages = list(aws.iam.get_paginator("get_account_authorization_details").paginate(PaginationConfig={"PageSize": 1}))
    told = [(len(page["UserDetailList"]), len(page["GroupDetailList"]), len(page["RoleDetailList"])) for page in pages]
    assert told == [(1, 0, 0), (0, 1, 0), (0, 0, 1), (0, 0, 0)]
    assert [policy["Arn"] for policy in pages[3]["Policies"]] == [POLICY]
    assert pages[0]["UserDetailList"][0]["GroupList"] == ["devs"]


def test_many_policies_of_one_user_are_paged_by_name(aws: Emulated) -> None:
    aws.seed({"users": {"ann": {"policies": ["ReadOnlyAccess", "AmazonS3FullAccess", "ViewOnlyAccess"]}}})
    first = aws.iam.list_attached_user_policies(UserName="ann", MaxItems=2)
    assert [one["PolicyName"] for one in first["AttachedPolicies"]] == ["AmazonS3FullAccess", "ReadOnlyAccess"]
    rest = aws.iam.list_attached_user_policies(UserName="ann", Marker=first["Marker"])
    assert [one["PolicyName"] for one in rest["AttachedPolicies"]] == ["ViewOnlyAccess"]


def test_all_managed_policies_can_be_listed(aws: Emulated) -> None:
    pages = aws.iam.get_paginator("list_policies").paginate(Scope="AWS", PaginationConfig={"PageSize": 1000})
    names = {policy["PolicyName"] for page in pages for policy in page["Policies"]}
    assert len(names) > 1000
    assert {"AdministratorAccess", "ViewOnlyAccess", "IAMUserChangePassword"} <= names
