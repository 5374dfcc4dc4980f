"""Trouble on demand, for a while: what Slack and AWS do wrong now and then, by the stand-ins' own faults."""

import threading
import time
from collections.abc import Callable
from enum import StrEnum
from typing import assert_never

from sandbox.aws.driver import Emulated
from sandbox.slack.driver import StandIn

LASTS = 20.0
"""Seconds."""


class Trouble(StrEnum):
    slack_down = "slack-down"
    aws_throttles = "aws-throttles"
    aws_denies_removals = "aws-denies-removals"


class Troubles:
    """What is in force, and till when by `clock`; an end is seen by `end_due`, asked now and then."""

    def __init__(self, slack: StandIn, aws: Emulated, *, clock: Callable[[], float] = time.time) -> None:
        self._slack, self._aws, self._clock = slack, aws, clock
        self._guard = threading.Lock()
        self._ends_at: dict[Trouble, float] = {}

    def begin(self, trouble: Trouble) -> None:
        """For LASTS seconds from now on, also when it is in force already."""
        with self._guard:
            self._ends_at[trouble] = self._clock() + LASTS
            self._order()

    def end(self) -> None:
        with self._guard:
            self._ends_at.clear()
            self._order()

    def end_due(self) -> None:
        with self._guard:
            left = {trouble: at for trouble, at in self._ends_at.items() if at > self._clock()}
            if left != self._ends_at:
                self._ends_at = left
                self._order()

    def in_force(self) -> dict[Trouble, float]:
        with self._guard:
            return dict(self._ends_at)

    def _order(self) -> None:
        """Faults are cleared all at once, so what goes on is ordered anew."""
        self._slack.clear_faults()
        self._aws.clear_faults()
        for trouble in self._ends_at:
            match trouble:
                case Trouble.slack_down:
                    self._slack.goes_down()
                case Trouble.aws_throttles:
                    self._aws.fault("*", do="throttle")
                case Trouble.aws_denies_removals:
                    self._aws.fault("RemoveUserFromGroup", do="deny")
                    self._aws.fault("DetachUserPolicy", do="deny")
                case _:
                    assert_never(trouble)
