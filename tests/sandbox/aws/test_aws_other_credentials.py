"""What a user may hold beside a password and access keys: certificates, SSH keys, service credentials."""

import pytest
from botocore.exceptions import ClientError

from sandbox.aws.driver import Emulated

COMMITS, TABLES = "codecommit.amazonaws.com", "cassandra.amazonaws.com"


@pytest.fixture
def ann(aws: Emulated) -> Emulated:
    aws.seed({"users": {"ann": {}, "bob": {}}})
    return aws


def test_a_service_credential_is_made_with_a_password_that_is_shown_once(ann: Emulated) -> None:
    made = ann.iam.create_service_specific_credential(UserName="ann", ServiceName=COMMITS)["ServiceSpecificCredential"]
    assert made["ServicePassword"]
    assert made["ServiceSpecificCredentialId"].startswith("ACCA")
    [told] = ann.iam.list_service_specific_credentials(UserName="ann")["ServiceSpecificCredentials"]
    assert "ServicePassword" not in told
    assert (told["UserName"], told["Status"]) == ("ann", "Active")
    assert ann.iam.list_service_specific_credentials(UserName="bob")["ServiceSpecificCredentials"] == []


def test_a_service_has_two_credentials_of_a_user_at_most(ann: Emulated) -> None:
    for service in (COMMITS, COMMITS, TABLES):
        ann.iam.create_service_specific_credential(UserName="ann", ServiceName=service)
    with pytest.raises(ClientError, match="LimitExceeded"):
        ann.iam.create_service_specific_credential(UserName="ann", ServiceName=COMMITS)
    told = ann.iam.list_service_specific_credentials(UserName="ann", ServiceName=TABLES)
    assert len(told["ServiceSpecificCredentials"]) == 1


def test_a_service_credential_goes_once(ann: Emulated) -> None:
    made = ann.iam.create_service_specific_credential(UserName="ann", ServiceName=COMMITS)["ServiceSpecificCredential"]
    number = made["ServiceSpecificCredentialId"]
    ann.iam.update_service_specific_credential(UserName="ann", ServiceSpecificCredentialId=number, Status="Inactive")
    with pytest.raises(ClientError, match="NoSuchEntity"):
        ann.iam.delete_service_specific_credential(UserName="bob", ServiceSpecificCredentialId=number)
    ann.iam.delete_service_specific_credential(UserName="ann", ServiceSpecificCredentialId=number)
    with pytest.raises(ClientError, match="NoSuchEntity"):
        ann.iam.delete_service_specific_credential(UserName="ann", ServiceSpecificCredentialId=number)


def test_whom_nobody_knows_has_no_service_credentials(ann: Emulated) -> None:
    with pytest.raises(ClientError, match="NoSuchEntity"):
        ann.iam.list_service_specific_credentials(UserName="eve")


def test_a_user_stays_while_there_is_one_of_them(aws: Emulated) -> None:
    seeded = aws.seed({"users": {"ann": {"certificate": True, "ssh_key": True, "service_credential": True}}})
    ann, iam = seeded["users"]["ann"], aws.iam
    assert [each["CertificateId"] for each in iam.list_signing_certificates(UserName="ann")["Certificates"]] == (
        ann["certificates"]
    )
    with pytest.raises(ClientError, match=r"DeleteConflict.*signing certificates"):
        iam.delete_user(UserName="ann")
    iam.delete_signing_certificate(UserName="ann", CertificateId=ann["certificates"][0])
    with pytest.raises(ClientError, match=r"DeleteConflict.*SSH public keys"):
        iam.delete_user(UserName="ann")
    iam.delete_ssh_public_key(UserName="ann", SSHPublicKeyId=ann["ssh_keys"][0])
    with pytest.raises(ClientError, match=r"DeleteConflict.*service specific credentials"):
        iam.delete_user(UserName="ann")
    iam.delete_service_specific_credential(UserName="ann", ServiceSpecificCredentialId=ann["service_credentials"][0])
    iam.delete_user(UserName="ann")


def test_a_certificate_or_an_ssh_key_that_is_not_there_is_told_so(ann: Emulated) -> None:
    with pytest.raises(ClientError, match="NoSuchEntity"):
        ann.iam.delete_signing_certificate(UserName="ann", CertificateId="ABCDEFGHIJKLMNOPQRSTUVWXYZ123456")
    with pytest.raises(ClientError, match="NoSuchEntity"):
        ann.iam.delete_ssh_public_key(UserName="ann", SSHPublicKeyId="APKA1234567890123456")
