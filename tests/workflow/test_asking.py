"""Asking: held against the fence, written down once, taken back by whoever asked."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
import sqlalchemy
from sqlalchemy import delete, event
from town import CATALOG, S3, Town

from catalog import load
from models.claims import Claims
from models.database import Database
from models.holding import Holding
from models.person import Standing
from models.policy_text import PolicyText
from models.post import PostKind
from models.request_states import START, RequestState
from models.together import Together
from sandbox.aws.driver import Emulated
from tests.conftest import Engine
from tests.postgresql_pool import end_connections
from workflow import asking, checking, leasing
from workflow.asking import Filing
from workflow.refusal import Refusal
from workflow.refusals.asking import AlreadyAsked, ReasonNeeded, ReasonTooLong, TooLong, UnknownBundle
from workflow.refusals.deciding import NoSuchRequest, NotToCancel

HOUR = timedelta(hours=1)
TEN = [
    "AdministratorAccess",
    "AmazonEC2ReadOnlyAccess",
    "AmazonS3FullAccess",
    "AmazonS3ReadOnlyAccess",
    "AWSCompromisedKeyQuarantineV3",
    "IAMFullAccess",
    "IAMReadOnlyAccess",
    "IAMUserChangePassword",
    "PowerUserAccess",
    "ReadOnlyAccess",
]
"""As many of AWS's policies as a user can have; none of them is the catalog's."""
WANTED = load.parse(CATALOG, file="catalog.yaml")


def filing(town: Town, bundle: str = "s3-access", *, who: str = "U0ANN", trigger_id: str | None = None) -> Filing:
    ask = asking.checked(town.catalog, bundle=bundle, lasts=HOUR, reason="because")
    return Filing(ask, who, trigger_id=trigger_id, now=town.clock())


def file(town: Town, bundle: str = "s3-access", *, who: str = "U0ANN", trigger_id: str | None = None) -> int:
    with town.database.write() as session:
        return asking.file(session, filing(town, bundle, who=who, trigger_id=trigger_id))


def test_the_default_is_taken_up_to_the_maximum_and_no_further() -> None:
    assert asking.checked(WANTED, bundle="s3-access", lasts=None, reason="").lasts == 8 * HOUR
    assert asking.checked(WANTED, bundle="s3-access", lasts=7 * 24 * HOUR, reason="").lasts == 7 * 24 * HOUR
    with pytest.raises(TooLong, match="'s3-access' can be had for 7d at most; you asked for 7d1h"):
        asking.checked(WANTED, bundle="s3-access", lasts=(7 * 24 + 1) * HOUR, reason="")


def test_a_reason_is_asked_for_where_it_is_needed_and_has_an_end() -> None:
    assert asking.checked(WANTED, bundle="s3-access", lasts=None, reason="").reason == ""
    with pytest.raises(ReasonNeeded):
        asking.checked(WANTED, bundle="two-of-us", lasts=None, reason=" \t")
    assert asking.checked(WANTED, bundle="s3-access", lasts=None, reason="x" * 2000)
    with pytest.raises(ReasonTooLong, match="yours has 2001"):
        asking.checked(WANTED, bundle="s3-access", lasts=None, reason="x" * 2001)


def test_all_that_is_at_fault_is_told_at_once() -> None:
    def told(bundle: str, *, days: int, reason: str) -> list[type[Refusal]]:
        faults = asking.at_fault(WANTED, bundle=bundle, lasts=timedelta(days=days), reason=reason)
        return [type(each) for each in faults]

    assert told("two-of-us", days=1, reason="because") == []
    assert told("s3-access", days=8, reason="x" * 2001) == [TooLong, ReasonTooLong]
    assert told("two-of-us", days=1, reason=" " * 2001) == [ReasonNeeded, ReasonTooLong]
    assert told("gone", days=8, reason="x" * 2001) == [UnknownBundle, ReasonTooLong]
    with pytest.raises(TooLong):
        asking.checked(WANTED, bundle="s3-access", lasts=timedelta(days=8), reason="x" * 2001)


def test_an_unknown_bundle_names_the_nearest() -> None:
    with pytest.raises(UnknownBundle, match=r"no bundle 's3-acess'\. Did you mean s3-access"):
        asking.find_bundle(WANTED, "s3-acess")
    with pytest.raises(UnknownBundle, match="/iam request shows what there is"):
        asking.find_bundle(WANTED, "zzzzzz")


def test_it_is_written_down_at_the_start_with_what_the_catalog_said(town: Town) -> None:
    request = town.request(file(town))
    assert request.state is START
    assert (request.asker, request.bundle, request.account, request.lasts) == ("U0ANN", "s3-access", "main", HOUR)
    assert (request.description, request.reason, request.asked_at) == ("Read and write S3", "because", town.clock())
    assert (request.version, request.tries, request.steps) == (1, 0, [])


def test_one_delivery_seen_twice_is_one_request(town: Town) -> None:
    assert file(town, trigger_id="t1") == file(town, trigger_id="t1")


def test_asked_again_while_it_is_open_points_to_the_one_there_is(town: Town) -> None:
    number = file(town, trigger_id="t1")
    with pytest.raises(AlreadyAsked, match=f"request {number} for 's3-access' is being checked"):
        file(town, trigger_id="t2")
    assert file(town, "two-of-us") != number
    assert file(town, who="U0BOB") != number


def test_of_some_that_come_at_once_each_is_told_its_own(town: Town) -> None:
    standing = file(town, trigger_id="t1")
    filings = [
        filing(town, "two-of-us", trigger_id="t2"),
        filing(town, trigger_id="t1"),
        filing(town, "two-of-us", trigger_id="t2"),
        filing(town, "two-of-us", trigger_id="t3"),
        filing(town, who="U0BOB", trigger_id="t4"),
    ]
    new, seen, twice, again, other = asking.file_all(town.database, filings)
    assert (seen, twice) == (standing, new)
    assert isinstance(again, AlreadyAsked)
    assert f"request {new} for 'two-of-us' is being checked" in str(again)
    assert isinstance(other, int)
    assert town.request(other).asker == "U0BOB"
    assert len({standing, new, other}) == 3


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_who_is_written_down_is_told_so_though_the_connection_is_lost_right_after(
    town: Town, database_url: str
) -> None:
    """Where web and worker are apart, NOTIFY comes after the insert: lost there, the same number is given again."""
    town.database.notifies = True
    cut: list[str] = []

    def cut_once(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("NOTIFY") and not cut:
            cut.append(statement)
            end_connections(database_url)

    event.listen(sqlalchemy.Engine, "before_cursor_execute", cut_once)
    try:
        number = Together(partial(asking.file_all, town.database)).do(filing(town, trigger_id="t1"))
    finally:
        event.remove(sqlalchemy.Engine, "before_cursor_execute", cut_once)
    assert cut == ["NOTIFY leasehold"]
    assert isinstance(number, int)
    assert town.request(number).trigger_id == "t1"
    assert asking.file_all(town.database, [filing(town, trigger_id="t1")]) == [number]


def test_it_may_be_asked_again_once_it_is_over(town: Town) -> None:
    number = file(town)
    with town.database.write() as session:
        asking.cancel(session, number, by="U0ANN", now=town.clock())
    assert file(town) != number


def test_one_s_own_is_cancelled_and_nobody_else_s(town: Town) -> None:
    number = town.asks()
    with pytest.raises(NoSuchRequest), town.database.write() as session:
        asking.cancel(session, number, by="U0BOB", now=town.clock())
    with pytest.raises(NoSuchRequest), town.database.write() as session:
        asking.cancel(session, 999, by="U0ANN", now=town.clock())
    assert town.request(number).state is RequestState.waiting
    with town.database.write() as session:
        asking.cancel(session, number, by="U0ANN", now=town.clock())
    request = town.request(number)
    assert (request.state, request.decided_by, request.open_key) == (RequestState.cancelled, "U0ANN", None)


def test_what_is_granted_is_given_back_and_not_cancelled(town: Town) -> None:
    number = town.leases()
    town.settles()
    with pytest.raises(NotToCancel, match="Use Give Back in your DM"), town.database.write() as session:
        asking.cancel(session, number, by="U0ANN", now=town.clock())


# What comes right after: checking.


def test_it_is_put_before_its_approvers_with_what_it_gives(town: Town) -> None:
    request = town.request(town.asks("s3-and-more"))
    assert request.state is RequestState.waiting
    assert request.steps == [
        {"kind": "join-group", "group": "s3-users"},
        {"kind": "attach-policy", "arn": "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess"},
    ]
    assert (request.approvers, request.quorum, request.warnings) == (["U0BOB"], 1, [])
    assert request.lapses_at == town.clock() + timedelta(hours=72)
    assert town.posts(PostKind.card) == ["C0APPROVALS"]


@pytest.mark.parametrize(
    ("standing", "email", "said"),
    [
        (
            Standing.guest,
            "",
            (
                "Only full members of this workspace can ask or decide; Slack says that you are a guest. "
                "Ask an administrator of the workspace to make you a full member, then try again."
            ),
        ),
        (Standing.deactivated, "", "you are deactivated. Ask an administrator"),
        (
            Standing.member,
            None,
            (
                "Slack shows no e-mail address for you, so your IAM user cannot be found. "
                "Add one to your profile, or ask an administrator whether the app has the scope users:read.email."
            ),
        ),
    ],
)
def test_who_may_not_or_cannot_be_found_is_refused_with_the_next_step(
    town: Town, standing: Standing, email: str | None, said: str
) -> None:
    request = town.request(town.asks(who=town.moves_in("eve", standing, email=email)))
    assert request.state is RequestState.refused
    assert said in request.why


def test_none_and_two_iam_users_are_refused_with_the_next_step(town: Town) -> None:
    who = town.moves_in("eve")
    town.aws.seed({"users": {"eve": {"tags": {"email": "somebody@example.com"}}}})
    town.is_snapshotted()
    none = town.request(town.asks(who=who))
    assert none.state is RequestState.refused
    assert none.why == (
        "No IAM user in account 'main' carries the tag email=eve@example.com. "
        "Ask an administrator to tag yours, then ask again."
    )
    town.aws.seed({"users": {name: {"tags": {"email": " EVE@example.com"}} for name in ("eve", "eve2")}})
    town.is_snapshotted()
    two = town.request(town.asks(who=who))
    assert two.state is RequestState.refused
    assert two.why == (
        "2 IAM users in account 'main' carry the tag email=eve@example.com: eve, eve2. "
        "Ask an administrator to leave it on one of them, then ask again."
    )


def test_approvers_are_told_when_it_makes_an_administrator_or_lets_somebody_take_more(town: Town) -> None:
    town.aws.seed({"groups": {"s3-users": ["IAMFullAccess", "AmazonS3FullAccess"]}})
    town.is_snapshotted()
    row = {
        "listed_version": "v1",
        "version": "v1",
        "updated_at": town.clock(),
        "next_try_at": town.clock(),
        "judged": 1,
    }
    lines = {
        "IAMFullAccess": "Can raise itself: can attach any policy",
        "AmazonS3FullAccess": "One service: reads and writes S3",
        "job-function/ViewOnlyAccess": "Administrator: everything, everywhere",
    }
    with town.database.write() as session:
        for path, line in lines.items():
            arn, name = f"arn:aws:iam::aws:policy/{path}", path.rpartition("/")[2]
            session.add(PolicyText(account="", arn=arn, name=name, risk=line, **row))
    assert town.request(town.asks("s3-and-more")).warnings == [
        "Can raise itself: can attach any policy (IAMFullAccess of the group s3-users).",
        "Administrator: everything, everywhere (ViewOnlyAccess).",
    ]


def test_approvers_are_told_of_quotas_and_of_what_stands_already(town: Town) -> None:
    town.aws.seed({"users": {"ann": {"groups": [f"group-{number}" for number in range(9)] + ["s3-users"]}}})
    (stays,) = town.request(town.asks("s3-access")).warnings
    assert "ann has this already" in stays
    (full,) = town.request(town.asks("two-of-us")).warnings
    assert full.startswith("Quota: ann has 10 groups of at most 10; 1 more would not fit")


def test_approvers_are_told_when_a_policy_more_would_not_fit(town: Town) -> None:
    town.aws.seed({"users": {"ann": {"policies": TEN[:9]}}})
    assert town.request(town.asks("s3-and-more")).warnings == []
    town.aws.seed({"users": {"dan": {"policies": TEN}}})
    assert town.request(town.asks("s3-and-more", who="U0DAN")).warnings == [
        "Quota: dan has 10 attached policies of at most 10; 1 more would not fit, and AWS would refuse."
    ]


def test_what_other_leases_give_goes_with_the_last_and_only_what_is_somebody_else_s_stays(town: Town) -> None:
    town.aws.seed({"users": {"dan": {"groups": ["s3-users"]}}})
    for who in ("ann", "dan"):
        town.leases(S3, who=who)
        town.settles()
    assert town.request(town.asks("s3-and-more")).warnings == [
        "ann has this already, by another lease: s3-users. It goes with the last lease that gives it."
    ]
    assert town.request(town.asks("s3-and-more", who="U0DAN")).warnings == [
        "dan has this already, by another hand: s3-users. It stays after the lease."
    ]


def test_of_what_is_being_taken_back_approvers_are_told_nothing(town: Town) -> None:
    first = town.leases(S3)
    town.settles()
    town.aws.fault("RemoveUserFromGroup", do="throttle")
    with town.database.write() as session:
        leasing.give_back(session, first, by="U0ANN", now=town.clock())
    town.enforces()
    assert town.held() == {S3}
    assert town.request(town.asks("s3-and-more")).warnings == []


def test_of_what_a_restored_database_has_forgotten_approvers_are_told_nothing(town: Town) -> None:
    """The marks on the IAM user say that it is ours, so it does not stay."""
    town.is_installed()
    town.leases(S3)
    town.settles()
    with town.database.write() as session:
        session.execute(delete(Holding))
    assert town.request(town.asks("s3-and-more")).warnings == []


def test_while_aws_is_away_it_waits_and_after_three_days_it_is_refused(town: Town) -> None:
    town.aws.down()
    number = town.asks()
    request = town.request(number)
    assert (request.state, request.tries) == (RequestState.checking, 1)
    assert checking.due(town.means) == []
    town.clock.passes(timedelta(hours=73))
    assert checking.due(town.means) == [number]
    checking.check(town.means, number)
    assert town.request(number).state is RequestState.refused
    assert "could not be found out in 72 hours" in town.request(number).why


def test_another_worker_leaves_alone_what_one_has_in_hand(
    make_database_url: Callable[[Engine], str], aws: Emulated
) -> None:
    town = Town(Database(make_database_url("postgresql")), aws)
    number = file(town)
    other = Claims(town.database)
    with other.hold(checking.Kind.request, number) as ours:
        assert ours
        assert not checking.check(town.means, number)
        assert town.request(number).state is START
    assert checking.check(town.means, number)
    assert town.request(number).state is RequestState.waiting
    other.close()
    town.means.claims.close()
    town.database.close()
