"""The digest: the findings of one round of nags, one line each, with totals first."""

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from messages import blocks, message, nag_figures, wording
from messages.blocks import Block
from messages.message import Message
from models.round import Round
from models.round_states import RoundState

VISIBLE_LIMIT = 8_000
"""Characters for findings; Slack shows some 9,000 in one message, and tokens count for more than they show."""
BESIDE_FIGURES = 3_500
"""The same where a table and a chart stand in the message too."""
LINE_LIMIT = 400

KINDS: Mapping[str, tuple[str, str]] = {
    "root-key": ("access key of the root user", "access keys of the root user"),
    "root-no-mfa": ("root user without MFA", "root users without MFA"),
    "root-used": ("use of the root user", "uses of the root user"),
    "no-mfa": ("user without MFA", "users without MFA"),
    "unused-key": ("unused access key", "unused access keys"),
    "unused-password": ("unused password", "unused passwords"),
    "old-key": ("old access key", "old access keys"),
    "two-keys": ("user with two access keys", "users with two access keys"),
    "unused-user": ("unused user", "unused users"),
    "unused-role": ("unused role", "unused roles"),
    "unused-service": ("unused service", "unused services"),
    "unused-action": ("unused action", "unused actions"),
    "unused-group-membership": ("unused group membership", "unused group memberships"),
    "unused-policy": ("unused policy", "unused policies"),
    "idle-group": ("idle group", "idle groups"),
    "redundant-policy": ("redundant policy", "redundant policies"),
    "direct-policy": ("policy attached to a user", "policies attached to users"),
    "inline-policy": ("inline policy", "inline policies"),
    "administrator": ("administrator", "administrators"),
    "escalation": ("way to more rights", "ways to more rights"),
    "weak-password-policy": ("weak password policy", "weak password policies"),
}
"""Kinds of findings in the order of their weight, one and many."""


def render(found: Round) -> Message:
    if found.state is RoundState.due:
        return message.said("The account is being looked at for least privilege.")
    figures, in_words = nag_figures.shown(found.digest), nag_figures.said(found.digest)
    if not found.findings:
        said = f"Nothing to nag about: nothing unsafe, and nothing unused for {found.unused_days} days."
        if figures:
            days = found.unused_days
            said = f"Nothing to nag about in keys, passwords and MFA: none unsafe, and none unused for {days} days."
        return message.of(f"{said} {in_words}".strip(), [*figures, blocks.section(said)])
    ranked = sorted(found.findings, key=_weight)
    totals = f"Least privilege: {wording.counted(len(ranked), 'finding', 'findings')}"
    detail = _by_kind(ranked)
    room = VISIBLE_LIMIT if not figures else BESIDE_FIGURES
    return message.of(
        f"{totals}: {detail}. {in_words}".strip(),
        [*figures, blocks.section(f"*{totals}*\n{detail}"), *_lines(ranked, room)],
    )


def _weight(finding: Mapping[str, Any]) -> tuple[int, str]:
    kind = str(finding["kind"])
    place = list(KINDS).index(kind) if kind in KINDS else len(KINDS)
    return place, str(finding.get("principal") or "")


def _by_kind(ranked: list[dict[str, Any]]) -> str:
    counts = Counter(str(each["kind"]) for each in ranked)
    said = (wording.counted(count, *KINDS.get(kind, (kind, kind))) for kind, count in counts.items())
    return blocks.escaped(", ".join(said), 1_000)


def _lines(ranked: list[dict[str, Any]], room: int) -> list[Block]:
    """Sections of as many lines as fit, until the message is full; then how many more there are."""
    lines = [_line(each) for each in ranked]
    pages: list[list[str]] = [[]]
    shown = taken = 0
    for line in lines:
        if taken + len(line) > room:
            break
        if sum(map(len, pages[-1])) + len(pages[-1]) + len(line) > blocks.SECTION_LIMIT:
            pages.append([])
        pages[-1].append(line)
        taken += len(line) + 1
        shown += 1
    told = [blocks.section("\n".join(page)) for page in pages if page]
    if shown < len(lines):
        more = f"…and {len(lines) - shown} more. `leasehold scan` lists them all."
        told.append(blocks.context(more))
    return told


def _line(finding: Mapping[str, Any]) -> str:
    kind = str(finding["kind"])
    name = KINDS.get(kind, (kind, kind))[0]
    who = blocks.code(_name(finding)) if finding.get("principal") else "the account"
    evidence, advice = (blocks.escaped(str(finding.get(each) or ""), 120) for each in ("evidence", "suggestion"))
    said = "; ".join(each for each in (evidence, advice) if each)
    return f"• {who}: {blocks.escaped(name, 60)}" + (f". {said[0].upper()}{said[1:]}." if said else "")


def _name(finding: Mapping[str, Any]) -> str:
    """The name at the end of the ARN, and which of its keys where it is about one."""
    name = re.split(r"[/:]", str(finding["principal"]))[-1] or str(finding["principal"])
    subject = str(finding.get("subject") or "")
    return name if subject in {"", name} else f"{name} {subject}"
