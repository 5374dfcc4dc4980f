"""A new IAM user: what IAM, the catalog and the account say to what was typed, and the plan that comes of it."""

from dataclasses import replace

import policy_shelf
import pytest
from sqlalchemy import delete, select
from town import CATALOG, VIEW, Town

from catalog import load
from iam.create_group import CreateGroup
from iam.create_user import CreateUser
from iam.group_policies import AttachToGroup
from iam.memberships import AddToGroup
from iam.user_policies import AttachToUser
from models.draft import NewUser
from models.person import Standing
from models.request_states import RequestState
from models.snapshot import SnapshotGroup, SnapshotUser, Taking
from workflow import checking, new_user, planning, recognising
from workflow.refusals.new_user import BadTags

EVE = NewUser(name="eve", whose="U0EVE", path="/")
OWN_PASSWORD = "arn:aws:iam::aws:policy/IAMUserChangePassword"


def details(town: Town, **typed: object) -> dict[str, str]:
    new = replace(EVE, **typed)  # type: ignore[arg-type]  # fields by their names
    with town.database.read() as session:
        return {field: str(refusal) for field, refusal in new_user.details_at_fault(session, town.catalog, new)}


def permissions(town: Town, **chosen: object) -> dict[str, str]:
    new = replace(EVE, **chosen)  # type: ignore[arg-type]  # fields by their names
    with town.database.read() as session:
        return {field: str(refusal) for field, refusal in new_user.permissions_at_fault(session, town.catalog, new)}


def files(town: Town, new: NewUser = EVE, who: str = "U0CLEO") -> int:
    with town.database.write() as session:
        proposal = new_user.proposal(session, town.catalog, new)
        number = planning.file(session, proposal, asker=who, trigger_id=None, now=town.clock())
    checking.check(town.means, number)
    return number


def tags_of(town: Town, number: int) -> dict[str, str]:
    [made] = [each for each in planning.changes_of(town.request(number)) if isinstance(each, CreateUser)]
    return dict(made.tags)


@pytest.mark.parametrize("name", ["a", "n" * 64, "_+=,.@-", "Eve.Ellis@example.com"])
def test_a_name_that_iam_takes_is_taken(town: Town, name: str) -> None:
    assert details(town, name=name) == {}


@pytest.mark.parametrize("name", ["", " ", "n" * 65, "eve ellis", "ève", "eve/ellis", "<!channel>", "eve\n"])
def test_a_name_that_iam_refuses_is_refused_at_once(town: Town, name: str) -> None:
    assert "is no name that IAM takes" in details(town, name=name)["name"]


def test_before_the_account_was_read_nothing_is_said_to_be_free(town: Town) -> None:
    with town.database.write() as session:
        session.execute(delete(Taking))
    assert "is being read for the first time" in details(town)["name"]


def test_a_name_that_is_taken_or_asked_for_is_said_whatever_its_capitals(town: Town) -> None:
    assert "There is an IAM user ann in account 'main' already" in details(town, name="ANN")["name"]
    town.is_in_slack("eve")
    number = files(town)
    assert f"asked for already: request {number}, to create the IAM user eve" in details(town, name="Eve")["name"]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("", ()),
        ("team=data", (("team", "data"),)),
        (" cost center = a=b \n\nempty=", (("cost center", "a=b"), ("empty", ""))),
        ("über:x=Öl 1", (("über:x", "Öl 1"),)),
    ],
)
def test_tags_are_read_line_by_line(typed: str, read: tuple[tuple[str, str], ...]) -> None:
    assert new_user.tags(typed) == read


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("team", "Line 1: write a key, an equals sign and a value"),
        ("a=1\n=2", "Line 2: write a key"),
        ("aws:x=1", "keys that begin with aws: are not for people to set"),
        ("Leasehold:x=1", "keys that begin with Leasehold: are not"),
        ("a=1\nA=2", "Line 2: the key A is there twice"),
        ("k" * 129 + "=1", "a key has 128 characters at most"),
        ("k=" + "v" * 257, "a value 256"),
        ("a=<b>", "not '<'"),
        ("\n".join(f"k{n}=1" for n in range(49)), "48 tags fit"),
        ("email=x@example.com", "set from the person's profile"),
    ],
)
def test_tags_that_iam_refuses_are_named_with_their_line(typed: str, words: str) -> None:
    with pytest.raises(BadTags) as refused:
        new_user.tags(typed, identity_tag="email")
    assert words in str(refused.value)


def test_a_path_stays_within_the_catalogs(town: Town) -> None:
    town.catalog = load.parse(CATALOG.replace("users: {", "users: {path: /people/, "), file="catalog.yaml")
    for path in ("/", "/people", "people/", "/other/", "/people/a b/", "/people/*/"):
        assert "begins with /people/" in details(town, path=path)["path"]
    assert details(town, path="/people/data/") == {}


def test_somebody_known_to_be_a_guest_or_to_have_a_user_is_said_at_once(town: Town) -> None:
    for name, standing in (("gus", Standing.guest), ("ann", Standing.member)):
        recognising.live_person(town.means, town.is_in_slack(name, standing))
    assert "gus is a guest" in details(town, whose="U0GUS")["whose"]
    assert "The IAM user ann in account 'main' carries the address of ann" in details(town, whose="U0ANN")["whose"]
    assert details(town, console=False) == {"access": str(new_user.NothingToSignInWith())}


def test_what_cannot_be_given_is_said_beside_its_field(town: Town) -> None:
    assert permissions(town, groups=("s3-users",)) == {}
    assert "has the group gone no more" in permissions(town, groups=("s3-users", "gone"))["groups"]
    assert "has the user gone no more" in permissions(town, like="gone")["like"]
    assert "There is an IAM group s3-users" in permissions(town, new_group="S3-USERS")["new_group"]
    assert "is no name that IAM takes" in permissions(town, new_group="two words")["new_group"]
    assert "at least one policy for the group data" in permissions(town, new_group="data")["new_group_policies"]
    assert "Name the new group" in permissions(town, new_group_policies=(VIEW.arn,))["new_group"]
    too_much = permissions(town, policies=("arn:aws:iam::aws:policy/AdministratorAccess",))
    assert "Leasehold attaches AdministratorAccess to nobody" in too_much["policies"]
    assert "has the policy ViewOnlyAccess no more" in permissions(town, policies=(VIEW.arn,))["policies"]


def test_a_group_that_iam_does_not_let_the_bot_change_is_refused_at_once(town: Town) -> None:
    town.catalog = load.parse(CATALOG.replace("users: {", "users: {path: /people/, "), file="catalog.yaml")
    with town.database.write() as session:
        session.add(SnapshotGroup(account="main", name="theirs", arn="x", path="/other/"))
        session.add(SnapshotGroup(account="main", name="ours", arn="y", path="/people/data/"))
    assert permissions(town, groups=("ours", "s3-users"), path="/people/") == {}
    said = "The IAM group theirs stands under /other/, and the catalog lets plans touch only what is under /people/"
    assert said in permissions(town, groups=("theirs",))["groups"]
    assert said in permissions(town, like="ann", copied=("theirs",))["like"]


def test_what_does_not_fit_is_said_before_anybody_is_asked(town: Town) -> None:
    names = tuple(f"g{number}" for number in range(11))
    with town.database.write() as session:
        session.add_all(SnapshotGroup(account="main", name=name, arn=name) for name in names)
    assert permissions(town, groups=names[:10]) == {}
    assert (
        "Quota: eve has 0 groups of at most 10, and 11 more would not fit" in permissions(town, groups=names)["groups"]
    )
    beside = permissions(town, groups=names[:10], copied=(names[10],), like="ann")
    assert "11 more would not fit" in beside["like"]


def test_a_plan_creates_first_then_gives_and_promises_what_was_asked_for(town: Town) -> None:
    new = replace(
        EVE,
        tags="team=data",
        groups=("power-users",),
        copied=("s3-users", "power-users"),
        new_group="data",
        new_group_policies=(VIEW.arn,),
        policies=(VIEW.arn,),
        programmatic=True,
    )
    with town.database.read() as session:
        proposal = new_user.proposal(session, town.catalog, new)
    assert proposal.changes == (
        CreateUser("eve", "/", (("team", "data"),), None),
        CreateGroup("data", "/"),
        AttachToGroup("data", VIEW.arn),
        AddToGroup("eve", "power-users"),
        AddToGroup("eve", "s3-users"),
        AddToGroup("eve", "data"),
        AttachToUser("eve", VIEW.arn),
        AttachToUser("eve", OWN_PASSWORD),
    )
    assert proposal.offers == (
        {"kind": "password", "user": "eve", "must_reset": True},
        {"kind": "key", "user": "eve"},
    )
    assert proposal.whose == "U0EVE"


def test_the_groups_that_are_copied_are_those_at_the_choosing(town: Town) -> None:
    with town.database.write() as session:
        session.scalars(select(SnapshotUser).where(SnapshotUser.name == "ann")).one().groups = ["s3-users"]
    with town.database.read() as session:
        assert new_user.with_copied_groups(session, "main", replace(EVE, like="ANN")).copied == ("s3-users",)
        assert new_user.with_copied_groups(session, "main", replace(EVE, copied=("x",))).copied == ()


def test_before_anybody_is_asked_the_user_is_tagged_as_the_persons_and_as_this_plans(town: Town) -> None:
    town.is_installed("U0BOT")
    town.is_in_slack("eve", email="Eve@Example.com")
    number = files(town, replace(EVE, tags="team=data"))
    assert town.request(number).state is RequestState.waiting
    assert tags_of(town, number) == {"email": "Eve@Example.com", "leasehold:U0BOT:plan": str(number), "team": "data"}
    town.approves(number)
    town.finishes(number)
    town.is_snapshotted()
    assert town.tags("eve")["leasehold:U0BOT:plan"] == str(number)


@pytest.mark.parametrize(
    ("standing", "email", "words"),
    [
        (Standing.guest, "eve@example.com", "Only full members of this workspace get an IAM user"),
        (Standing.deactivated, "eve@example.com", "Slack says that eve is deactivated"),
        (Standing.member, None, "Slack shows no e-mail address for eve"),
        (Standing.member, "ANN@example.com", "The IAM user ann in account 'main' carries the address of eve already"),
    ],
)
def test_who_cannot_have_one_is_refused_with_the_next_step(
    town: Town, standing: Standing, email: str | None, words: str
) -> None:
    town.is_in_slack("eve", standing, email=email)
    number = files(town)
    assert town.request(number).state is RequestState.refused
    assert words in town.request(number).why


def test_who_has_got_a_user_meanwhile_is_not_given_a_second(town: Town) -> None:
    town.is_in_slack("eve")
    number = files(town)
    town.aws.seed({"users": {"other": {"tags": {"email": "eve@example.com"}}}})
    town.is_snapshotted()
    town.approves(number)
    assert town.request(number).state is RequestState.refused
    assert "The IAM user other in account 'main' carries the address of eve already" in town.request(number).why


def test_the_right_to_change_the_password_is_left_out_where_everybody_has_it(town: Town) -> None:
    town.is_in_slack("eve")
    attached = AttachToUser("eve", OWN_PASSWORD)
    assert attached in planning.changes_of(town.request(files(town)))
    town.aws.iam.update_account_password_policy(AllowUsersToChangePassword=True)
    other = files(town, replace(EVE, name="eve2"))
    assert town.request(other).state is RequestState.waiting
    assert not [each for each in planning.changes_of(town.request(other)) if isinstance(each, AttachToUser)]


def test_what_a_user_can_do_and_what_to_mind_is_on_the_request(town: Town) -> None:
    town.is_in_slack("eve")
    number = files(town, replace(EVE, policies=(VIEW.arn,)))
    request = town.request(number)
    assert any("Amazon EC2" in sentence or "AWS" in sentence for sentence in request.allows)
    assert "CIS 2.13" in " ".join(request.warnings)


def test_a_policy_that_is_gone_between_review_and_approval_is_told(town: Town) -> None:
    town.is_in_slack("eve")
    arn = policy_shelf.has(town, "passing")
    number = files(town, replace(EVE, policies=(arn,)))
    town.aws.iam.delete_policy(PolicyArn=arn)
    town.approves(number)
    assert town.request(number).state is RequestState.refused
    assert arn in town.request(number).why
    assert "eve" not in town.aws.state()["users"]
