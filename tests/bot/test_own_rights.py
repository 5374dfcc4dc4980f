"""`leasehold iam-policy`, as an operator runs it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main

CATALOG = """
version: 1
admins: [U0CLEO]
channels: {approvals: C0APPROVALS}
accounts:
  main: {}
  prod: {role_arn: "arn:aws-us-gov:iam::222222222222:role/leasehold"}
bundles:
  s3-access:
    description: Read and write S3
    account: main
    gives: [{group: s3-users}, {policy: AmazonS3ReadOnlyAccess}]
    approvers: [U0BOB]
    duration: {max: 7d}
  s3-too:
    description: The same once more
    account: main
    gives: [{policy: AmazonS3ReadOnlyAccess}, {group: s3-users}]
    approvers: [U0BOB]
    duration: {max: 7d}
  prod-deploy:
    description: Deploy
    account: prod
    gives: [{group: deployers}]
    approvers: [U0BOB]
    duration: {max: 1d}
"""


@pytest.fixture
def catalog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "catalog.yaml"
    path.write_text(CATALOG)
    monkeypatch.setenv("LEASEHOLD_CATALOG", str(path))
    return path


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["iam-policy", *words])


def sids(document: str) -> dict[str, object]:
    return {each["Sid"]: each.get("Resource") for each in json.loads(document)["Statement"]}


def test_it_prints_the_policy_of_the_bots_own_account_each_thing_once(catalog: Path) -> None:
    told = run()
    assert told.exit_code == 0
    found = sids(told.stdout)
    assert found["JoinAndLeaveTheseGroups"] == ["arn:aws:iam::*:group/s3-users", "arn:aws:iam::*:group/*/s3-users"]
    assert found["WorkInOtherAccounts"] == ["arn:aws-us-gov:iam::222222222222:role/leasehold"]
    assert "leasehold iam-policy --account prod" in told.stderr


def test_another_account_has_its_own(catalog: Path) -> None:
    told = run("--account", "prod")
    assert told.exit_code == 0
    assert sids(told.stdout)["JoinAndLeaveTheseGroups"] == [
        "arn:aws-us-gov:iam::222222222222:group/deployers",
        "arn:aws-us-gov:iam::222222222222:group/*/deployers",
    ]
    assert "WorkInOtherAccounts" not in told.stdout


def test_an_unknown_account_is_wrong_usage_and_names_the_known(catalog: Path) -> None:
    told = run("--account", "test")
    assert (told.exit_code, told.stdout) == (2, "")
    assert "expected one of main, prod, found 'test'" in told.stderr


def test_a_broken_catalog_is_told_line_by_line(catalog: Path) -> None:
    catalog.write_text("version: 2\n")
    told = run()
    assert (told.exit_code, told.stdout) == (1, "")
    assert all(line.startswith(f"leasehold: {catalog}:1: ") for line in told.stderr.splitlines())


def test_what_it_denies_on_purpose_is_said(catalog: Path) -> None:
    catalog.write_text(CATALOG.replace("AmazonS3ReadOnlyAccess", "AdministratorAccess"))
    told = run()
    assert "the catalog gives AdministratorAccess, and this policy denies it on purpose" in told.stderr


def test_more_than_one_policy_is_a_list_and_said(catalog: Path) -> None:
    groups = ", ".join(f"{{group: group-with-a-name-{number:03}}}" for number in range(100))
    catalog.write_text(CATALOG.replace("{group: deployers}", groups))
    told = run("--account", "prod")
    assert len(json.loads(told.stdout)) > 1
    assert "attach all of them to the role" in told.stderr


def test_a_review_takes_people_out_of_the_groups_that_the_catalog_names_and_puts_nobody_in(catalog: Path) -> None:
    users = "users: {approvers: [U0CLEO], path: /people/}\n"
    catalog.write_text(f"{CATALOG}{users}reviews: {{reviewers: {{admins: [U0CLEO, U0DAN]}}}}\n")
    [document] = [json.loads(run().stdout)]
    [statement] = [each for each in document["Statement"] if "group/admins" in json.dumps(each)]
    assert statement["Action"] == ["iam:RemoveUserFromGroup"]
    assert statement["Resource"] == ["arn:aws:iam::*:group/admins", "arn:aws:iam::*:group/*/admins"]
    assert "TakeOutOfReviewedGroups" not in run("--account", "prod").stdout


def test_plans_are_for_the_account_of_the_users_alone(catalog: Path) -> None:
    catalog.write_text(CATALOG + "users: {approvers: [U0CLEO], account: prod, path: /people/}\n")
    assert "ChangeUsers" not in sids(run().stdout)
    told = run("--account", "prod")
    assert sids(told.stdout)["ChangeUsers"] == "arn:aws-us-gov:iam::222222222222:user/people/*"
    assert "plans may write inline policies of every user under /people/" in told.stderr
