"""Words for values: what a step gives, how long, when, who."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, assert_never

from catalog import duration
from iam import steps
from iam.attach_policy import AttachPolicy
from iam.join_group import JoinGroup
from messages.blocks import code, escaped, one_line
from models.move import BOT
from models.request import Request, RequestKind
from models.request_states import RequestState

_SLACK_ID = re.compile(r"[UW][A-Z0-9]+")
_AWS_MANAGED = re.compile(r"arn:aws[a-z-]*:iam::aws:policy/(?:.*/)?(?P<name>[^/]+)")


def gives(kept: Mapping[str, Any]) -> str:
    """A stored step in plain words: joins the IAM group `s3-users`."""
    return f"{'joins' if kept.get('kind') == JoinGroup.kind else 'gets'} {thing(kept)}"


def thing(kept: Mapping[str, Any]) -> str:
    """What a stored step is about: the IAM group `s3-users`."""
    try:
        step = steps.restored(kept)
    except steps.UnknownStep:
        return f"something of the kind {code(str(kept.get('kind')))}, which this release of the bot does not know"
    match step:
        case JoinGroup(group):
            return f"the IAM group {code(group)}"
        case AttachPolicy(arn):
            return policy(arn)
        case _:
            assert_never(step)


def policy(arn: str) -> str:
    """A managed policy: the AWS managed policy `ReadOnlyAccess`; one of the account's own by its ARN."""
    managed = _AWS_MANAGED.fullmatch(arn)
    return f"the AWS managed policy {code(managed['name'])}" if managed else f"the policy {code(arn)}"


def change(kept: Mapping[str, Any], user: str) -> str:
    """A stored step as the IAM change to come, for preformatted text: iam:AddUserToGroup s3-users → ann."""
    try:
        step = steps.restored(kept)
    except steps.UnknownStep:
        return one_line(f"{kept.get('kind')} → {user}")
    match step:
        case JoinGroup(group):
            return one_line(f"iam:AddUserToGroup {group} → {user}")
        case AttachPolicy(arn):
            return one_line(f"iam:AttachUserPolicy {arn} → {user}")
        case _:
            assert_never(step)


def removal(kept: Mapping[str, Any]) -> str:
    """The right that taking a stored step back needs."""
    try:
        step = steps.restored(kept)
    except steps.UnknownStep:
        return "a newer release of Leasehold"
    match step:
        case JoinGroup():
            return "iam:RemoveUserFromGroup"
        case AttachPolicy():
            return "iam:DetachUserPolicy"
        case _:
            assert_never(step)


def asks(request: Request) -> str:
    """What somebody does with a request: asks for *s3-access* for 8h, or asks to *create the IAM user ann*."""
    match request.kind:
        case RequestKind.access:
            return f"asks for {named(request)}"
        case RequestKind.plan:
            return f"asks to {named(request)}"
        case _:
            assert_never(request.kind)


def named(request: Request) -> str:
    """What a request is about: *s3-access* for 8h, or *create the IAM user ann*."""
    match request.kind:
        case RequestKind.access:
            return f"*{escaped(request.bundle, 80)}* {lasting(request.lasts)}"
        case RequestKind.plan:
            return f"*{escaped(request.description, 200)}*"
        case _:
            assert_never(request.kind)


def lasting(length: timedelta | None) -> str:
    """How long: for 8h, or for good."""
    return "for good" if length is None else f"for {duration.words(length)}"


def date(moment: datetime) -> str:
    """A point in time in each reader's own zone; https://docs.slack.dev/messaging/formatting-message-text#dates."""
    fallback = moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
    return f"<!date^{int(moment.timestamp())}^{{date_short_pretty}} {{time}}|{fallback}>"


def mention(slack_id: str) -> str:
    """A person by name, or the bot itself; what is no Slack id stays text."""
    if slack_id == BOT:
        return "Leasehold"
    return f"<@{slack_id}>" if _SLACK_ID.fullmatch(slack_id) else escaped(slack_id)


def approvers(named: Sequence[str], limit: int = 10) -> str:
    """Who may approve, as the catalog names them: <@U0BOB> or a member of @s3-owners."""
    shown = [f"a member of {escaped(each, 60)}" if each.startswith("@") else mention(each) for each in named[:limit]]
    if len(named) > limit:
        shown.append(f"{len(named) - limit} more")
    return either(shown) or "nobody"


def people(slack_ids: Sequence[str], limit: int = 10) -> str:
    """Mentions, and how many more there are."""
    more = [f"{len(slack_ids) - limit} more"] if len(slack_ids) > limit else []
    return together([mention(each) for each in slack_ids[:limit]] + more)


def either(words: Sequence[str]) -> str:
    return _joined(words, "or")


def together(words: Sequence[str]) -> str:
    return _joined(words, "and")


def counted(number: int, one: str, many: str) -> str:
    return f"1 {one}" if number == 1 else f"{number} {many}"


def state(which: RequestState) -> str:  # noqa: PLR0911 (a sentence for each state)
    """Where a request stands, after 'request 12 is'."""
    match which:
        case RequestState.checking:
            return "being checked"
        case RequestState.waiting:
            return "waiting for approval"
        case RequestState.approved:
            return "approved and being made in AWS"
        case RequestState.granted:
            return "granted"
        case RequestState.refused:
            return "refused"
        case RequestState.denied:
            return "denied"
        case RequestState.cancelled:
            return "cancelled"
        case RequestState.lapsed:
            return "lapsed"
        case RequestState.failed:
            return "failed"
        case _:
            assert_never(which)


def _joined(words: Sequence[str], last: str) -> str:
    return f" {last} ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
