"""The risk line: the worst of what a policy allows, in a few plain words; the same when it is made apart."""

import functools
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from moto.iam.aws_managed_policies import aws_managed_policies_data

from iam import risk, risk_apart

ROOT = Path(__file__).resolve().parents[2]


def allow(*patterns: str, **more: Any) -> dict[str, Any]:
    return {"Statement": [{"Effect": "Allow", "Action": list(patterns), "Resource": "*", **more}]}


@functools.cache
def aws_s(name: str) -> str:
    return json.dumps(json.loads(aws_managed_policies_data)[name]["Document"])


AWS_S = {
    "AdministratorAccess": "Administrator: everything, everywhere",
    "PowerUserAccess": "Can raise itself: takes over Lambda functions, and 6 other ways",
    "IAMFullAccess": "Can raise itself: edits policies, and 6 other ways",
    "AWSLambda_FullAccess": "Can raise itself: hands roles to Lambda functions, and 1 other way",
    "AmazonS3FullAccess": "Writes in S3 and S3 Object Lambda; can let others in",
    "AmazonSQSReadOnlyAccess": "One service: reads SQS",
    "ViewOnlyAccess": "Reads only, in 123 services",
    "IAMReadOnlyAccess": "One service: reads IAM",
    "IAMUserChangePassword": "One service: reads and writes IAM",
    "AmazonRoute53FullAccess": "Writes in 2 services, reads in 11 more",
    "AWSCompromisedKeyQuarantineV3": "Gives nothing, only takes away",
}
LINES = {
    "nothing": ([], "Gives nothing"),
    "unreadable": (["{"], "Could not be read: look at it in the IAM console"),
    "one way up": ([allow("iam:AddUserToGroup")], "Can raise itself: joins groups"),
    "two ways alike": ([allow("iam:AttachUserPolicy", "iam:AttachGroupPolicy")], "Can raise itself: attaches policies"),
    "any role": ([allow("iam:PassRole")], "One service: writes IAM; can hand on any role"),
    "one service": ([allow("s3:GetObject", "s3:PutObject")], "One service: reads and writes S3"),
    "tags": ([allow("s3:PutObjectTagging")], "One service: tags S3"),
    "lets others in": ([allow("s3:PutBucketPolicy")], "One service: writes S3; can let others in"),
    "two that are read": ([allow("s3:GetObject", "sqs:ReceiveMessage")], "Reads only: S3 and SQS"),
    "written and read": ([allow("s3:GetObject", "sqs:SendMessage")], "Writes in SQS, reads in S3"),
    "an unknown service": ([allow("nova:*")], "One service: only actions that are not known yet, of nova"),
    "unknown services": ([allow("nova:*", "luna:*")], "Only actions that are not known yet, in 2 services"),
    "the worst of a union": ([allow("s3:GetObject"), allow("*")], "Administrator: everything, everywhere"),
}


@pytest.mark.parametrize("name", AWS_S)
def test_of_aws_s_own_policies_the_worst_is_said(name: str) -> None:
    assert risk.risk([aws_s(name)]) == AWS_S[name]


@pytest.mark.parametrize("case", LINES)
def test_what_policies_allow_is_said_in_a_line(case: str) -> None:
    documents, line = LINES[case]
    assert risk.risk(documents) == line


def test_every_line_is_short_enough_for_an_option_of_slack() -> None:
    documents = json.loads(aws_managed_policies_data)
    lines = [risk.risk([documents[name]["Document"]]) for name in sorted(documents)[::7]]
    lines += [risk.risk([allow(f"{'nova' * 40}:Get")]), risk.risk([allow("elemental-appliances-software:*")])]
    assert [line for line in lines if not 0 < len(line) <= risk.LONGEST] == []


def test_lines_are_the_same_when_made_apart_and_nothing_is_kept_of_it_here() -> None:
    names = list(AWS_S)
    assert risk_apart.lines([*map(aws_s, names), "{"]) == [*AWS_S.values(), risk.UNREADABLE]
    asked = "import sys; from iam import actions, risk_apart; risk_apart.lines(['{}']); "
    asked += "print(actions._service.cache_info().currsize)"
    run = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "0"


def test_a_process_that_ends_without_an_answer_gives_no_line(tmp_path: Path) -> None:
    killed = tmp_path / "python"
    killed.write_text("#!/bin/sh\necho 'out of memory' >&2\nkill -9 $$\n")
    killed.chmod(0o700)
    with pytest.raises(risk_apart.Undone, match="out of memory"):
        risk_apart.lines([aws_s("AdministratorAccess")], python=str(killed))


def test_what_is_alarming_is_told_by_its_line() -> None:
    allowed = {"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
    raising = {"Statement": [{"Effect": "Allow", "Action": "iam:*", "Resource": "*"}]}
    reading = {"Statement": [{"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}]}
    assert [risk.is_alarming(risk.risk([each])) for each in (allowed, raising, reading)] == [True, True, False]
