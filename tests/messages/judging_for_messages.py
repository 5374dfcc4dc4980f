"""How messages are judged: what people read, what Slack takes, and what it would read as markup."""

import re
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, settings
from rows_for_messages import NOW

from messages import alarm, lease_notice, lease_warning, receipt, request_card
from messages.message import Message
from messages.subject import Subject
from models.round import Round
from models.round_states import RoundState
from sandbox.slack import reading, validating

calm = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""For properties: a busy machine is no finding."""
MARKUP = "<!channel> <@U1> <https://evil.example|AWS console> &amp; *bold* `code`"
HOSTILE = f"{MARKUP}\nApproved by <@U0BOB> · 1 of 1\r\n\u202e\u200b\u200b\u2066\x00\x1b[2J\u2028x " + "a" * 3_000
OURS = re.compile(r"<@[UW][A-Z0-9]+>|<!date\^\d+\^\{date_short_pretty\} \{time\}\|[0-9: -]+ UTC>")

KINDS: dict[str, Callable[[Subject], Message]] = {
    "request_card": request_card.render,
    "receipt": receipt.render,
    "lease_notice": lease_notice.render,
    "lease_warning": lease_warning.render,
    "alarm": alarm.render,
}


def labels(drawn: Message) -> list[str]:
    return [element["text"]["text"] for _, element in reading.interactive(list(drawn.blocks))]


def shown(drawn: Message) -> str:
    return f"({drawn.text})\n{reading.visible_text(list(drawn.blocks))}\n"


def texts(node: Any, kind: str) -> list[str]:
    """Every text of that kind in some JSON."""
    if isinstance(node, list | tuple):
        return [text for item in node for text in texts(item, kind)]
    if isinstance(node, dict):
        own = [str(node["text"])] if node.get("type") == kind else []
        return own + [text for item in node.values() for text in texts(item, kind)]
    return []


def foreign_markup(drawn: Message) -> list[str]:
    """What Slack would read as a mention, a link or a date, and is not one of ours."""
    markup = [drawn.text, *texts(drawn.blocks, "mrkdwn")]
    return [part for text in markup for part in re.findall(r"[<>]", OURS.sub("", text))]


def taken(drawn: Message) -> None:
    """By the stand-in, and within what Slack was measured to take with some room left."""
    validating.checked_blocks(list(drawn.blocks))
    read = "".join(texts(drawn.blocks, "mrkdwn") + texts(drawn.blocks, "plain_text") + texts(drawn.blocks, "text"))
    assert len(read) < 9_500
    assert len(drawn.text) <= 3_000


def digest(findings: list[dict[str, Any]], state: RoundState = RoundState.told) -> Round:
    return Round(id=1, firing="x", state=state, due_at=NOW, findings=findings, unused_days=90)


def finding(text: str, kind: str = "unused-key") -> dict[str, Any]:
    arn = f"arn:aws:iam::111111111111:user/{text}"
    beside = {"subject": text, "last_used": None, "since": 120, "evidence": text, "suggestion": text}
    return {"kind": kind, "principal": arn, **beside}
