"""A reminder says what it is, how it stands and what can be done; of many the heaviest, and the rest is counted."""

import re
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot
from judging_for_messages import HOSTILE, calm, foreign_markup, taken
from rows_for_messages import NOW
from sqlalchemy.orm import Session

from messages import finding_words, keep_form, more_findings, nag_digest, reason_form, reminder_notice
from messages.finding_words import Seen
from messages.reminder_notice import Told
from models.finding_answer import FindingAnswer, Gesture
from models.kept_finding import KeptFinding
from models.kept_finding_states import FindingState
from models.plan import Plan
from models.reminder import Reminder
from models.request import Request
from models.round import Round
from models.round_states import RoundState
from sandbox.slack import reading, validating
from workflow import restoring

LEAVE = {"kind": "leave-group", "user": "ann", "group": "s3-users"}
TAKEN = Request(id=12, asker="U0ANN", steps=[LEAVE])
MADE = Plan(id=1, request_id=12, ended_at=NOW)
OFFER = {"take": True, "lease": "s3-access"}


def finding(state: FindingState = FindingState.open, **given: Any) -> KeptFinding:
    row = {
        "id": 1,
        "state": state,
        "version": 1,
        "account": "main",
        "principal": "arn:aws:iam::111111111111:user/team/ann",
        "kind": "unused-group-membership",
        "subject": "s3-users",
        "evidence": "nothing that only it gives was used in 90 days: s3",
        "suggestion": "take ann out of the group s3-users",
        "remedy": [LEAVE],
        "found_at": NOW,
        "seen_at": NOW,
        "owner": "U0ANN",
        "why": "",
        "unanswered": 0,
    }
    return KeptFinding(**row | given)


def told(*seen: Seen, others: tuple[Seen, ...] = (), more: int = 0, **given: Any) -> Told:
    row = {
        "id": 3,
        "round_id": 1,
        "person": "U0ANN",
        "theirs": [each.finding.id for each in seen],
        "others": [each.finding.id for each in others],
        "offers": {},
        "unanswered": [],
        "left": 0,
        "told_at": NOW,
    }
    return Told(Reminder(**row | given), seen, others, more)


def seen(state: FindingState = FindingState.open, **given: Any) -> Seen:
    beside = {name: given.pop(name) for name in ("pending", "failed", "request", "plan") if name in given}
    return Seen(finding(state, **given), OFFER, **beside)


def shown(each: Seen, reader: str = "U0ANN") -> str:
    buttons = finding_words.buttons(each, reader=reader)
    names = [element["text"]["text"] for element in buttons["elements"]] if buttons else []
    lines = re.sub(r"<!date\^[^|]*\|([^>]*)>", r"\1", finding_words.lines(each))
    return f"{lines}\n{names}"


def test_each_state_says_how_it_stands_and_offers_what_can_be_done() -> None:
    answered = {"answered_by": "U0ANN"}
    states = {
        "open": seen(),
        "without a remedy": Seen(finding(kind="administrator", subject="AdministratorAccess", remedy=[]), {}),
        "looked into": seen(pending=FindingAnswer(gesture=Gesture.keep)),
        "kept": seen(FindingState.resting, rests_until=NOW + timedelta(days=30), why="for the audit", **answered),
        "disowned": seen(FindingState.disowned, **answered),
        "leaving": seen(FindingState.leaving),
        "taken": seen(FindingState.gone, request=TAKEN, plan=MADE),
        "taken by an administrator": seen(
            FindingState.gone, request=Request(id=12, asker="U0CLEO", steps=[LEAVE]), plan=MADE
        ),
        "restored": seen(FindingState.gone, request=TAKEN, plan=Plan(id=1, request_id=12, ended_at=NOW, undone_by=13)),
        "a password": seen(
            FindingState.gone,
            request=Request(id=12, asker="U0ANN", steps=[{"kind": "remove-password", "user": "ann"}]),
            plan=MADE,
        ),
        "vanished": seen(FindingState.gone),
        "refused by AWS": seen(failed=FindingAnswer(gesture=Gesture.take_back, why="User: bot is not authorized")),
    }
    assert "\n\n".join(f"{name}: {shown(each)}" for name, each in states.items()) == snapshot("""\
open: *Unused group membership* `s3-users` of the user `ann` in account `main`
Nothing that only it gives was used in 90 days: s3.
What to do: take ann out of the group s3-users.
['Take It Back', 'Make It a Lease', 'Keep for 30 Days…', 'Not Mine']

without a remedy: *Administrator* `AdministratorAccess` of the user `ann` in account `main`
Nothing that only it gives was used in 90 days: s3.
What to do: take ann out of the group s3-users.
['Keep for 30 Days…', 'Not Mine']

looked into: *Unused group membership* `s3-users` of the user `ann` in account `main`
Nothing that only it gives was used in 90 days: s3.
_Your answer is being looked into: keep it for 30 days._
[]

kept: *Unused group membership* `s3-users` of the user `ann` in account `main`
Nothing that only it gives was used in 90 days: s3.
Kept until 2026-12-24 09:00 UTC by <@U0ANN>: `for the audit`
['Take It Back']

disowned: *Unused group membership* `s3-users` of the user `ann` in account `main`
Nothing that only it gives was used in 90 days: s3.
<@U0ANN> says that this is not theirs. The administrators decide what becomes of it.
[]

leaving: *Unused group membership* `s3-users` of the user `ann` in account `main`
Nothing that only it gives was used in 90 days: s3.
Being taken back…
[]

taken: *Unused group membership* `s3-users` of the user `ann` in account `main`
Nothing that only it gives was used in 90 days: s3.
Taken back 2026-11-24 09:00 UTC by <@U0ANN>. Undo works until 2026-12-01 09:00 UTC.
['Undo']

taken by an administrator: *Unused group membership* `s3-users` of the user `ann` in account `main`
Nothing that only it gives was used in 90 days: s3.
Taken back 2026-11-24 09:00 UTC by <@U0CLEO>.
[]

restored: *Unused group membership* `s3-users` of the user `ann` in account `main`
Nothing that only it gives was used in 90 days: s3.
Taken back 2026-11-24 09:00 UTC by <@U0ANN>. Restored by request 13.
[]

a password: *Unused group membership* `s3-users` of the user `ann` in account `main`
Nothing that only it gives was used in 90 days: s3.
Taken back 2026-11-24 09:00 UTC by <@U0ANN>.
[]

vanished: *Unused group membership* `s3-users` of the user `ann` in account `main`
Nothing that only it gives was used in 90 days: s3.
It is gone in AWS: nothing is left to do.
[]

refused by AWS: *Unused group membership* `s3-users` of the user `ann` in account `main`
Nothing that only it gives was used in 90 days: s3.
It was not taken back, and stands as it was. AWS says: User: bot is not authorized
['Take It Back', 'Make It a Lease', 'Keep for 30 Days…', 'Not Mine']\
""")


def test_an_administrator_is_offered_what_is_theirs_to_do() -> None:
    disowned = seen(FindingState.disowned, owner="U0BOB", answered_by="U0BOB")
    taken_by_them = seen(FindingState.gone, request=Request(id=12, asker="U0CLEO", steps=[LEAVE]), plan=MADE)
    assert shown(seen(), "U0CLEO").splitlines()[-1] == snapshot("['Take It Back', 'Keep for 30 Days…']")
    assert shown(disowned, "U0CLEO").splitlines()[-1] == snapshot("['Take It Back', 'Keep for 30 Days…']")
    assert shown(taken_by_them, "U0CLEO").splitlines()[-1] == snapshot("['Undo…']")


def test_a_reminder_as_a_whole() -> None:
    drawn = reminder_notice.render(
        told(
            seen(),
            others=(seen(id=2, owner=None, principal="arn:aws:iam::111111111111:role/build", kind="unused-role"),),
            more=990,
            unanswered=[{"owner": "U0DAN", "count": 4, "rounds": 3}],
        )
    )
    taken(drawn)
    assert drawn.text == snapshot(
        "Of your access in AWS, 1 thing is not needed, or not safe. For the administrators: 1 finding is "
        "nobody's, disowned, or unanswered for long. Unused group membership `s3-users` of the user `ann`. "
        "Unused role `build`."
    )
    assert reading.visible_text(list(drawn.blocks)) == snapshot("""\
*Of your access in AWS, 1 thing is not needed, or not safe.*
*Unused group membership* `s3-users` of the user `ann` in account `main`
Nothing that only it gives was used in 90 days: s3.
What to do: take ann out of the group s3-users.
Take It Back
Make It a Lease
Keep for 30 Days…
Not Mine
*For the administrators: 1 finding is nobody's, disowned, or unanswered for long.*
*Unused role* `build` in account `main`
Nothing that only it gives was used in 90 days: s3.
What to do: take ann out of the group s3-users.
Take It Back
Keep for 30 Days…
*Without an answer*
• <@U0DAN>: 4 findings, reminded of in 3 rounds
…and 990 more.
Show More
Whatever is not answered is asked again in the next round. Undo works for 7 days.\
""")


def test_a_click_says_before_what_it_does() -> None:
    [take, lease] = [
        element["confirm"]["text"]["text"]
        for element in (finding_words.buttons(seen(), reader="U0ANN") or {})["elements"]
        if "confirm" in element
    ]
    assert take == snapshot(
        "This takes ann out of the group s3-users, at once and without approval. Undo works for 7 days."
    )
    assert lease == snapshot(
        "This takes ann out of the group s3-users, at once and without approval. Undo works for 7 days. Then "
        "s3-access is asked for in your name, and its approvers decide."
    )


def test_what_does_not_fit_is_counted() -> None:
    many = tuple(seen(id=number, evidence="x" * 5_000, suggestion="y" * 5_000) for number in range(10))
    drawn = reminder_notice.render(told(*many, others=many, more=5))
    taken(drawn)
    read = reading.visible_text(list(drawn.blocks))
    assert f"…and {20 - read.count('*Unused group membership*') + 5} more." in read


@calm
@given(words=st.text(max_size=400) | st.just(HOSTILE), state=st.sampled_from(list(FindingState)))
def test_nobody_s_words_are_markup(words: str, state: FindingState) -> None:
    each = seen(
        state,
        principal=words,
        kind=words,
        subject=words,
        evidence=words,
        suggestion=words,
        why=words,
        answered_by=words,
        rests_until=NOW,
        failed=FindingAnswer(gesture=Gesture.take_back, why=words),
    )
    drawn = reminder_notice.render(told(each, others=(each,)))
    taken(drawn)
    assert foreign_markup(drawn) == []


def test_the_form_takes_a_reason_and_no_blanks() -> None:
    validating.checked_view(keep_form.render(finding(subject=HOSTILE[:120])))
    assert keep_form.fault("") == keep_form.fault(reason_form.read({"reason": {"reason": {"value": "  "}}}))
    assert keep_form.fault("x" * 501) == "Say it in 500 characters; these are 501."
    assert keep_form.fault("for the audit") is None


@pytest.mark.parametrize("value", ["", "12", "12.", ".1", "12.x", "-1.0", "1.2.3", "1." + "9" * 30, "\u0661.1"])
def test_a_place_that_is_none_of_ours_is_none(value: str) -> None:
    assert more_findings.read(value) is None


def test_undo_is_said_to_work_as_long_as_it_does() -> None:
    assert restoring.WITHIN == finding_words.UNDONE_WITHIN


def figures(**given: Any) -> Round:
    counts = {"granted": 1_200, "used": 300, "unused": 800, "unknown": 100}
    weeks = [{"at": (NOW - timedelta(days=7 * week)).isoformat(), **counts} for week in (2, 1, 0)]
    largest = {"kind": "unused-key", "account": "main", "principal": finding().principal, "subject": "AKIAEXAMPLE"}
    digest = {
        "counts": counts,
        "as_of": NOW.isoformat(),
        "trend": weeks,
        "open": 14,
        "people": 3,
        "nobodys": 2,
        "disowned": 1,
        "unanswered": {"count": 4, "people": 1},
        "kept": {"count": 2, "reasons": [["for the audit", 2]]},
        "exempt": {"count": 1, "reasons": [["for the day when single sign-on is down", 1]]},
        "largest": [{**largest, "since": 120, "evidence": "never used", "suggestion": "make it inactive"}],
    }
    return Round(
        id=1, firing="x", state=RoundState.told, due_at=NOW, findings=[], unused_days=90, digest=digest | given
    )


def test_the_digest_shows_in_a_chart_and_a_table_what_its_text_says() -> None:
    drawn = nag_digest.render(figures())
    taken(drawn)
    assert [block["type"] for block in drawn.blocks] == snapshot(
        ["section", "data_visualization", "section", "data_table", "context", "section"]
    )
    assert drawn.text == snapshot(
        "Nothing to nag about in keys, passwords and MFA: none unsafe, and none unused for 90 days. 1200 grants of a "
        "service to a user or a role, 300 used (25%), 800 unused, 100 not known; as of "
        "<!date^1795510800^{date_short_pretty} {time}|2026-11-24 09:00 UTC>. Used of granted, round by round: Nov "
        "10 09:00: 300 of 1200, Nov 17 09:00: 300 of 1200, Nov 24 09:00: 300 of 1200. 14 findings; 3 people are "
        "reminded of theirs. 2 of nobody in Slack. 1 said not to be theirs by whom they were put before. 4 "
        "unanswered for three rounds and more, by 1 person. 1. Unused access key `AKIAEXAMPLE` of the user `ann`: "
        "make it inactive."
    )


def test_before_a_survey_the_digest_says_so() -> None:
    drawn = nag_digest.render(figures(counts={}, trend=[], as_of=None))
    taken(drawn)
    assert "No account was surveyed yet." in drawn.text


def test_a_digest_of_hostile_words_is_taken() -> None:
    each = {"kind": HOSTILE, "account": HOSTILE, "principal": HOSTILE, "subject": HOSTILE}
    largest = [{**each, "since": None, "evidence": HOSTILE, "suggestion": HOSTILE}] * 10
    reasons = {"count": 9, "reasons": [[HOSTILE, 9]] * 5}
    round_ = figures(largest=largest, kept=reasons, exempt=reasons)
    round_.findings = [{**each, "evidence": HOSTILE, "suggestion": HOSTILE}] * 60
    drawn = nag_digest.render(round_)
    taken(drawn)
    assert foreign_markup(drawn) == []


def test_twelve_rounds_are_twelve_points_though_two_were_in_one_minute() -> None:
    counts = {"granted": 1, "used": 1, "unused": 0, "unknown": 0}
    trend = [{"at": (NOW + timedelta(days=number // 2)).isoformat(), **counts} for number in range(12)]
    taken(nag_digest.render(figures(trend=trend)))


def test_all_pages_of_all_findings_are_views_that_slack_takes(database: Any) -> None:
    with database.write() as session:
        rows = [finding(id=None, subject=f"{number} {HOSTILE[:80]}") for number in range(45)]
        session.add_all(rows)
        session.flush()
        numbers = [each.id for each in rows]
        _check_pages(
            session, Reminder(id=3, person="U0ANN", theirs=numbers, others=[], offers=_offers(numbers), left=3)
        )


def _offers(numbers: list[int]) -> dict[str, Any]:
    return {str(number): OFFER for number in numbers}


def _check_pages(session: Session, reminder: Reminder) -> None:
    for page, said in ((0, "1 to 20 of 45"), (2, "41 to 45 of 45"), (99, "41 to 45 of 45")):
        view = more_findings.render(session, reminder, page)
        validating.checked_view(view)
        assert said in reading.visible_text(view["blocks"])
    assert "Next Page" not in str(view)
