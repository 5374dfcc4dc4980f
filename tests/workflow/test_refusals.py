"""Every way of saying no reads well, and no fact in it can format, ping or link."""

import importlib
import pkgutil
from string import Formatter

import pytest

from workflow import refusals
from workflow.refusal import Mentions, Refusal, escaped
from workflow.refusals.asking import TooLong
from workflow.refusals.deciding import NotAnApprover

CHAPTERS = [
    importlib.import_module(f"workflow.refusals.{each.name}") for each in pkgutil.iter_modules(refusals.__path__)
]
ALL = [
    each
    for chapter in CHAPTERS
    for each in vars(chapter).values()
    if isinstance(each, type) and issubclass(each, Refusal) and each is not Refusal
]
HOSTILE = "<!channel> <@U0BOB> <https://example.com|here> &amp; {0} {who.__class__} {number} {"

every_refusal = pytest.mark.parametrize("kind", ALL)


def facts_of(kind: type[Refusal]) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(kind.__doc__ or "") if name}


def test_there_are_a_hundred_reasons_and_each_stands_in_one_chapter() -> None:
    assert len(ALL) == len(set(ALL)) > 100


@every_refusal
def test_it_says_a_sentence_with_its_facts(kind: type[Refusal]) -> None:
    facts = {name: f"[{name}]" for name in facts_of(kind)}
    said = str(kind(**facts))
    assert all(fact in said for fact in facts.values())
    assert "\n" not in said
    assert "  " not in said
    assert facts_of(kind) == {"said"} or said[0].isupper() or said[0] in "'["


@every_refusal
def test_facts_are_plain_names(kind: type[Refusal]) -> None:
    """Neither attributes nor items: a fact is written out and never looked into."""
    assert all(name.isidentifier() for name in facts_of(kind))


@every_refusal
def test_hostile_facts_stay_inert(kind: type[Refusal]) -> None:
    refusal = kind(**dict.fromkeys(facts_of(kind), HOSTILE))
    inert = HOSTILE.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    if facts_of(kind):
        assert HOSTILE in str(refusal)
        assert inert in refusal.mrkdwn
    assert "<" not in refusal.mrkdwn
    assert ">" not in refusal.mrkdwn


def test_our_own_mentions_stay_markup() -> None:
    refusal = NotAnApprover(number=HOSTILE, approvers=Mentions("<@U0BOB> or @s3-owners"))
    assert "only <@U0BOB> or @s3-owners may" in refusal.mrkdwn
    assert "<!channel>" not in refusal.mrkdwn


def test_what_is_escaped_shows_as_it_was_typed() -> None:
    assert escaped("a < b & c > d &amp;") == "a &lt; b &amp; c &gt; d &amp;amp;"
    assert escaped(12) == "12"
    assert escaped(Mentions("<@U0BOB>")) == "<@U0BOB>"


def test_a_missing_fact_is_a_mistake_of_ours_and_loud() -> None:
    with pytest.raises(KeyError):
        TooLong(bundle="s3-access")
