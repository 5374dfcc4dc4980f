"""Why the account is not checked for this person."""

from workflow.refusal import Refusal


class CheckupIsForAdmins(Refusal):
    """Only administrators can have the account checked: {admins}."""


class NotAnAdminForSure(Refusal):
    """It could not be looked up whether you are an administrator, so the account was not checked: {words}"""
