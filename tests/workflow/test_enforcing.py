"""AWS is made to agree with the leases: what is taken back is what we gave, and only that."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import product

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from town import POWER, S3, VIEW, Town

from iam.steps import AnyStep
from models.database import Database
from models.holding_states import HoldingState
from models.lease_states import WANTED, LeaseState
from models.post import PostKind
from models.request_states import RequestState
from sandbox.aws.driver import Emulated
from tests.conftest import Engine
from workflow import enforcing, granting, leasing

HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)


def test_what_is_wanted_and_not_held_is_made_and_what_is_held_and_not_wanted_unmade(town: Town) -> None:
    number = town.leases(S3, VIEW, lasts=HOUR)
    town.enforces()
    assert town.held() == {S3, VIEW}
    assert town.lease(number).state is LeaseState.live
    assert [each.state for each in town.holdings()] == [HoldingState.in_place] * 2
    town.clock.passes(HOUR)
    town.enforces()
    assert town.held() == set()
    assert town.lease(number).state is LeaseState.ended
    assert [(each.state, each.held_key) for each in town.holdings()] == [(HoldingState.gone, None)] * 2
    assert town.behind() == []


def test_what_stood_before_stays(town: Town) -> None:
    town.gives_by_hand(S3)
    number = town.leases(S3, VIEW, lasts=HOUR)
    town.enforces()
    assert [each.ours for each in town.holdings()] == [False, True]
    town.clock.passes(HOUR)
    town.enforces()
    assert town.held() == {S3}
    assert town.lease(number).state is LeaseState.ended


def test_what_two_leases_give_stays_until_the_last_one_ends(town: Town) -> None:
    first, second = town.leases(S3, lasts=HOUR), town.leases(S3, VIEW, lasts=2 * HOUR)
    town.enforces()
    assert len(town.aws.calls("AddUserToGroup")) == 1
    town.clock.passes(HOUR)
    town.enforces()
    assert (town.lease(first).state, town.lease(second).state) == (LeaseState.ended, LeaseState.live)
    assert town.held() == {S3, VIEW}
    town.clock.passes(HOUR)
    town.enforces()
    assert town.held() == set()


def test_nothing_is_called_when_nothing_has_changed(town: Town) -> None:
    town.leases(S3)
    town.enforces()
    town.aws.clear_calls()
    town.clock.passes(SECOND)
    town.enforces(3)
    assert town.aws.calls() == []


def test_it_is_written_down_before_aws_is_called(town: Town) -> None:
    """Whose it is was decided before the first call: a crash right after it leaves our row."""
    town.aws.fault("AddUserToGroup", do="drop-after", times=1)
    town.leases(S3)
    town.enforces()
    (holding,) = town.holdings()
    assert (holding.state, holding.ours, holding.tries) == (HoldingState.noted, True, 1)
    assert town.held() == {S3}
    town.settles()
    (holding,) = town.holdings()
    assert (holding.state, holding.ours) == (HoldingState.in_place, True)


def test_a_fault_holds_up_its_holding_alone_and_is_tried_again(town: Town) -> None:
    town.aws.fault("AddUserToGroup", do="throttle", times=3)
    number = town.leases(S3, VIEW)
    town.enforces()
    assert town.held() == {VIEW}
    assert town.lease(number).state is LeaseState.starting
    assert [each.fault for each in town.holdings()] == ["Rate exceeded", ""]
    town.settles()
    assert (town.held(), town.lease(number).state) == ({S3, VIEW}, LeaseState.live)
    assert len(town.aws.calls("AttachUserPolicy")) == 1


def test_it_is_live_only_once_a_look_shows_it(town: Town) -> None:
    number = town.leases(S3, lasts=HOUR)
    town.aws.fault("AddUserToGroup", do="lag", seconds=60)
    town.enforces()
    assert [each.state for each in town.holdings()] == [HoldingState.placed]
    assert town.lease(number).state is LeaseState.starting
    town.clock.passes(SECOND)
    town.enforces()
    assert len(town.aws.calls("AddUserToGroup")) == 1, "looked at again, not asked for again"


def test_a_removal_is_over_only_once_a_look_shows_it(town: Town) -> None:
    number = town.leases(S3, lasts=HOUR)
    town.enforces()
    town.aws.fault("RemoveUserFromGroup", do="lag", seconds=60)
    town.clock.passes(HOUR)
    town.enforces()
    assert town.lease(number).state is LeaseState.ending
    assert [each.state for each in town.holdings()] == [HoldingState.leaving]


def test_what_we_took_back_lately_is_ours_though_a_look_still_shows_it(town: Town) -> None:
    town.leases(S3, lasts=HOUR)
    town.enforces()
    town.clock.passes(HOUR)
    town.enforces()
    # A look that still shows what we removed is, to us, the same as one that shows it again.
    town.gives_by_hand(S3)
    town.leases(S3, lasts=HOUR)
    town.enforces()
    assert [each.ours for each in town.holdings()] == [True, True]
    town.clock.passes(HOUR)
    town.enforces()
    assert town.held() == set()


def test_what_stands_long_after_a_removal_is_somebody_else_s(town: Town) -> None:
    town.leases(S3, lasts=HOUR)
    town.enforces()
    town.clock.passes(HOUR)
    town.enforces()
    town.clock.passes(granting.REMEMBERED + SECOND)
    town.gives_by_hand(S3)
    town.leases(S3, lasts=HOUR)
    town.enforces()
    town.clock.passes(HOUR)
    town.enforces()
    assert town.held() == {S3}


def test_removals_seen_long_ago_are_let_go_of(town: Town) -> None:
    town.leases(S3, lasts=HOUR)
    town.enforces()
    town.clock.passes(HOUR)
    town.enforces()
    enforcing.forget_gone(town.means)
    assert len(town.holdings()) == 1
    town.clock.passes(4 * granting.REMEMBERED + SECOND)
    enforcing.forget_gone(town.means)
    assert town.holdings() == []


def test_wanted_again_while_it_leaves_it_stays_ours(town: Town) -> None:
    town.leases(S3, lasts=HOUR)
    town.enforces()
    town.aws.fault("RemoveUserFromGroup", do="throttle", times=1)
    town.clock.passes(HOUR)
    town.enforces()
    number = town.leases(S3, lasts=HOUR)
    town.settles()
    assert (town.held(), town.lease(number).state) == ({S3}, LeaseState.live)
    (holding,) = town.holdings()
    assert (holding.state, holding.ours) == (HoldingState.in_place, True)


def test_aws_says_never_and_what_was_half_made_is_undone(town: Town) -> None:
    town.aws.fault("AttachUserPolicy", do="deny")
    number = town.leases(S3, VIEW)
    town.enforces(2)
    assert town.held() == set()
    lease, request = town.lease(number), town.request(number)
    assert (lease.state, request.state) == (LeaseState.failed, RequestState.failed)
    assert "not authorized to perform: iam:AttachUserPolicy" in lease.why
    assert request.why == lease.why
    assert town.posts(PostKind.alarm) == ["@owners", "U0CLEO"]
    assert request.open_key is None


def test_a_failed_lease_takes_nothing_from_another(town: Town) -> None:
    live = town.leases(S3)
    town.enforces()
    town.aws.fault("AttachUserPolicy", do="deny")
    failed = town.leases(S3, VIEW)
    town.enforces(2)
    assert (town.lease(live).state, town.lease(failed).state) == (LeaseState.live, LeaseState.failed)
    assert town.held() == {S3}


def test_an_approval_is_for_now_what_is_a_day_old_fails(town: Town) -> None:
    town.aws.fault("AddUserToGroup", do="throttle")
    number = town.leases(S3)
    town.enforces()
    town.clock.passes(enforcing.GRANTED_WITHIN + SECOND)
    town.aws.clear_faults()
    town.enforces(2)
    assert town.lease(number).state is LeaseState.failed
    assert town.lease(number).why == "it could not be made in 24 hours Rate exceeded"
    assert town.held() == set()


def test_a_removal_that_aws_refuses_is_stuck_told_at_once_and_tried_without_end(town: Town) -> None:
    number = town.leases(S3, lasts=HOUR)
    town.enforces()
    town.aws.fault("RemoveUserFromGroup", do="deny")
    town.clock.passes(HOUR)
    town.enforces()
    assert town.lease(number).state is LeaseState.stuck
    assert "not authorized to perform: iam:RemoveUserFromGroup" in town.lease(number).why
    assert town.posts(PostKind.alarm) == ["@owners", "U0CLEO"]
    town.clock.passes(48 * HOUR)
    town.enforces()
    assert town.held() == {S3}
    town.aws.clear_faults()
    town.settles()
    assert (town.held(), town.lease(number).state) == (set(), LeaseState.ended)


def test_a_user_who_is_gone_holds_nothing_and_can_be_given_nothing(town: Town) -> None:
    ends, fails = town.leases(S3, lasts=HOUR), None
    town.enforces()
    town.aws.iam.remove_user_from_group(UserName="ann", GroupName="s3-users")
    town.aws.iam.delete_user(UserName="ann")
    town.clock.passes(HOUR)
    town.enforces()
    assert town.lease(ends).state is LeaseState.ended
    fails = town.leases(S3, who="bob")
    town.aws.iam.delete_user(UserName="bob")
    town.enforces(2)
    assert town.lease(fails).state is LeaseState.failed
    assert "is not there any more" in town.lease(fails).why


def test_a_name_that_came_back_is_somebody_else(town: Town) -> None:
    number = town.leases(S3)
    town.aws.iam.delete_user(UserName="ann")
    town.aws.seed({"users": {"ann": {"tags": {"email": "ann@example.com"}}}})
    town.enforces(2)
    assert (town.held(), town.lease(number).state) == (set(), LeaseState.failed)


def test_a_user_who_was_renamed_is_followed(town: Town) -> None:
    number = town.leases(S3, lasts=HOUR)
    town.enforces()
    town.aws.iam.update_user(UserName="ann", NewUserName="anna")
    town.clock.passes(HOUR)
    town.enforces()
    assert (town.held("anna"), town.lease(number).state) == (set(), LeaseState.ended)


def test_a_user_whose_tag_is_another_s_now_is_given_nothing(town: Town) -> None:
    number = town.leases(S3)
    town.aws.seed({"users": {"ann": {"tags": {"email": "eve@example.com"}}}})
    town.enforces(2)
    assert (town.held(), town.lease(number).state) == (set(), LeaseState.failed)
    assert "does not carry the tag email=ann@example.com any more" in town.lease(number).why


PRINCIPALS = ("ann", "bob")
GIVEN: tuple[AnyStep, ...] = (S3, POWER, VIEW)
CALLS = (
    "AddUserToGroup",
    "RemoveUserFromGroup",
    "AttachUserPolicy",
    "DetachUserPolicy",
    "ListGroupsForUser",
    "GetUser",
)


class Arithmetic(RuleBasedStateMachine):
    """Leases of all kinds begin and end, by the clock and by hand, while AWS answers badly.

    Once nothing is behind any more, IAM is what stood before and what live leases want: never less, never more.
    """

    new_town: Callable[[], Town]

    @initialize(before=st.dictionaries(st.sampled_from(PRINCIPALS), st.sets(st.sampled_from(GIVEN))))
    def begin(self, before: dict[str, set[AnyStep]]) -> None:
        self.town = type(self).new_town()
        self.before = {who: before.get(who, set()) for who in PRINCIPALS}
        self.numbers: list[int] = []
        for who, stood in self.before.items():
            self.town.gives_by_hand(*stood, who=who)

    @rule(
        who=st.sampled_from(PRINCIPALS),
        gives=st.lists(st.sampled_from(GIVEN), min_size=1, max_size=3, unique=True),
        hours=st.sampled_from([1, 2, None]),
    )
    def one_is_approved(self, who: str, gives: list[AnyStep], hours: int | None) -> None:
        lasts = None if hours is None else hours * HOUR
        self.numbers.append(self.town.leases(*gives, who=who, lasts=lasts))

    @rule(which=st.integers(0, 20))
    def one_is_given_back(self, which: int) -> None:
        if self.numbers:
            number = self.numbers[which % len(self.numbers)]
            with self.town.database.write() as session:
                leasing.revoke(session, number, by="U0CLEO", now=self.town.clock())

    @rule(operation=st.sampled_from(CALLS), do=st.sampled_from(["throttle", "drop-before", "drop-after"]))
    def aws_falters(self, operation: str, do: str) -> None:
        self.town.aws.fault(operation, do=do, times=1)

    @rule(operation=st.sampled_from(CALLS[:4]))
    def aws_refuses_once(self, operation: str) -> None:
        self.town.aws.fault(operation, do="deny", times=1)

    @rule(minutes=st.sampled_from([0, 1, 20, 61]))
    def time_passes(self, minutes: int) -> None:
        self.town.clock.passes(timedelta(minutes=minutes))
        self.town.enforces()

    @rule()
    def all_settles(self) -> None:
        self.town.settles()
        assert self.town.behind() == []
        for who in PRINCIPALS:
            assert self.town.held(who) == self.before[who] | self.wanted(who)
        over = {LeaseState.live, LeaseState.ended, LeaseState.failed}
        assert {self.town.lease(number).state for number in self.numbers} <= over

    @invariant()
    def what_stood_before_is_never_touched(self) -> None:
        if hasattr(self, "town"):
            for who in PRINCIPALS:
                assert self.before[who] <= self.town.held(who)

    def wanted(self, who: str) -> set[AnyStep]:
        leases = [self.town.lease(number) for number in self.numbers]
        live = [lease for lease in leases if lease.state in WANTED and lease.holder == f"U0{who.upper()}"]
        return {step for lease, step in product(live, GIVEN) if enforcing.steps.stored(step) in lease.steps}

    def teardown(self) -> None:
        if hasattr(self, "town"):
            self.all_settles()
            self.town.means.claims.close()
            self.town.database.close()


@pytest.fixture
def new_town(aws: Emulated, make_database_url: Callable[[Engine], str]) -> Iterator[Callable[[], Town]]:
    def make() -> Town:
        aws.reset()
        return Town(Database(make_database_url("sqlite")), aws)

    return make


def test_after_all_settles_iam_is_what_stood_before_and_what_is_wanted(new_town: Callable[[], Town]) -> None:
    machine = type("Town", (Arithmetic,), {"new_town": staticmethod(new_town)})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=8, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
