"""The section `reviews`: who confirms which memberships, by when, and what becomes of whom nobody confirms."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from catalog import load
from catalog.bundle import PersonNamed, Reviews, Unconfirmed, UserGroupNamed

REST = """version: 1
admins: [U0CLEO]
channels: {approvals: C0APPROVALS}
users: {approvers: [U0CLEO]}
bundles:
  s3-access:
    description: Read S3
    gives: [group: s3-users]
    approvers: [U0BOB]
    duration: {max: 1h}
"""
WHOLE = """reviews:
  reviewers:
    developers: [U0BOB, "@dev-leads"]
    Admins: [U0CLEO, U0DAN]
  days: 30
  unconfirmed: list
  channel: C0SECURITY
"""


def reviews(section: str) -> Reviews:
    found = load.parse(f"{REST}{section}", file="catalog.yaml").reviews
    assert found is not None
    return found


def told(section: str, rest: str = REST) -> list[str]:
    with pytest.raises(load.Unreadable) as refused:
        load.parse(f"{rest}{section}", file="catalog.yaml")
    return [mistake.said for mistake in refused.value.mistakes]


def test_the_section_is_read_as_it_stands() -> None:
    assert reviews(WHOLE) == Reviews(
        reviewers={
            "developers": (PersonNamed("U0BOB"), UserGroupNamed("dev-leads")),
            "Admins": (PersonNamed("U0CLEO"), PersonNamed("U0DAN")),
        },
        days=30,
        unconfirmed=Unconfirmed.list,
        channel="C0SECURITY",
    )


def test_nothing_in_it_is_enough() -> None:
    assert reviews("reviews: {}") == Reviews({}, 14, Unconfirmed.take_back, "C0APPROVALS")
    assert load.parse(REST, file="catalog.yaml").reviews is None


def test_a_group_is_found_whatever_its_capitals_and_another_is_the_administrators() -> None:
    found = reviews(WHOLE)
    assert found.of("DEVELOPERS") == (PersonNamed("U0BOB"), UserGroupNamed("dev-leads"))
    assert found.of("admins") == (PersonNamed("U0CLEO"), PersonNamed("U0DAN"))
    assert found.of("readers") == ()


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("days", "0", "expected a whole number from 1 to 366, found the number 0"),
        ("days", "two", "expected a whole number from 1 to 366, found 'two'"),
        ("unconfirmed", "delete", "expected take-back or list, found 'delete'"),
        ("unconfirmed", "no", "expected take-back or list, found the yes/no value no"),
        ("channel", "people", "expected the id of a Slack channel, such as C0APPROVALS, not its name, found 'people'"),
        ("reviewers", "[U0BOB]", "expected a mapping of IAM groups, such as developers: [U0BOB], found a list"),
        (
            "reviewers",
            "{a: [U0BOB], A: [U0BOB]}",
            "this is the group of a already: to IAM capitals are alike; keep one",
        ),
        (
            "reviewers",
            "{a b: [U0BOB]}",
            "expected the name of an IAM group, without path or ARN, found 'a b'",
        ),
        ("reviewers", "{a: []}", "expected at least one of approvers, found an empty list"),
    ],
)
def test_a_mistake_is_one_clear_line(key: str, value: str, said: str) -> None:
    [line] = told(f"reviews: {{{key}: {value}}}")
    assert line.startswith(f"reviews.{key}")
    assert line.endswith(f": {said}")


def test_a_strange_key_is_told() -> None:
    assert told("reviews: {reviewer: {}}") == ["reviews: there is no key 'reviewer'; did you mean 'reviewers'?"]


def test_without_the_users_there_are_no_plans_so_nothing_to_review_by() -> None:
    rest = REST.replace("users: {approvers: [U0CLEO]}\n", "")
    assert told("reviews: {}", rest) == [
        "reviews: expected the section 'users' beside it: what a review takes back is taken back by a plan; add it"
    ]


def test_a_group_that_the_account_lacks_is_told_at_its_line() -> None:
    catalog = load.parse(f"{REST}{WHOLE}", file="catalog.yaml")
    groups = load.unknown_groups(
        catalog, file="catalog.yaml", known=lambda _account, group: group != "Admins", names=["admins"]
    )
    assert [str(mistake) for mistake in groups] == [
        "catalog.yaml:14: reviews.reviewers: account main has no group 'Admins'; did you mean 'admins'?"
    ]


KEYS = st.sampled_from(["reviewers", "days", "unconfirmed", "channel"])


@given(KEYS, st.none() | st.booleans() | st.integers() | st.text() | st.dictionaries(st.text(), st.lists(st.text())))
def test_any_value_in_the_section_is_taken_or_told(key: str, value: object) -> None:
    whole = yaml.safe_load(f"{REST}{WHOLE}")
    whole["reviews"][key] = value
    try:
        load.parse(yaml.safe_dump(whole, allow_unicode=True), file="catalog.yaml")
    except load.Unreadable as refused:
        lines = [str(mistake) for mistake in refused.mistakes]
        assert all(line.isprintable() and line.startswith("catalog.yaml:") for line in lines)
