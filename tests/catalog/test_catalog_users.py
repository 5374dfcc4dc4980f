"""The section `users`: who decides on plans, and how far a plan may go."""

from datetime import timedelta

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from catalog import load
from catalog.bundle import PersonNamed, UserGroupNamed, Users

REST = """version: 1
admins: [U0CLEO]
channels: {approvals: C0APPROVALS}
accounts:
  prod: {id: "222222222222", role_arn: "arn:aws:iam::222222222222:role/leasehold"}
  main: {}
bundles:
  s3-access:
    description: Read S3
    gives: [group: s3-users]
    approvers: [U0BOB]
    duration: {max: 1h}
"""
BOUNDARY = "arn:aws:iam::222222222222:policy/boundaries/People"
PATH = "expected a path of IAM that begins and ends with a slash, such as /people/"
WHOLE = f"""users:
  approvers: [U0CLEO, "@admins"]
  quorum: 2
  channel: C0PEOPLE
  account: prod
  path: /people/
  boundary: {BOUNDARY}
  sender: aws@example.com
  admin_group: admins
  grace: 36h
"""


def users(section: str) -> Users:
    found = load.parse(f"{REST}{section}", file="catalog.yaml").users
    assert found is not None
    return found


def told(section: str) -> list[str]:
    with pytest.raises(load.Unreadable) as refused:
        load.parse(f"{REST}{section}", file="catalog.yaml")
    return [mistake.said for mistake in refused.value.mistakes]


def mistakes_in(text: str) -> tuple[load.Mistake, ...]:
    try:
        load.parse(text, file="catalog.yaml")
    except load.Unreadable as refused:
        return refused.mistakes
    return ()


def test_the_section_is_read_as_it_stands() -> None:
    assert users(WHOLE) == Users(
        approvers=(PersonNamed("U0CLEO"), UserGroupNamed("admins")),
        quorum=2,
        channel="C0PEOPLE",
        account="prod",
        path="/people/",
        boundary=BOUNDARY,
        sender="aws@example.com",
        admin_group="admins",
        grace=timedelta(hours=36),
    )


def test_approvers_alone_are_enough() -> None:
    assert users("users: {approvers: [U0CLEO]}") == Users(
        approvers=(PersonNamed("U0CLEO"),),
        quorum=1,
        channel="C0APPROVALS",
        account="prod",
        path="/",
        boundary=None,
        sender=None,
        admin_group=None,
        grace=timedelta(days=7),
    )


def test_without_the_section_there_are_no_plans() -> None:
    assert load.parse(REST, file="catalog.yaml").users is None


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("approvers", "[]", "expected at least one of approvers, found an empty list"),
        ("approvers", "[U0CLEO, U0CLEO]", "'U0CLEO' is named twice, first in line 13; keep one"),
        ("quorum", "0", "expected a whole number from 1 to 100, found the number 0"),
        ("quorum", "2", "expected 1 at most, as many as there are approvers, found 2"),
        ("channel", "people", "expected the id of a Slack channel, such as C0APPROVALS, not its name, found 'people'"),
        ("account", "prd", "there is no account 'prd'; did you mean 'prod'?"),
        (
            "path",
            "people",
            "expected a path of IAM that begins and ends with a slash, such as /people/, found 'people'",
        ),
        ("path", "/a*/", "expected a path of IAM that begins and ends with a slash, such as /people/, found '/a*/'"),
        ("path", "//", "expected a path of IAM that begins and ends with a slash, such as /people/, found '//'"),
        (
            "boundary",
            "arn:aws:iam::333333333333:policy/People",
            (
                "expected a policy of AWS or of account 222222222222 (prod), found one of 333333333333; "
                "a policy works in its own account only"
            ),
        ),
        (
            "boundary",
            "no policy",
            "expected the name of an AWS managed policy, or the ARN of any policy, found 'no policy'",
        ),
        ("sender", "'@example'", "expected an e-mail address that SES may send from, found '@example'"),
        (
            "sender",
            "AWS <aws@example.com>",
            "expected an e-mail address that SES may send from, found 'AWS <aws@example.com>'",
        ),
        ("admin_group", "a/b", "expected the name of an IAM group, without path or ARN, found 'a/b'"),
        (
            "grace",
            "permanent",
            "'permanent' is no duration: write a number and a unit each time, such as 8h, 7d or 1h30m",
        ),
        ("grace", "[7d]", "expected a duration such as 7d or 36h, found a list"),
    ],
)
def test_a_mistake_is_one_clear_line(key: str, value: str, said: str) -> None:
    approvers = "" if key == "approvers" else "approvers: [U0CLEO], "
    assert told(f"users: {{{approvers}{key}: {value}}}") == [f"users.{key}: {said}"]


def test_what_is_missing_or_strange_is_told() -> None:
    assert told("users: {aprovers: [U0CLEO]}") == [
        "users: there is no key 'aprovers'; did you mean 'approvers'?",
        "users: the key 'approvers' is missing; add it",
    ]
    assert told("users: [U0CLEO]") == [
        (
            "users: expected a mapping with the keys approvers, quorum, channel, account, path, boundary, sender, "
            "admin_group, grace, found a list"
        )
    ]


def test_a_boundary_and_a_group_that_the_account_lacks_are_told_at_their_lines() -> None:
    catalog = load.parse(f"{REST}{WHOLE.replace(BOUNDARY, 'PowerUserAcces')}", file="catalog.yaml")
    policies = load.unknown_policies(
        catalog, file="catalog.yaml", known=lambda _account, _policy: False, names=["PowerUserAccess"]
    )
    groups = load.unknown_groups(catalog, file="catalog.yaml", known=lambda _account, group: group == "s3-users")
    assert [str(mistake) for mistake in (*policies, *groups)] == [
        (
            "catalog.yaml:19: users.boundary: account prod has no policy 'PowerUserAcces'; "
            "did you mean 'PowerUserAccess'?"
        ),
        (
            "catalog.yaml:21: users.admin_group: account prod has no group 'admins'; "
            "create it in IAM, or write the name of one that is there"
        ),
    ]


KEYS = st.sampled_from([line.strip().partition(":")[0] for line in WHOLE.splitlines()[1:]])


@given(KEYS, st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.text(), max_size=3))
def test_any_value_in_the_section_is_taken_or_told(key: str, value: object) -> None:
    whole = yaml.safe_load(f"{REST}{WHOLE}")
    whole["users"][key] = value
    text = yaml.safe_dump(whole, allow_unicode=True)
    lines = [str(mistake) for mistake in mistakes_in(text)]
    assert all(line.isprintable() for line in lines)
    assert all(line.startswith("catalog.yaml:") for line in lines)
