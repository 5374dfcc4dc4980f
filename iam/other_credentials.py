"""What a user may hold beside a password and access keys, deleted: certificates, SSH keys, service passwords."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from iam import faults
from iam.change import FinalChange

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient


@dataclass(frozen=True)
class DeleteSigningCertificate(FinalChange):
    """https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteSigningCertificate.html"""

    user: str
    certificate_id: str
    kind: ClassVar[str] = "delete-signing-certificate"
    rights: ClassVar[tuple[str, ...]] = ("iam:DeleteSigningCertificate", "iam:ListSigningCertificates")

    def is_made(self, iam: "IAMClient") -> bool:
        try:
            with faults.told():
                pages = iam.get_paginator("list_signing_certificates").paginate(UserName=self.user)
                return self.certificate_id not in {
                    each["CertificateId"] for page in pages for each in page["Certificates"]
                }
        except faults.Missing:
            return True

    def make(self, iam: "IAMClient") -> None:
        with faults.gone_is_done():
            iam.delete_signing_certificate(UserName=self.user, CertificateId=self.certificate_id)


@dataclass(frozen=True)
class DeleteSshKey(FinalChange):
    """https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteSSHPublicKey.html"""

    user: str
    key_id: str
    kind: ClassVar[str] = "delete-ssh-key"
    rights: ClassVar[tuple[str, ...]] = ("iam:DeleteSSHPublicKey", "iam:ListSSHPublicKeys")

    def is_made(self, iam: "IAMClient") -> bool:
        try:
            with faults.told():
                pages = iam.get_paginator("list_ssh_public_keys").paginate(UserName=self.user)
                return self.key_id not in {each["SSHPublicKeyId"] for page in pages for each in page["SSHPublicKeys"]}
        except faults.Missing:
            return True

    def make(self, iam: "IAMClient") -> None:
        with faults.gone_is_done():
            iam.delete_ssh_public_key(UserName=self.user, SSHPublicKeyId=self.key_id)


@dataclass(frozen=True)
class DeleteServiceCredential(FinalChange):
    """https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteServiceSpecificCredential.html

    A password or a key of one service: CodeCommit, Keyspaces, Bedrock. A user has two a service at most, and what is
    asked for of one user comes in one page.
    """

    user: str
    credential_id: str
    kind: ClassVar[str] = "delete-service-credential"
    rights: ClassVar[tuple[str, ...]] = (
        "iam:DeleteServiceSpecificCredential",
        "iam:ListServiceSpecificCredentials",
    )

    def is_made(self, iam: "IAMClient") -> bool:
        try:
            with faults.told():
                found = iam.list_service_specific_credentials(UserName=self.user)["ServiceSpecificCredentials"]
        except faults.Missing:
            return True
        return self.credential_id not in {each["ServiceSpecificCredentialId"] for each in found}

    def make(self, iam: "IAMClient") -> None:
        with faults.gone_is_done():
            iam.delete_service_specific_credential(UserName=self.user, ServiceSpecificCredentialId=self.credential_id)
