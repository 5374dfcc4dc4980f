"""A survey made apart: begun, told what is remembered, listened to line by line, ended at any time."""

import json
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from iam import faults
from iam.aws import Way
from iam.risk_apart import Undone

_ROOT = Path(__file__).parents[1]
_WAITS = 5
"""Seconds for it to end by itself."""


class Apart:
    """One survey in its own process (iam/survey_process.py says which lines). Ends with the block."""

    def __init__(self, way: Way) -> None:
        self._way = way
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 (open as long as the process is)
        self._process = subprocess.Popen(
            [*way.python, "-m", "iam.survey_process"],
            cwd=_ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()
        try:
            self._process.wait(_WAITS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        for end in (self._process.stdout, self._errors):
            if end is not None:
                end.close()

    @property
    def pid(self) -> int:
        return self._process.pid

    def end(self) -> None:
        """Have it end: it does so as soon as it is not spoken to any more. From any thread."""
        with suppress(OSError, ValueError):
            self._in.close()

    def begin(self, *, days: int, now: datetime, remembered: Iterable[Mapping[str, Any]]) -> None:
        """Say what to do and what is remembered: reports, and looks at credentials."""
        with suppress(OSError, ValueError):  # who is gone already is heard to be
            self._say({"role": self._way.role, "endpoint": self._way.endpoint, "days": days, "now": now.isoformat()})
            for each in remembered:
                self._say(each)
            self._in.write("begin\n")
            self._in.flush()

    def lines(self) -> Iterator[dict[str, Any]]:
        """What it tells, the last one with `judged`. Raises Later or Never as AWS answered, and Undone."""
        for text in self._process.stdout or ():
            try:
                line: dict[str, Any] = json.loads(text)
            except ValueError:
                break  # cut off in the middle
            if "fault" in line:
                raise (faults.Later if line["later"] else faults.Never)(line["fault"], code=line["code"])
            yield line
            if "judged" in line:
                return
        raise Undone(f"the survey's process ended before its time: {self._last_words()}")

    def _last_words(self) -> str:
        self._errors.seek(0)
        return self._errors.read().decode(errors="replace")[-300:].strip()

    @property
    def _in(self) -> Any:  # noqa: ANN401 (a text pipe, which the types call optional)
        return self._process.stdin

    def _say(self, line: Mapping[str, Any]) -> None:
        self._in.write(json.dumps(line) + "\n")
