"""The Home tab: what waits for me, what I have, what I asked for; true within two seconds, whatever happens."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

from messages import home_page
from models import stir
from models.principal import Principal
from models.request import Request
from models.request_states import RequestState
from sandbox.slack.driver_seen import View
from tests.stories.dying_bot import LAST_WORD
from tests.stories.house import CATALOG, House
from tests.stories.mortal import DYING

PROMPTLY = 2.0
"""Seconds from a change to the Homes that show it (measured on two cores with a load of six: 0.5 to 1.1)."""
NOTHING = "Nothing waits for you"


def home(person: Any) -> View:
    view = person.home()
    assert view is not None, f"{person.id} has no Home yet"
    return view


def says(person: Any) -> str:
    return home(person).visible_text()


def opens(house: House, person: Any) -> View:
    assert person.opens_home().ok
    return house.wait_for(lambda: home(person), what="a Home")


def wait_for_home(house: House, person: Any, words: str, *, seconds: float = 30.0) -> View:
    """Wait until it says so."""

    def look() -> View:
        view = home(person)
        assert words in view.visible_text(), view.visible_text()
        return view

    return house.wait_for(look, seconds=seconds, what=f"a Home with {words!r}")


# One day of a Home


def test_a_home_with_nothing_on_it_says_what_to_do_and_asking_begins_there(house: House) -> None:
    view = opens(house, house.ann)
    assert "Nothing waits for you, and you have no access" in view.visible_text()
    house.ann.clicks(view, "Request Access")
    assert house.wait_for_modal(house.ann).title == "Ask for Access"
    house.ann.closes()
    row = next(block for block in view.blocks if "*view-only*" in str(block.get("text")))
    beside_it = View(view.raw | {"blocks": [row]})
    house.ann.clicks(beside_it, "Ask…")
    form = house.wait_for_modal(house.ann)
    assert form.values["bundle"]["bundle"]["selected_option"]["value"] == "view-only"
    assert house.ann.submits().ok
    asked = wait_for_home(house, house.ann, "*view-only* for 1h, request 1: Waiting for approval.")
    assert "*view-only*: Look at everything" not in asked.visible_text()
    house.ann.clicks(asked, "Cancel Request")
    wait_for_home(house, house.ann, "request 1: Cancelled.")


def test_the_main_job_is_done_on_two_homes_each_true_within_two_seconds(house: House) -> None:
    house.approved("view-only 1h", who=house.dan)  # the account has been read: nothing else is waited for
    for person in (house.ann, house.bob):
        opens(house, person)
    house.settle()
    took = {}
    assert house.ann.types("/iam request s3-access 1h to restore <!channel> a backup").ok
    began = time.monotonic()
    asked = wait_for_home(house, house.bob, "asks for *s3-access* for 1h")
    took["asked"] = time.monotonic() - began
    assert "to restore <!channel> a backup" in asked.visible_text()
    assert house.bob.clicks(asked, "Approve").ok
    house.wait_until_granted()
    began = time.monotonic()
    live = wait_for_home(house, house.ann, "Live until")
    took["live"] = time.monotonic() - began
    wait_for_home(house, house.bob, NOTHING)
    assert house.ann.clicks(live, "Give Back").ok
    began = time.monotonic()
    wait_for_home(house, house.ann, "given back by <@U0ANN>")
    took["given back"] = time.monotonic() - began
    house.wait_until_gone()
    wait_for_home(house, house.ann, "Nothing waits for you, and you have no access")
    assert max(took.values()) < PROMPTLY, took
    assert house.changes()[1:] == ["AddUserToGroup", "RemoveUserFromGroup"]


def test_votes_so_far_are_shown_and_who_has_voted_is_not_asked_again(house: House) -> None:
    house.slack.set_group("s3-owners", ["U0EVE"])
    for person in (house.bob, house.eve, house.gus, house.cleo):
        opens(house, person)
    house.ask("two-of-us 1h")
    by_group = wait_for_home(house, house.eve, "asks for *two-of-us*")
    house.eve.clicks(by_group, "Approve")
    wait_for_home(house, house.eve, NOTHING)
    second = wait_for_home(house, house.bob, "Approved so far by <@U0EVE> · 1 of 2")
    wait_for_home(house, house.cleo, "In all, for administrators: 1 request waits, 0 leases are live")
    assert "asks for" not in says(house.gus)
    house.bob.clicks(second, "Deny")
    house.wait_for_modal(house.bob)
    house.bob.fills({"reason": "not today"})
    assert house.bob.submits().ok
    house.wait_for_card("Denied by <@U0BOB>")
    wait_for_home(house, house.bob, NOTHING)


def test_a_home_says_what_the_catalog_says(house: House) -> None:
    opens(house, house.ann)
    house.catalog.write_text(CATALOG.replace("Read and write S3", "Buckets, all of them"))
    wait_for_home(house, house.ann, "*s3-access*: Buckets, all of them")


# What is refused


def test_nobody_is_offered_their_own_request_and_a_forged_click_is_refused_in_a_dm(house: House) -> None:
    opens(house, house.bob)
    card = house.ask("s3-access 1h", who=house.bob)
    view = wait_for_home(house, house.bob, "request 1: Waiting for approval.")
    assert [label for label in view.buttons() if label.startswith(("Approve", "Deny"))] == []
    forged = house.bob.click_payload(view, "Cancel").payload
    forged["actions"][0]["action_id"] = "approve-request"
    assert house.sends(forged).status == 200
    house.wait_for_dm(house.bob, "Nobody decides for himself or herself")
    house.settle()
    assert "Approve Request" in house.card(card).buttons()
    assert house.changes() == []


def test_a_right_that_is_gone_decides_nothing_though_the_button_was_there(house: House) -> None:
    house.slack.set_group("s3-owners", ["U0DAN"])
    opens(house, house.dan)
    house.ask("s3-access 1h")
    stale = wait_for_home(house, house.dan, "asks for *s3-access*")
    house.slack.set_group("s3-owners", ["U0EVE"])
    house.dan.clicks(stale, "Approve")
    house.wait_for_dm(house.dan, "You may not decide on request 1")
    house.dan.clicks(stale, "Deny")
    house.wait_for_modal(house.dan)
    house.dan.fills({"reason": "no"})
    assert house.dan.submits().ok
    house.wait_for(lambda: house.dms(house.dan).count("You may not decide on request 1") == 2, what="both refusals")
    assert house.whispers(house.dan) == []
    house.settle()
    assert house.changes() == []


def test_an_event_seen_twice_and_the_other_tab_change_nothing(house: House) -> None:
    answer = house.ann.opens_home()
    house.ann.clicks_again(answer)
    opens(house, house.ann)
    house.settle()
    assert house.rows("SELECT person FROM home") == [("U0ANN",)]
    before = len(house.slack.calls("views.publish"))
    assert house.ann.opens_home().ok
    assert house.slack.event("app_home_opened", {"user": "U0BOB", "channel": "D0BOB", "tab": "messages"}).ok
    assert house.slack.event("app_home_opened", {"channel": "D0BOB", "tab": "home"}).ok
    house.settle()
    assert len(house.slack.calls("views.publish")) == before, "the same again is not published again"
    assert house.rows("SELECT person FROM home") == [("U0ANN",)]


# Slack and the process fail


def test_slack_down_while_a_home_is_published_is_made_up_for(house: House) -> None:
    opens(house, house.bob)
    house.settle()
    house.slack.fault(method="views.publish", do="rate_limited", retry_after=1, times=1)
    house.slack.fault(method="views.publish", do="drop-after", times=1)
    house.ask("s3-access 1h")
    wait_for_home(house, house.bob, "asks for *s3-access*")
    house.slack.fault(method="views.publish", do="drop-before", times=2)
    house.bob.clicks(home(house.bob), "Approve")
    wait_for_home(house, house.bob, NOTHING)
    house.settle()


def test_groups_that_slack_does_not_tell_of_leave_those_who_are_named_and_say_so(house: House) -> None:
    house.slack.fault(method="usergroups.list", do="status", status=503)
    for person in (house.bob, house.dan):
        opens(house, person)
    house.ask("s3-access 1h")
    named = wait_for_home(house, house.bob, "asks for *s3-access*")
    assert home_page.UNSURE in named.visible_text()
    assert home_page.UNSURE in says(house.dan)
    house.bob.clicks(named, "Approve")
    house.wait_until_granted()
    house.slack.clear_faults()
    house.wait_for(lambda: home_page.UNSURE not in says(house.bob), what="Slack to tell again")


def test_killed_between_the_publishing_and_its_record_it_is_published_once_more(empty_house: House) -> None:
    house = empty_house
    house.bot.start(command=(*DYING, "home.published", "1"))
    house.ann.opens_home()
    house.bot.wait_for_death()
    assert house.bot.events(LAST_WORD)
    assert house.rows("SELECT shown_version, shown FROM home") == [(0, "")]
    stood = says(house.ann)
    house.start()
    house.wait_for(lambda: house.rows("SELECT count(*) FROM home WHERE shown_version = version") == [(1,)])
    assert says(house.ann) == stood
    assert len(house.slack.calls("views.publish")) == 2


# Much of it


def test_five_hundred_requests_that_wait_are_shown_page_by_page(house: House) -> None:
    now = datetime.now(UTC)
    opens(house, house.bob)
    with house.database() as database, database.write() as session:
        session.add(Principal(id=1, account="main", name="ann", unique_id="AIDA1"))
        session.flush()
        for number in range(1, 501):
            session.add(
                Request(
                    id=number,
                    state=RequestState.waiting,
                    asker="U0ANN",
                    bundle="s3-access",
                    account="main",
                    lasts=timedelta(hours=8),
                    asked_at=now,
                    principal_id=1,
                    approvers=["U0BOB"],
                    lapses_at=now + timedelta(hours=72),
                )
            )
        session.flush()
        stir.stir(session, 500)
    first = wait_for_home(house, house.bob, "1 to 10 of 500, 490 more.")
    assert len(first.blocks) < 100
    house.bob.clicks(first, "Show More")
    began = time.monotonic()
    second = wait_for_home(house, house.bob, "11 to 20 of 500")
    assert time.monotonic() - began < PROMPTLY
    assert second.buttons().count("Approve Request") == 10
    opens(house, house.bob)
    wait_for_home(house, house.bob, "1 to 10 of 500")
