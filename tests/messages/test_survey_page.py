"""The survey's message: how far it is, what holds it up, and at the end the numbers; said plainly what is not known."""

from datetime import UTC, datetime
from typing import Any

from inline_snapshot import snapshot
from judging_for_messages import HOSTILE, foreign_markup, shown, taken

from messages import survey_page
from models.survey import Survey
from models.survey_states import SurveyState

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
COUNTS = {
    "granted": 97_350,
    "used": 400,
    "unused": 14_800,
    "unknown": 82_150,
    "findings": {"unused-service": 400, "escalation": 1, "no-mfa": 2, "brand-new": 1, "two-keys": 0},
}


def survey(state: SurveyState, **values: Any) -> Survey:
    row = {"id": 7, "account": "main", "unused_days": 90, "begun_at": NOON, "done": 0, "total": 0, "fault": ""}
    return Survey(**{**row, "counts": {}, "notes": [], "calls": 0, "state": state, **values})


def test_how_far_it_is() -> None:
    begun = shown(survey_page.render(survey(SurveyState.reading)))
    assert begun == snapshot("""\
(Survey of the account `main`: 0 %)
*Survey of the account `main`*
AWS is asked for the users, groups, roles and policies.
""")
    half = shown(survey_page.render(survey(SurveyState.reading, done=2_499, total=5_000)))
    assert half == snapshot("""\
(Survey of the account `main`: 49 %)
*Survey of the account `main`*
▰▰▰▰▰▰▰▰▰▱▱▱▱▱▱▱▱▱▱▱ 49 %
What was used is read: 2,499 of 5,000 reports.
""")
    assert shown(survey_page.render(survey(SurveyState.judging))) == snapshot("""\
(Survey of the account `main`: All is read. What is granted is held against what was used.)
*Survey of the account `main`*
All is read. What is granted is held against what was used.
""")


def test_the_bar_is_full_only_when_all_is_read() -> None:
    bars = [shown(survey_page.render(survey(SurveyState.reading, done=done, total=3))) for done in range(4)]
    assert [bar.count("▰") for bar in bars] == [0, 6, 13, 20]
    assert all(bar.count("▰") + bar.count("▱") == survey_page.BAR for bar in bars)


def test_what_holds_it_up_is_said() -> None:
    held = survey(SurveyState.reading, fault="Rate exceeded <!channel>", next_try_at=NOON)
    assert shown(survey_page.render(held)) == snapshot("""\
(Survey of the account `main`: 0 %)
*Survey of the account `main`*
AWS is asked for the users, groups, roles and policies.
This holds it up, tried again <!date^1795521600^{date_short_pretty} {time}|2026-11-24 12:00 UTC>:
Rate exceeded <!channel>
""")


def test_at_the_end_it_says_what_was_found_and_what_is_not_known() -> None:
    notes = [
        "no last use known: arn:aws:iam::123456789012:user/ann: it was deleted meanwhile",
        "credential report: <no>",
    ]
    done = survey(SurveyState.judged, counts=COUNTS, notes=notes, read_at=NOON, calls=981)
    assert shown(survey_page.render(done)) == snapshot("""\
(Survey of the account `main`: 404 findings)
*Survey of the account `main`: 404 findings*
97350 services are granted, counted for each user and role.
In the last 90 days: 400 used, 14,800 not used, 82,150 not known.
*Found*
• 2 users without MFA
• 400 users and roles with unused services
• 1 way to more rights
• 1 brand-new
*What is not known, and so is no finding*
• no last use known: arn:aws:iam::123456789012:user/ann: it was deleted meanwhile
• credential report: &lt;no&gt;
Read <!date^1795521600^{date_short_pretty} {time}|2026-11-24 12:00 UTC>, 981 calls of AWS.
AWS tells of 400 days, up to four hours late; an attempt counts as use.
""")


def test_where_nothing_is_wrong_that_is_said() -> None:
    assert shown(survey_page.render(survey(SurveyState.judged, counts={}, read_at=NOON, calls=5))) == snapshot("""\
(Survey of the account `main`: nothing found that is unused or unsafe)
*Survey of the account `main`: nothing found that is unused or unsafe*
Nobody is granted anything.
Read <!date^1795521600^{date_short_pretty} {time}|2026-11-24 12:00 UTC>, 5 calls of AWS.
AWS tells of 400 days, up to four hours late; an attempt counts as use.
""")


def test_what_aws_refused_is_told_in_its_words() -> None:
    refused = survey(SurveyState.refused, fault="User: arn:… is not authorized to perform: iam:GetAccount…")
    assert shown(survey_page.render(refused)) == snapshot("""\
(Survey of the account `main`: not made. AWS does not show the account:)
*Survey of the account `main`: not made*
AWS does not show the account:
User: arn:… is not authorized to perform: iam:GetAccount…
""")
    left = survey(SurveyState.left, fault="its account is not in the catalog any more")
    assert shown(survey_page.render(left)) == snapshot("""\
(Survey of the account `main`: not made. It was left:)
*Survey of the account `main`: not made*
It was left:
its account is not in the catalog any more
""")


def test_the_first_answer_says_where_to_look() -> None:
    assert shown(survey_page.asked(["main"])) == snapshot("""\
(If you are an administrator, a DM from me follows the survey of the account `main`.)

""")
    assert shown(survey_page.asked(["main", "prod"])) == snapshot("""\
(If you are an administrator, a DM from me follows the survey of the accounts `main` and `prod`.)

""")


def test_whatever_stands_in_it_slack_takes_it_and_nobody_is_pinged() -> None:
    for state in SurveyState:
        held = {"account": HOSTILE, "fault": HOSTILE, "notes": [HOSTILE] * 40}
        drawn = survey_page.render(survey(state, **held, counts={"granted": 1, "findings": {HOSTILE: 3}}))
        taken(drawn)
        assert not foreign_markup(drawn)
