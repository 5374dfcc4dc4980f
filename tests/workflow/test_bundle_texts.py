"""What a bundle allows, for standing access that it could stand in for."""

import json
from dataclasses import replace
from typing import Any

import policy_shelf
from town import Town

from catalog.bundle import Given as BundleGives
from catalog.bundle import GroupGiven, PolicyGiven
from models.snapshot import SnapshotGroup
from workflow import bundle_texts, policy_reading

INLINE = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "*"}}


def texts(town: Town, *gives: BundleGives) -> list[list[Any]]:
    bundle = replace(next(iter(town.catalog.bundles.values())), gives=gives)
    catalog = replace(town.catalog, bundles={bundle.name: bundle})
    with town.database.read() as session:
        told = list(bundle_texts.of(session, catalog, bundle.account))
        assert list(bundle_texts.of(session, catalog, "another")) == []
    assert [(each["name"], each["arn"]) for each in told] == [(bundle.name, f"bundle:{bundle.name}") for _ in told]
    return [json.loads(each["document"])["Statement"] for each in told]


def has_group(town: Town, *policies: str, inline: object = None) -> GroupGiven:
    with town.database.write() as session:
        session.query(SnapshotGroup).where(SnapshotGroup.name == "data").delete()
        kept = [{"name": "queue", "document": inline}] if inline is not None else []
        session.add(SnapshotGroup(account="main", name="data", arn="x", policies=list(policies), inline=kept))
    return GroupGiven("data")


def test_all_of_its_policies_are_in_one_text_those_of_its_groups_too(town: Town) -> None:
    read, write = (
        policy_shelf.has(town, name, document)
        for name, document in (("read", policy_shelf.READ), ("write", policy_shelf.WRITE))
    )
    for arn in (read, write):
        policy_reading.text_of(town.means, "main", arn)
    [found] = texts(town, PolicyGiven(read), has_group(town, write, inline=json.dumps(INLINE)))
    assert [each["Action"] for each in found] == ["s3:Get*", "s3:Put*", "sqs:SendMessage"]


def test_a_bundle_of_which_not_all_is_known_is_left_out(town: Town) -> None:
    read = policy_shelf.has(town, "read")
    policy_reading.text_of(town.means, "main", read)
    unknown = f"{policy_shelf.OWN}unknown"
    assert texts(town, PolicyGiven(read), PolicyGiven(unknown)) == []
    assert texts(town, PolicyGiven(read), GroupGiven("nobody-has-seen-it")) == []
    assert texts(town, PolicyGiven(read), has_group(town, unknown)) == []
    assert texts(town, PolicyGiven(read), has_group(town, read, inline="{")) == []
    assert texts(town, PolicyGiven("NoSuchPolicy")) == []


def test_a_policy_of_aws_is_known_by_its_name(town: Town) -> None:
    arn = f"{policy_shelf.AWS_S}AmazonS3ReadOnlyAccess"
    policy_shelf.is_listed(town, arn)
    policy_reading.text_of(town.means, "main", arn)
    [found] = texts(town, PolicyGiven("AmazonS3ReadOnlyAccess"))
    assert any("s3:Get*" in each["Action"] for each in found)
