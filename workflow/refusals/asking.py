"""Why a request is not filed or not checked."""

from workflow.refusal import Refusal


class UnknownBundle(Refusal):
    """The catalog has no bundle '{bundle}'.{hint}"""


class NotADuration(Refusal):
    """{said}"""


class TooLong(Refusal):
    """'{bundle}' can be had for {maximum} at most; you asked for {asked}."""


class ReasonNeeded(Refusal):
    """'{bundle}' needs a reason: say what you need it for; the approvers read this."""


class ReasonTooLong(Refusal):
    """A reason has {limit} characters at most; yours has {length}. Link to the longer text instead."""


class AlreadyAsked(Refusal):
    """You have this already: request {number} for '{bundle}' is {state}. Nothing new was filed."""


class NotAMember(Refusal):
    """Only full members of this workspace can ask or decide; Slack says that you are {standing}.

    Ask an administrator of the workspace to make you a full member, then try again.
    """


class NoEmail(Refusal):
    """Slack shows no e-mail address for you, so your IAM user cannot be found.

    Add one to your profile, or ask an administrator whether the app has the scope users:read.email.
    """


class NoIamUser(Refusal):
    """No IAM user in account '{account}' carries the tag {tag}={email}.

    Ask an administrator to tag yours, then ask again.
    """


class TwoIamUsers(Refusal):
    """{count} IAM users in account '{account}' carry the tag {tag}={email}: {names}.

    Ask an administrator to leave it on one of them, then ask again.
    """


class BundleGone(Refusal):
    """'{bundle}' is not in the catalog any more."""


class BundleChanged(Refusal):
    """'{bundle}' was changed in the catalog after this was asked. Ask again to have what it gives now."""


class NotInAccount(Refusal):
    """The catalog promises {what}, which account '{account}' does not have. The administrators have been told."""


class NeverChecked(Refusal):
    """It could not be found out in {hours} hours who you are in IAM: {words}. Ask again."""


class CannotBeChecked(Refusal):
    """It cannot be found out who you are in IAM: {words}. Show this to an administrator."""


class PlanNeverChecked(Refusal):
    """The account could not be looked at for {hours} hours: {words}. Nothing was changed. Ask again."""


class PlanCannotBeChecked(Refusal):
    """The account cannot be looked at: {words}. Nothing was changed. Show this to an administrator."""
