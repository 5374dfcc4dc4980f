"""The forms: what they ask, how bundles are found, and what is read out of them."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from judging_for_messages import HOSTILE, calm, texts
from rows_for_messages import request

from catalog.bundle import Bundle, Catalog, GroupGiven, PersonNamed
from messages import ask_form, blocks, deny_form, outdated, reason_form
from messages.ask_form import AskFields
from sandbox.slack import state_values, validating


def bundle(name: str, description: str = "", **given: Any) -> Bundle:
    plain = Bundle(
        name=name,
        description=description,
        account="main",
        gives=(GroupGiven("s3-users"),),
        approvers=(PersonNamed("U0BOB"),),
        quorum=1,
        default=timedelta(hours=8),
        maximum=timedelta(days=7),
        reason_required=False,
        channel=None,
    )
    return replace(plain, **given)


def catalog(*bundles: Bundle) -> Catalog:
    return Catalog(
        version=1,
        admins=(PersonNamed("U0CLEO"),),
        approvals_channel="C0APPROVALS",
        nags_channel="C0SECURITY",
        identity_tag="email",
        accounts={},
        nags=None,
        bundles={each.name: each for each in bundles},
    )


KNOWN = catalog(
    bundle("s3-access", "Read and write S3"),
    bundle("s3", "List S3"),
    bundle("old-s3", "What was before"),
    bundle("billing", "See what AWS costs", maximum=None, default=None, reason_required=True),
)


def names(found: list[dict[str, Any]]) -> list[str]:
    return [option["value"] for option in found]


def element(view: dict[str, Any], block_id: str) -> dict[str, Any]:
    found: dict[str, Any] = next(block for block in view["blocks"] if block["block_id"] == block_id)
    return found


def test_an_empty_form_asks_for_everything_and_slack_takes_it() -> None:
    view = ask_form.render(KNOWN)
    assert validating.judge_view(view) == []
    assert view["title"]["text"] == "Ask for Access"
    assert view["submit"]["text"] == "File Request"
    assert [block["block_id"] for block in view["blocks"]] == ["bundle", "duration", "reason"]
    assert [block["optional"] for block in view["blocks"]] == [False, True, True]


def test_a_filled_form_keeps_what_was_typed_and_says_what_the_bundle_allows() -> None:
    view = ask_form.render(KNOWN, bundle="s3-access", duration="9d", reason=HOSTILE, said="`9d` is too long.")
    assert validating.judge_view(view) == []
    assert element(view, "said")["text"]["text"] == "`9d` is too long."
    assert element(view, "bundle")["element"]["initial_option"]["value"] == "s3-access"
    assert element(view, "duration")["element"]["initial_value"] == "9d"
    assert element(view, "duration")["element"]["placeholder"]["text"] == "8h if left empty"
    assert element(view, "duration")["hint"]["text"] == "Such as 8h, 7d or 1h30m, 7d at most."
    assert element(view, "reason")["element"]["initial_value"] == HOSTILE[:2_000]


def test_a_reason_is_asked_for_where_the_bundle_needs_one() -> None:
    view = ask_form.render(KNOWN, bundle="billing")
    assert element(view, "reason")["optional"] is False
    assert element(view, "duration")["element"]["placeholder"]["text"] == "For good if left empty"


def test_an_unknown_bundle_leaves_the_choice_open() -> None:
    assert "initial_option" not in element(ask_form.render(KNOWN, bundle="s4"), "bundle")["element"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", ["billing", "old-s3", "s3", "s3-access"]),
        ("s3", ["s3", "s3-access", "old-s3"]),
        ("S3-ACCES", ["s3-access", "s3"]),
        ("biling", ["billing"]),
        ("costs", ["billing"]),
        ("zzzzzz", []),
    ],
)
def test_bundles_are_found_by_what_is_typed(typed: str, found: list[str]) -> None:
    assert names(ask_form.options(KNOWN, typed)) == found


def test_at_most_a_hundred_options_of_any_length_are_offered() -> None:
    many = catalog(*(bundle(f"{number:03}{'n' * 60}", "d" * 150) for number in range(150)))
    assert len(ask_form.options(many, "")) == 100
    for typed in ("", "nnn", HOSTILE):
        assert validating.judge_options({"options": ask_form.options(many, typed)}) == []


@calm
@given(typed=st.text(st.characters(), max_size=200))
def test_anything_can_be_typed(typed: str) -> None:
    assert set(names(ask_form.options(KNOWN, typed))) <= set(KNOWN.bundles)


def test_what_was_filled_in_is_read_as_typed() -> None:
    view = ask_form.render(KNOWN, bundle="s3", duration=" 4h ", reason=" why\n<!here> ")
    values = state_values.of(view["blocks"], {})
    assert ask_form.read(values) == AskFields(bundle="s3", duration="4h", reason=" why\n<!here> ")


@pytest.mark.parametrize("values", [{}, {"bundle": {}}, {"bundle": {"bundle": {"selected_option": None}}}])
def test_what_is_missing_is_empty(values: dict[str, Any]) -> None:
    assert ask_form.read(values) == AskFields("", "", "")
    assert reason_form.read(values) == ""


def test_the_denial_asks_for_a_reason_and_carries_the_number_alone() -> None:
    view = deny_form.render(request(bundle=HOSTILE[:63]))
    assert validating.judge_view(view) == []
    assert view["private_metadata"] == "12"
    assert element(view, "reason")["optional"] is False
    assert element(view, "reason")["element"]["max_length"] == 500
    assert "<!" not in "".join(texts(view, "mrkdwn"))
    assert reason_form.read({"reason": {"reason": {"type": "plain_text_input", "value": " no "}}}) == "no"


def test_a_form_that_nobody_knows_is_answered_by_one_that_slack_takes_and_that_sends_nothing() -> None:
    view = outdated.form()
    assert validating.judge_view(view) == []
    assert "submit" not in view
    assert "was not sent" in "".join(texts(view, "mrkdwn"))


def test_a_denial_from_the_home_tab_says_that_it_is_from_there() -> None:
    view = deny_form.render_at_home(request())
    assert validating.judge_view(view) == []
    assert view["private_metadata"] == "12 at home"
    assert {**view, "private_metadata": "12"} == deny_form.render(request())


def test_an_option_has_no_empty_description() -> None:
    assert "description" not in blocks.option("s3", description=" ")
