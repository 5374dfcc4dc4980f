"""A house in which people are nagged: findings as a survey keeps them, and rounds by hand."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from iam import changes
from iam.changes import AnyChange
from iam.memberships import LeaveGroup
from models.kept_finding import KeptFinding, place
from models.survey import Survey
from models.survey_states import SurveyState
from sandbox.slack.driver_seen import Message
from tests.stories.house import CATALOG, House

AT_ANY_HOUR = CATALOG.replace("unused_days: 90}", "unused_days: 90, quiet: never}")
GROUP = "s3-users"
UNUSED = "Unused group membership"


def prepare(house: House, *, also: str = "") -> None:
    """Nobody sleeps in a story, and what a survey has found stands; to be called before the bot is started.

    `also` is more of the catalog's `nags`.
    """
    house.catalog.write_text(AT_ANY_HOUR.replace("quiet: never}", f"quiet: never{also}}}"))
    row = {"account": "main", "unused_days": 90, "begun_at": datetime.now(UTC)}
    with house.database() as database, database.write() as session:
        session.add(Survey(**row, state=SurveyState.judged))


def arn(house: House, user: str = "ann") -> str:
    return str(house.aws.state()["users"][user]["arn"])


def in_vain(house: House, user: str = "ann", *, group: str = GROUP, **other: Any) -> int:
    """Somebody is in a group that they do not use."""
    house.aws.iam.add_user_to_group(GroupName=group, UserName=user)
    house.aws.clear_calls()
    given = {"owner": f"U0{user.upper()}", "remedy": [LeaveGroup(user, group)]} | other
    return kept(house, arn(house, user), "unused-group-membership", group, **given)


def kept(
    house: House, principal: str, kind: str, subject: str, *, remedy: Sequence[AnyChange] = (), **other: Any
) -> int:
    now = datetime.now(UTC)
    row = {
        "standing": place("main", principal, kind, subject),
        "account": "main",
        "evidence": "nothing that only it gives was used in 90 days: s3",
        "suggestion": f"take it away: {subject}",
        "found_at": now,
        "seen_at": now,
    } | other
    with house.database() as database, database.write() as session:
        finding = KeptFinding(
            principal=principal, kind=kind, subject=subject, remedy=[changes.stored(each) for each in remedy], **row
        )
        session.add(finding)
        session.flush()
        return finding.id


def nag(house: House) -> None:
    ran = house.bot.runs("nag")
    assert ran.returncode == 0, ran.stderr


def reminder(house: House, person: Any, words: str = UNUSED) -> Message:
    """The newest that this person has."""
    return house.wait_for_dm(person, words)


def now_says(house: House, person: Any, like: Message, words: str) -> Message:
    """Wait until that message says so, and give it."""

    def look() -> Message:
        message = next(each for each in person.dm() if each.ts == like.ts)
        assert words in message.visible_text(), message.visible_text()
        return message

    return house.wait_for(look, what=f"the reminder to say {words!r}")
