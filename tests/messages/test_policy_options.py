"""The options of a menu of policies: within Slack's limits, whatever a policy is called, and read back by number."""

from dataclasses import dataclass, replace

import pytest

from messages import policy_options


@dataclass(frozen=True)
class Policy:
    id: int = 7
    name: str = "AmazonS3FullAccess"
    is_of_aws: bool = True
    description: str = "Provides full access to all buckets via the AWS Management Console."
    risk: str = "Writes in S3 and S3 Object Lambda; can let others in"


OF_AWS = Policy()
OWN = replace(OF_AWS, name="team-deploy", is_of_aws=False)


def described(policy: Policy) -> str:
    told: str = policy_options.option(policy)["description"]["text"]
    return told


def test_an_option_is_a_name_what_it_allows_and_a_number() -> None:
    assert policy_options.options([OF_AWS]) == [
        {
            "text": {"type": "plain_text", "text": "AmazonS3FullAccess", "emoji": False},
            "value": "7",
            "description": {
                "type": "plain_text",
                "text": "Writes in S3 and S3 Object Lambda; can let others in · Provides full acces…",
                "emoji": False,
            },
        }
    ]


def test_what_aws_did_not_write_is_told_apart() -> None:
    assert described(OWN) == "Own policy · Writes in S3 and S3 Object Lambda; can let others in · Provid…"


def test_before_it_is_judged_its_own_description_is_shown_and_else_that_nobody_looked() -> None:
    assert described(replace(OF_AWS, risk="")) == OF_AWS.description
    assert described(replace(OF_AWS, risk="", description=" ")) == "Not looked at yet"
    assert described(replace(OWN, risk="", description="")) == "Own policy · Not looked at yet"


def test_nothing_is_longer_than_slack_takes() -> None:
    long = Policy(id=2**63 - 1, name="n" * 128, is_of_aws=False, risk="r" * 75, description="d\n<!here>" * 100)
    for policy in (long, replace(long, risk="")):
        option = policy_options.option(policy)
        texts = (option["text"]["text"], option["description"]["text"], option["value"])
        assert [text for text in texts if not 0 < len(text) <= 75] == []
        assert "\n" not in option["description"]["text"]


READ_BACK = {"7": 7, policy_options.option(OWN)["value"]: 7, "": None, "-1": None, "\u0667": None, "9" * 30: None}


@pytest.mark.parametrize("value", READ_BACK)
def test_only_a_number_is_read_back(value: str) -> None:
    assert policy_options.number(value) == READ_BACK[value]
    assert (policy_options.number(None), policy_options.number(7)) == (None, None)
