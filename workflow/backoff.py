"""How long to wait before a thing is tried again."""

import random
from datetime import timedelta

FIRST = timedelta(seconds=0.5)
LONGEST = timedelta(seconds=60)
FAR = timedelta(minutes=10)
"""No try at AWS is put off so far: one that is was put off by a clock that has been set back since."""


def after(tries: int, said: timedelta | None = None) -> timedelta:
    """Just as long as the other side said; else double each time up to a minute, scattered by a fifth."""
    if said is not None:
        return said
    return min(FIRST * (1 << min(tries, 10)), LONGEST) * random.uniform(0.8, 1.2)  # noqa: S311 (scatter, not a secret)
