"""Risk lines made apart: in a process that is gone afterwards, and with it all that it had to read of AWS's services.

To judge some policies takes the actions of nearly every service, some megabytes; to have them is worth it to nobody
for longer than that, for a policy's text changes a few times a year.
"""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from iam import risk

_ROOT = Path(__file__).parents[1]
_LONGEST = 120
"""Seconds; two hundred policies take one."""
_NICE = 10
"""Whoever answers Slack comes first."""


class Undone(RuntimeError):
    """The process ended without an answer: the machine is short of memory, or is going down."""


def lines(documents: Sequence[str], *, python: str = sys.executable) -> list[str]:
    """Give the risk line of each document. Raises Undone.

    Its exit status tells nothing: beside gunicorn, which waits for every child of the process, it may be gone already.
    """
    try:
        run = subprocess.run(
            [python, "-m", "iam.risk_apart"],
            cwd=_ROOT,
            input=json.dumps(list(documents)).encode(),
            capture_output=True,
            timeout=_LONGEST,
            check=False,
        )
        made: list[str] = json.loads(run.stdout)
    except subprocess.TimeoutExpired as error:
        raise Undone(f"no risk lines after {_LONGEST} seconds") from error
    except ValueError as error:
        raise Undone(f"no risk lines: {run.stderr.decode(errors='replace')[-300:]}") from error
    return made


def main() -> None:
    """Read documents from standard input and write their lines to standard output, both as JSON lists of texts."""
    os.nice(_NICE)
    json.dump([risk.risk([document]) for document in json.load(sys.stdin)], sys.stdout)


if __name__ == "__main__":
    main()
