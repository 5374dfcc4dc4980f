"""Searching policies by typing: who comes first, what is near, and when the names in memory are read anew."""

from datetime import timedelta

import policy_shelf
import pytest
from policy_shelf import AWS_S, OWN, managed
from sqlalchemy import Engine, event, update
from town import Town

from models.policy_text import PolicyText
from models.snapshot import Taking
from workflow.policy_search import Found, PolicySearch

AWS_NAMES = (
    "AmazonS3FullAccess",
    "AmazonS3ReadOnlyAccess",
    "AWSLambda_FullAccess",
    "job-function/ViewOnlyAccess",
    "AdministratorAccess",
    "IAMUserChangePassword",
)
OWN_NAMES = ("s3-logs", "team-deploy", "amazons3fullaccess-copy", "AdministratorAccess")


@pytest.fixture
def search(town: Town) -> PolicySearch:
    policy_shelf.lists(
        town, [managed(f"{AWS_S}{name}") for name in AWS_NAMES] + [managed(f"{OWN}{name}") for name in OWN_NAMES]
    )
    return PolicySearch(town.database)


def names(found: list[Found]) -> list[str]:
    return [each.name if each.is_of_aws else f"own {each.name}" for each in found]


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("AmazonS3FullAccess", ["AmazonS3FullAccess", "own amazons3fullaccess-copy"]),
        ("amazons3f", ["AmazonS3FullAccess", "own amazons3fullaccess-copy", "AmazonS3ReadOnlyAccess"]),
        ("s3", ["AmazonS3FullAccess", "AmazonS3ReadOnlyAccess", "own amazons3fullaccess-copy", "own s3-logs"]),
        ("s3 read", ["AmazonS3ReadOnlyAccess"]),
        ("  READ   s3 ", ["AmazonS3ReadOnlyAccess"]),
        ("administratoraccess", ["AdministratorAccess", "own AdministratorAccess"]),
        ("s3-logs", ["own s3-logs"]),
        ("viewonly", ["ViewOnlyAccess"]),
        ("amzons3fulacess", ["AmazonS3FullAccess", "own amazons3fullaccess-copy"]),
        ("team depoly", ["own team-deploy"]),
        ("zzzz", []),
        ("zz", []),
        ("<!here>", []),
        ("%", []),
        ("x" * 5_000, []),
    ],
)
def test_what_fits_comes_first_and_aws_s_own_before_the_account_s(
    search: PolicySearch, typed: str, wanted: list[str]
) -> None:
    assert names(search.find("main", typed)) == wanted


def test_for_nothing_typed_what_is_attached_comes_first(town: Town, search: PolicySearch) -> None:
    assert names(search.find("main", "", most=2)) == ["AdministratorAccess", "AmazonS3FullAccess"]
    listed = [managed(f"{AWS_S}{name}", attachments=int(name.endswith("ViewOnlyAccess"))) for name in AWS_NAMES]
    policy_shelf.lists(town, listed)
    takes(town)
    assert names(search.find("main", " "))[:2] == ["ViewOnlyAccess", "AdministratorAccess"]


def test_an_exact_name_of_the_account_s_own_is_not_lost_behind_a_hundred_of_aws(town: Town) -> None:
    many = [managed(f"{AWS_S}amazon-{number:03}") for number in range(150)]
    policy_shelf.lists(town, [*many, managed(f"{OWN}amazon")])
    found = PolicySearch(town.database).find("main", "amazon")
    assert names(found)[:2] == ["own amazon", "amazon-000"]
    assert len(found) == 100


def test_an_account_sees_its_own_and_not_another_s(town: Town, search: PolicySearch) -> None:
    other = "arn:aws:iam::222222222222:policy/"
    policy_shelf.lists(town, [managed(f"{AWS_S}AdministratorAccess"), managed(f"{other}theirs")], account="prod")
    assert names(search.find("prod", "")) == ["AdministratorAccess", "own theirs"]
    assert names(search.find("main", "theirs")) == []
    [theirs] = search.find("prod", "theirs")
    assert search.chosen("prod", theirs.id) == theirs
    assert search.chosen("main", theirs.id) is None
    policy_shelf.lists(town, [managed(f"{AWS_S}OnlyThere")], account="prod")
    takes(town, account="prod")
    [only] = search.find("prod", "")
    assert search.chosen("prod", only.id) == only
    assert search.chosen("main", only.id) is None, "AWS keeps a policy that it has given up where it is attached"


def takes(town: Town, account: str = "main") -> None:
    """A snapshot has been taken."""
    town.clock.passes(timedelta(minutes=15))
    with town.database.write() as session:
        session.merge(Taking(account=account, taken_at=town.clock()))


def test_names_are_read_anew_after_a_snapshot_and_not_before(town: Town, search: PolicySearch) -> None:
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    search.find("main", "s3")
    event.listen(Engine, "before_cursor_execute", note)
    search.find("main", "s3")
    assert len(seen) == 2
    event.remove(Engine, "before_cursor_execute", note)
    policy_shelf.lists(town, [managed(f"{AWS_S}AmazonS3FullAccess"), managed(f"{OWN}new")])
    takes(town)
    assert names(search.find("main", "")) == ["AmazonS3FullAccess", "own new"]


def test_what_is_told_beside_a_name_is_always_of_this_moment(town: Town, search: PolicySearch) -> None:
    search.find("main", "s3-logs")
    with town.database.write() as session:
        told = {"risk": "One service: reads S3", "description": "Reads logs"}
        session.execute(update(PolicyText).where(PolicyText.name == "s3-logs").values(told))
    [found] = search.find("main", "s3-logs")
    assert (found.risk, found.description, found.arn) == ("One service: reads S3", "Reads logs", f"{OWN}s3-logs")


def test_a_number_never_comes_back_with_another_policy_behind_it(town: Town, search: PolicySearch) -> None:
    """Who chose in a form that stood open for an hour must not get what somebody made meanwhile."""
    stays = managed(f"{OWN}stays")
    policy_shelf.lists(town, [stays])
    policy_shelf.lists(town, [stays, managed(f"{OWN}last")])
    takes(town)
    [last] = search.find("main", "last")
    policy_shelf.lists(town, [stays])
    policy_shelf.lists(town, [stays, managed(f"{OWN}another")])
    assert search.chosen("main", last.id) is None


def test_what_was_chosen_and_is_gone_is_nothing(town: Town, search: PolicySearch) -> None:
    [found] = search.find("main", "s3-logs")
    policy_shelf.lists(town, [managed(f"{AWS_S}AdministratorAccess")])
    assert search.chosen("main", found.id) is None
    assert search.chosen("main", 10**18) is None
    assert search.find("main", "s3-logs") == [], "though the names in memory still have it"


def test_a_policy_whose_text_nobody_has_read_is_found(town: Town) -> None:
    policy_shelf.lists(town, [managed(f"{OWN}ours")])
    [found] = PolicySearch(town.database).find("main", "our")
    assert (found.risk, found.description) == ("", "")
