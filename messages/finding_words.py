"""Words for a kept finding: what it is, how it stands, and the buttons that answer it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, assert_never

from messages import blocks, change_words, plan_card, wording
from messages.blocks import Block, Element
from models.finding_answer import FindingAnswer, Gesture
from models.kept_finding import KeptFinding
from models.kept_finding_states import FindingState
from models.plan import Plan
from models.request import Request

TAKE, LEASE, KEEP = "take-finding-back", "lease-finding", "keep-finding"
DISOWN, UNDO = "disown-finding", "undo-finding"
UNDONE_WITHIN = timedelta(days=7)
"""As workflow/restoring.py has it, where the click is judged."""
_WHAT = re.compile(r"arn:[^:]*:iam::\d{12}:(?P<what>user|group|role)/(?:.*/)?(?P<name>[^/]+)")

KINDS: Mapping[str, str] = {
    "root-key": "Access key of the root user",
    "root-no-mfa": "Root user without MFA",
    "root-used": "The root user is used",
    "escalation": "Way to more rights",
    "administrator": "Administrator",
    "no-mfa": "Signs in without MFA",
    "unused-user": "Unused IAM user",
    "unused-key": "Unused access key",
    "unused-password": "Unused console password",
    "old-key": "Old access key",
    "two-keys": "Two active access keys",
    "weak-password-policy": "Weak password policy",
    "unused-role": "Unused role",
    "idle-group": "Idle group",
    "unused-group-membership": "Unused group membership",
    "unused-policy": "Unused policy",
    "redundant-policy": "Policy that the groups give already",
    "direct-policy": "Policy attached directly",
    "inline-policy": "Inline policy",
    "unused-service": "Unused service",
    "unused-action": "Unused action",
}
_OF_ITSELF = frozenset({"unused-user", "unused-role", "idle-group", "no-mfa", "root-used", "root-no-mfa"})
"""Where the kind says already whose it is."""


@dataclass(frozen=True)
class Seen:
    """A finding with what has come of it: rows, whole."""

    finding: KeptFinding
    offer: Mapping[str, Any]
    """What can be done about it at a click: `take`, and the bundle under `lease`."""
    pending: FindingAnswer | None = None
    """A click that is being looked into."""
    failed: FindingAnswer | None = None
    """The latest that AWS did not let come off."""
    request: Request | None = None
    plan: Plan | None = None


def title(kind: str, principal: str, subject: str) -> str:
    """What it is, in one line of mrkdwn: *Unused access key* `AKIA…` of the user `ann`."""
    named = KINDS.get(kind, kind.replace("-", " ").capitalize())
    whose, name = of(principal)
    if kind in _OF_ITSELF and name:
        return f"*{blocks.escaped(named, 60)}* {blocks.code(name, 80)}"
    about = "" if subject in {"", name, principal} or kind == "two-keys" else f" {blocks.code(short(subject), 120)}"
    return f"*{blocks.escaped(named, 60)}*{about} {whose}"


def of(principal: str) -> tuple[str, str]:
    """Whose it is, in mrkdwn, and the bare name."""
    found = _WHAT.fullmatch(principal)
    if found:
        return f"of the {found['what']} {blocks.code(found['name'], 80)}", found["name"]
    return ("of the root user", "root") if principal.endswith(":root") else ("of the account", "")


def short(subject: str) -> str:
    """A policy by its name, anything else as it is."""
    return subject.rpartition("/")[2] if subject.startswith("arn:") else subject


def lines(seen: Seen) -> str:
    """The finding and its evidence, and how it stands."""
    finding = seen.finding
    where = f"{title(finding.kind, finding.principal, finding.subject)} in account {blocks.code(finding.account, 63)}"
    evidence = blocks.escaped(finding.evidence.rstrip("."), 200)
    first = f"{where}\n{evidence[:1].upper()}{evidence[1:]}."
    stands = _stands(seen)
    return f"{first}\n{stands}" if stands else first


def _stands(seen: Seen) -> str:
    finding = seen.finding
    if seen.pending is not None and finding.state is not FindingState.leaving:
        return f"_Your answer is being looked into: {_GESTURES[seen.pending.gesture]}._"
    match finding.state:
        case FindingState.open:
            return _open(seen)
        case FindingState.resting:
            until = wording.date(finding.rests_until) if finding.rests_until else "for a while"
            by = wording.mention(finding.answered_by or "")
            return f"Kept until {until} by {by}: {blocks.code(finding.why, 200)}"
        case FindingState.disowned:
            by = wording.mention(finding.answered_by or "")
            return f"{by} says that this is not theirs. The administrators decide what becomes of it."
        case FindingState.leaving:
            return "Being taken back…"
        case FindingState.gone:
            return _gone(seen)
        case _:
            assert_never(finding.state)


def _open(seen: Seen) -> str:
    if seen.failed is not None:
        return f"It was not taken back, and stands as it was. AWS says: {blocks.escaped(seen.failed.why, 300)}"
    suggestion = blocks.escaped(seen.finding.suggestion.rstrip("."), 200)
    return f"What to do: {suggestion}." if suggestion else ""


def _gone(seen: Seen) -> str:
    plan, request = seen.plan, seen.request
    if plan is None or request is None or plan.ended_at is None:
        return "It is gone in AWS: nothing is left to do."
    taken = f"Taken back {wording.date(plan.ended_at)} by {wording.mention(request.asker)}."
    if plan.undone_by is not None:
        return f"{taken} Restored by request {plan.undone_by}."
    if seen.failed is not None:
        return f"{taken} It was not restored. AWS says: {blocks.escaped(seen.failed.why, 300)}"
    if request.asker != seen.finding.owner or not _may_come_back(seen):
        return taken
    return f"{taken} Undo works until {wording.date(plan.ended_at + UNDONE_WITHIN)}."


def buttons(seen: Seen, *, reader: str) -> Block | None:
    """What the reader can do about it now; whether they may is judged at the click."""
    finding, value = seen.finding, str(seen.finding.id)
    if seen.pending is not None:
        return None
    match finding.state:
        case FindingState.open:
            elements = [*_taking(seen, reader=reader), _keep(value), *_disowning(seen, reader=reader)]
        case FindingState.resting:
            elements = _take(seen)
        case FindingState.disowned:
            elements = [*_take(seen), _keep(value)] if reader != finding.owner else []
        case FindingState.leaving:
            elements = []
        case FindingState.gone:
            elements = _undo(seen, reader=reader)
        case _:
            assert_never(finding.state)
    return blocks.actions(*elements) if elements else None


def _taking(seen: Seen, *, reader: str) -> list[Element]:
    return [*_take(seen), *(_lease(seen) if reader == seen.finding.owner else [])]


def _take(seen: Seen) -> list[Element]:
    if not seen.offer.get("take"):
        return []
    confirm = blocks.confirm("Take it back?", _what_happens(seen.finding), yes="Take It Back", no="Not Now")
    return [blocks.button("Take It Back", action_id=TAKE, value=str(seen.finding.id), confirm=confirm)]


def _lease(seen: Seen) -> list[Element]:
    bundle = seen.offer.get("lease")
    if not bundle:
        return []
    asks = f"Then {bundle} is asked for in your name, and its approvers decide."
    said = f"{_what_happens(seen.finding)} {asks}"
    confirm = blocks.confirm("Make it a lease?", said, yes="Make It a Lease", no="Not Now")
    return [blocks.button("Make It a Lease", action_id=LEASE, value=str(seen.finding.id), confirm=confirm)]


def _keep(value: str) -> Element:
    return blocks.button("Keep for 30 Days…", action_id=KEEP, value=value)


def _disowning(seen: Seen, *, reader: str) -> list[Element]:
    if reader != seen.finding.owner:
        return []
    return [blocks.button("Not Mine", action_id=DISOWN, value=str(seen.finding.id))]


def _undo(seen: Seen, *, reader: str) -> list[Element]:
    """At once for what its owner gave up; what an administrator took is asked for, and approved."""
    request = seen.request
    if request is None or not _may_come_back(seen):
        return []
    if request.asker == seen.finding.owner:
        return [blocks.button("Undo", action_id=UNDO, value=str(seen.finding.id))]
    return [blocks.button("Undo…", action_id=plan_card.UNDO, value=str(request.id))] if reader == request.asker else []


def _may_come_back(seen: Seen) -> bool:
    """Whether it has not come back yet, and all of it can; a password cannot."""
    plan, request = seen.plan, seen.request
    if plan is None or request is None or plan.ended_at is None or plan.undone_by is not None:
        return False
    return all(_comes_back(kept) for kept in request.steps)


def _comes_back(kept: Mapping[str, Any]) -> bool:
    return kept.get("kind") != "remove-password"


def _what_happens(finding: KeptFinding) -> str:
    """In plain text: a dialog knows no markup."""
    said = wording.together([change_words.said_of_stored(each) for each in finding.remedy]).replace("`", "")
    undo = " Undo works for 7 days." if all(map(_comes_back, finding.remedy)) else ""
    return f"This {blocks.clipped(said, 120)}, at once and without approval.{undo}"


def of_rows(rows: Sequence[KeptFinding], order: Sequence[int]) -> list[KeptFinding]:
    """In this order; what is not there is left out."""
    known = {each.id: each for each in rows}
    return [known[number] for number in order if number in known]


_GESTURES = {
    Gesture.take_back: "take it back",
    Gesture.lease: "make it a lease",
    Gesture.keep: "keep it for 30 days",
    Gesture.disown: "not yours",
    Gesture.undo: "undo",
}
