"""Why a password or a key is not shown, and what its owner is told of it."""

from workflow.refusal import Refusal


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
