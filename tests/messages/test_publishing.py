"""Publishing against the stand-in over HTTP: each Home is what the rows say, drawn no oftener than it must be."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from posting_for_messages import Clock, Desk
from rows_for_messages import NOW
from slack_sdk import WebClient
from structlog import PrintLogger, wrap_logger
from test_messages_forms import bundle, catalog

from catalog.bundle import PersonNamed, UserGroupNamed
from messages import home_page, home_showing, membership, publishing
from messages.publishing import Publishing
from models import home, stir
from models.claims import Kind
from models.home import Home
from models.request_states import RequestState
from models.stir import Stir
from sandbox.slack.driver import StandIn
from sandbox.slack.driver_seen import View

SECOND = timedelta(seconds=1)


class Homes:
    """Some Homes, and the process that publishes them."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.slack, self.clock = desk, desk.slack, desk.clock
        self.catalog = catalog(bundle("s3-access", approvers=(PersonNamed("U0BOB"), UserGroupNamed("s3-owners"))))
        self._running: list[Publishing] = []
        self.publishing = self.new_process()

    def new_process(self) -> Publishing:
        client = WebClient(token=self.slack.bot_token, base_url=self.slack.api_url, timeout=5, retry_handlers=[])
        log = wrap_logger(PrintLogger(), processors=[self.desk.log])
        made = Publishing(
            self.desk.database, self.desk.claims, client, lambda: self.catalog, self.clock, log, patience=10
        )
        self._running.append(made)
        return made

    def close(self) -> None:
        for each in self._running:
            each.close()

    def opens(self, *people: str) -> None:
        for person in people:
            with self.desk.database.write() as session:
                home.opened(session, person, now=self.clock())

    def run(self, after: timedelta = timedelta()) -> list[str]:
        """Passes until nothing is due; gives what was logged."""
        self.clock.forward(after)
        self.desk.log.events.clear()
        for _ in range(200):
            due = self.publishing.run()
            if due is None or due > self.clock():
                return self.desk.log.events
        raise AssertionError("200 passes")

    def row(self, person: str) -> Home:
        return next(each for each in self.desk.rows(Home) if each.person == person)

    def seen(self, person: str) -> View:
        view = self.slack.person(person).home()
        assert view is not None
        return view

    def published(self) -> list[str]:
        return [str(call.args["user_id"]) for call in self.slack.calls("views.publish")]


@pytest.fixture
def homes(desk: Desk) -> Iterator[Homes]:
    homes = Homes(desk)
    yield homes
    homes.close()


def test_a_home_is_published_and_the_same_again_is_not(homes: Homes) -> None:
    homes.opens("U0ANN")
    assert homes.run() == ["home.publishing", "home.published", "home.shown"]
    assert "Nothing waits for you" in homes.seen("U0ANN").visible_text()
    homes.opens("U0ANN")
    assert homes.run(SECOND) == ["home.shown"]
    assert homes.published() == ["U0ANN"]


def test_a_change_is_drawn_for_those_whom_it_concerns_and_for_nobody_else(homes: Homes, slack: StandIn) -> None:
    slack.set_group("s3-owners", ["U0DAN"])
    homes.opens("U0ANN", "U0BOB", "U0CLEO", "U0DAN", "U0EVE")
    homes.run()
    before = {each.person: each.version for each in homes.desk.rows(Home)}
    homes.desk.request(approvers=["U0BOB", "@s3-owners"])
    homes.desk.touch()
    homes.run(2 * SECOND)
    behind = {each.person for each in homes.desk.rows(Home) if each.version > before[each.person]}
    assert behind == {"U0ANN", "U0BOB", "U0DAN", "U0CLEO"}, "who asked, who may decide, an administrator; not U0EVE"
    assert homes.desk.rows(Stir) == []
    for person in ("U0BOB", "U0DAN"):
        assert "asks for *s3-access*" in homes.seen(person).visible_text()


def test_what_happens_within_a_second_is_drawn_once_more(homes: Homes) -> None:
    homes.desk.request()
    homes.opens("U0BOB")
    homes.run()
    homes.desk.touch(reason="one")
    homes.run(SECOND / 10)
    assert homes.row("U0BOB").shown_version < homes.row("U0BOB").version
    homes.desk.touch(reason="two")
    homes.desk.touch(reason="three")
    assert homes.run(home_showing.APART) == ["homes.stirred", "home.publishing", "home.published", "home.shown"]
    assert "three" in homes.seen("U0BOB").visible_text()


def test_nobody_has_a_home_and_nothing_is_written_down_for_them(homes: Homes) -> None:
    homes.desk.request()
    homes.desk.touch()
    assert homes.desk.rows(Stir) == []


def test_what_was_filed_is_shown_while_its_checking_takes_long(homes: Homes) -> None:
    homes.opens("U0ANN")
    homes.run()
    homes.clock.forward(SECOND)
    homes.desk.request(
        state=RequestState.checking, asked_at=homes.clock(), next_try_at=homes.clock(), lapses_at=None, open_key="x"
    )
    homes.run(SECOND)
    assert "Being checked." in homes.seen("U0ANN").visible_text()
    assert homes.run(SECOND) == []


def test_another_catalog_is_shown_to_everybody(homes: Homes) -> None:
    homes.opens("U0ANN", "U0BOB")
    homes.run()
    homes.catalog = catalog(bundle("billing"))
    homes.run(SECOND)
    for person in ("U0ANN", "U0BOB"):
        assert "*billing*" in homes.seen(person).visible_text()


def test_after_a_retry_after_nobody_calls_and_who_looked_last_goes_first(homes: Homes, slack: StandIn) -> None:
    homes.opens("U0ANN")
    slack.fault(method="views.publish", do="rate_limited", retry_after=30, times=1)
    homes.run()
    for person in ("U0BOB", "U0CLEO", "U0DAN", "U0EVE", "U0GUS"):
        homes.clock.forward(SECOND)
        homes.opens(person)
    assert homes.run(SECOND) == []
    assert homes.published() == ["U0ANN"]
    homes.run(30 * SECOND)
    assert set(homes.published()[1:5]) == {"U0GUS", "U0EVE", "U0DAN", "U0CLEO"}
    assert len(homes.published()) == 7


def test_slack_failing_puts_it_off_and_opening_it_does_not_wait(homes: Homes, slack: StandIn) -> None:
    slack.fault(method="views.publish", do="error", error="not_enabled", times=1)
    homes.opens("U0ANN")
    assert homes.run()[-1] == "home.postponed"
    row = homes.row("U0ANN")
    assert (row.tries, row.fault, row.next_try_at) == (1, "Slack says: not_enabled", NOW + timedelta(minutes=10))
    homes.desk.request()
    homes.desk.touch()
    assert homes.run(SECOND) == ["homes.stirred"]
    homes.opens("U0ANN")
    assert homes.run()[-1] == "home.shown"
    assert (homes.row("U0ANN").tries, homes.row("U0ANN").fault) == (0, "")


def test_a_home_of_nobody_is_forgotten(homes: Homes, slack: StandIn) -> None:
    slack.fault(method="views.publish", do="error", error="user_disabled", times=1)
    homes.opens("U0ANN")
    assert homes.run()[-1] == "home.left"
    assert homes.desk.rows(Home) == []


def test_a_home_that_nobody_opens_is_let_go_after_thirty_days(homes: Homes) -> None:
    homes.opens("U0ANN")
    homes.clock.forward(timedelta(days=20))
    homes.opens("U0BOB")
    homes.clock.forward(timedelta(days=10, seconds=1))
    homes.publishing.forget()
    assert [each.person for each in homes.desk.rows(Home)] == ["U0BOB"]
    assert timedelta(days=30) == publishing.KEPT


def test_a_home_that_another_worker_publishes_is_left_to_it(homes: Homes) -> None:
    homes.opens("U0ANN")
    with homes.desk.claims.hold(Kind.home, homes.row("U0ANN").id) as ours:
        assert ours
        homes.publishing.run()
    assert homes.published() == []
    homes.run()
    assert homes.published() == ["U0ANN"]


@pytest.mark.parametrize("event", ["home.publishing", "home.published"])
def test_dead_before_or_after_the_call_it_is_right_in_the_end(homes: Homes, event: str) -> None:
    homes.opens("U0ANN")
    homes.desk.dies_at(event)
    homes.publishing.run()
    assert homes.row("U0ANN").shown_version == 0
    homes.desk.log.dies_at = None
    homes.publishing = homes.new_process()
    homes.run()
    assert homes.row("U0ANN").shown_version == homes.row("U0ANN").version
    assert homes.published() == ["U0ANN"] * (2 if event == "home.published" else 1)


def test_a_bug_with_one_home_is_put_off_and_raised_and_the_others_have_their_turn(homes: Homes) -> None:
    homes.opens("U0ANN", "U0BOB")
    with homes.desk.database.write() as session:
        session.get_one(Home, homes.row("U0ANN").id).pages = {"waits": "no number"}
    with pytest.raises(ExceptionGroup, match="publishing"):
        homes.run()
    assert homes.row("U0ANN").next_try_at == NOW + publishing.AFTER_A_BUG
    homes.run()
    assert homes.published() == ["U0BOB"]


# Who is in which group


def test_all_homes_together_ask_for_the_groups_once_a_minute(homes: Homes, slack: StandIn) -> None:
    homes.opens("U0ANN", "U0BOB", "U0CLEO", "U0DAN", "U0EVE")
    homes.run()
    homes.opens("U0ANN")
    homes.run(SECOND)
    assert [call.args["include_users"] for call in slack.calls("usergroups.list")] == ["1"]
    homes.opens("U0ANN")
    homes.run(membership.KEPT)
    assert len(slack.calls("usergroups.list")) == 2


def test_what_a_home_remembers_of_groups_serves_while_slack_does_not_tell(homes: Homes, slack: StandIn) -> None:
    slack.set_group("s3-owners", ["U0DAN"])
    homes.desk.request(approvers=["@s3-owners"])
    homes.opens("U0DAN")
    homes.run()
    homes.publishing = homes.new_process()
    slack.fault(method="usergroups.list", do="status", status=503, times=1)
    homes.run(SECOND)
    said = homes.seen("U0DAN").visible_text()
    assert "asks for *s3-access*" in said
    assert home_page.UNSURE in said
    homes.run(membership.AFTER_A_FAULT)
    assert home_page.UNSURE not in homes.seen("U0DAN").visible_text()


def test_a_touch_leaves_a_stir_for_the_request(homes: Homes, clock: Clock) -> None:
    homes.opens("U0ANN")
    homes.desk.request()
    with homes.desk.database.write() as session:
        stir.stir(session, 12)
    assert [each.request_id for each in homes.desk.rows(Stir)] == [12]
