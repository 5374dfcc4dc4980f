"""The second step of the form for a new IAM user: groups first, policies of their own last."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from messages import blocks, policy_options, user_form
from messages.blocks import Block, Element
from messages.policy_options import Policy
from models.draft import NewUser
from models.snapshot import SnapshotGroup, SnapshotUser

GROUPS, NEW_GROUP, NEW_GROUP_POLICIES = "groups", "new_group", "new_group_policies"
LIKE, POLICIES = "like", "policies"
MOST = 20
"""Of groups and of policies: as many as AWS lets an account have when it is asked for more; ten without asking."""


def render(
    new: NewUser,
    *,
    key: str,
    groups: Mapping[str, SnapshotGroup],
    policies: Mapping[str, Policy],
    said: str = "",
) -> dict[str, Any]:
    """Step 2; what is chosen already is drawn from the account as the snapshot has it."""
    intro = "Groups first: what a group allows is seen by all, and taken back by leaving it."
    shown = [
        blocks.context(intro),
        _groups(new, groups),
        _like(new),
        _new_group(new),
        _policies(NEW_GROUP_POLICIES, "What the new group allows", new.new_group_policies, policies, hint=_FOR_GROUP),
        _policies(POLICIES, "Policies for this user alone", new.policies, policies, hint=_DIRECT),
        user_form.back(user_form.DETAILS),
    ]
    return user_form.view(user_form.PERMISSIONS, 2, [*user_form.above(said), *shown], key=key, submit="Next: Review")


_FOR_GROUP = "Managed policies, AWS's own first. Type a part of the name."
_DIRECT = (
    "Better none. CIS 2.13 wants permissions through groups only: a policy of one person's is overlooked when they "
    "change jobs."
)


def read(new: NewUser, values: Mapping[str, Any], *, arns: Mapping[str, str]) -> NewUser:
    """Take over what was filled in; `arns` says what the numbers of policies stand for, where they still do."""
    return replace(
        new,
        groups=user_form.chosen(values, GROUPS),
        like="".join(user_form.chosen(values, LIKE)[:1]),
        new_group=user_form.typed(values, NEW_GROUP),
        new_group_policies=tuple(arns[each] for each in user_form.chosen(values, NEW_GROUP_POLICIES) if each in arns),
        policies=tuple(arns[each] for each in user_form.chosen(values, POLICIES) if each in arns),
    )


def policy_numbers(values: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """The numbers of policies that were chosen, by field."""
    return {field: user_form.chosen(values, field) for field in (NEW_GROUP_POLICIES, POLICIES)}


def group_options(groups: Iterable[SnapshotGroup]) -> list[Element]:
    return [_group(each.name, each) for each in groups]


def user_options(users: Iterable[SnapshotUser]) -> list[Element]:
    return [_option(each.name, _in_groups(each)) for each in users]


def _groups(new: NewUser, known: Mapping[str, SnapshotGroup]) -> Block:
    chosen = [_group(name, known.get(name)) for name in new.groups]
    return blocks.input_block(GROUPS, "Add to groups", _several(GROUPS, chosen), optional=True)


def _like(new: NewUser) -> Block:
    element = _search("external_select", LIKE, "Choose an IAM user")
    if new.like:
        element["initial_option"] = _option(new.like, "")
    hint = "Their groups are added to those above."
    return blocks.input_block(LIKE, "Copy the groups of", element, hint=hint, optional=True)


def _new_group(new: NewUser) -> Block:
    element = user_form.text(NEW_GROUP, new.new_group, placeholder="data-engineers", limit=128)
    return blocks.input_block(NEW_GROUP, "Create a group for this job", element, hint=_NEW_GROUP, optional=True)


_NEW_GROUP = "Named after a job, not after a person: the next one with that job is added to it."


def _policies(field: str, label: str, arns: Iterable[str], known: Mapping[str, Policy], *, hint: str) -> Block:
    chosen = [policy_options.option(known[arn]) for arn in arns if arn in known]
    return blocks.input_block(field, label, _several(field, chosen), hint=hint, optional=True)


def _several(action_id: str, chosen: list[Element]) -> Element:
    element = _search("multi_external_select", action_id, "Type a name") | {"max_selected_items": MOST}
    return element | {"initial_options": chosen} if chosen else element


def _search(kind: str, action_id: str, placeholder: str) -> Element:
    return {
        "type": kind,
        "action_id": action_id,
        "min_query_length": 0,
        "placeholder": blocks.plain(placeholder, 150),
    }


def _group(name: str, group: SnapshotGroup | None) -> Element:
    return _option(name, _gives(group) if group else "")


def _option(name: str, description: str) -> Element:
    """The value is the whole name, which may have 128 characters; Slack takes 150."""
    return blocks.option(name, description=description) | {"value": name}


def _gives(group: SnapshotGroup) -> str:
    """AmazonS3FullAccess and 2 more."""
    names = [arn.rpartition("/")[2] for arn in group.policies] + [str(each["name"]) for each in group.inline]
    if not names:
        return "Gives nothing yet"
    return names[0] + (f" and {len(names) - 1} more" if len(names) > 1 else "")


def _in_groups(user: SnapshotUser) -> str:
    return f"In {', '.join(user.groups)}" if user.groups else "In no group"
