"""Who may decide: a table of people, and that no order of approvers opens the door."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.bundle import Approver, PersonNamed, UserGroupNamed
from models.person import Standing
from workflow import policy
from workflow.policy import Somebody
from workflow.refusal import Refusal
from workflow.refusals.asking import NotAMember
from workflow.refusals.deciding import NobodyDecidesForThemselves, NotAnApprover, SamePerson
from workflow.refusals.leases import NotAnAdmin, NotYours

GROUPS = {"s3-owners": {"U0DAN", "U0ANN"}, "owners": {"U0CLEO"}, "empty": set()}
APPROVERS: tuple[Approver, ...] = (PersonNamed("U0BOB"), UserGroupNamed("s3-owners"))


def members(handle: str) -> set[str]:
    return GROUPS.get(handle, set())


def somebody(name: str, email: str | None = "", **given: object) -> Somebody:
    row = {"slack_id": f"U0{name.upper()}", "standing": Standing.member, "principals": frozenset({f"AIDA0{name}"})}
    return Somebody(**row | {"email": f"{name}@example.com" if email == "" else email} | given)


ANN, BOB, DAN, EVE = (somebody(name) for name in ("ann", "bob", "dan", "eve"))

VOTERS: dict[str, tuple[Somebody, type[Refusal] | None]] = {
    "an approver by id": (BOB, None),
    "an approver by user group": (DAN, None),
    "neither": (EVE, NotAnApprover),
    "oneself, though in the approving group": (ANN, NobodyDecidesForThemselves),
    "one's other Slack user, by IAM user": (
        somebody("bob", principals=ANN.principals | {"AIDA0OTHER"}),
        NobodyDecidesForThemselves,
    ),
    "one's other Slack user, by mailbox": (somebody("bob", email="ann@example.com"), NobodyDecidesForThemselves),
    "by mailbox with a tag": (somebody("bob", email="ann+work@example.com"), NobodyDecidesForThemselves),
    "by mailbox in capitals and space": (somebody("bob", email=" ANN@Example.COM "), NobodyDecidesForThemselves),
    "the same name in another domain": (somebody("bob", email="ann@example.org"), None),
    "an approver without an address": (somebody("bob", email=None, principals=frozenset()), None),
    "a guest": (somebody("bob", standing=Standing.guest), NotAMember),
    "a bot": (somebody("bob", standing=Standing.bot), NotAMember),
    "a stranger": (somebody("bob", standing=Standing.stranger), NotAMember),
    "deactivated": (somebody("bob", standing=Standing.deactivated), NotAMember),
}


@pytest.mark.parametrize("name", VOTERS)
def test_who_may_decide_on_what_ann_asked_for(name: str) -> None:
    voter, refusal = VOTERS[name]
    if refusal is None:
        policy.check_may_decide(voter, asker=ANN, number=1, approvers=APPROVERS, members=members)
    else:
        with pytest.raises(refusal):
            policy.check_may_decide(voter, asker=ANN, number=1, approvers=APPROVERS, members=members)


@pytest.mark.parametrize(
    ("voter", "how"),
    [
        (ANN, "you asked for this"),
        (somebody("bob", principals=ANN.principals), "the IAM user it is for is yours"),
        (somebody("bob", email="ann@example.com"), "your e-mail address is the one of who asked"),
    ],
)
def test_it_says_how_it_knows_that_they_are_one(voter: Somebody, how: str) -> None:
    with pytest.raises(NobodyDecidesForThemselves, match=how):
        policy.check_may_decide(voter, asker=ANN, number=1, approvers=APPROVERS, members=members)


def test_two_people_without_an_address_or_an_iam_user_are_two() -> None:
    asker = somebody("ann", email=None, principals=frozenset())
    voter = somebody("bob", email=None, principals=frozenset())
    policy.check_may_decide(voter, asker=asker, number=1, approvers=APPROVERS, members=members)


def test_a_group_that_is_gone_approves_nothing() -> None:
    with pytest.raises(NotAnApprover, match="only @no-such-group may"):
        policy.check_may_decide(BOB, asker=ANN, number=1, approvers=[UserGroupNamed("no-such-group")], members=members)


def test_without_approvers_nobody_decides() -> None:
    with pytest.raises(NotAnApprover, match="only nobody may"):
        policy.check_may_decide(BOB, asker=ANN, number=1, approvers=[], members=members)


def test_membership_is_asked_only_where_it_matters() -> None:
    """Slack is not asked for a group when the person is named, and never for one's own request."""

    def forbidden(handle: str) -> set[str]:
        raise AssertionError(handle)

    policy.check_may_decide(BOB, asker=ANN, number=1, approvers=APPROVERS, members=forbidden)
    with pytest.raises(NobodyDecidesForThemselves):
        policy.check_may_decide(ANN, asker=ANN, number=1, approvers=APPROVERS, members=forbidden)


people = st.builds(
    Somebody,
    slack_id=st.sampled_from(["U0ANN", "U0BOB", "U0DAN"]),
    standing=st.sampled_from(Standing),
    email=st.sampled_from([None, "ann@example.com", "Ann+1@Example.com", "bob@example.com"]),
    principals=st.frozensets(st.sampled_from(["AIDA1", "AIDA2", "AIDA3"]), max_size=2),
)
named = st.one_of(
    st.builds(PersonNamed, st.sampled_from(["U0ANN", "U0BOB", "U0DAN"])),
    st.builds(UserGroupNamed, st.sampled_from(["s3-owners", "owners", "empty"])),
)


def may(voter: Somebody, asker: Somebody, approvers: Sequence[Approver]) -> bool:
    try:
        policy.check_may_decide(voter, asker=asker, number=1, approvers=approvers, members=members)
    except Refusal:
        return False
    return True


@given(voter=people, asker=people, approvers=st.lists(named), data=st.data())
def test_deny_wins_in_any_order(
    voter: Somebody, asker: Somebody, approvers: list[Approver], data: st.DataObject
) -> None:
    allowed = may(voter, asker, approvers)
    assert may(voter, asker, data.draw(st.permutations(approvers))) == allowed
    assert may(voter, asker, approvers + approvers) == allowed
    if voter.standing is not Standing.member or policy.are_one(voter, asker):
        assert not allowed
        assert not may(voter, asker, [*approvers, PersonNamed(voter.slack_id)])


@given(one=people, other=people)
def test_being_one_is_the_same_from_both_sides(one: Somebody, other: Somebody) -> None:
    assert policy.are_one(one, one)
    assert policy.are_one(one, other) == policy.are_one(other, one)


def test_a_quorum_counts_people() -> None:
    policy.check_counts_beside(BOB, others=[DAN, EVE], number=1)
    for same in (BOB, somebody("gus", email="BOB+x@example.com"), somebody("gus", principals=BOB.principals)):
        with pytest.raises(SamePerson):
            policy.check_counts_beside(same, others=[DAN, BOB], number=1)


def test_only_an_administrator_revokes() -> None:
    admins = (PersonNamed("U0BOB"), UserGroupNamed("owners"))
    policy.check_may_revoke(BOB, admins=admins, members=members)
    policy.check_may_revoke(somebody("cleo"), admins=admins, members=members)
    with pytest.raises(NotAnAdmin, match="<@U0BOB> or @owners"):
        policy.check_may_revoke(EVE, admins=admins, members=members)
    with pytest.raises(NotAMember):
        policy.check_may_revoke(somebody("bob", standing=Standing.deactivated), admins=admins, members=members)


def test_only_the_holder_gives_back() -> None:
    policy.check_may_give_back("U0ANN", holder="U0ANN")
    with pytest.raises(NotYours):
        policy.check_may_give_back("U0BOB", holder="U0ANN")


@pytest.mark.parametrize("standing", Standing)
def test_only_a_member_asks(standing: Standing) -> None:
    person = somebody("ann", standing=standing)
    if standing is Standing.member:
        policy.check_may_ask(person)
    else:
        with pytest.raises(NotAMember, match="you are "):
            policy.check_may_ask(person)


@pytest.mark.parametrize("approver", [PersonNamed("U0BOB"), UserGroupNamed("s3-owners")])
def test_an_approver_is_written_and_read_back(approver: Approver) -> None:
    assert policy.approver(policy.named(approver)) == approver
