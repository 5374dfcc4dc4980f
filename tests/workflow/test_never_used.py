"""What nobody used of a bundle: known of every lease, or nothing is said."""

from hypothesis import given
from hypothesis import strategies as st

from workflow import never_used
from workflow.never_used import LEAST, Told
from workflow.use_judging import Stands

U, N, K = Stands.used, Stands.unused, Stands.unknown


def test_five_leases_that_are_known_not_to_have_used_it_are_enough_and_four_are_not() -> None:
    lease = Told({"s3": N, "ec2": U})
    assert never_used.services([lease] * LEAST) == {"s3"}
    assert never_used.services([lease] * (LEAST - 1)) == frozenset()


def test_one_use_one_unknown_service_or_one_unknown_lease_is_enough_to_say_nothing() -> None:
    leases = [Told({"s3": N})] * 50
    for other in (Told({"s3": U}), Told({"s3": K}), Told(None)):
        assert never_used.services([*leases, other]) == frozenset()
    assert never_used.services([*leases, Told({"ec2": U})]) == {"s3"}, "it did not give it"


@given(
    st.lists(
        st.none() | st.dictionaries(st.sampled_from(["s3", "ec2", "sqs"]), st.sampled_from(list(Stands)), max_size=3),
        max_size=20,
    )
)
def test_never_is_a_service_named_that_some_lease_used_or_may_have(leases: list[dict[str, Stands] | None]) -> None:
    named = never_used.services([Told(each) for each in leases])
    if named:
        assert None not in leases
    for prefix in named:
        stands = [each[prefix] for each in leases if each and prefix in each]
        assert set(stands) == {N}
        assert len(stands) >= LEAST
