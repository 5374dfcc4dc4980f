"""The form for a new IAM user: every step within Slack's limits, and read back as it was filled in."""

from typing import Any

from judging_for_messages import HOSTILE, texts

from catalog.bundle import PersonNamed, UserGroupNamed, Users
from catalog.duration import parse
from iam import changes
from iam.create_group import CreateGroup
from iam.create_user import CreateUser
from iam.group_policies import AttachToGroup
from iam.memberships import AddToGroup
from iam.user_policies import AttachToUser
from messages import user_form, user_form_permissions, user_form_review
from messages.user_form_review import Outlook
from models.draft import NewUser
from models.snapshot import SnapshotGroup, SnapshotUser
from sandbox.slack import reading, state_values, validating
from workflow.policy_search import Found

RULE = Users(
    approvers=(PersonNamed("U0BOB"), UserGroupNamed("s3-owners")),
    quorum=1,
    channel="C0APPROVALS",
    account="main",
    path="/people/",
    boundary="arn:aws:iam::123456789012:policy/the-limit",
    sender=None,
    admin_group=None,
    grace=parse("7d"),
)
LONG, ARN = "g" * 128, "arn:aws:iam::123456789012:policy/" + "p" * 500 + "/" + "n" * 128
GROUPS = {name: SnapshotGroup(name=name, policies=[ARN] * 10, inline=[]) for name in (LONG, *map(str, range(9)))}
FOUND = {f"{ARN}{each}": Found(each, "n" * 128, f"{ARN}{each}", False, "d" * 900, "r" * 75) for each in range(20)}
FULL = NewUser(
    name="n" * 64,
    whose="U0EVE",
    console=True,
    must_reset=False,
    programmatic=True,
    path="/people/data/",
    tags="team=data\n<!channel>=1",
    groups=tuple(GROUPS),
    new_group="h" * 128,
    new_group_policies=tuple(FOUND)[:10],
    like="l" * 64,
    copied=(),
    policies=tuple(FOUND)[10:],
    reason=HOSTILE[:2_000],
)
WORST = (
    CreateUser(FULL.name, "/people/data/", tuple((f"k{n}" * 30, "v" * 256) for n in range(48)), RULE.boundary),
    CreateGroup(FULL.new_group, "/people/"),
    *(AttachToGroup(FULL.new_group, arn) for arn in FOUND),
    *(AddToGroup(FULL.name, name) for name in GROUPS),
    *(AttachToUser(FULL.name, arn) for arn in FOUND),
)


def details(new: NewUser, said: str = "") -> dict[str, Any]:
    return user_form.details(new, key="k" * 22, rule=RULE, said=said)


def permissions(new: NewUser, said: str = "") -> dict[str, Any]:
    return user_form_permissions.render(new, key="k" * 22, groups=GROUPS, policies=FOUND, said=said)


def review(new: NewUser, outlook: Outlook, planned: tuple[changes.AnyChange, ...] = WORST) -> dict[str, Any]:
    return user_form_review.render(new, planned, key="k" * 22, rule=RULE, outlook=outlook, drawing="d" * 22)


def said(view: dict[str, Any]) -> str:
    return reading.visible_text(view["blocks"])


def values(view: dict[str, Any]) -> dict[str, Any]:
    filled: dict[str, Any] = state_values.of(view["blocks"], {})
    return filled


def test_every_step_is_taken_by_slack_empty_and_full_and_carries_the_drafts_key_alone() -> None:
    seen = Outlook(allows=["a" * 500] * 30, warnings=[HOSTILE] * 9)
    empty = NewUser()
    planned = (CreateUser("eve", "/", (), None),)
    views = [
        *(details(new, said=said) for new in (empty, FULL) for said in ("", "w" * 2_900)),
        *(permissions(new, said=said) for new in (empty, FULL) for said in ("", "w" * 2_900)),
        *(review(new, outlook) for new in (empty, FULL) for outlook in (seen, Outlook(allows=None), Outlook([]))),
        review(empty, Outlook(["Nothing."]), planned),
        user_form_review.filed(7, FULL, rule=RULE),
        user_form.gone(),
    ]
    for view in views:
        assert validating.judge_view(view) == []
        assert view.get("private_metadata", "k" * 22) == "k" * 22
        assert "<!channel>" not in "".join(texts(view, "mrkdwn"))
    assert [view["title"]["text"] for view in (views[0], views[4], views[8])] == [
        "Create a User · 1 of 4",
        "Create a User · 2 of 4",
        "Create a User · 3 of 4",
    ]


def test_what_was_filled_in_comes_back_and_is_read_as_it_was() -> None:
    read = user_form.read_details(NewUser(), values(details(FULL)))
    assert (read.name, read.whose, read.path, read.tags) == (FULL.name, FULL.whose, FULL.path, FULL.tags)
    assert (read.console, read.must_reset, read.programmatic) == (True, False, True)
    second = values(permissions(FULL))
    arns = {str(each.id): each.arn for each in FOUND.values()}
    chosen = user_form_permissions.read(read, second, arns=arns)
    assert (chosen.groups, chosen.new_group, chosen.like) == (FULL.groups, FULL.new_group, FULL.like)
    assert (chosen.new_group_policies, chosen.policies) == (FULL.new_group_policies, FULL.policies)
    assert user_form_permissions.policy_numbers(second)["policies"] == tuple(map(str, range(10, 20)))
    assert user_form_review.read(values(review(FULL, Outlook(None)))) == FULL.reason


def test_nothing_filled_in_is_read_as_nothing() -> None:
    assert user_form.read_details(FULL, {}).name == ""
    assert user_form_permissions.read(FULL, {"groups": {}}, arns={}).groups == ()
    assert user_form_review.read({}) == ""


def test_a_hundred_options_of_any_length_are_taken_and_say_what_a_group_gives() -> None:
    groups = [SnapshotGroup(name=LONG[:125] + str(n), policies=[ARN], inline=[]) for n in range(100)]
    users = [SnapshotUser(name="u" * 62 + str(n), groups=[LONG] * 10) for n in range(100)]
    for options in (user_form_permissions.group_options(groups), user_form_permissions.user_options(users)):
        assert validating.judge_options({"options": options}) == []
    several = SnapshotGroup(name="s3", policies=["arn:aws:iam::aws:policy/ReadOnlyAccess"], inline=[{"name": "more"}])
    empty = SnapshotGroup(name="none", policies=[], inline=[])
    described = [each["description"]["text"] for each in user_form_permissions.group_options([several, empty])]
    assert described == ["ReadOnlyAccess and 1 more", "Gives nothing yet"]


def test_a_group_comes_before_a_policy_of_ones_own_and_the_reason_is_said() -> None:
    view = permissions(NewUser())
    fields = [block["block_id"] for block in view["blocks"] if block["type"] == "input"]
    assert fields == ["groups", "like", "new_group", "new_group_policies", "policies"]
    assert "CIS 2.13 wants permissions through groups only" in str(view["blocks"])


def test_a_review_says_every_call_in_order_and_what_is_settled_later() -> None:
    planned = (CreateUser("eve", "/people/", (("team", "data"),), None), AddToGroup("eve", "s3-users"))
    new = NewUser(name="eve", whose="U0EVE", programmatic=True)
    waiting = said(review(new, Outlook(allows=None), planned))
    assert (
        "*eve* for <@U0EVE>, with a console password that has to be changed at the first sign-in and an access key."
        in waiting
    )
    assert "1. creates the IAM user `eve` under `/people/`, tagged `team: data`" in waiting
    assert "iam:CreateUser eve\niam:AddUserToGroup s3-users → eve" in waiting
    assert "tagged with the e-mail address of <@U0EVE>" in waiting
    assert "`IAMUserChangePassword` lets them change the password" in waiting
    assert user_form_review.WORKING_OUT in waiting
    seen = said(review(new, Outlook(["Reads: Amazon S3."], ["eve could raise itself."]), planned))
    assert "*What they can do then*\n• Reads: Amazon S3." in seen
    assert "*Before you go on*\n• eve could raise itself." in seen


def test_the_last_page_says_the_number_where_it_waits_and_what_is_shown_to_whom() -> None:
    page = said(user_form_review.filed(7, NewUser(name="eve", whose="U0EVE"), rule=RULE))
    assert "*Request 7*: create the IAM user `eve` for <@U0EVE>." in page
    assert "waits in <#C0APPROVALS> to be approved by <@U0BOB> or a member of @s3-owners" in page
    assert "<@U0EVE> is shown a console password" in page


def test_a_boundary_of_the_catalogs_is_shown_and_not_to_be_changed() -> None:
    view = details(NewUser())
    assert "the permissions boundary `arn:aws:iam::123456789012:policy/the-limit` limits it" in said(view)
    assert "boundary" not in [block.get("block_id") for block in view["blocks"]]
