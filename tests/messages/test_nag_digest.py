"""The digest of a round: totals first, one line a finding, and what does not fit is counted."""

from typing import Any

from inline_snapshot import snapshot
from judging_for_messages import HOSTILE, digest, finding, foreign_markup, taken

from messages import nag_digest
from models.round_states import RoundState
from sandbox.slack import reading

FINDINGS: list[dict[str, Any]] = [
    {
        "kind": "unused-key",
        "principal": "arn:aws:iam::111111111111:user/team/ann",
        "subject": "AKIAEXAMPLE",
        "last_used": None,
        "since": 120,
        "evidence": "never used in 120 days",
        "suggestion": "make it inactive, and delete it when nobody misses it",
    },
    {
        "kind": "no-mfa",
        "principal": "arn:aws:iam::111111111111:user/dan",
        "subject": "dan",
        "last_used": None,
        "since": None,
        "evidence": "can sign in with a password alone",
        "suggestion": "register an MFA device",
    },
    {
        "kind": "root-key",
        "principal": "arn:aws:iam::111111111111:root",
        "subject": "root",
        "last_used": None,
        "since": None,
        "evidence": "the root user has access keys",
        "suggestion": "delete them",
    },
    {"kind": "weak-password-policy", "principal": None, "subject": "", "evidence": "no length", "suggestion": ""},
]


def test_one_line_a_finding_the_weightiest_first() -> None:
    drawn = nag_digest.render(digest(FINDINGS))
    assert reading.visible_text(list(drawn.blocks)) == snapshot("""\
*Least privilege: 4 findings*
1 access key of the root user, 1 user without MFA, 1 unused access key, 1 weak password policy
• `root`: access key of the root user. The root user has access keys; delete them.
• `dan`: user without MFA. Can sign in with a password alone; register an MFA device.
• `ann AKIAEXAMPLE`: unused access key. Never used in 120 days; make it inactive, and delete it when nobody misses it.
• the account: weak password policy. No length.\
""")
    assert drawn.text == snapshot(
        "Least privilege: 4 findings: 1 access key of the root user, 1 user without MFA, 1 unused access key, "
        "1 weak password policy."
    )


def test_nothing_found_is_told_too() -> None:
    assert nag_digest.render(digest([])).text == snapshot(
        "Nothing to nag about: nothing unsafe, and nothing unused for 90 days."
    )


def test_a_round_that_is_not_done_says_so() -> None:
    assert nag_digest.render(digest([], RoundState.due)).text == snapshot(
        "The account is being looked at for least privilege."
    )


def test_what_does_not_fit_is_counted_and_nothing_is_counted_twice() -> None:
    drawn = nag_digest.render(digest([finding(f"user{number:04}" + "x" * 50) for number in range(1_000)]))
    taken(drawn)
    read = reading.visible_text(list(drawn.blocks))
    shown = read.count("• ")
    assert f"…and {1_000 - shown} more." in read
    assert shown > 15


def test_one_finding_too_many_for_a_section_begins_a_new_one() -> None:
    drawn = nag_digest.render(digest([finding(f"user{number:04}") for number in range(60)]))
    taken(drawn)
    assert len(drawn.blocks) > 2


def test_hostile_names_and_kinds_are_taken() -> None:
    drawn = nag_digest.render(digest([finding(HOSTILE, kind=HOSTILE)] * 60))
    taken(drawn)
    assert foreign_markup(drawn) == []
