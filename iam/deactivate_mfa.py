"""An MFA device taken from its user; a virtual one is deleted too, for its name would stay taken."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from iam import faults
from iam.change import FinalChange

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient

_VIRTUAL = re.compile(r"arn:aws[a-z-]*:iam::\d{12}:mfa/.+")


@dataclass(frozen=True)
class DeactivateMfa(FinalChange):
    """https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeactivateMFADevice.html

    `serial` is the ARN of a virtual device or a passkey, or the number on a piece of hardware.
    """

    user: str
    serial: str
    kind: ClassVar[str] = "deactivate-mfa"
    rights: ClassVar[tuple[str, ...]] = (
        "iam:DeactivateMFADevice",
        "iam:DeleteVirtualMFADevice",
        "iam:ListMFADevices",
        "iam:ListVirtualMFADevices",
    )

    def is_made(self, iam: "IAMClient") -> bool:
        return not self._is_the_users(iam) and not (self.is_virtual and self._is_left_over(iam))

    def make(self, iam: "IAMClient") -> None:
        with faults.gone_is_done():
            iam.deactivate_mfa_device(UserName=self.user, SerialNumber=self.serial)
        if self.is_virtual:
            self._delete(iam)

    def _delete(self, iam: "IAMClient") -> None:
        try:
            with faults.gone_is_done():
                iam.delete_virtual_mfa_device(SerialNumber=self.serial)
        except faults.Never as held:
            if held.code != "DeleteConflict":
                raise
            # Somebody else's by now, and left alone; or still the user's, because AWS is slow to see that it is not.
            if not self.is_made(iam):
                raise faults.Later(held.words, code=held.code) from held

    @property
    def is_virtual(self) -> bool:
        return _VIRTUAL.fullmatch(self.serial) is not None

    def _is_the_users(self, iam: "IAMClient") -> bool:
        try:
            with faults.told():
                pages = iam.get_paginator("list_mfa_devices").paginate(UserName=self.user)
                return any(each["SerialNumber"] == self.serial for page in pages for each in page["MFADevices"])
        except faults.Missing:
            return False

    def _is_left_over(self, iam: "IAMClient") -> bool:
        with faults.told():
            pages = iam.get_paginator("list_virtual_mfa_devices").paginate(AssignmentStatus="Unassigned")
            return any(each["SerialNumber"] == self.serial for page in pages for each in page["VirtualMFADevices"])
