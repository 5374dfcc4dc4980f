"""A managed policy as IAM shows it, with its text."""

import json

import pytest

from iam import faults, managed_policies
from iam.account import Named
from sandbox.aws.driver import Emulated

OURS = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
OWN = "arn:aws:iam::123456789012:policy/ours"
VIEW = "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess"


def test_aws_s_own_are_told_by_their_arn() -> None:
    assert (managed_policies.is_of_aws(VIEW), managed_policies.is_of_aws(OWN)) == (True, False)


def test_one_is_shown_with_its_description_and_its_text(aws: Emulated) -> None:
    aws.iam.create_policy(PolicyName="ours", Description="What <we> do", PolicyDocument=json.dumps(OURS, indent=4))
    shown = managed_policies.shown(aws.iam, OWN)
    assert shown.listed == Named("ours", OWN, default_version="v1", attachments=0)
    assert (shown.description, shown.updated_at.tzinfo is not None) == ("What <we> do", True)
    text = managed_policies.text(aws.iam, OWN, version="v1")
    assert json.loads(text) == OURS
    assert " " not in text.replace("2012-10-17", "")


def test_the_version_that_was_asked_for_is_given(aws: Emulated) -> None:
    aws.seed({"policies": {"ours": OURS}})
    other = OURS | {"Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*"}]}
    aws.iam.create_policy_version(PolicyArn=OWN, PolicyDocument=json.dumps(other), SetAsDefault=True)
    assert managed_policies.shown(aws.iam, OWN).listed.default_version == "v2"
    assert json.loads(managed_policies.text(aws.iam, OWN, version="v1")) == OURS
    assert json.loads(managed_policies.text(aws.iam, OWN, version="v2")) == other


def test_a_policy_that_is_gone_is_missing_and_a_fault_is_told(aws: Emulated) -> None:
    with pytest.raises(faults.Missing):
        managed_policies.shown(aws.iam, OWN)
    with pytest.raises(faults.Missing):
        managed_policies.text(aws.iam, OWN, version="v1")
    aws.fault("GetPolicy", do="throttle")
    with pytest.raises(faults.Later):
        managed_policies.shown(aws.iam, VIEW)
