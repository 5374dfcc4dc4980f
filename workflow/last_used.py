"""Last used: Access Advisor asked about several at a time, by one asker at a time over all processes.

AWS names many of these calls at once as the usual cause of throttling in IAM, and who ends a lease comes first.
"""

from collections.abc import Sequence
from datetime import timedelta

from iam import survey_usage
from iam.faults import Later
from iam.usage_report import Usage
from models.claims import Kind
from workflow.means import Means

PORTION = 25
"""Reports on their way at a time."""
LOOKS = 5
"""With the pauses between them some fifteen seconds, for who is told to stop finishes what is in hand; what is not
ready then is asked for again another time."""
ANOTHER_ASKS = timedelta(seconds=2)


def of(means: Means, account: str, arns: Sequence[str]) -> Usage:
    """Ask about at most PORTION of them. Raises Later while somebody else is being asked about."""
    with means.claims.hold(Kind.last_used, 0) as ours:
        if not ours:
            raise Later("Access Advisor is being asked about somebody else right now", after=ANOTHER_ASKS)
        return survey_usage.read(means.accounts.iam(account), arns, looks=LOOKS)
