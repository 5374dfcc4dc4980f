"""What is not right yet in the four steps to a new IAM user."""

from workflow.refusal import Refusal


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
