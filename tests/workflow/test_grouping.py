"""Groups for jobs: made with policies, filled, changed and deleted, each through approval."""

import pytest
from town import CATALOG, VIEW, Town

from catalog import load
from iam.create_group import CreateGroup, DeleteGroup
from iam.faults import Later
from iam.group_policies import AttachToGroup
from iam.memberships import AddToGroup
from models.policy_text import PolicyText
from models.request import Request
from models.request_states import RequestState
from workflow import aims, building

OURS = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}


@pytest.fixture(autouse=True)
def approver(town: Town) -> None:
    town.slack.groups["s3-owners"] = frozenset({"U0ZOE"})
    town.is_in_slack("zoe")


def test_a_group_is_made_with_its_policies_and_taken_back_by_undo(town: Town) -> None:
    number = town.made(aims.NewGroup("readers", (VIEW.arn, "viewonlyaccess")))
    assert town.changes(number) == [CreateGroup("readers", path="/"), AttachToGroup("readers", VIEW.arn)]
    assert town.request(number).description == "create the group readers with ViewOnlyAccess"
    assert town.aws.state()["groups"]["readers"]["policies"] == [VIEW.arn]
    town.made(aims.Undo(number))
    assert "readers" not in town.aws.state()["groups"]


def test_who_decides_reads_what_a_group_allows_where_its_texts_are_known(town: Town) -> None:
    with town.database.write() as session:
        row = {"listed_version": "v1", "version": "v1", "updated_at": town.clock(), "next_try_at": town.clock()}
        session.add(PolicyText(account="", arn=VIEW.arn, name="ViewOnlyAccess", risk="Reads only", judged=1, **row))
    number = town.made(aims.NewGroup("readers", (VIEW.arn,)))
    assert town.request(number).allows == ["ViewOnlyAccess: Reads only"]
    joined = town.wants(aims.AddPeople("readers", ("dan",)))
    assert town.request(joined).allows == ["ViewOnlyAccess: Reads only"]


def test_what_a_newer_release_wants_waits_for_it(town: Town) -> None:
    number = town.wants(aims.DropGroup("power-users"))
    with town.database.write() as session:
        request = session.get_one(Request, number)
        request.aim = {"kind": "rename-group", "group": "power-users"}
    with pytest.raises(Later, match="written by a newer release"):
        building.proposal(town.means, town.request(number))


def test_people_are_added_and_taken_out_and_who_is_in_already_is_left_out(town: Town) -> None:
    town.made(aims.AddPeople("S3-users", ("<@U0ANN|ann>", "dan")), by="U0ZOE")
    number = town.made(aims.AddPeople("s3-users", ("<@U0ANN|ann>", "cleo", "CLEO")), by="U0ZOE")
    assert town.changes(number) == [AddToGroup("cleo", group="s3-users")]
    again = town.wants(aims.AddPeople("s3-users", ("cleo",)))
    assert town.request(again).why == "It is so already: cleo is in the group s3-users. Nothing was changed."
    town.made(aims.RemovePeople("s3-users", ("cleo", "dan")), by="U0ZOE")
    assert town.aws.groups_of("ann") == {"s3-users"}
    missing = town.wants(aims.RemovePeople("s3-users", ("cleo",)))
    assert town.request(missing).why == "cleo is not in the group s3-users, but in no group. Nothing was changed."


def test_policies_are_attached_and_detached_for_all_in_the_group(town: Town) -> None:
    town.aws.seed({"policies": {"ours": OURS}, "users": {"ann": {"groups": ["s3-users"]}}})
    arn = "arn:aws:iam::123456789012:policy/ours"
    number = town.made(aims.AttachPolicies("s3-users", (VIEW.arn,)))
    assert town.request(number).warnings == ["All in the group get it: ann."]
    town.made(aims.DetachPolicies("s3-users", ("viewonlyaccess",)))
    assert town.aws.state()["groups"]["s3-users"]["policies"] == []
    nothing = town.wants(aims.DetachPolicies("s3-users", (VIEW.arn,)))
    assert "is not attached to the group s3-users" in town.request(nothing).why
    found = town.wants(aims.AttachPolicies("s3-users", (arn,)))
    assert town.request(found).state is RequestState.waiting, "what the snapshot lacks is looked for anew"


@pytest.mark.parametrize(
    ("aim", "why"),
    [
        (aims.AttachPolicies("s3-users", ("ViewOnlyAcces",)), "Did you mean ViewOnlyAccess?"),
        (aims.AttachPolicies("s3-users", ("AdministratorAccess",)), "Leasehold attaches AdministratorAccess to nobody"),
        (aims.NewGroup("POWER-users", ()), "There is an IAM group power-users in account 'main' already"),
        (aims.DropGroup("power"), "There is no IAM group power in account 'main'. Did you mean power-users?"),
        (aims.AddPeople("power-users", ("nobody",)), "There is no IAM user nobody in account 'main'."),
    ],
)
def test_what_cannot_be_is_refused_with_the_next_step(town: Town, aim: aims.AnyAim, why: str) -> None:
    number = town.wants(aim)
    assert town.request(number).state is RequestState.refused
    assert why in town.request(number).why


def test_only_an_empty_group_is_deleted_and_the_catalog_is_thought_of(town: Town) -> None:
    town.aws.seed({"users": {"ann": {"groups": ["s3-users"]}}})
    full = town.wants(aims.DropGroup("s3-users"))
    assert "The group s3-users still has ann." in town.request(full).why
    number = town.made(aims.DropGroup("power-users"))
    assert town.changes(number) == [DeleteGroup("power-users", path="/")]
    assert town.request(number).warnings == [
        "The catalog gives this group with two-of-us: what is asked for there would be refused."
    ]
    assert "power-users" not in town.aws.state()["groups"]


def test_a_group_outside_of_the_catalogs_path_stays_as_it_is(town: Town) -> None:
    fenced = CATALOG.replace("users: {", "users: {path: /people/, ")
    town.catalog = load.parse(fenced, file="catalog.yaml")
    for aim in (aims.AttachPolicies("s3-users", (VIEW.arn,)), aims.DropGroup("power-users")):
        number = town.wants(aim)
        assert "the catalog lets plans touch only what is under /people/" in town.request(number).why
    number = town.made(aims.NewGroup("readers", (VIEW.arn,)))
    assert town.changes(number)[0] == CreateGroup("readers", path="/people/")


def test_nobody_decides_on_what_they_are_given_with_others(town: Town) -> None:
    number = town.wants(aims.AddPeople("power-users", ("bob", "dan")))
    town.approves(number, by="U0BOB")
    assert town.request(number).state is RequestState.waiting
    assert any("it gives something to your IAM user" in text for _, text in town.whispers())
    town.approves(number, by="U0ZOE")
    assert town.request(number).state is RequestState.approved


def test_a_name_that_means_two_policies_is_asked_back(town: Town) -> None:
    town.aws.seed({"policies": {"ViewOnlyAccess": OURS}})
    town.means.accounts.reach({})
    with town.database.write() as session:
        from models.snapshot import SnapshotPolicy

        arn = "arn:aws:iam::123456789012:policy/ViewOnlyAccess"
        session.add(SnapshotPolicy(account="main", name="ViewOnlyAccess", arn=arn))
    number = town.wants(aims.AttachPolicies("s3-users", ("ViewOnlyAccess",)))
    assert "has 2 policies of the name ViewOnlyAccess. Give the ARN" in town.request(number).why
