"""`python -m sandbox.tied …` becomes `leasehold …`, and (on Linux) ends with whoever started it, even by kill -9."""

import os
import sys

from bot import dying

if __name__ == "__main__":
    dying.with_the_parent()
    os.execv(sys.executable, [sys.executable, "-m", "bot", *sys.argv[1:]])  # noqa: S606 (fixed words, and no shell is wanted)
