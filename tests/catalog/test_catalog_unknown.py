"""What the catalog gives and the account does not have."""

from catalog import load

CATALOG = load.parse(
    """version: 1
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
""",
    file="catalog.yaml",
)


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
