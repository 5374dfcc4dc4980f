"""The surveyor: carries out one survey after another, in a process of its own each, and keeps what comes of it.

What AWS told is committed portion by portion, so a survey that stopped, however it did, goes on where it was: what is
kept and fresh is not asked again. What was found is kept over and over until the end, which then is the same.
"""

import threading
from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

from iam.faults import Later, Never
from iam.risk_apart import Undone
from iam.survey_apart import Apart
from iam.unlearned import Gaps
from models.claims import Kind
from models.move import BOT, move
from models.post import touch_survey
from models.survey import Survey
from models.survey_states import SurveyMove, SurveyState
from workflow import bundle_texts, keeping_findings, policy_reading, remembering, surveying
from workflow.means import Means

TOLD_EVERY = timedelta(seconds=5)
"""How often those who follow it see how far it is: Slack lets a message be updated some fifty times a minute."""
AFTER_A_DEATH = timedelta(minutes=5)
"""How long to wait when its process died, which means that the machine is short of something."""


class Surveyor:
    """One for a process; its thread is its own, for an account takes minutes."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._apart: Apart | None = None
        self._is_stopped = False

    def carry_out(self, means: Means, number: int) -> bool:
        """Go on with one until its end. False when another worker has it in hand."""
        with means.claims.hold(Kind.survey, number) as ours:
            if ours:
                self._carry_out(means, number)
            return ours

    def stop(self) -> None:
        """Leave what is under way to whoever comes next; all that was told is kept."""
        with self._guard:
            self._is_stopped = True
            if self._apart is not None:
                self._apart.end()

    def _carry_out(self, means: Means, number: int) -> None:
        with means.database.read() as session:
            survey = session.get_one(Survey, number)
        if survey.state not in {SurveyState.reading, SurveyState.judging}:
            return
        if survey.account not in means.catalog().accounts:
            surveying.leave(means, number)
            return
        try:
            self._survey(means, survey)
        except Never as fault:
            surveying.refuse(means, number, fault.words)
        except Later as fault:
            surveying.postpone(means, number, fault)
        except Undone as error:
            if not self._is_stopped:
                surveying.postpone(means, number, Later(str(error), after=AFTER_A_DEATH))

    def _survey(self, means: Means, survey: Survey) -> None:
        with Apart(means.accounts.way(survey.account)) as apart:
            with self._guard:
                self._apart = apart
                if self._is_stopped:
                    apart.end()
            try:
                with means.database.go_through() as session:
                    told = remembering.remembered(session, survey)
                    bundles = bundle_texts.of(session, means.catalog(), survey.account)
                    offered = chain(policy_reading.of_aws(session), bundles)
                    apart.begin(days=survey.unused_days, now=survey.begun_at, remembered=chain(offered, told))
                keeper = _Keeper(means, survey)
                for line in apart.lines():
                    keeper.take(line)
            finally:
                self._apart = None


class _Keeper:
    """Keeps what one try at one survey tells."""

    def __init__(self, means: Means, survey: Survey) -> None:
        self._means, self._number, self._account = means, survey.id, survey.account
        with means.database.read() as session:
            self._owners = keeping_findings.owners(session, survey.account)
        self._found: set[int] = set()
        self._told_at: datetime | None = None

    def take(self, line: Mapping[str, Any]) -> None:
        if "reports" in line:
            self._portion(line)
        elif "read" in line:
            self._read(line["read"])
        elif "findings" in line:
            self._keep(line["findings"])
        elif "judged" in line:
            self._finish(line["judged"])

    def _portion(self, told: Mapping[str, Any]) -> None:
        now = self._means.clock()
        with self._means.database.write() as session:
            remembering.keep(session, self._account, told, now=now)
            survey = session.get_one(Survey, self._number, with_for_update=True)
            survey.done, survey.total, survey.fault = told["done"], told["total"], ""
            if self._told_at is None or now - self._told_at >= TOLD_EVERY:
                self._told_at = now
                touch_survey(session, self._number, now=now)
        self._means.log.debug("survey.portion", survey=self._number, done=told["done"], total=told["total"])

    def _read(self, told: Mapping[str, Any]) -> None:
        now = self._means.clock()
        with self._means.database.write() as session:
            survey = session.get_one(Survey, self._number, with_for_update=True)
            survey.read_at, survey.calls, survey.notes = now, told["calls"], told["notes"]
            if survey.state is SurveyState.reading:
                move(session, survey, SurveyMove.judge, by=BOT, at=now)
            touch_survey(session, self._number, now=now)
        self._means.log.info("survey.read", survey=self._number, calls=told["calls"])

    def _keep(self, found: list[dict[str, Any]]) -> None:
        with self._means.database.write() as session:
            self._found.update(
                keeping_findings.keep(session, self._account, found, owners=self._owners, now=self._means.clock())
            )
        self._means.log.debug("survey.kept", survey=self._number, findings=len(self._found))

    def _finish(self, told: Mapping[str, Any]) -> None:
        gaps = Gaps(frozenset((kind, principal, subject) for kind, principal, subject in told["gaps"]))
        self._means.log.debug("survey.found", survey=self._number, findings=len(self._found))
        gone = keeping_findings.let_go(self._means, self._account, found=frozenset(self._found), gaps=gaps)
        now = self._means.clock()
        with self._means.database.write() as session:
            survey = session.get_one(Survey, self._number, with_for_update=True)
            survey.judged_at, survey.counts = now, told["counts"]
            survey.under_way = survey.next_try_at = None
            survey.tries, survey.fault = 0, ""
            remembering.forget(session, survey)
            move(session, survey, SurveyMove.finish, by=BOT, at=now, detail={"found": len(self._found), "gone": gone})
            touch_survey(session, self._number, now=now)
        self._means.log.info("survey.judged", survey=self._number, findings=len(self._found), gone=gone)
