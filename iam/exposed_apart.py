"""What policies let somebody reach, told by a process that is gone afterwards, as risk lines are made."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from iam import exposed
from iam.exposed import Exposed, Service, Source
from iam.risk_apart import Undone

_ROOT = Path(__file__).parents[1]
_LONGEST = 60
"""Seconds; ten policies take one."""
_NICE = 5
"""Whoever answers Slack comes first."""


def told(sources: Sequence[Source], boundary: str | None = None, *, python: str = sys.executable) -> Exposed:
    """As `exposed.exposed`. Raises Undone."""
    asked = {"sources": [asdict(each) for each in sources], "boundary": boundary}
    try:
        run = subprocess.run(
            [python, "-m", "iam.exposed_apart"],
            cwd=_ROOT,
            input=json.dumps(asked).encode(),
            capture_output=True,
            timeout=_LONGEST,
            check=False,
        )
        found: dict[str, Any] = json.loads(run.stdout)
    except subprocess.TimeoutExpired as error:
        raise Undone(f"no answer after {_LONGEST} seconds") from error
    except ValueError as error:
        raise Undone(f"no answer: {run.stderr.decode(errors='replace')[-300:]}") from error
    return Exposed(
        services=tuple(
            Service(each["prefix"], each["name"], tuple(each["levels"]), tuple(each["through"]))
            for each in found["services"]
        ),
        is_administrator=found["is_administrator"],
        ways=tuple(found["ways"]),
        unread=tuple(found["unread"]),
    )


def main() -> None:
    """Read sources and boundary from standard input and write what they let reach to standard output, both as JSON."""
    os.nice(_NICE)
    asked = json.load(sys.stdin)
    json.dump(exposed.of_json(asked["sources"], asked["boundary"]), sys.stdout)


if __name__ == "__main__":
    main()
