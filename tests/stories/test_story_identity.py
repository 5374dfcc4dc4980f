"""Identity: a Slack user is a person with one IAM user, or is told what to do next."""

from tests.stories.house import House

NOT_NOW = {"do": "error", "code": "ConcurrentModification", "status": 409, "message": "Not now."}
"""A fault that our rows try again and botocore does not: it holds up a grant between approval and the first call."""


def test_who_cannot_be_recognised_is_refused_with_the_next_step(house: House) -> None:
    slack = house.slack
    house.aws.seed({"users": {"dan-2": {"tags": {"email": "DAN@example.com"}}}})
    slack.change_user("U0CLEO", email="", tell=True)
    become_one = "Ask an administrator of the workspace to make you a full member, then try again."
    people = {
        "No IAM user in account 'main' carries the tag email=eve@example.com. "
        "Ask an administrator to tag yours, then ask again.": house.eve,
        "2 IAM users in account 'main' carry the tag email=dan@example.com: dan, dan-2. "
        "Ask an administrator to leave it on one of them, then ask again.": house.dan,
        "Slack shows no e-mail address for you, so your IAM user cannot be found. "
        "Add one to your profile, or ask an administrator whether the app has the scope users:read.email.": house.cleo,
        f"Slack says that you are a guest. {become_one}": house.gus,
        f"Slack says that you are deactivated. {become_one}": slack.add_person("U0GONE", "gone", deleted=True),
        f"Slack says that you are a bot. {become_one}": slack.add_person("U0ROBOT", "robot", is_bot=True),
        f"Slack says that you are from another workspace. {become_one}": (
            slack.add_person("U0FAR", "far", is_stranger=True)
        ),
    }
    for person in people.values():
        assert person.types("/iam request s3-access 1h").ok
    refused = "SELECT asker, why FROM request WHERE state = 'refused'"
    house.wait_for(lambda: len(house.rows(refused)) == len(people), what="all to be refused")
    whys = dict(house.rows(refused))
    for words, person in people.items():
        assert words in whys[person.id]
        if person.id not in {"U0GONE", "U0ROBOT"}:  # Slack has no DM with these
            house.wait_for_dm(person, words)
    assert house.cards() == []

    house.aws.seed({"users": {"eve": {"tags": {"email": "Eve@Example.com"}}}})
    slack.change_user("U0CLEO", email="cleo@example.com", tell=True)
    house.aws.iam.untag_user(UserName="dan-2", TagKeys=["email"])
    for person, user in ((house.eve, "eve"), (house.dan, "dan"), (house.cleo, "cleo")):
        assert f"`{user}`" in house.ask("s3-access 1h", who=person).visible_text()


def test_a_user_made_anew_or_untagged_after_the_approval_gets_nothing(house: House) -> None:
    iam = house.aws.iam
    anns, dans = house.ask("s3-access 1h"), house.ask("s3-access 1h", who=house.dan)
    house.aws.fault("GetUser", **NOT_NOW)
    for card in (anns, dans):
        house.bob.clicks(card, "Approve")
        house.wait_for_card("Being made in AWS", like=card)
    iam.delete_user(UserName="ann")
    iam.create_user(UserName="ann", Tags=[{"Key": "email", "Value": "ann@example.com"}])
    iam.untag_user(UserName="dan", TagKeys=["email"])
    house.aws.clear_faults()
    failed = house.wait_for_card("It failed", like=anns)
    assert "the IAM user that this was approved for is not there any more" in failed.visible_text()
    failed = house.wait_for_card("It failed", like=dans)
    assert "the IAM user dan does not carry the tag email=dan@example.com any more" in failed.visible_text()
    house.wait_for_dm(house.cleo, "does not carry the tag")
    house.settle()
    assert "AddUserToGroup" not in house.changes()


def test_access_is_taken_from_a_user_who_was_renamed_or_is_gone(house: House) -> None:
    iam = house.aws.iam
    anns, dans = house.approved("s3-and-more 1h"), house.approved("view-only 1h", who=house.dan)
    iam.update_user(UserName="ann", NewUserName="ann.archer")
    iam.create_user(UserName="ann", Tags=[{"Key": "email", "Value": "other@example.com"}])
    iam.add_user_to_group(UserName="ann", GroupName="s3-users")
    for arn in house.aws.policies_of("dan"):
        iam.detach_user_policy(UserName="dan", PolicyArn=arn)
    iam.delete_user(UserName="dan")
    house.time_has_come("lease", "ends_at")
    house.wait_until_over(anns)
    house.wait_until_over(dans)
    assert house.aws.groups_of("ann.archer") == set()
    assert house.aws.policies_of("ann.archer") == set()
    assert house.aws.groups_of("ann") == {"s3-users"}
