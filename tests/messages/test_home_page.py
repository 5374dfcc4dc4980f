"""The Home tab: what stands on it, in every state; Slack takes it, however much and whatever there is to show."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from inline_snapshot import snapshot
from judging_for_messages import HOSTILE, calm, foreign_markup
from rows_for_messages import STATES, L, S, lease, name_of, request, subject, vote
from slackblocks import blocks as judged_by_slackblocks
from test_messages_forms import bundle
from test_messages_hostile import GROUPS, POLICIES, hostile

from catalog.bundle import PersonNamed, UserGroupNamed
from messages import at_home, home_page
from messages.at_home import AtHome, Totals
from messages.message import Message
from messages.subject import Subject
from sandbox.slack import reading, validating

WAITING = subject(S.waiting, approvers=["U0BOB"], quorum=2)
LIVE = subject(S.granted, L.live)
KNOWN = (
    bundle("billing", "See what AWS costs", default=None, maximum=None),
    bundle("s3", "List S3", approvers=(PersonNamed("U0BOB"), UserGroupNamed("s3-owners")), quorum=2),
)
EMPTY = AtHome(
    waits=(),
    waits_in_all=0,
    standing=(),
    past=(),
    bundles=(),
    pages={},
    totals=None,
    knows_groups=True,
)


def shown(view: dict[str, Any]) -> str:
    """Headers stand out, as they do on the screen."""
    parts = [
        f"# {block['text']['text']}" if block["type"] == "header" else reading.visible_text([block])
        for block in view["blocks"]
    ]
    return "\n".join(parts) + "\n"


def labels(view: dict[str, Any]) -> list[str]:
    return [element["text"]["text"] for _, element in reading.interactive(view["blocks"])]


def taken(view: dict[str, Any]) -> None:
    """By the stand-in, which judges every limit of a view; with block_ids of our own, and not by a hair."""
    assert validating.judge_view(view) == []
    assert len({block["block_id"] for block in view["blocks"]}) == len(view["blocks"]) < 100
    assert len(json.dumps(view)) < 240_000
    assert foreign_markup(Message(text="", blocks=tuple(view["blocks"]))) == []


def test_a_home_with_nothing_on_it_says_what_to_do() -> None:
    view = home_page.render(replace(EMPTY, bundles=KNOWN))
    taken(view)
    assert view["type"] == "home"
    assert shown(view) == snapshot("""\
*Nothing waits for you, and you have no access at the moment.*
Ask for what you need in AWS. Somebody approves it in Slack, and it ends by itself.
Request Access
# What you can ask for
*billing*: See what AWS costs
For good; approved by <@U0BOB>.
Ask…
*s3*: List S3
For 8h, 7d at most; approved by 2 people: <@U0BOB> or a member of @s3-owners.
Ask…
""")
    assert labels(view) == ["Request Access", "Ask…", "Ask…"]
    assert view["blocks"][1]["elements"][0]["style"] == "primary"


def test_what_waits_can_be_decided_right_there() -> None:
    waits = replace(WAITING, request=request(quorum=2, warnings=["Quota: ann has 10 groups."]), decisions=(vote(),))
    view = home_page.render(replace(EMPTY, waits=(waits,), waits_in_all=1))
    taken(view)
    assert shown(view) == snapshot("""\
# Waits for you
<@U0ANN> asks for *s3-access* for 8h
Read and write S3
The IAM user `ann` in account `main`
• joins the IAM group `s3-users`
• gets the AWS managed policy `AmazonS3ReadOnlyAccess`
to restore the backup
*Before you decide*
• Quota: ann has 10 groups.
Approved so far by <@U0BOB> · 1 of 2 · lapses \
<!date^1795770000^{date_short_pretty} {time}|2026-11-27 09:00 UTC> · request 12
Approve Request
Deny…
# Your access
You have no access at the moment.
""")
    approve, deny = view["blocks"][-3]["elements"]
    assert [(each["action_id"], each["value"]) for each in (approve, deny)] == [
        ("approve-request", "12"),
        ("deny-request", "12"),
    ]


def test_what_i_have_and_what_i_asked_for_have_their_buttons() -> None:
    forever = Subject(request(S.granted, id=14, lasts=None), LIVE.principal, lease(L.live, ends_at=None, lasts=None))
    seen = replace(
        EMPTY,
        standing=(LIVE, forever, subject(S.granted, L.stuck), subject(S.waiting), subject(S.checking)),
        past=(subject(S.denied), subject(S.granted, L.ended)),
        bundles=KNOWN[:1],
    )
    view = home_page.render(seen)
    taken(view)
    assert shown(view) == snapshot("""\
# Waits for you
Nothing waits for you.
# Your access
*s3-access* for 8h, request 12: Live until <!date^1795539600^{date_short_pretty} {time}|2026-11-24 17:00 UTC>.
Give Back
*s3-access* for good, request 14: Live, for good.
Give Back
*s3-access* for 8h, request 12: Ended <!date^1795539600^{date_short_pretty} {time}|2026-11-24 17:00 UTC>: \
its time was up. AWS refuses the removal. The administrators have been told; it is tried again.
# Your requests
*s3-access* for 8h, request 12: Waiting for approval.
Cancel Request
*s3-access* for 8h, request 12: Being checked.
Cancel Request
*Over*
• *s3-access* for 8h, request 12: Denied.
• *s3-access* for 8h, request 12: Ended <!date^1795539600^{date_short_pretty} {time}|2026-11-24 17:00 UTC>: \
its time was up.
# What you can ask for
*billing*: See what AWS costs
For good; approved by <@U0BOB>.
Ask…
Request Access
""")


def test_an_administrator_sees_how_much_there_is_in_all() -> None:
    view = home_page.render(replace(EMPTY, totals=Totals(waiting=1, live=5, stuck=0)))
    taken(view)
    assert shown(view).splitlines()[-1] == snapshot(
        "In all, for administrators: 1 request waits, 5 leases are live, 0 removals are stuck."
    )


def test_groups_that_slack_does_not_tell_of_are_no_reason_to_say_that_nothing_waits_without_a_word() -> None:
    view = home_page.render(replace(EMPTY, knows_groups=False))
    taken(view)
    assert home_page.UNSURE in shown(view)


@pytest.mark.parametrize("state", STATES, ids=name_of)
def test_every_state_of_my_own_can_be_shown(state: tuple[Any, Any]) -> None:
    view = home_page.render(replace(EMPTY, standing=(subject(*state),)))
    taken(view)
    assert "Approve Request" not in labels(view)


# Much of it


def much(count: int, *, pages: dict[str, int], each: Subject = WAITING) -> AtHome:
    first = at_home.start(pages, at_home.WAITS, count)
    waits = tuple(
        replace(each, request=request(id=1_000 + number, reason=each.request.reason, steps=each.request.steps))
        for number in range(first, min(first + at_home.PAGE, count))
    )
    return AtHome(
        waits=waits,
        waits_in_all=count,
        standing=(LIVE,) * count + (WAITING,) * count,
        past=(subject(S.denied),) * 5,
        bundles=tuple(bundle(f"{number:03}" + "b" * 60, "d" * 150) for number in range(count)),
        pages=pages,
        totals=Totals(count, count, count),
        makes_users=True,
        knows_groups=False,
    )


@pytest.mark.parametrize("count", [10, 11, 60, 500])
def test_however_much_there_is_slack_takes_it(count: int) -> None:
    view = home_page.render(much(count, pages={}))
    taken(view)
    assert labels(view).count("Approve Request") == 10
    assert ("Show More" in labels(view)) is (count > 10)


def test_a_list_is_turned_page_by_page_and_back_to_its_beginning() -> None:
    pages: dict[str, int] = {}
    seen: list[str] = []
    for _ in range(3):
        view = home_page.render(much(25, pages=pages))
        block = next(each for each in view["blocks"] if each.get("accessory", {}).get("value", "").startswith("waits"))
        seen.append(f"{block['text']['text']} {block['accessory']['text']['text']}")
        turned = home_page.read_turn(block["accessory"]["value"])
        assert turned is not None
        pages[turned[0]] = turned[1]
    assert seen == snapshot(
        ["1 to 10 of 25, 15 more. Show More", "11 to 20 of 25, 5 more. Show More", "21 to 25 of 25. Back to the First"]
    )
    assert pages == {"waits": 0}


def test_a_page_that_is_not_there_any_more_is_the_last_one() -> None:
    assert [at_home.start({"waits": page}, "waits", 25) for page in (0, 2, 3, 99_999)] == [0, 20, 20, 20]
    assert at_home.start({"waits": 3}, "waits", 0) == 0


@pytest.mark.parametrize("value", ["", "waits", "waits ", "waits -1", "waits ٣", "none 1", "waits 100000", "waits 1 2"])
def test_whatever_else_a_button_carries_turns_no_page(value: str) -> None:
    assert home_page.read_turn(value) is None


# Hostile words


@pytest.mark.parametrize("state", STATES, ids=name_of)
@pytest.mark.parametrize("steps", [GROUPS, POLICIES], ids=["groups", "policies"])
def test_slack_takes_hostile_words_and_reads_no_markup_in_them(
    state: tuple[Any, Any], steps: list[dict[str, Any]]
) -> None:
    one = hostile(*state, text=HOSTILE, steps=steps)
    seen = AtHome(
        waits=(one,) * 10,
        waits_in_all=500,
        standing=(one,) * 40,
        past=(one,) * 5,
        bundles=(bundle(HOSTILE[:63], HOSTILE, approvers=(UserGroupNamed(HOSTILE),) * 12),) * 40,
        pages={},
        totals=Totals(1, 1, 1),
        knows_groups=False,
    )
    taken(home_page.render(seen))


def test_reasons_are_shown_whole_unless_there_is_no_room_for_ten() -> None:
    whole, pictures = "ä" * 2_000, "\N{GRINNING FACE}" * 2_000
    assert whole in shown(home_page.render(much(10, pages={}, each=subject(reason=whole))))
    view = home_page.render(much(10, pages={}, each=subject(reason=pictures)))
    taken(view)
    assert "(1400 more characters)" in shown(view)


@settings(calm, max_examples=40)
@given(text=st.text(st.characters(), max_size=400))
def test_whatever_is_typed_reaches_no_markup(text: str) -> None:
    subjects = tuple(hostile(*state, text=text, steps=[{"kind": "join-group", "group": text}]) for state in STATES)
    view = home_page.render(replace(EMPTY, waits=subjects[:10], waits_in_all=10, standing=subjects[:8], past=subjects))
    assert foreign_markup(Message(text="", blocks=tuple(view["blocks"]))) == []


def test_slackblocks_agrees() -> None:
    one = hostile(S.waiting, None, text=HOSTILE, steps=GROUPS)
    seen = replace(much(500, pages={}), waits=(one,) * 10)
    for block in home_page.render(seen)["blocks"]:
        match block["type"]:
            case "section":
                judged_by_slackblocks.SectionBlock(block["text"]["text"], block_id=block["block_id"])
            case "header":
                judged_by_slackblocks.HeaderBlock(block["text"]["text"], block_id=block["block_id"])
            case "actions" | "context" | "rich_text":
                assert len(block["elements"]) <= 10
            case other:
                raise AssertionError(other)


def test_a_length_is_said_in_words() -> None:
    view = home_page.render(replace(EMPTY, bundles=(bundle("x", maximum=timedelta(hours=90)),)))
    assert "For 8h, 3d18h at most; approved by <@U0BOB>." in shown(view)
