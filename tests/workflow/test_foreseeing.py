"""What a new user can do once the plan is made, from every policy that will count, and what approvers should mind."""

from dataclasses import replace
from typing import Any

import policy_shelf
import pytest
from town import Town

from iam.changes import AnyChange
from iam.create_group import CreateGroup
from iam.create_user import CreateUser
from iam.group_policies import AttachToGroup
from iam.memberships import AddToGroup
from iam.user_policies import AttachToUser
from models.snapshot import SnapshotGroup
from workflow import foreseeing, handing_over, planning, policy_reading
from workflow.foreseeing import Foreseen

EVE = CreateUser("eve", "/", (), None)
INLINE = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sqs:SendMessage","Resource":"*"}]}'


def allowing(*actions: str) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": list(actions), "Resource": "*"}]}


def seen(town: Town, *planned: AnyChange, admin_group: str | None = None) -> Foreseen:
    rule = replace(planning.rule(town.catalog), admin_group=admin_group)
    return foreseeing.foresee(foreseeing.read(town.means, "main", planned), planned, rule=rule)


def test_what_groups_new_groups_and_policies_of_their_own_give_is_told_together(town: Town) -> None:
    through, new, own = (
        policy_shelf.has(town, name, allowing(action))
        for name, action in (("a", "s3:GetObject"), ("b", "ec2:RunInstances"), ("c", "sns:Publish"))
    )
    with town.database.write() as session:
        row = {"account": "main", "name": "data", "arn": "x", "policies": [through]}
        session.add(SnapshotGroup(**row, inline=[{"name": "queue", "document": INLINE}]))
    found = seen(
        town, EVE, CreateGroup("g", "/"), AttachToGroup("g", new), AddToGroup("eve", "data"), AttachToUser("eve", own)
    )
    assert found.allows == ("Reads: Amazon S3.", "Writes: Amazon EC2, Amazon SNS, Amazon SQS.")
    assert found.warnings == (
        "1 policy is attached directly; through a group it would be seen and taken back together (CIS 2.13).",
    )


def test_a_boundary_limits_what_is_told(town: Town) -> None:
    limit = policy_shelf.has(town, "limit", allowing("s3:*"))
    wide = policy_shelf.has(town, "wide", allowing("*"))
    found = seen(town, replace(EVE, boundary=limit), AttachToUser("eve", wide))
    assert found.allows == ("Lists, reads, tags, writes and changes permissions: Amazon S3.",)


@pytest.mark.parametrize(("limit", "is_told"), [("s3:*", True), ("iam:*", False), ("iam:ChangePassword", False)])
def test_a_boundary_within_which_nobody_can_change_a_first_password_is_told(
    town: Town, limit: str, *, is_told: bool
) -> None:
    """AWS would ask for a new password at the first sign-in, and refuse to take it."""
    boundary = policy_shelf.has(town, "limit", allowing(limit))
    change = AttachToUser("eve", f"arn:aws:iam::aws:policy/{handing_over.MAY_CHANGE}")
    locked_out = [each for each in seen(town, replace(EVE, boundary=boundary), change).warnings if "first" in each]
    assert bool(locked_out) is is_told
    without = seen(town, replace(EVE, boundary=boundary), AddToGroup("eve", "data"))
    assert not [each for each in without.warnings if "first" in each]


def test_an_administrator_is_named_and_where_they_should_be(town: Town) -> None:
    wide = policy_shelf.has(town, "wide", allowing("*"))
    found = seen(town, EVE, AttachToUser("eve", wide), admin_group="admins")
    assert found.allows == ("Everything, in every service.",)
    assert found.warnings[0] == "eve would be an administrator outside the group admins."
    inside = seen(town, EVE, AddToGroup("eve", "admins"), AttachToUser("eve", wide), admin_group="admins")
    assert inside.warnings[0] == "eve would be an administrator."


def test_ways_to_take_more_and_roles_to_hand_on_are_told(town: Town) -> None:
    risky = policy_shelf.has(town, "risky", allowing("iam:CreatePolicyVersion", "iam:PassRole"))
    warnings = seen(town, EVE, AttachToUser("eve", risky)).warnings
    assert warnings[0] == "eve could raise itself. It can write a new version of a policy that it has itself."
    assert warnings[1].startswith("eve could hand any role of the account to a service (iam:PassRole")


def test_nothing_given_is_told_and_many_are_hard_to_see(town: Town) -> None:
    assert seen(town, EVE).allows == ("Nothing.",)
    many = [AddToGroup("eve", f"g{number}") for number in range(11)]
    assert seen(town, EVE, *many).warnings == ("11 groups are more than 10: what they allow together is hard to see.",)


def test_what_is_not_read_yet_is_named_and_nobody_is_asked_for_it(town: Town) -> None:
    own = policy_shelf.has(town, "own", allowing("s3:GetObject"))
    policy_shelf.is_listed(town, own)
    planned = (EVE, AttachToUser("eve", own))
    with town.database.read() as session:
        known = foreseeing.known(session, "main", planned)
    assert known.unknown == ("own",)
    assert town.aws.calls() == []
    told = foreseeing.foresee(known, planned, rule=planning.rule(town.catalog)).allows
    assert told == ("Nothing of what is known yet.", "Not read yet, and not counted here: own.")
    foreseeing.read(town.means, "main", planned)
    with town.database.read() as session:
        assert foreseeing.known(session, "main", planned).unknown == ()


def test_the_texts_that_are_wanted_are_read_before_others(town: Town) -> None:
    arns = [policy_shelf.has(town, f"p{number}") for number in range(6)]
    policy_shelf.is_listed(town, *arns)
    with town.database.write() as session:
        policy_reading.want(session, "main", ["p5"], now=town.clock())
    policy_reading.read_due(town.means)
    assert policy_shelf.row(town, arns[5]).version == "v1"
    assert policy_shelf.row(town, arns[4]).version == ""
