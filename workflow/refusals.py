"""Every way of saying no to a person: one class a reason; its docstring is what they read."""

from inspect import cleandoc


class Mentions(str):
    """Markup of ours in a fact (<@U…>), which stays as it is; any other fact is somebody's text."""

    __slots__ = ()


class Refusal(Exception):
    """No."""

    def __init__(self, **facts: object) -> None:
        self._sentence = " ".join(cleandoc(type(self).__doc__ or "").split())
        self._facts = facts
        super().__init__(self._sentence.format(**facts))

    @property
    def mrkdwn(self) -> str:
        """The same for Slack's eyes: no fact can ping, link or format.

        https://docs.slack.dev/messaging/formatting-message-text#escaping
        """
        return self._sentence.format(**{name: escaped(fact) for name, fact in self._facts.items()})


def escaped(fact: object) -> str:
    """Text that Slack shows as it was typed."""
    if isinstance(fact, Mentions):
        return fact
    return str(fact).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


# Asking


class UnknownBundle(Refusal):
    """The catalog has no bundle '{bundle}'.{hint}"""


class NotADuration(Refusal):
    """{said}"""


class TooLong(Refusal):
    """'{bundle}' can be had for {maximum} at most; you asked for {asked}."""


class ReasonNeeded(Refusal):
    """'{bundle}' needs a reason. Say it after the duration: /iam request {bundle} 4h to restore the backup."""


class ReasonTooLong(Refusal):
    """A reason has {limit} characters at most; yours has {length}. Link to the longer text instead."""


class AlreadyAsked(Refusal):
    """You have this already: request {number} for '{bundle}' is {state}. Nothing new was filed."""


class NotAMember(Refusal):
    """Only full members of this workspace can ask or decide; Slack says that you are {standing}."""


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


# Answering


class NobodyDecidesForThemselves(Refusal):
    """Nobody decides for himself or herself: {how}. Somebody else has to answer request {number}."""


class NotAnApprover(Refusal):
    """You may not decide on request {number}: only {approvers} may."""


class TooLate(Refusal):
    """Request {number} is {state} already; your click changed nothing."""


class RightNotShown(Refusal):
    """Your right to decide could not be looked up, so it does not count: {words}"""


class AlreadyAnswered(Refusal):
    """You have answered request {number} already."""


class SamePerson(Refusal):
    """Somebody with your IAM user or your mailbox has approved request {number} already: a quorum counts people."""


class LostTheRight(Refusal):
    """Your approval of request {number} does not count any more: when the quorum was reached, {why}"""


class WhichRequest(Refusal):
    """Say which request to cancel, by its number: /iam cancel 12. Yours are listed by /iam my."""


class NoSuchRequest(Refusal):
    """There is no request {number} of yours."""


class NotToCancel(Refusal):
    """Request {number} is {state}; only an open request can be cancelled.{hint}"""


class NoLongerAMember(Refusal):
    """Only full members of this workspace can have access; Slack says that whoever asked for this is {standing}."""


# Leases


class NotYours(Refusal):
    """Only the person who holds this access can give it back; an administrator can revoke it."""


class NotAnAdmin(Refusal):
    """Only administrators can revoke access: {admins}."""


class NoLease(Refusal):
    """That access is {state}; there is nothing to take back."""


# Checkups


class CheckupIsForAdmins(Refusal):
    """Only administrators can have the account checked: {admins}."""


class NotAnAdminForSure(Refusal):
    """It could not be looked up whether you are an administrator, so the account was not checked: {words}"""


# Findings


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


# Telling the administrators


class GivenAndForgotten(Refusal):
    """The IAM user {user} still has {what} from a lease that this database has forgotten; it is being taken back."""


# Plans


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


# Credentials


class NotYourOffer(Refusal):
    """A password or a key is shown to its owner alone, and that is somebody else."""


class BeingMade(Refusal):
    """It is being made already, by another click of yours. Look at the other window."""


class OfferOver(Refusal):
    """The {what} is {state}. Ask for a new one."""


class PasswordStands(Refusal):
    """The IAM user {user} has a password already, which somebody else set. It was left as it is."""


class KeysAllTaken(Refusal):
    """The IAM user {user} has {most} access keys, and AWS allows no more.

    Delete one that you do not use, with /iam keys, then come back.
    """


class OfferOfYoursLapsed(Refusal):
    """You did not look at the {what} of your IAM user {user} in account '{account}' in time.

    Nothing was made. If you still need it, ask {asker}.
    """


class OfferLapsed(Refusal):
    """The {what} of the IAM user {user} has lapsed: {whose} did not look at it in time. Nothing was made.

    It was promised by request {number}; ask again if it is still needed.
    """


class NotSurelyShown(Refusal):
    """The {what} for the IAM user {user} may not have reached you, so it was deleted and does not work.

    Click again, and you get a new one.
    """


class LiesAbout(Refusal):
    """The IAM user {user} in account '{account}' may have a {what} that nobody has seen.

    AWS does not let the bot delete it: {words} Delete it in IAM, or give the bot the right; it is tried again.
    """


class HowToSignIn(Refusal):
    """Your IAM user {user} in the AWS account {account} is ready.

    In Slack you have a direct message with the button Show My Sign-In: within {hours} hours it shows your password,
    once. Then sign in at {address} with this password. Nobody sends you a password by mail, and nobody asks you for it.
    """


class MailNotSent(Refusal):
    """The mail to {whose} about how to sign in was not sent ({words}). The direct message in Slack says the same."""


# One's own keys


class NotYourKey(Refusal):
    """That is no key of yours to do this with: the IAM user {user} is yours, and its keys have changed. Look again."""


class KeyStillActive(Refusal):
    """{key} is active. Make it inactive first: if something breaks, that can be taken back, and deleting cannot."""


class OldKeyAsleep(Refusal):
    """Your old access key {key} of the IAM user {user} is inactive now; {end} it is deleted.

    If something of yours broke, make it active again with /iam keys.
    """


class OldKeyGone(Refusal):
    """Your old access key {key} of the IAM user {user} is deleted. The rotation is done."""


# A new IAM user


class NotReadYet(Refusal):
    """Account '{account}' is being read for the first time, so what it has is not known yet. Try again in a minute."""


class BadPath(Refusal):
    """A path begins with {under}, ends with a slash and has no spaces, such as {under}{example}."""


class BadTags(Refusal):
    """Line {line}: {said}"""


class NothingToSignInWith(Refusal):
    """Choose at least one way to sign in: a password for the console, or an access key for programs."""


class NothingForTheGroup(Refusal):
    """Choose at least one policy for the group {group}: what it is to allow."""


class NoGroupForThese(Refusal):
    """Name the new group that these policies are for, or take them out."""


class GoneMeanwhile(Refusal):
    """Account '{account}' has {what} no more. Choose again."""


class NotForThem(Refusal):
    """Only full members of this workspace get an IAM user; Slack says that {name} is {standing}."""


class NoEmailForThem(Refusal):
    """Slack shows no e-mail address for {name}, by which their IAM user would be known as theirs.

    They can add one to their profile; then ask again.
    """


class HasAUser(Refusal):
    """The IAM user {user} in account '{account}' carries the address of {name} already: nobody has two.

    Change that one instead, or ask an administrator to take the tag {tag} off it.
    """


# Reviews


class NoReviews(Refusal):
    """The catalog has no section 'reviews', so nobody can be asked to confirm who is in a group.

    Ask an administrator to add one; docs/catalog.md shows how.
    """


class BadUntil(Refusal):
    """'{typed}' is no end for a review: {expected}"""


class ReviewedAlready(Refusal):
    """The group {group} is under review already: review {number}. Nothing new was begun."""


class NobodyToReview(Refusal):
    """The IAM group {group} has no members, so there is nobody to confirm."""


class MayNotReview(Refusal):
    """Only {who} may start or stop a review of the group {group}."""


class NotAReviewer(Refusal):
    """You may not answer for the members of the group {group}: only {reviewers} may."""


class NobodyConfirmsOneself(Refusal):
    """Nobody confirms his or her own access: somebody else has to answer for {user}."""


class AnsweredForAlready(Refusal):
    """{users} had been answered for already, or was out of the group; your choice changed nothing there."""


class NoSuchReview(Refusal):
    """There is no review {number}. /iam review lists those that are under way."""


class ReviewIsOver(Refusal):
    """Review {number} is {state}; nothing was changed."""


class ReviewRightNotShown(Refusal):
    """Your right to answer for others could not be looked up, so nothing was done: {words}"""


class ReviewNotBegun(Refusal):
    """The review of the group {group} could not begin: {words} Nothing was changed. Show this to an administrator."""


class AccessTakenBack(Refusal):
    """Your IAM user {user} is not in the IAM group {group} any more: {why} If you still need it, ask for it."""
