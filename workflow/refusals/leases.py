"""Why a lease is not taken back by this person, or not now."""

from workflow.refusal import Refusal


class NotYours(Refusal):
    """Only the person who holds this access can give it back; an administrator can revoke it."""


class NotAnAdmin(Refusal):
    """Only administrators can revoke access: {admins}."""


class NoLease(Refusal):
    """That access is {state}; there is nothing to take back."""
