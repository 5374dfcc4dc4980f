"""Why a review is not begun, answered or ended by this person."""

from workflow.refusal import Refusal


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
