"""Names that an account does not have: the administrators hear of them once, and the catalog stays in force."""

from datetime import timedelta

import pytest
from town import CATALOG, Town

from catalog import load
from workflow import snapshotting
from workflow.unknown_names import UnknownNames

WRONG = CATALOG.replace("group: s3-users", "group: s3-usrs", 1).replace("ViewOnlyAccess", "ViewOnlyAcces")
LATER = timedelta(minutes=1)


@pytest.fixture
def names(town: Town) -> UnknownNames:
    """A worker's, a minute after the account was looked at, and with a catalog that gives what is not there."""
    town.clock.passes(LATER)
    town.catalog = load.parse(WRONG, file="catalog.yaml")
    return UnknownNames()


def test_the_admins_are_told_once_over_all_workers_with_the_nearest(town: Town, names: UnknownNames) -> None:
    for worker in (names, names, UnknownNames()):
        worker.tell_admins(town.means)
    first, second = town.whispers()
    assert (first[0], second[0]) == ("U0CLEO", "@owners")
    headline, *lines = first[1].splitlines()
    assert headline == (
        "The catalog names what account 'main' does not have; requests for it are refused. "
        "Create it in AWS or correct the catalog."
    )
    no_policy, no_group = (f"account main has no {kind}" for kind in ("policy", "group"))
    assert lines == [
        f"line 15: bundles.s3-and-more.gives: {no_policy} 'ViewOnlyAcces'; did you mean 'ViewOnlyAccess'?",
        f"line 10: bundles.s3-access.gives: {no_group} 's3-usrs'; did you mean 's3-users'?",
    ]
    town.catalog = load.parse(f"# other lines\n{WRONG}", file="catalog.yaml")
    names.tell_admins(town.means)
    assert len(town.whispers()) == 2, "the same names, whichever their lines"


def test_what_is_there_again_and_goes_again_is_told_anew(town: Town, names: UnknownNames) -> None:
    right, wrong = load.parse(CATALOG, file="right"), town.catalog
    for catalog in (wrong, right, wrong):
        town.catalog = catalog
        names.tell_admins(town.means)
        town.clock.passes(LATER)
    assert len(town.whispers()) == 2 * 2


def test_what_was_made_for_the_catalog_just_now_is_there(town: Town, names: UnknownNames) -> None:
    """The picture in force is older; it is not believed when it lacks a name."""
    town.catalog = load.parse(CATALOG.replace("group: s3-users", "group: brand-new", 1), file="catalog.yaml")
    town.aws.seed({"groups": {"brand-new": []}})
    names.tell_admins(town.means)
    assert town.whispers() == []


def test_of_an_account_that_aws_does_not_show_nothing_is_said_until_it_does(town: Town, names: UnknownNames) -> None:
    town.aws.fault("ListPolicies", do="deny")
    names.tell_admins(town.means)
    assert town.whispers() == []
    town.aws.clear_faults()
    names.tell_admins(town.means)
    assert len(town.whispers()) == 2


def test_an_account_is_judged_again_only_by_another_catalog_or_picture(town: Town, names: UnknownNames) -> None:
    names.tell_admins(town.means)
    town.aws.clear_calls()
    names.tell_admins(town.means)
    assert town.aws.calls() == []
    town.aws.seed({"groups": {"s3-usrs": []}})
    town.clock.passes(LATER)
    snapshotting.take_unless_newer(town.means, "main", than=town.clock())
    town.aws.clear_calls()
    names.tell_admins(town.means)
    assert ["s3-usrs" in text for _, text in town.whispers()] == [True, True, False, False]
