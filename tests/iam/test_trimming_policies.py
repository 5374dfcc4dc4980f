"""What of a policy can go: nothing that may be used, and nothing is given that was not given before."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from iam import trimming, trimming_apart
from iam.reach import reach
from iam.trimming import Shelved, Trimmed
from iam.trimming_apart import Line

ACTIONS = [
    "s3:GetObject",
    "s3:PutObject",
    "s3:*",
    "sqs:SendMessage",
    "sqs:*",
    "ec2:DescribeInstances",
    "ec2:*",
    "new:*",
]
PREFIXES = ["s3", "sqs", "ec2", "new", "iam"]


def text(*acts: str, effect: str = "Allow", key: str = "Action", **more: Any) -> str:
    return json.dumps({"Statement": [{"Effect": effect, key: list(acts), "Resource": "*"} | more]})


WIDE = text("s3:*", "sqs:*")
SHELF = [
    Shelved("arn:aws:iam::aws:policy/S3", text("s3:*")),
    Shelved("arn:aws:iam::aws:policy/Get", text("s3:GetObject")),
]


def test_what_is_unused_altogether_goes_and_what_is_used_in_part_gets_a_narrower_one() -> None:
    assert trimming.whole([WIDE], {"s3", "sqs", "ec2"}) == Trimmed(("s3", "sqs"))
    assert trimming.whole([WIDE], {"sqs"}) is None
    assert trimming.narrower("own", WIDE, {"sqs"}, SHELF) == Trimmed(("sqs",), "arn:aws:iam::aws:policy/S3")
    assert trimming.narrower("own", WIDE, {"s3"}, SHELF) is None, "nothing on the shelf keeps SQS"
    assert trimming.narrower("own", WIDE, {"ec2"}, SHELF) is None, "it does not give EC2"


def test_what_would_give_more_takes_nothings_place() -> None:
    wider = Shelved("arn:aws:iam::aws:policy/Wider", text("s3:*", "ec2:*"))
    assert trimming.narrower("own", WIDE, {"sqs"}, [wider]) is None
    assert trimming.narrower("own", text("s3:GetObject", "sqs:*"), {"sqs"}, SHELF) == Trimmed(
        ("sqs",), "arn:aws:iam::aws:policy/Get"
    )
    assert trimming.narrower("own", text("s3:GetObject", "sqs:*"), {"sqs"}, SHELF[:1]) is None


def test_a_deny_a_condition_and_what_cannot_be_read_are_left_alone() -> None:
    denies = json.dumps(
        {"Statement": [*json.loads(WIDE)["Statement"], *json.loads(text("s3:*", effect="Deny"))["Statement"]]}
    )
    assert trimming.whole([denies], {"s3", "sqs"}) is None
    assert trimming.whole(["no JSON"], {"s3"}) is None
    assert trimming.whole([], {"s3"}) is None
    bounded = text("s3:*", "sqs:*", Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}})
    assert trimming.narrower("own", bounded, {"sqs"}, SHELF) is None, "another would hold without the condition"
    for some in (text("s3:*", Resource="arn:aws:s3:::a/*"), denies, "no JSON"):
        assert trimming.narrower("own", some, {"sqs"}, [*SHELF, Shelved("x", some)]) is None


def test_apart_it_says_the_same() -> None:
    lines = [Line((WIDE,), "own"), Line((text("sqs:*"), text("sqs:SendMessage"))), Line(())]
    found = trimming_apart.told(lines, ["sqs"], SHELF)
    assert found == [Trimmed(("sqs",), "arn:aws:iam::aws:policy/S3"), Trimmed(("sqs",)), None]
    assert found == trimming_apart.trimmed(lines, ["sqs"], SHELF)


documents = st.builds(
    lambda statements: json.dumps({"Statement": statements}),
    st.lists(
        st.builds(
            lambda effect, key, acts, more: {"Effect": effect, key: acts, "Resource": "*"} | more,
            st.sampled_from(["Allow", "Allow", "Allow", "Deny"]),
            st.sampled_from(["Action", "Action", "Action", "NotAction"]),
            st.lists(st.sampled_from(ACTIONS), min_size=1, max_size=3),
            st.sampled_from([{}, {}, {}, {"Resource": "arn:aws:s3:::a"}, {"Condition": {"Bool": {"a": "b"}}}]),
        ),
        min_size=1,
        max_size=3,
    ),
)


@settings(deadline=None, max_examples=150)
@given(document=documents, unused=st.sets(st.sampled_from(PREFIXES)), shelf=st.lists(documents, max_size=4))
def test_whatever_is_trimmed_nothing_that_may_be_used_is_lost_and_nothing_is_given(
    document: str, unused: set[str], shelf: list[str]
) -> None:
    line = Line((document,), "own")
    shelved = [Shelved(f"shelf-{place}", each) for place, each in enumerate(shelf)]
    (found,) = trimming_apart.trimmed([line], sorted(unused), shelved)
    if found is None:
        return
    before = reach([document])
    after = reach([shelf[int(found.instead.removeprefix("shelf-"))]] if found.instead else [])
    assert found.lost
    assert set(found.lost) <= unused
    for service in before.services:
        if service.prefix not in unused:
            kept = after.of(service.prefix)
            assert not service.chosen & ~kept.chosen
            assert set(service.unknown) <= set(kept.unknown)
    for service in after.services:
        had = before.of(service.prefix)
        assert not service.chosen & ~had.chosen
        assert set(service.unknown) <= set(had.unknown)
