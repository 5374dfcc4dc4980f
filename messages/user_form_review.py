"""The last steps of the form for a new IAM user: all that will happen, and where it waits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from catalog.bundle import Users
from iam import changes
from messages import at_home, blocks, change_words, user_form, wording
from messages.blocks import Block
from models.draft import NewUser

REASON = "reason"
REASON_LIMIT = 2_000
WORKING_OUT = "What this allows is being worked out; it stands here in a moment."
NOT_WORKED_OUT = "What this allows could not be worked out just now. The approvers see it on the card."
OWN_PASSWORD = "IAMUserChangePassword"  # noqa: S105 (a policy's name)


@dataclass(frozen=True)
class Outlook:
    """What the user can do afterwards and what to mind, ready sentences; None while it is not worked out."""

    allows: Sequence[str] | None
    warnings: Sequence[str] = ()
    said: str = WORKING_OUT


def render(
    new: NewUser, planned: Sequence[changes.AnyChange], *, key: str, rule: Users, outlook: Outlook, drawing: str
) -> dict[str, Any]:
    """Step 3. `drawing` names this very page, so that what is worked out later is put on no other."""
    shown = [
        blocks.section(_heading(new)),
        *_calls(planned, rule),
        *_notes(new),
        *_allowed(outlook),
        *_warned(outlook),
        _reason(new),
        user_form.back(user_form.PERMISSIONS),
    ]
    drawn = user_form.view(user_form.REVIEW, 3, shown, key=key, submit="Ask for Approval")
    return drawn | {"external_id": drawing}


def read(values: Mapping[str, Any]) -> str:
    """Why, as typed."""
    found: Mapping[str, Any] = (values.get(REASON) or {}).get(REASON) or {}
    return str(found.get("value") or "")


def filed(number: int, new: NewUser, *, rule: Users) -> dict[str, Any]:
    """Step 4: the number, and where it waits."""
    who = wording.approvers([at_home.named(each) for each in rule.approvers])
    needed = f"by {who}" if rule.quorum == 1 else f"by {rule.quorum} people: {who}"
    words = [
        f"*Request {number}*: create the IAM user {blocks.code(new.name)} for {user_form.person(new)}.",
        f"It is being checked, and then waits in <#{rule.channel}> to be approved {needed}.",
        "Nothing is made before that. I tell you in a DM how it goes.",
    ]
    offered = [what for what, is_on in _offered(new) if is_on]
    if offered:
        once = wording.together(offered)
        words.append(f"Once it is made, {user_form.person(new)} is shown {once}: once, and nobody else.")
    return user_form.last([blocks.section("\n".join(words))]) | {"title": blocks.plain("Create a User · 4 of 4", 24)}


def _heading(new: NewUser) -> str:
    means = [what for what, is_on in _offered(new) if is_on]
    return f"*{blocks.escaped(new.name)}* for {user_form.person(new)}, with {wording.together(means)}."


def _offered(new: NewUser) -> tuple[tuple[str, bool], ...]:
    reset = " that has to be changed at the first sign-in" if new.must_reset else ""
    return ((f"a console password{reset}", new.console), ("an access key", new.programmatic))


def _calls(planned: Sequence[changes.AnyChange], rule: Users) -> list[Block]:
    """What happens in plain words, and as the calls to come; in the order in which they are made."""
    heading = f"*What happens*, in account {blocks.code(rule.account)}, in this order"
    lines = [f"{place}. {change_words.said(each)}" for place, each in enumerate(planned, start=1)]
    calls = [change_words.call(each) for each in planned]
    return [
        blocks.section(blocks.within([heading, *lines], limit=2_900)),
        blocks.preformatted(blocks.within(calls, limit=2_600), 2_700),
    ]


def _notes(new: NewUser) -> list[Block]:
    """What is settled only when this is checked."""
    notes = [f"The user is tagged with the e-mail address of {user_form.person(new)}, and with the request's number."]
    if new.console and new.must_reset:
        rights = f"{blocks.code(OWN_PASSWORD)} lets them change the password"
        notes.append(f"{rights}; it is left out where the account lets everybody do that.")
    return [blocks.context(" ".join(notes))]


def _allowed(outlook: Outlook) -> list[Block]:
    if outlook.allows is None:
        return [{**blocks.section(f"*What they can do then*\n{outlook.said}"), "block_id": "allowed"}]
    lines = [blocks.escaped(each, 400) for each in outlook.allows]
    return [{**blocks.bullets("*What they can do then*", lines, limit=2_600), "block_id": "allowed"}]


def _warned(outlook: Outlook) -> list[Block]:
    if not outlook.warnings:
        return []
    lines = [blocks.escaped(each, 500) for each in outlook.warnings]
    return [{**blocks.bullets("*Before you go on*", lines, limit=2_600), "block_id": "warned"}]


def _reason(new: NewUser) -> Block:
    element = user_form.text(REASON, new.reason, placeholder="What it is for", limit=REASON_LIMIT)
    hint = "The approvers read this."
    return blocks.input_block(REASON, "Why", element | {"multiline": True}, hint=hint, optional=True)
