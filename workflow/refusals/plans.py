"""Why a plan is not filed, not made or not undone."""

from workflow.refusal import Refusal


class NobodyApprovesPlans(Refusal):
    """The catalog has no section 'users', so nobody may approve changes to people, groups or keys.

    Ask an administrator to add one; docs/catalog.md shows how.
    """


class PlannedAlready(Refusal):
    """That is asked for already: request {number}, to {title}, is {state}. Nothing new was filed."""


class NameTaken(Refusal):
    """There is {kind} {name} in account '{account}' already; to IAM names differ by more than their capitals."""


class NotThereForPlan(Refusal):
    """Account '{account}' does not have {what}, which this plan needs. Nothing was changed. Ask again."""


class GroupNotEmpty(Refusal):
    """The group {group} still has {left}. Only an empty group is deleted: take those out first."""


class QuotaReached(Refusal):
    """Quota: {whose} has {has} {what} of at most {most}, and {more} more would not fit. AWS would refuse it."""


class NotTheSameUser(Refusal):
    """The IAM user {user} that was meant is not there any more; one of that name may be somebody else. Ask again."""


class UsersRuleGone(Refusal):
    """The catalog does not say any more who approves changes to people, groups or keys. Nothing was changed."""


class OutsideThePath(Refusal):
    """The IAM user {user} stands under {stands}, and the catalog lets plans touch only what is under {path}."""


class GroupOutsideThePath(Refusal):
    """The IAM group {group} stands under {stands}, and the catalog lets plans touch only what is under {path}."""


class NotUrgent(Refusal):
    """Only administrators can do this without waiting for approval: {admins}."""


class ChangedMeanwhile(Refusal):
    """Since this was asked, something has come to it in AWS that nobody has approved. Ask again to have it all."""


class WhichPerson(Refusal):
    """Slack does not say who '{typed}' is. Choose the name from the list that Slack shows while you type.

    Somebody without Slack is called by the name of the IAM user, without the @.
    """


class NoName(Refusal):
    """'{typed}' is no name that IAM takes: letters, digits and +=,.@_- only, {most} at most."""


class NobodysUser(Refusal):
    """No IAM user in account '{account}' is known as {who}'s: none carries their address in the tag {tag}.

    Give the name of the IAM user instead.
    """


class SeveralUsers(Refusal):
    """{count} IAM users in account '{account}' carry {who}'s address: {names}. Give the name of the one you mean."""


class NoSuchUser(Refusal):
    """There is no IAM user {user} in account '{account}'.{hint}"""


class NoSuchGroup(Refusal):
    """There is no IAM group {group} in account '{account}'.{hint}"""


class NoSuchPolicy(Refusal):
    """There is no policy {policy} in account '{account}'.{hint}"""


class SeveralPolicies(Refusal):
    """Account '{account}' has {count} policies of the name {policy}. Give the ARN of the one you mean: {arns}."""


class NeverAttached(Refusal):
    """Leasehold attaches {policy} to nobody: whoever has it could undo every limit, this bot's too.

    Only an administrator can, in the IAM console.
    """


class NotInGroup(Refusal):
    """{user} is not in the group {group}, but in {groups}. Nothing was changed."""


class NothingToDo(Refusal):
    """It is so already: {how}. Nothing was changed."""


class NotLocked(Refusal):
    """Nothing of a lock by this bot is left on {user}, so there is nothing to give back."""


class NotToUndo(Refusal):
    """Request {number} is {state}. Only a plan that was made can be undone."""


class NothingToUndo(Refusal):
    """Nothing of request {number} is left in AWS that could be changed back."""


class NoSuchItem(Refusal):
    """Checkup {checkup} has no such item that a plan could mend. /iam checkup looks again."""


class MendedAlready(Refusal):
    """Nothing is left to mend: {title}. Somebody has done it since the checkup."""


class NotForYou(Refusal):
    """What somebody else has and can reach is shown to those who decide on it: {who}."""


class NobodyToAdvise(Refusal):
    """Account '{account}' has no IAM user, group or role {name}."""


class NobodyKnown(Refusal):
    """Account '{account}' has no IAM user, group or access key {name}.{hint}"""


class SayItSo(Refusal):
    """Say it like this: {how}"""
