"""Hostile text in every field of every message: Slack takes it, it pings nobody, it forges no line, it is not lost."""

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from judging_for_messages import HOSTILE, KINDS, MARKUP, calm, digest, finding, foreign_markup, taken, texts
from rows_for_messages import STATES, holding, lease, name_of, principal, request, subject, vote
from slackblocks import blocks as judged_by_slackblocks

from messages import (
    ask_answers,
    blocks,
    deny_form,
    help_page,
    message,
    my_page,
    nag_digest,
    request_card,
    requests_page,
)
from messages.subject import Subject
from models.lease_states import LeaseState
from models.request_states import RequestState

GROUPS = [{"kind": "join-group", "group": f"{number:03}" + "g" * 125} for number in range(20)]
POLICIES = [{"kind": "attach-policy", "arn": f"arn:aws:iam::111111111111:policy/{'p/' * 250}{n}"} for n in range(20)]


def hostile(state: RequestState, of_lease: LeaseState | None, *, text: str, steps: list[dict[str, Any]]) -> Subject:
    row = request(
        state,
        reason=text,
        why=text,
        bundle=text[:63],
        account=text,
        description=text,
        steps=steps,
        asker_email=text,
        approvers=[f"@{text}", "U0BOB"] * 40,
        warnings=[text] * 4,
        quorum=40,
    )
    held = tuple(holding(step, id=number, fault=text) for number, step in enumerate(steps))
    access = lease(of_lease, why=text, steps=steps) if of_lease else None
    votes = tuple(vote(f"U0BOB{number}", id=number) for number in range(40))
    return Subject(row, principal(name=text[:64]), access, votes, held)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("state", STATES, ids=name_of)
@pytest.mark.parametrize("steps", [GROUPS, POLICIES], ids=["groups", "policies"])
def test_slack_takes_it_and_reads_no_markup_in_it(
    kind: str, state: tuple[RequestState, LeaseState | None], steps: list[dict[str, Any]]
) -> None:
    drawn = KINDS[kind](hostile(*state, text=HOSTILE, steps=steps))
    taken(drawn)
    taken(message.repeated(drawn))
    assert foreign_markup(drawn) == []


@settings(calm, max_examples=40)
@given(text=st.text(st.characters(), max_size=400))
def test_whatever_is_typed_reaches_no_markup(text: str) -> None:
    subjects = [hostile(*state, text=text, steps=[{"kind": "join-group", "group": text}]) for state in STATES]
    drawn = [render(each) for render in KINDS.values() for each in subjects]
    drawn += [
        my_page.render(subjects, subjects),
        requests_page.render(subjects, total=99),
        help_page.unknown(text),
        ask_answers.filed(1, bundle=text, lasts=None),
        nag_digest.render(digest([finding(text)])),
    ]
    for each in drawn:
        assert foreign_markup(each) == []
    assert not re.search(
        r"[<>]", "".join(texts(deny_form.render(request(bundle=text)), "mrkdwn")).replace("<@U0ANN>", "")
    )


@calm
@given(text=st.text(st.characters(codec="utf-8"), min_size=1, max_size=2_000).filter(str.strip))
def test_a_reason_is_shown_whole_as_typed(text: str) -> None:
    quoted = texts(blocks.quote(text), "text")[0]
    read = re.sub(
        "⟨U\\+([0-9A-F]{4,6})(?: \N{MULTIPLICATION SIGN}(\\d+))?⟩",
        lambda m: chr(int(m[1], 16)) * int(m[2] or 1),
        quoted,
    )
    if "more characters)" not in quoted and "⟨" not in text:
        assert read == text.replace("\r\n", "\n").replace("\r", "\n")


def test_a_reason_of_2000_characters_is_shown_whole_and_a_longer_one_says_what_is_left_out() -> None:
    whole, longer = "ä" * 2_000, "b" * 3_000
    assert texts(blocks.quote(whole), "text") == [whole]
    assert texts(blocks.quote(longer), "text") == ["b" * 2_600 + "… (400 more characters)"]


def test_the_reason_stands_in_a_quote_of_rich_text_and_nowhere_else() -> None:
    drawn = request_card.render(subject(reason=MARKUP))
    assert texts(drawn.blocks, "text") == [MARKUP, texts(drawn.blocks, "text")[1]]
    assert not any("evil" in text for text in [drawn.text, *texts(drawn.blocks, "mrkdwn")])


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("a\u202eb", "a⟨U+202E⟩b"),
        ("a\u200b\u200b\u200bb", "a⟨U+200B \N{MULTIPLICATION SIGN}3⟩b"),
        ("a\x00b\x1b", "a⟨U+0000⟩b⟨U+001B⟩"),
        ("a\u2028b", "a⟨U+2028⟩b"),
        ("a\u3164b\u2800", "a⟨U+3164⟩b⟨U+2800⟩"),
        ("a\u200db", "a⟨U+200D⟩b"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        ("\u0645\u06cc\u200c\u062e", "\u0645\u06cc\u200c\u062e"),
        ("one\r\ntwo\rthree\tfour", "one\ntwo\nthree\tfour"),
        ("&amp; <b> שלום", "&amp; <b> שלום"),
        ("\ud800", "⟨U+D800⟩"),
    ],
)
def test_signs_that_hide_are_spelled_out_and_the_rest_is_left_as_typed(typed: str, shown: str) -> None:
    assert blocks.visible(typed) == shown


def test_a_line_of_ours_cannot_be_forged_by_a_line_break() -> None:
    assert blocks.escaped("s3\nApproved by <@U0BOB>\u2028x") == "s3 Approved by &lt;@U0BOB&gt;⟨U+2028⟩x"


@calm
@given(text=st.text("ab<>&;`* \n", max_size=80), limit=st.integers(min_value=10, max_value=60))
def test_clipping_our_markup_leaves_no_half_token(text: str, limit: int) -> None:
    ours = f"{blocks.escaped(text)} <@U0BOB> {blocks.code(text)} <!date^1^x|y>"
    cut = blocks.mrkdwn(ours, limit)["text"]
    assert len(cut) <= limit
    assert cut.count("<") == cut.count(">")
    assert not re.search(r"&(?!amp;|lt;|gt;)", cut)


def test_twenty_groups_of_the_longest_name_are_all_shown() -> None:
    drawn = request_card.render(subject(steps=GROUPS))
    assert sum(f"`{step['group']}`" in "".join(texts(drawn.blocks, "mrkdwn")) for step in GROUPS) == 20


def test_slackblocks_agrees_on_the_longest_card() -> None:
    drawn = request_card.render(hostile(RequestState.waiting, None, text=HOSTILE, steps=GROUPS))
    for block in drawn.blocks:
        match block["type"]:
            case "section":
                judged_by_slackblocks.SectionBlock(block["text"]["text"], block_id=block["block_id"])
            case "actions" | "context" | "rich_text":
                assert len(block["elements"]) <= 10
            case other:
                raise AssertionError(other)
