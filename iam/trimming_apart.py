"""What of a bundle's policies can go, worked out by a process that is gone afterwards, as risk lines are made."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from iam import trimming
from iam.risk_apart import Undone
from iam.trimming import Shelved, Trimmed

_ROOT = Path(__file__).parents[1]
_LONGEST = 120
"""Seconds; the 1,600 policies of AWS's take some five."""
_NICE = 10
"""Nobody waits for it."""


@dataclass(frozen=True)
class Line:
    """What one line of a bundle gives. `arn`: it is this policy, and may be replaced; None: it is a group."""

    documents: tuple[str, ...]
    arn: str | None = None


def told(
    lines: Sequence[Line], unused: Sequence[str], shelf: Sequence[Shelved], *, python: str = sys.executable
) -> list[Trimmed | None]:
    """For each line what can go of it; None: nothing. Raises Undone."""
    asked = {"lines": [asdict(each) for each in lines], "unused": list(unused), "shelf": [asdict(one) for one in shelf]}
    try:
        run = subprocess.run(
            [python, "-m", "iam.trimming_apart"],
            cwd=_ROOT,
            input=json.dumps(asked).encode(),
            capture_output=True,
            timeout=_LONGEST,
            check=False,
        )
        found: list[dict[str, Any] | None] = json.loads(run.stdout)
    except subprocess.TimeoutExpired as error:
        raise Undone(f"no answer after {_LONGEST} seconds") from error
    except ValueError as error:
        raise Undone(f"no answer: {run.stderr.decode(errors='replace')[-300:]}") from error
    return [Trimmed(tuple(each["lost"]), each["instead"]) if each else None for each in found]


def trimmed(lines: Sequence[Line], unused: Sequence[str], shelf: Sequence[Shelved]) -> list[Trimmed | None]:
    """As `told`, in this process."""
    return [_trimmed(line, unused, shelf) for line in lines]


def _trimmed(line: Line, unused: Sequence[str], shelf: Sequence[Shelved]) -> Trimmed | None:
    found = trimming.whole(line.documents, unused)
    if found is not None or line.arn is None:
        return found
    return trimming.narrower(line.arn, line.documents[0], unused, shelf)


def main() -> None:
    """Read lines, unused services and shelf from standard input, write what can go to standard output, all as JSON."""
    os.nice(_NICE)
    asked = json.load(sys.stdin)
    lines = [Line(tuple(each["documents"]), each["arn"]) for each in asked["lines"]]
    found = trimmed(lines, asked["unused"], [Shelved(**each) for each in asked["shelf"]])
    json.dump([asdict(each) if each else None for each in found], sys.stdout)


if __name__ == "__main__":
    main()
