"""Why nothing is done to one's own access keys, and what their owner is told of them."""

from workflow.refusal import Refusal


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
