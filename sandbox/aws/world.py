"""What the sandbox remembers beside moto's own account: faults, held calls, the log, who calls, reports."""

import threading
from dataclasses import dataclass, field

from sandbox.aws.access_advisor import AccessAdvisor
from sandbox.aws.call_log import CallLog
from sandbox.aws.callers import Callers
from sandbox.aws.delays import Delays
from sandbox.aws.faults import Faults
from sandbox.aws.held_calls import HeldCalls


@dataclass
class World:
    """One for the process. Whoever touches moto's state holds `turn`: one call is one atomic change."""

    faults: Faults = field(default_factory=Faults)
    held: HeldCalls = field(default_factory=HeldCalls)
    log: CallLog = field(default_factory=CallLog)
    delays: Delays = field(default_factory=Delays)
    callers: Callers = field(default_factory=Callers)
    advisor: AccessAdvisor = field(default_factory=AccessAdvisor)
    turn: threading.RLock = field(default_factory=threading.RLock)

    def forget(self) -> None:
        """Go back to an empty start; what is held goes on, to an account that is not there any more."""
        self.faults.clear()
        self.delays.clear()
        self.callers.clear()
        self.advisor.clear()
        self.held.release()
        self.log.clear()
