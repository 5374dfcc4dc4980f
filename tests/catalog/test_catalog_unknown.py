"""What the catalog gives and the account does not have."""

import pytest

from catalog import load

TEXT = """version: 1
admins: [U0CLEO]
channels: {approvals: C0APPROVALS}
accounts:
  main: {}
  prod: {role_arn: "arn:aws:iam::222222222222:role/leasehold"}
bundles:
  s3-access:
    description: Read and write S3
    gives:
      - group: s3-user
      - policy: AmazonS3ReadOnlyAcces
    approvers: [U0BOB]
    duration: {max: 8h}
  prod-deploy:
    description: Deploy to production
    account: prod
    gives:
      - policy: arn:aws:iam::222222222222:policy/Deploy
      - policy: ViewOnlyAccess
      - group: deployers
    approvers: [U0BOB]
    duration: {max: 8h}
"""
CATALOG = load.parse(TEXT, file="catalog.yaml")


def test_each_policy_that_is_not_there_is_told_at_its_line_with_the_nearest() -> None:
    there = {("prod", "ViewOnlyAccess")}
    found = load.unknown_policies(
        CATALOG,
        file="catalog.yaml",
        known=lambda account, policy: (account, policy) in there,
        names=["AmazonS3ReadOnlyAccess", "ViewOnlyAccess"],
    )
    assert [str(mistake) for mistake in found] == [
        (
            "catalog.yaml:12: bundles.s3-access.gives: account main has no policy 'AmazonS3ReadOnlyAcces'; "
            "did you mean 'AmazonS3ReadOnlyAccess'?"
        ),
        (
            "catalog.yaml:19: bundles.prod-deploy.gives: account prod has no policy "
            "'arn:aws:iam::222222222222:policy/Deploy'; "
            "write the name of an AWS managed policy, or the ARN of any policy"
        ),
    ]


def test_each_group_that_is_not_there_is_told_at_its_line_with_the_nearest() -> None:
    found = load.unknown_groups(CATALOG, file="catalog.yaml", known=lambda _account, _group: False, names=["s3-users"])
    assert [str(mistake) for mistake in found] == [
        "catalog.yaml:11: bundles.s3-access.gives: account main has no group 's3-user'; did you mean 's3-users'?",
        (
            "catalog.yaml:21: bundles.prod-deploy.gives: account prod has no group 'deployers'; "
            "create it in IAM, or write the name of one that is there"
        ),
    ]


def test_what_is_there_is_no_mistake() -> None:
    assert load.unknown_policies(CATALOG, file="catalog.yaml", known=lambda _account, _policy: True) == ()
    assert load.unknown_groups(CATALOG, file="catalog.yaml", known=lambda _account, _group: True) == ()


def test_what_could_be_read_of_a_bad_file_is_held_against_the_accounts_too() -> None:
    bad = TEXT.replace("approvers: [U0BOB]\n    duration: {max: 8h}", "approvers: []\n    duration: {max: long}", 1)
    with pytest.raises(load.Unreadable) as refused:
        load.parse(bad.replace("description: Deploy to production", "descriptions: Deploy"), file="catalog.yaml")
    partly = refused.value.partly
    assert partly is not None
    main = load.Has(
        frozenset({"s3-users"}), {"arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess": "AmazonS3ReadOnlyAccess"}
    )
    prod = load.Has(None, {"arn:aws:iam::222222222222:policy/Deploy": "Deploy"})
    found = load.unknown(partly, file="catalog.yaml", accounts={"main": main, "prod": prod})
    assert [mistake.line for mistake in found] == [12, 20, 11]
    assert found == load.unknown(CATALOG, file="catalog.yaml", accounts={"main": main, "prod": prod})


def test_an_account_whose_role_cannot_be_read_is_not_looked_for_elsewhere() -> None:
    with pytest.raises(load.Unreadable) as refused:
        load.parse(TEXT.replace("arn:aws:iam::222222222222:role/leasehold", "leasehold"), file="catalog.yaml")
    partly = refused.value.partly
    assert partly is not None
    assert list(partly.accounts) == ["main"]
    nothing = load.Has(frozenset(), {})
    found = load.unknown(partly, file="catalog.yaml", accounts=dict.fromkeys(partly.accounts, nothing))
    assert [mistake.line for mistake in found] == [12, 11]


def test_a_policy_of_the_account_is_known_by_its_arn_alone() -> None:
    has = load.Has(None, {"arn:aws:iam::222222222222:policy/Deploy": "Deploy", "arn:aws:iam::aws:policy/x/Y": "Y"})
    assert [has.has_policy(each) for each in ("Deploy", "arn:aws:iam::222222222222:policy/Deploy", "Y", "y")] == [
        False,
        True,
        True,
        False,
    ]
    assert has.has_group("any")
