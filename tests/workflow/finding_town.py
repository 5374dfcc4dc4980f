"""A town with findings: kept as a survey keeps them, reminded of, and answered."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from town import Town

from iam import changes
from iam.changes import AnyChange
from iam.memberships import LeaveGroup
from models.finding_answer import FindingAnswer, Gesture
from models.kept_finding import KeptFinding, place
from models.post import Post, PostKind
from models.reminder import Reminder
from models.round import Round
from models.survey import Survey
from models.survey_states import SurveyState
from workflow import answering_findings, nagging, reminding

GROUP = "s3-users"


class Findings:
    """What is done about findings in a town."""

    def __init__(self, town: Town) -> None:
        self.town = town
        is_surveyed(town)

    def arn(self, user: str = "ann") -> str:
        return str(self.town.aws.state()["users"][user]["arn"])

    def unused_group(self, user: str = "ann", *, group: str = GROUP, owner: str | None = "", **other: Any) -> int:
        """Somebody is in a group that they do not need; give the finding's number."""
        self.town.aws.iam.add_user_to_group(GroupName=group, UserName=user)
        self.town.aws.clear_calls()
        return self.keeps(
            self.arn(user),
            "unused-group-membership",
            group,
            owner=f"U0{user.upper()}" if owner == "" else owner,
            remedy=[LeaveGroup(user, group)],
            **other,
        )

    def keeps(self, principal: str, kind: str, subject: str, *, remedy: Sequence[AnyChange] = (), **other: Any) -> int:
        now = self.town.clock()
        row = {
            "standing": place("main", principal, kind, subject),
            "account": "main",
            "evidence": "nothing that only it gives was used in 90 days: s3",
            "suggestion": f"take it back: {subject}",
            "remedy": [changes.stored(each) for each in remedy],
            "found_at": now,
            "seen_at": now,
        } | other
        with self.town.database.write() as session:
            finding = KeptFinding(principal=principal, kind=kind, subject=subject, **row)
            session.add(finding)
            session.flush()
            return finding.id

    def finding(self, number: int) -> KeptFinding:
        with self.town.database.read() as session:
            return session.get_one(KeptFinding, number)

    def round(self) -> Round:
        """One round by hand, until AWS has written its report, and all who are due reminded."""
        number = nagging.ask_for_one(self.town.means)

        def is_told() -> bool:
            nagging.gather(self.town.means, number)
            self.town.clock.passes(timedelta(seconds=2))
            with self.town.database.read() as session:
                return session.get_one(Round, number).told_at is not None

        self.town.aws.wait_for(is_told, seconds=5, what="the round")
        self.reminds()
        with self.town.database.read() as session:
            return session.get_one(Round, number)

    def reminds(self) -> None:
        for number in reminding.due(self.town.means):
            reminding.remind(self.town.means, number)

    def reminders(self) -> list[Reminder]:
        with self.town.database.read() as session:
            return list(session.scalars(select(Reminder).order_by(Reminder.id)))

    def reminded(self) -> list[str]:
        """Whose DM there is, one word a message."""
        return self.town.posts(PostKind.reminder)

    def posts(self) -> list[Post]:
        with self.town.database.read() as session:
            return list(session.scalars(select(Post).where(Post.kind == PostKind.reminder).order_by(Post.id)))

    def answers(self, number: int, gesture: Gesture, *, by: str = "U0ANN", reason: str = "") -> FindingAnswer:
        """A click, judged; give what became of it."""
        self.clicks(number, gesture, by=by, reason=reason)
        self.judges()
        return self.answer()

    def clicks(self, number: int, gesture: Gesture, *, by: str = "U0ANN", reason: str = "") -> None:
        with self.town.database.write() as session:
            answering_findings.cast(session, number, gesture, by=by, reason=reason, now=self.town.clock())

    def judges(self) -> None:
        for number in answering_findings.due(self.town.means):
            answering_findings.judge(self.town.means, number)

    def answer(self) -> FindingAnswer:
        """The latest."""
        with self.town.database.read() as session:
            return session.scalars(select(FindingAnswer).order_by(FindingAnswer.id.desc())).first() or _none()

    def takes_back(self, number: int, *, by: str = "U0ANN") -> None:
        """By a click, until it is gone from AWS."""
        answer = self.answers(number, Gesture.take_back, by=by)
        assert answer.request_id is not None, answer.why
        self.town.finishes(answer.request_id)

    def whispered(self) -> str:
        return self.town.whispers()[-1][1]


def is_surveyed(town: Town) -> None:
    """No round has to wait for a survey: the latest is always fresh, and has counted nothing."""
    row = {"account": "main", "unused_days": 90, "begun_at": town.clock() + timedelta(days=1_000)}
    with town.database.write() as session:
        session.add(Survey(**row, state=SurveyState.judged))


def _none() -> FindingAnswer:
    raise AssertionError("nobody has answered")
