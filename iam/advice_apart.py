"""Advice, asked of AWS and worked out in a process that is gone afterwards, and with it all that this takes."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from iam import advice, authorization, faults, survey, survey_usage
from iam.authorization import PolicyDetail
from iam.aws import Accounts, Way
from iam.checkup_item import Refused
from iam.patience import patiently
from iam.risk_apart import Undone
from iam.survey import Survey

_ROOT = Path(__file__).parents[1]
_LONGEST = 180
"""Seconds: AWS takes some for its reports, and minutes when it throttles."""
_NICE = 5
"""Whoever answers Slack comes first."""
_ACCOUNT = "advised"


def told(
    way: Way, about: str, *, days: int, now: datetime, offered: Iterable[Mapping[str, str]] = ()
) -> dict[str, Any] | None:
    """As `advice.told`, and `left`: of how many others of the circle nothing was asked. None: nobody is called that.

    `offered` are policies that may be proposed: name, ARN and document.

    Raises Later or Never as AWS answered, and Undone.
    """
    asked = {
        "role": way.role,
        "endpoint": way.endpoint,
        "about": about,
        "days": days,
        "now": now.isoformat(),
        "offered": list(offered),
    }
    try:
        run = subprocess.run(
            [*way.python, "-m", "iam.advice_apart"],
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
    if "fault" in found:
        raise (faults.Later if found["later"] else faults.Never)(found["fault"], code=found["code"])
    return found["advice"]  # type: ignore[no-any-return]  # our own main() wrote it


def main() -> None:
    """Read whom to ask about from standard input and write the advice to standard output, both as JSON."""
    os.nice(_NICE)
    try:
        answer: dict[str, Any] = {"advice": _advice(json.load(sys.stdin))}
    except (faults.Later, faults.Never) as fault:
        answer = {"fault": fault.words, "code": fault.code, "later": isinstance(fault, faults.Later)}
    json.dump(answer, sys.stdout)


def _advice(asked: Mapping[str, Any]) -> dict[str, Any] | None:
    window, now = timedelta(days=asked["days"]), datetime.fromisoformat(asked["now"])
    iam = Accounts({_ACCOUNT: asked["role"]}, endpoint=asked["endpoint"]).iam(_ACCOUNT)
    everybody = patiently(lambda: authorization.read(iam, *survey.PARTS))
    advised = advice.named(everybody, asked["about"])
    if advised is None:
        return None
    circle = advice.circle(everybody, advised)
    policies, missing = survey.texts(iam, circle.details)
    read = Survey(
        taken_at=now,
        details=circle.details,
        policies=policies,
        usage=survey_usage.read(iam, circle.asked),
        report=Refused("not asked"),
        summary=Refused("not asked"),
        passwords=Refused("not asked"),
    )
    offered = [PolicyDetail(each["name"], each["arn"], each["document"], 0) for each in asked["offered"]]
    answer = advice.told(read, advised, window=window, now=now, offered=offered)
    return answer | {"left": circle.left, "unread": missing}


if __name__ == "__main__":
    main()
