"""What policies allow together, told by a process that is gone afterwards, as risk lines are made.

Whoever answers Slack has not the room to read of AWS's services what judging takes; and a person who reviews a new
user waits a second for it gladly.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from iam import reach as judging
from iam.actions import Level
from iam.risk_apart import Undone

_ROOT = Path(__file__).parents[1]
_LONGEST = 60
"""Seconds; ten policies take one."""
_NICE = 10
"""Whoever answers Slack comes first."""


@dataclass(frozen=True)
class Told:
    """A reach in names and words. `services` are AWS's names with their levels, such as Read; `ways` are sentences."""

    services: tuple[tuple[str, tuple[str, ...]], ...]
    is_administrator: bool
    passes_any_role: bool
    ways: tuple[str, ...]
    unread: tuple[str, ...]


def told(documents: Sequence[str], *, boundary: str | None = None, python: str = sys.executable) -> Told:
    """Judge the union of these documents, JSON texts, within the boundary if there is one. Raises Undone."""
    try:
        run = subprocess.run(
            [python, "-m", "iam.reach_apart"],
            cwd=_ROOT,
            input=json.dumps({"documents": list(documents), "boundary": boundary}).encode(),
            capture_output=True,
            timeout=_LONGEST,
            check=False,
        )
        found: Mapping[str, Any] = json.loads(run.stdout)
    except subprocess.TimeoutExpired as error:
        raise Undone(f"no answer after {_LONGEST} seconds") from error
    except ValueError as error:
        raise Undone(f"no answer: {run.stderr.decode(errors='replace')[-300:]}") from error
    return Told(
        services=tuple((name, tuple(levels)) for name, levels in found["services"]),
        is_administrator=found["is_administrator"],
        passes_any_role=found["passes_any_role"],
        ways=tuple(found["ways"]),
        unread=tuple(found["unread"]),
    )


def main() -> None:
    """Read documents and boundary from standard input and write what they allow to standard output, both as JSON."""
    os.nice(_NICE)
    asked = json.load(sys.stdin)
    found = judging.reach(asked["documents"], asked["boundary"])
    services = tuple((each.name, tuple(level for level in Level if level in each.levels)) for each in found.services)
    answer = Told(services, found.is_administrator, found.passes_any_role, found.raises_itself, found.unread)
    json.dump(asdict(answer), sys.stdout)


if __name__ == "__main__":
    main()
