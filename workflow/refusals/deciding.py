"""Why an answer to a request does not count."""

from workflow.refusal import Refusal


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
