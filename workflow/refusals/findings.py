"""Why nothing becomes of a click on a finding, and of a survey asked for."""

from workflow.refusal import Refusal


class NotYourFinding(Refusal):
    """Only the person whose access this is may answer for it, or an administrator: {admins}. Nothing was changed."""


class NotForOthers(Refusal):
    """Only the person whose access this is can say that. Nothing was changed."""


class NotYoursInIam(Refusal):
    """IAM does not show {user} as yours any more: its tag {tag} is not your address. Nothing was changed."""


class AnsweredAlready(Refusal):
    """That is {state} already; your click changed nothing."""


class FindingGone(Refusal):
    """AWS does not show that any more, so there was nothing to do. It is off the list."""


class ChangedSinceFound(Refusal):
    """A part of that has changed in AWS since it was found, so nothing was taken. The next survey looks at it anew."""


class UsedSinceFound(Refusal):
    """That was used on {day}, after it was found unused, so nothing was taken. The next survey looks at it anew."""


class HeldByALease(Refusal):
    """A lease holds that now: it ends with the lease, and not before. Nothing was taken."""


class NothingToTake(Refusal):
    """For that there is no change that could be made at a click. What to do instead: {suggestion}."""


class NobodyGivesIt(Refusal):
    """No bundle of the catalog gives that any more, so nothing was taken. Take It Back does so without a lease."""


class NotToRestore(Refusal):
    """That cannot be restored: {why}. Nothing was changed."""


class FindingNotLookedUp(Refusal):
    """That could not be looked up, so nothing was changed: {words}"""


class SurveyIsForAdmins(Refusal):
    """Only administrators can have the account surveyed: {admins}."""


class NoSuchAccount(Refusal):
    """There is no account {account} in the catalog; there is: {accounts}."""
