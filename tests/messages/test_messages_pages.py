"""The answers to commands: pages and short sentences."""

from dataclasses import replace
from datetime import timedelta

import pytest
from inline_snapshot import snapshot
from judging_for_messages import HOSTILE, MARKUP, foreign_markup, labels, taken
from rows_for_messages import L, S, request, subject

from messages import ask_answers, help_page, my_page, requests_page
from sandbox.slack import reading

LIVE = subject(S.granted, L.live)
WAITING = subject(S.waiting)


def test_help_says_what_can_be_typed() -> None:
    assert reading.visible_text(list(help_page.render().blocks)) == snapshot("""\
Ask for access to AWS, have it approved here, and it ends by itself.
`/iam request`: choose what you need in a form
`/iam request s3-access 8h to restore a backup`: ask for it at once; length and reason may be left out
`/iam my`: your open requests and your access, with buttons to give it back
`/iam requests`: what waits for approval
`/iam checkup`: how safe the account's users, keys and passwords are; for administrators
`/iam survey`: what is granted in the account and not used, and what is not safe; for administrators
`/iam review start developers`: its owners say who still needs to be in it; `/iam review` shows how far they are
`/iam cancel 12`: take your open request 12 back
`/iam keys`: your own access keys: their age and last use, with buttons to rotate them or give them up
`/iam advise`: what you have and do not use, and what could go; with `@ann`, a group or a role about that
`/iam user new`: create an IAM user for somebody, in four steps
People and groups, each as a plan that somebody else approves; say why behind `because`:
`/iam groups`: the groups of the account; `/iam group developers` shows one, with what it allows
`/iam group new readers ReadOnlyAccess`: make a group with policies
`/iam group developers add @ann`: add people, or `remove` them; `attach` or `detach` a policy; `delete` it
`/iam move @ann from developers to data`: a change of job
`/iam offboard @ann`: somebody leaves: all is taken away; with `keep` the IAM user stays, locked
`/iam who @ann`: who or what that is in IAM: a person, an IAM user, a group, an access key's id, an ARN
`/iam exposure @ann`: what somebody can reach, through what, and what they reached lately
`/iam lock @ann because her laptop is lost`: at once, by administrators; `/iam unlock @ann` gives it back
My Home tab shows all of this: what waits for you, with its buttons, and what you have.\
""")


def test_a_word_that_is_no_command_is_answered_with_help() -> None:
    drawn = help_page.unknown(f"`{MARKUP}")
    taken(drawn)
    assert foreign_markup(drawn) == []
    assert "There is no" in drawn.text
    assert "/iam my" in reading.visible_text(list(drawn.blocks))


def test_my_page_shows_what_i_have_with_its_button() -> None:
    drawn = my_page.render([LIVE, WAITING], [subject(S.denied), subject(S.granted, L.ended)])
    assert reading.visible_text(list(drawn.blocks)) == snapshot("""\
*You have 1 live lease and 1 open request.*
*s3-access* for 8h, request 12: Live until <!date^1795539600^{date_short_pretty} {time}|2026-11-24 17:00 UTC>.
Give Back
*s3-access* for 8h, request 12: Waiting for approval.
Cancel Request
*Over*
• *s3-access* for 8h, request 12: Denied.
• *s3-access* for 8h, request 12: Ended <!date^1795539600^{date_short_pretty} {time}|2026-11-24 17:00 UTC>: \
its time was up.\
""")
    assert labels(drawn) == ["Give Back", "Cancel Request"]


def test_my_page_is_useful_when_empty() -> None:
    assert my_page.render([], []).text == snapshot(
        "You have asked for nothing yet. `/iam request` shows what there is."
    )


def test_what_waits_for_approval_is_listed_the_oldest_first() -> None:
    drawn = requests_page.render(
        [WAITING, replace(WAITING, request=request(id=13, asker="U0DAN", lasts=None))], total=2
    )
    assert reading.visible_text(list(drawn.blocks)) == snapshot("""\
*2 requests wait for approval*
• 12: <@U0ANN> asks for *s3-access* for 8h, since <!date^1795510800^{date_short_pretty} {time}|2026-11-24 09:00 UTC>
• 13: <@U0DAN> asks for *s3-access* for good, since <!date^1795510800^{date_short_pretty} {time}|2026-11-24 09:00 UTC>\
""")


def test_nothing_waits() -> None:
    assert requests_page.render([], total=0).text == "No request waits for approval."


@pytest.mark.parametrize("count", [60, 500])
def test_long_lists_say_how_many_more(count: int) -> None:
    long = subject(S.waiting, bundle="b" * 63)
    mine = my_page.render([replace(LIVE, request=long.request)] * count, [long] * 5)
    taken(mine)
    assert len(mine.blocks) <= 45
    assert f"…and {count - 20} more." in reading.visible_text(list(mine.blocks))
    waits = requests_page.render([long] * 40, total=count)
    taken(waits)
    assert f"…and {count - 40} more." in reading.visible_text(list(waits.blocks))


def test_the_short_answers() -> None:
    said = [
        ask_answers.filed(12, bundle="s3-access", lasts=timedelta(hours=8)),
        ask_answers.filed(12, bundle="s3-access", lasts=None),
        ask_answers.cancelled(12, bundle="s3-access"),
        ask_answers.given_back(12, bundle="s3-access"),
        ask_answers.refused("The catalog has no bundle 's3&lt;'.\nDid you mean s3-access?"),
        ask_answers.went_wrong("3f2a"),
    ]
    assert "\n".join(each.text for each in said) == snapshot("""\
Request 12 for *s3-access* for 8h is on its way. I'll tell you in a DM.
Request 12 for *s3-access* for good is on its way. I'll tell you in a DM.
Request 12 for *s3-access* is cancelled. Nothing was changed in AWS.
*s3-access* (request 12) is being taken back. Your DM says when it is gone.
The catalog has no bundle 's3&lt;'. Did you mean s3-access?
Something went wrong on our side, reference `3f2a`. Try again; if it stays so, tell an administrator the reference.\
""")


def test_a_refusal_shows_signs_that_hide() -> None:
    drawn = ask_answers.refused(HOSTILE.replace("<", "&lt;").replace(">", "&gt;"))
    taken(drawn)
    assert foreign_markup(drawn) == []
    assert "⟨U+202E⟩" in drawn.text
