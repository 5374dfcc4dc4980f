"""The answer to `/iam who NAME`: who or what that is in IAM, and what belongs to it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from messages import blocks, message, wording
from messages.blocks import Block, code, escaped
from messages.message import Message
from models.inquiry import Inquiry

Found = Mapping[str, Any]
_KEYS_SHOWN, _TAGS_SHOWN = 10, 10


def asked(about: str) -> Message:
    """Whether they may know it is not known yet."""
    return message.short(f"Looking up {code(about, 80)} in IAM. The answer comes in a DM from me.")


def render(inquiry: Inquiry) -> Message:
    if inquiry.why:
        return unanswered(inquiry)
    found = inquiry.answer
    match found.get("kind"):
        case "group":
            return _group(found)
        case "root":
            said = f"{code(found['key'])} is an access key of the *root user*, who should have none."
            return message.said(f"{said} To delete it, root signs in to the AWS console: 'Security credentials'.")
        case _:
            return _user(inquiry, found)


def unanswered(inquiry: Inquiry) -> Message:
    said = f"Your question about {code(_name(inquiry.about), 80)} has no answer."
    return message.of(f"{said} {escaped(inquiry.why)}", [blocks.section(said), blocks.quote(inquiry.why, 1_000)])


def _name(about: str) -> str:
    """A person as they are called: <@U0ANN|ann> is @ann."""
    inside = about.removeprefix("<@").removesuffix(">")
    return f"@{inside.rpartition('|')[2]}" if inside != about else about


def _user(inquiry: Inquiry, found: Found) -> Message:
    person = f", {wording.mention(found['person'])} in Slack" if found["person"] else ""
    title = f"{code(found['name'])} is an IAM user in account {code(found['account'])}{person}"
    return message.of(
        f"{title}. {_activity(found)}",
        [
            blocks.section(
                f"*{title}*\n{code(found['arn'], 500)}, made {_date(found['made_at'])}.\n{_activity(found)}"
            ),
            _ways_in(found, asked_key=found.get("asked_key")),
            _rights(found),
            _leases(found["leases"]),
            _tags(found["tags"]),
            blocks.context(_as_of(inquiry)),
        ],
    )


def _activity(found: Found) -> str:
    used = [each["used_at"] for each in found["keys"]] + [found["password_used_at"]]
    last = max((datetime.fromisoformat(each) for each in used if each), default=None)
    return f"Last seen {wording.date(last)}." if last else "Never seen, as far as AWS tells."


def _ways_in(found: Found, *, asked_key: str | None) -> Block:
    mfa = wording.counted(found["mfa"], "MFA device", "MFA devices") if found["mfa"] else "*no MFA*"
    used = f", last used {_date(found['password_used_at'])}" if found["password_used_at"] else ""
    console = f"a console password{used}, {mfa}" if found["has_password"] else f"no console password, {mfa}"
    keys = [_key(each, is_asked=each["id"] == asked_key) for each in found["keys"][:_KEYS_SHOWN]]
    return blocks.bullets("*Ways in*", [console, *(keys or ["no access key"])], limit=2_000)


def _key(key: Found, *, is_asked: bool) -> str:
    state = "active" if key["is_active"] else "inactive"
    used = f"last used {_date(key['used_at'])} for {escaped(key['used_in'], 60)}" if key["used_at"] else "never used"
    shown = f"{code(key['id'])}, {state}, made {_date(key['made_at'])}, {used}"
    return f"{shown}: the one you asked about" if is_asked else shown


def _rights(found: Found) -> Block:
    lines = [f"the group {code(each)}" for each in found["groups"]]
    lines += [wording.policy(each) for each in found["policies"]]
    lines += [f"the inline policy {code(each)}" for each in found["inline"]]
    if found["boundary"]:
        lines.append(f"limited by {wording.policy(found['boundary'])}")
    return blocks.bullets("*Rights*", lines or ["none"], limit=2_600)


def _leases(leases: Sequence[Found]) -> Block | None:
    if not leases:
        return None
    lines = [f"*{escaped(each['bundle'], 80)}*, request {each['number']}{_until(each['ends_at'])}" for each in leases]
    return blocks.bullets("*For a time*", lines, limit=1_500)


def _until(ends_at: str | None) -> str:
    return f", until {_date(ends_at)}" if ends_at else ""


def _tags(tags: Sequence[Sequence[str]]) -> Block | None:
    if not tags:
        return None
    shown = [code(f"{key}: {value}", 100) for key, value in tags[:_TAGS_SHOWN]]
    more = [f"{len(tags) - _TAGS_SHOWN} more"] if len(tags) > _TAGS_SHOWN else []
    return blocks.section(f"*Tags*\n{wording.together(shown + more)}")


def _group(found: Found) -> Message:
    name = code(found["name"])
    members = wording.counted(len(found["members"]), "member", "members")
    policies = wording.counted(len(found["policies"]) + len(found["inline"]), "policy", "policies")
    said = f"{name} is an IAM group in account {code(found['account'])}: {members}, {policies}."
    return message.said(f"{said} `/iam group {blocks.no_backticks(escaped(found['name'], 128))}` shows it whole.")


def _date(moment: str) -> str:
    return wording.date(datetime.fromisoformat(moment))


def _as_of(inquiry: Inquiry) -> str:
    return f"As IAM showed it {wording.date(inquiry.answered_at)}." if inquiry.answered_at else ""
