"""Who calls: root, a user, a role's session."""

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from sandbox.aws.driver import ACCESS_KEY_ID, Emulated


def test_without_more_the_caller_is_a_role(aws: Emulated) -> None:
    told = aws.sts.get_caller_identity()
    assert told["Arn"] == "arn:aws:sts::123456789012:assumed-role/leasehold/sandbox"
    assert told["Account"] == "123456789012"
    with pytest.raises(ClientError, match=r"ValidationError.*Must specify userName"):
        aws.iam.get_user()


def test_a_key_can_be_roots(aws: Emulated) -> None:
    aws.set_caller(ACCESS_KEY_ID, "arn:aws:iam::123456789012:root")
    told = aws.sts.get_caller_identity()
    assert told["Arn"].endswith(":root")
    assert told["UserId"] == told["Account"] == "123456789012"
    assert aws.iam.get_user()["User"]["Arn"].endswith(":root")


def test_a_key_can_be_a_users(aws: Emulated) -> None:
    aws.seed({"users": {"bot": {}}})
    aws.set_caller(ACCESS_KEY_ID, "arn:aws:iam::123456789012:user/bot")
    assert aws.sts.get_caller_identity()["UserId"] == aws.user_id("bot")
    assert aws.iam.get_user()["User"]["UserName"] == "bot"


def test_a_key_can_be_of_another_account(aws: Emulated) -> None:
    aws.seed({"users": {"ben": {}}}, account="222222222222")
    aws.set_caller(ACCESS_KEY_ID, "arn:aws:sts::222222222222:assumed-role/leasehold/sandbox")
    assert aws.sts.get_caller_identity()["Account"] == "222222222222"
    assert [user["UserName"] for user in aws.iam.list_users()["Users"]] == ["ben"]


def test_a_users_own_key_is_the_users(aws: Emulated) -> None:
    aws.seed({"users": {"ann": {}}})
    key = aws.iam.create_access_key(UserName="ann")["AccessKey"]
    session = boto3.session.Session(key["AccessKeyId"], key["SecretAccessKey"], region_name="us-east-1")
    sts = session.client("sts", endpoint_url=aws.url, config=Config(proxies={}))
    try:
        assert sts.get_caller_identity()["Arn"] == "arn:aws:iam::123456789012:user/ann"
    finally:
        sts.close()
    used = aws.iam.get_access_key_last_used(AccessKeyId=key["AccessKeyId"])["AccessKeyLastUsed"]
    assert used["ServiceName"] == "sts"


def test_a_session_does_not_outlast_its_role(aws: Emulated) -> None:
    aws.seed({"roles": {"leasehold": []}})
    role = "arn:aws:iam::123456789012:role/leasehold"
    with pytest.raises(ClientError, match="MaxSessionDuration"):
        aws.sts.assume_role(RoleArn=role, RoleSessionName="test", DurationSeconds=10800)
    made = aws.sts.assume_role(RoleArn=role, RoleSessionName="test", DurationSeconds=900)
    assert made["AssumedRoleUser"]["Arn"].endswith(":assumed-role/leasehold/test")


def test_a_role_trusts_somebody(aws: Emulated) -> None:
    with pytest.raises(ClientError, match="MalformedPolicyDocument"):
        aws.iam.create_role(RoleName="bot", AssumeRolePolicyDocument="{}")
