"""A checkup: claimed once beside the nags, or asked for by an administrator; told once, with what AWS refused."""

import threading
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from town import CATALOG, MORNING, Town

from catalog import load
from iam.faults import Later, Never
from models.catalog_copy import CatalogCopy
from models.claims import Kind
from models.database import Database
from models.move import BOT, Move
from models.person import Standing
from models.post import Post, PostKind
from models.round import Round, RoundKind
from models.round_states import RoundState
from sandbox.aws.driver import Emulated
from tests.conftest import Engine
from workflow import checkups, nagging, policy
from workflow.refusals.asking import NotAMember
from workflow.refusals.checkups import CheckupIsForAdmins

MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)
"""Nine o'clock in Berlin, the schedule's firing before the town's morning."""
DAY = timedelta(days=1)


def first_run(town: Town, at: datetime) -> None:
    with town.database.write() as session:
        session.add(CatalogCopy(digest="x", text=CATALOG, first_taken_at=at, taken_at=at))


def rounds(town: Town) -> list[Round]:
    with town.database.read() as session:
        return list(session.scalars(select(Round).order_by(Round.id)))


def posts(town: Town) -> list[Post]:
    with town.database.read() as session:
        return list(session.scalars(select(Post).where(Post.kind == PostKind.digest).order_by(Post.id)))


def ask(town: Town, who: str = "U0CLEO", trigger_id: str | None = None) -> int:
    with town.database.write() as session:
        checkups.ask(session, by=who, trigger_id=trigger_id, now=town.clock())
    return rounds(town)[-1].id


def gathered(town: Town, number: int) -> Round:
    """Gather, once AWS has written its report."""
    reported(town)
    checkups.gather(town.means, number)
    return rounds(town)[-1]


def reported(town: Town) -> None:
    town.aws.wait_for(lambda: town.aws.iam.generate_credential_report()["State"] == "COMPLETE", what="the report")


# By the schedule


def test_a_firing_is_claimed_once_beside_its_nags(town: Town) -> None:
    first_run(town, MONDAY - DAY)
    for _ in range(2):
        nagging.claim_due(town.means)
        checkups.claim_due(town.means)
    assert [(each.kind, each.firing, each.asked_by) for each in rounds(town)] == [
        (RoundKind.nags, MONDAY.isoformat(), None),
        (RoundKind.checkup, f"checkup {MONDAY.isoformat()}", None),
    ]
    assert (len(nagging.due(town.means)), len(checkups.due(town.means))) == (1, 1)
    town.clock.passes(6 * DAY)
    checkups.claim_due(town.means)
    assert rounds(town)[-1].firing == f"checkup {(MONDAY + 7 * DAY).isoformat()}"


def test_missed_firings_are_made_up_once_by_the_latest(town: Town) -> None:
    first_run(town, MONDAY - 100 * DAY)
    town.clock.passes(20 * DAY)
    checkups.claim_due(town.means)
    checkups.claim_due(town.means)
    assert [each.firing for each in rounds(town)] == [f"checkup {(MONDAY + 21 * DAY).isoformat()}"]


@pytest.mark.parametrize("since", [MONDAY, None])
def test_one_from_before_the_first_run_is_not_owed(town: Town, since: datetime | None) -> None:
    if since is not None:
        first_run(town, since)
    checkups.claim_due(town.means)
    assert rounds(town) == []


def test_without_nags_in_the_catalog_there_are_none(town: Town) -> None:
    first_run(town, MONDAY - DAY)
    lines = [line for line in CATALOG.splitlines() if not line.startswith("nags:")]
    town.catalog = load.parse("\n".join(lines), file="catalog.yaml")
    checkups.claim_due(town.means)
    assert rounds(town) == []


def test_of_many_workers_one_claims_it(town: Town) -> None:
    first_run(town, MONDAY - DAY)
    gate = threading.Barrier(4)

    def claim() -> None:
        gate.wait()
        checkups.claim_due(town.means)

    threads = [threading.Thread(target=claim) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(rounds(town)) == 1


def test_it_is_told_once_in_the_channel_for_nags(town: Town) -> None:
    first_run(town, MONDAY - DAY)
    checkups.claim_due(town.means)
    (begun,) = rounds(town)
    assert posts(town) == []
    told = gathered(town, begun.id)
    assert (told.state, told.told_at, told.next_try_at) == (RoundState.told, MORNING, None)
    assert [(each.audience, each.round_id) for each in posts(town)] == [("C0SECURITY", begun.id)]
    checkups.gather(town.means, begun.id)
    assert len(posts(town)) == 1
    assert len({item["key"] for item in told.items}) == len(told.items) == 20
    assert {item["account"] for item in told.items} == {"main"}
    with town.database.read() as session:
        move = session.scalars(select(Move).where(Move.subject == "round")).one()
    assert (move.name, move.by, move.detail) == ("tell", BOT, dict(Counter(item["state"] for item in told.items)))


def test_every_account_of_the_catalog_is_looked_at(town: Town) -> None:
    two = 'accounts: {main: {}, prod: {role_arn: "arn:aws:iam::222222222222:role/leasehold"}}\nbundles:'
    text = CATALOG.replace("bundles:", two).replace("    gives:", "    account: main\n    gives:")
    town.catalog = load.parse(text, file="catalog.yaml")
    told = gathered(town, ask(town))
    assert Counter(item["account"] for item in told.items) == {"main": 20, "prod": 20}


# By hand


def test_an_administrator_has_it_told_in_their_dm_which_says_at_once_that_it_has_begun(town: Town) -> None:
    number = ask(town)
    assert checkups.gather(town.means, number)  # AWS begins to write its report
    (post,) = posts(town)
    assert (post.audience, post.round_id, post.version) == ("U0CLEO", number, 1)
    assert rounds(town)[0].fault == ""
    told = gathered(town, number)
    assert (told.state, told.asked_by) == (RoundState.told, "U0CLEO")
    assert [(each.audience, each.version) for each in posts(town)] == [("U0CLEO", 2)]
    with town.database.read() as session:
        assert session.scalars(select(Move.by).where(Move.subject == "round")).all() == ["U0CLEO"]


def test_a_member_of_an_admins_group_may_have_it(town: Town) -> None:
    town.slack.groups["owners"] = frozenset({"U0DAN"})
    assert gathered(town, ask(town, "U0DAN")).state is RoundState.told


@pytest.mark.parametrize("who", ["U0ANN", "U0GUS", "U0NOBODY"])
def test_others_are_refused_in_a_word_and_the_account_is_not_looked_at(town: Town, who: str) -> None:
    town.is_in_slack("gus", Standing.guest)
    town.aws.clear_calls()
    number = ask(town, who)
    assert checkups.gather(town.means, number)
    (refused,) = rounds(town)
    assert (refused.state, refused.items, refused.next_try_at) == (RoundState.refused, [], None)
    [(heard_by, words)] = town.whispers()
    assert heard_by == who
    assert any(part in words for part in ("Only administrators", "a guest", "user_not_found"))
    assert posts(town) == []
    assert town.aws.calls() == []
    assert checkups.due(town.means) == []


def test_who_is_no_administrator_any_more_at_a_later_try_is_refused(town: Town) -> None:
    number = ask(town)
    checkups.gather(town.means, number)
    town.catalog = load.parse(CATALOG.replace("U0CLEO, ", ""), file="catalog.yaml")
    refused = gathered(town, number)
    assert (refused.state, refused.items) == (RoundState.refused, [])
    (post,) = posts(town)
    assert post.version == 2


def test_slack_that_does_not_answer_puts_it_off_and_weakens_nothing(town: Town) -> None:
    number = ask(town, "U0ANN")
    town.slack.fault = Later("ratelimited")
    checkups.gather(town.means, number)
    (owed,) = rounds(town)
    assert (owed.state, owed.fault, posts(town)) == (RoundState.due, "ratelimited", [])
    town.slack.fault = None
    assert gathered(town, number).state is RoundState.refused


def test_one_delivery_that_comes_twice_and_one_who_asks_twice_are_owed_one(town: Town) -> None:
    ask(town, trigger_id="1.2.a")
    ask(town, trigger_id="1.2.a")
    ask(town, trigger_id="1.3.b")
    assert len(rounds(town)) == 1
    gathered(town, rounds(town)[0].id)
    ask(town, trigger_id="1.2.a")
    assert len(rounds(town)) == 1
    ask(town, trigger_id="1.4.c")
    assert len(rounds(town)) == 2


# Faults


def test_what_aws_refuses_to_show_is_unknown_and_the_rest_is_told(town: Town) -> None:
    town.aws.fault("GetAccountPasswordPolicy", do="deny")
    told = gathered(town, ask(town))
    by_key = {item["key"]: item for item in told.items}
    assert by_key["password-length"]["state"] == "unknown"
    assert "iam:GetAccountPasswordPolicy" in by_key["password-length"]["evidence"]
    assert by_key["root-keys"]["state"] == "well"


def test_throttling_puts_the_whole_off_and_the_message_says_what_holds_it_up(town: Town) -> None:
    number = ask(town)
    town.aws.fault("GetAccountSummary", do="throttle")
    reported(town)
    checkups.gather(town.means, number)
    (owed,) = rounds(town)
    assert (owed.state, owed.fault, owed.items) == (RoundState.due, "Rate exceeded", [])
    assert posts(town)[0].version == 2
    town.aws.clear_faults()
    told = gathered(town, number)
    assert (told.fault, posts(town)[0].version) == ("", 3)


def test_a_report_that_takes_long_is_told_of_too(town: Town) -> None:
    number = ask(town)
    for _ in range(2):
        town.aws.forget_report()
        checkups.gather(town.means, number)
        town.clock.passes(timedelta(seconds=16))
    assert rounds(town)[0].fault == "the credential report is STARTED"
    assert posts(town)[0].version == 2


def test_another_worker_gathers_it_already(make_database_url: Callable[[Engine], str], aws: Emulated) -> None:
    town = Town(Database(make_database_url("postgresql")), aws)
    number, other = ask(town), town.worker()
    with other.claims.hold(Kind.round, number):
        assert not checkups.gather(town.means, number)
    assert rounds(town)[0].tries == 0
    other.claims.close()
    town.means.claims.close()
    town.database.close()


# The right to it


def test_only_administrators_may_have_the_account_checked(town: Town) -> None:
    def check(slack_id: str, standing: Standing = Standing.member) -> None:
        somebody = policy.Somebody(slack_id, standing, email=None)
        policy.check_may_check_up(somebody, admins=town.catalog.admins, members=town.slack.members)

    check("U0CLEO")
    with pytest.raises(CheckupIsForAdmins, match="Only administrators can have the account checked: <@U0CLEO>"):
        check("U0ANN")
    with pytest.raises(NotAMember):
        check("U0CLEO", Standing.guest)
    town.slack.fault = Never("no_such_subteam")
    check("U0CLEO")
