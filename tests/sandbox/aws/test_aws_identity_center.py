"""Identity Center and its store: what is there once, what is refused, and work that is begun before it is done."""

from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from sandbox.aws.driver import ACCESS_KEY_ID, SECRET_ACCESS_KEY, Emulated

ACCOUNT = "123456789012"


@dataclass(frozen=True)
class Center:
    """The two clients, and the instance with its store."""

    sso: Any
    people: Any
    instance: str
    store: str

    def permission_set(self, name: str) -> str:
        made = self.sso.create_permission_set(InstanceArn=self.instance, Name=name)
        return str(made["PermissionSet"]["PermissionSetArn"])

    def user(self, name: str, **more: Any) -> str:
        full = {"GivenName": name, "FamilyName": "x"}
        made = self.people.create_user(IdentityStoreId=self.store, UserName=name, DisplayName=name, Name=full, **more)
        return str(made["UserId"])

    def assignment(self, permission_set: str, user: str) -> dict[str, str]:
        target = {"TargetId": ACCOUNT, "TargetType": "AWS_ACCOUNT"}
        whom = {"PermissionSetArn": permission_set, "PrincipalType": "USER", "PrincipalId": user}
        return {"InstanceArn": self.instance, **target, **whom}


@pytest.fixture
def center(aws: Emulated) -> Iterator[Center]:
    session = boto3.session.Session(ACCESS_KEY_ID, SECRET_ACCESS_KEY, region_name="us-east-1")
    with ExitStack() as ending:
        sso, people = (
            ending.enter_context(
                closing(session.client(name, endpoint_url=aws.url, config=Config(proxies={})))  # type: ignore[call-overload]  # two names
            )
            for name in ("sso-admin", "identitystore")
        )
        (instance,) = sso.list_instances()["Instances"]
        yield Center(sso, people, instance["InstanceArn"], instance["IdentityStoreId"])


def test_a_permission_set_has_its_name_alone(center: Center) -> None:
    center.permission_set("reader")
    with pytest.raises(ClientError, match="ConflictException"):
        center.permission_set("reader")
    assert center.permission_set("writer")


def test_an_assignment_is_begun_and_then_done_and_made_once(center: Center) -> None:
    wanted = center.assignment(center.permission_set("reader"), center.user("ann"))
    begun = center.sso.create_account_assignment(**wanted)["AccountAssignmentCreationStatus"]
    assert begun["Status"] == "IN_PROGRESS"
    done = center.sso.describe_account_assignment_creation_status(
        InstanceArn=center.instance, AccountAssignmentCreationRequestId=begun["RequestId"]
    )["AccountAssignmentCreationStatus"]
    assert done["Status"] == "SUCCEEDED"
    center.sso.create_account_assignment(**wanted)
    listed = center.sso.list_account_assignments(
        InstanceArn=center.instance, AccountId=ACCOUNT, PermissionSetArn=wanted["PermissionSetArn"]
    )
    assert len(listed["AccountAssignments"]) == 1
    ending = center.sso.delete_account_assignment(**wanted)["AccountAssignmentDeletionStatus"]
    assert ending["Status"] == "IN_PROGRESS"


def test_what_is_assigned_cannot_be_deleted_and_what_is_not_there_cannot_be_assigned(center: Center) -> None:
    wanted = center.assignment(center.permission_set("reader"), center.user("ann"))
    center.sso.create_account_assignment(**wanted)
    named = {"InstanceArn": center.instance, "PermissionSetArn": wanted["PermissionSetArn"]}
    with pytest.raises(ClientError, match="ConflictException"):
        center.sso.delete_permission_set(**named)
    center.sso.delete_account_assignment(**wanted)
    center.sso.delete_permission_set(**named)
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        center.sso.create_account_assignment(**wanted)


def test_a_member_is_one_once(center: Center) -> None:
    ann = center.user("ann")
    group = center.people.create_group(IdentityStoreId=center.store, DisplayName="devs")["GroupId"]
    wanted = {"IdentityStoreId": center.store, "GroupId": group, "MemberId": {"UserId": ann}}
    center.people.create_group_membership(**wanted)
    with pytest.raises(ClientError, match="ConflictException"):
        center.people.create_group_membership(**wanted)
    members = center.people.list_group_memberships(IdentityStoreId=center.store, GroupId=group)["GroupMemberships"]
    assert [member["MemberId"] for member in members] == [{"UserId": ann}]


def test_somebody_is_found_by_address_among_those_who_have_none(center: Center) -> None:
    center.user("ann")
    ben = center.user("ben", Emails=[{"Value": "ben@example.com", "Type": "work", "Primary": True}])
    unique = {"UniqueAttribute": {"AttributePath": "emails.value", "AttributeValue": "ben@example.com"}}
    found = center.people.get_user_id(IdentityStoreId=center.store, AlternateIdentifier=unique)
    assert found["UserId"] == ben
    unique["UniqueAttribute"]["AttributeValue"] = "nobody@example.com"
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        center.people.get_user_id(IdentityStoreId=center.store, AlternateIdentifier=unique)
