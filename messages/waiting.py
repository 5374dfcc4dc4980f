"""How long a message waits before it is tried again."""

import random
from datetime import timedelta

from iam.faults import Fault, Later

FIRST = timedelta(seconds=0.5)
LONGEST = timedelta(seconds=15)
UNTIL_MENDED = timedelta(minutes=10)
"""After a Never: somebody has to change something in Slack, and nobody says when it is done."""


def after(fault: Fault, tries: int) -> timedelta:
    """Double each time, scattered by a fifth; never sooner than Slack said."""
    if not isinstance(fault, Later):
        return UNTIL_MENDED
    doubled = min(FIRST * (1 << min(tries, 10)), LONGEST) * random.uniform(0.8, 1.2)  # noqa: S311 (scatter, not a secret)
    return max(doubled, fault.after) if fault.after else doubled
