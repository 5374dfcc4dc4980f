"""What can be asked for."""

from datetime import timedelta

import pytest

from catalog import load
from catalog.bundle import Catalog

HOUR = timedelta(hours=1)

BUNDLE = """
    description: For a test
    gives: [{group: users}]
    approvers: [U0BOB]
    duration: {max: 8h}
"""


def catalog(*names: str) -> Catalog:
    bundles = "".join(f"  {name}:{BUNDLE}" for name in names)
    channels = "channels: {approvals: C0APPROVALS}"
    return load.parse(f"version: 1\nadmins: [U0CLEO]\n{channels}\nbundles:\n{bundles}", file="catalog.yaml")


def test_a_bundle_is_found_by_its_exact_name_only() -> None:
    known = catalog("s3-access")
    found = known.bundle("s3-access")
    assert found is not None
    assert found.name == "s3-access"
    assert known.bundle("S3-Access") is None
    assert known.bundle("") is None


@pytest.mark.parametrize(
    ("asked", "near"),
    [
        ("S3-ACCESS", ["s3-access", "s3-access-all"]),
        ("s3_acess", ["s3-access", "s3-access-all"]),
        ("s3", ["s3-access", "s3-access-all", "s3-owners"]),
        ("deploy", ["prod-deploy"]),
        ("banana", []),
        ("", []),
        ("\u4e00", []),
    ],
)
def test_the_nearest_names_come_best_first(asked: str, near: list[str]) -> None:
    known = catalog("prod-deploy", "s3-owners", "s3-access-all", "s3-access", "s3-z")
    assert known.nearest(asked)[: len(near)] == near
    assert len(known.nearest(asked)) <= 3
    assert bool(known.nearest(asked)) == bool(near)


def test_a_name_in_the_wrong_case_finds_itself_first_among_its_likes() -> None:
    known = catalog("a", "ab", "abc", "abcd", "b-a")
    assert [known.nearest(name.upper())[0] for name in known.bundles] == list(known.bundles)


def test_a_very_long_name_finds_nothing() -> None:
    assert catalog("s3-access").nearest("x" * 10_000) == []


def test_what_lasts_longer_than_the_maximum_is_not_allowed() -> None:
    bundle = catalog("s3-access").bundles["s3-access"]
    assert bundle.allows(8 * HOUR)
    assert not bundle.allows(8 * HOUR + timedelta(seconds=1))
    assert not bundle.allows(None)


def test_a_permanent_maximum_allows_every_length_and_permanence() -> None:
    text = BUNDLE.replace("max: 8h", "max: permanent")
    head = "version: 1\nadmins: [U0CLEO]\nchannels: {approvals: C0APPROVALS}\nbundles:\n  s3-access:"
    bundle = load.parse(head + text, file="catalog.yaml").bundles["s3-access"]
    assert bundle.allows(None)
    assert bundle.allows(3650 * 24 * HOUR)
    assert bundle.default == 8 * HOUR


def test_cards_go_to_the_bundles_own_channel_or_to_the_approvals_channel() -> None:
    known = catalog("s3-access")
    assert known.channel_for(known.bundles["s3-access"]) == "C0APPROVALS"
    head = "version: 1\nadmins: [U0CLEO]\nchannels: {approvals: C0APPROVALS}\nbundles:\n  s3-access:"
    own = load.parse(f"{head}{BUNDLE}    channel: C0OWN\n", file="catalog.yaml")
    assert own.channel_for(own.bundles["s3-access"]) == "C0OWN"


def test_a_catalog_cannot_be_changed() -> None:
    known = catalog("s3-access")
    with pytest.raises(TypeError):
        known.bundles["other"] = known.bundles["s3-access"]  # type: ignore[index]  # what must not be
    with pytest.raises(TypeError):
        del known.accounts["main"]  # type: ignore[attr-defined]  # what must not be


def test_the_line_of_a_bundle_does_not_make_it_another() -> None:
    first, second = catalog("a", "b"), catalog("b", "a")
    assert first.bundles["b"].line != second.bundles["b"].line
    assert first == second
