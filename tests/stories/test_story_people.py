"""People and groups, from the command to IAM: a new team, a change of job, leaving, a lost laptop."""

from typing import Any

import pytest

from sandbox.slack.driver_seen import Message
from tests.stories.house import House

QUARANTINE = "arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3"
READ = "arn:aws:iam::aws:policy/ReadOnlyAccess"


@pytest.fixture
def team(empty_house: House) -> House:
    """Ann has a password, a key and a group."""
    ann = {"groups": ["s3-users"], "password": True, "keys": 1}
    empty_house.aws.seed({"users": {"ann": ann}})
    empty_house.start()
    return empty_house


def plans(house: House, text: str, *, who: Any = None) -> Message:
    """Type it, and give the card when it stands before the approvers."""
    before = {message.ts for message in house.cards()}
    answer = (who or house.eve).types(f"/iam {text}")
    assert "On it: request" in answer.visible_text(), answer
    return house.wait_for(
        lambda: next((card for card in house.cards() if card.ts not in before), None), what=f"the card of {text}"
    )


def done(house: House, text: str, *, who: Any = None, by: Any = None) -> Message:
    card = plans(house, text, who=who)
    (by or house.bob).clicks(card, "Approve")
    return house.wait_for_card("Done", like=card)


def status_of(house: House, user: str) -> set[str]:
    return {key["Status"] for key in house.aws.iam.list_access_keys(UserName=user)["AccessKeyMetadata"]}


def test_a_new_team_gets_its_group_from_the_first_to_the_last_day(team: House) -> None:
    done(team, "group new readers ReadOnlyAccess because the auditors come")
    assert team.aws.state()["groups"]["readers"]["policies"] == [READ]
    done(team, "group Readers add @ann @dan")
    assert "readers" in team.aws.groups_of("ann") & team.aws.groups_of("dan")
    done(team, "group readers attach IAMReadOnlyAccess")
    shown = team.ann.types("/iam groups").visible_text()
    assert "IAM group" in shown
    refused = team.eve.types("/iam group readers delete")
    assert "On it" in refused.visible_text()
    team.wait_for_dm(team.eve, "The group readers still has ann, dan,")
    done(team, "group readers remove @ann @dan")
    done(team, "group readers detach ReadOnlyAccess IAMReadOnlyAccess")
    done(team, "group readers delete")
    assert "readers" not in team.aws.state()["groups"]


def test_a_change_of_job_is_approved_and_can_be_undone(team: House) -> None:
    card = done(team, "move @ann from s3-users to power-users because she changes teams")
    assert team.aws.groups_of("ann") == {"power-users"}
    assert "It is about <@U0ANN>." in card.visible_text()
    assert "because" not in card.visible_text()
    assert "she changes teams" in card.visible_text()
    before = {message.ts for message in team.cards()}
    team.dan.clicks(team.card(card), "Undo…")
    undo = team.wait_for(lambda: next((each for each in team.cards() if each.ts not in before), None), what="the undo")
    assert "asks to *undo request 1: move ann from s3-users to power-users*" in undo.visible_text()
    team.bob.clicks(undo, "Approve")
    team.wait_for_card("Done", like=undo)
    assert team.aws.groups_of("ann") == {"s3-users"}


def test_a_lost_laptop_is_locked_at_once_and_unlocked_through_approval(team: House) -> None:
    access = team.ask("two-of-us 1h")
    team.bob.clicks(access, "Approve")
    team.dan.clicks(access, "Approve")
    team.wait_for_card("Live until", like=access)
    card = plans(team, "lock @ann because her laptop is lost", who=team.cleo)
    team.wait_for_card("Done", like=card)
    assert status_of(team, "ann") == {"Inactive"}
    ann = team.aws.state()["users"]["ann"]
    assert (ann["password"], QUARANTINE in ann["policies"]) == (False, True)
    assert "leasehold-deny-old-sessions" in ann["inline"]
    team.wait_until_over(access)
    assert team.aws.groups_of("ann") == {"s3-users"}

    done(team, "unlock @ann because it was in the car", who=team.eve)
    assert status_of(team, "ann") == {"Active"}
    ann = team.aws.state()["users"]["ann"]
    assert (QUARANTINE in ann["policies"], ann["inline"]) == (False, {})


def test_nobody_but_an_administrator_locks_and_the_refusal_says_who_may(team: House) -> None:
    assert "On it" in team.dan.types("/iam lock @ann").visible_text()
    team.wait_for_dm(team.dan, "Only administrators can do this without waiting for approval: <@U0CLEO>")
    assert status_of(team, "ann") == {"Active"}


def test_who_leaves_is_taken_apart_in_order_and_gone(team: House) -> None:
    card = plans(team, "offboard @ann because she goes to another company")
    says = card.visible_text()
    assert "asks to *offboard ann: take everything away and delete the IAM user*" in says
    assert (
        says.index("inactive")
        < says.index("out of the group")
        < says.index("console password")
        < says.index("deletes the IAM user `ann`")
    )
    team.bob.clicks(card, "Approve")
    team.wait_for_card("Done", like=card)
    assert "ann" not in team.aws.state()["users"]
    assert "Undo…" not in team.card(card).buttons()


def test_who_is_deactivated_in_slack_loses_leases_and_the_plan_stands_before_the_approvers_once(team: House) -> None:
    access = team.ask("two-of-us 1h")
    team.bob.clicks(access, "Approve")
    team.dan.clicks(access, "Approve")
    team.wait_for_card("Live until", like=access)
    before = {message.ts for message in team.cards()}
    for _ in range(2):
        team.slack.change_user("U0ANN", deleted=True, tell=True)
    team.wait_until_over(access)
    card = team.wait_for(lambda: next((each for each in team.cards() if each.ts not in before), None), what="the plan")
    assert "Leasehold asks to *offboard ann: take everything away and delete the IAM user*" in card.visible_text()
    team.settle()
    assert len(team.cards()) == len(before) + 1
    team.dan.clicks(card, "Approve")
    team.wait_for_card("Done", like=card)
    assert "ann" not in team.aws.state()["users"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("move @ann", "Say it like this: `/iam move @ann from developers to data"),
        ("move @nobody from s3-users to power-users", "Slack does not say who '@nobody' is."),
        ("offboard <!channel>", "'&lt;!channel&gt;' is no name that IAM takes"),
        ("lock", "Say it like this: `/iam lock @ann because her laptop is lost`"),
        ("group new a/b", "'a/b' is no name that IAM takes"),
        ("group", "Say it like this: `/iam group developers` to see it"),
        ("group nothing", "There is no IAM group nothing in account 'main'."),
    ],
)
def test_what_cannot_be_meant_is_answered_with_how_to_say_it(team: House, typed: str, said: str) -> None:
    team.wait_for(lambda: team.rows("SELECT taken_at FROM taking"), what="the account to be read")
    answer = team.ann.types(f"/iam {typed}")
    assert said in answer.visible_text(), answer
    assert team.rows("SELECT count(*) FROM request") == [(0,)]


def test_two_who_ask_for_the_same_at_once_file_it_once(team: House) -> None:
    answers = team.at_once(
        [
            lambda: team.eve.types("/iam move @ann from s3-users to power-users"),
            lambda: team.dan.types("/iam move @ann from s3-users to power-users"),
        ]
    )
    texts = sorted(answer.visible_text() for answer in answers)
    team.settle()
    assert team.rows("SELECT count(*) FROM request WHERE state = 'waiting'") == [(1,)]
    assert [text.startswith("On it") for text in texts].count(True) == 1


def test_who_somebody_is_and_what_they_can_reach_comes_in_a_dm_to_who_may_know(team: House) -> None:
    team.aws.service_used("s3", user="ann", days_ago=2, action="ListAllMyBuckets", region="eu-central-1")
    assert "The answer comes in a DM from me." in team.cleo.types("/iam who @ann").visible_text()
    says = team.wait_for_dm(team.cleo, "is an IAM user in account").visible_text()
    assert "<@U0ANN> in Slack" in says
    assert "the group `s3-users`" in says
    key = team.aws.keys_of("ann")[0]
    team.bob.types(f"/iam who {key}")
    assert "the one you asked about" in team.wait_for_dm(team.bob, key).visible_text()
    team.cleo.types("/iam advise s3-users")
    told = team.wait_for_dm(team.cleo, "Advice about the IAM group `s3-users`")
    assert "data_table" in {block["type"] for block in told.blocks}
    team.ann.types("/iam advise")
    assert "used in 90 days" in team.wait_for_dm(team.ann, "Advice about the IAM user `ann`").visible_text()
    team.ann.types("/iam advise @bob")
    team.wait_for_dm(team.ann, "is shown to those who decide on it")
    team.cleo.types("/iam exposure @ann")
    told = team.wait_for_dm(team.cleo, "can reach in account `main`")
    assert "s3-users: AmazonS3FullAccess" in told.visible_text()
    assert "reached in the last 90 days: 1." in told.visible_text()
    assert {"data_visualization", "data_table"} <= {block["type"] for block in told.blocks}
    team.dan.types("/iam group s3-users")
    shown = team.wait_for_whisper(team.dan, "The IAM group `s3-users`", channel="C0GENERAL")
    team.dan.clicks(shown, "Who Uses What")
    team.wait_for_whisper(team.dan, "Asking AWS who uses what `s3-users` allows.", channel="C0GENERAL")
    told = team.wait_for_dm(team.dan, "Who uses what the IAM group `s3-users`")
    assert "data_table" in {block["type"] for block in told.blocks}
    assert "ann (" in told.visible_text()
    team.dan.types("/iam exposure @bob")
    team.wait_for_dm(team.dan, "can reach in account `main`")
    team.ann.types("/iam exposure @bob")
    team.wait_for_dm(team.ann, "is shown to those who decide on it")
