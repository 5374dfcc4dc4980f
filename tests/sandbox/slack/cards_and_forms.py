"""A card with buttons, and a form with a menu that loads its options."""

from typing import Any

from bolt_in_a_thread import Bot
from slack_sdk import WebClient

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def button(label: str, action_id: str, **more: Any) -> Json:
    return {"type": "button", "text": plain(label), "action_id": action_id, **more}


SURE = {"title": plain("t"), "text": plain("x"), "confirm": plain("y"), "deny": plain("n")}
CARD = [
    {"type": "section", "block_id": "who", "text": {"type": "mrkdwn", "text": "<@U0ANN> wants *S3*"}},
    {
        "type": "actions",
        "block_id": "answer",
        "elements": [
            button("Approve Request", "approve", value="7", style="primary"),
            button("Deny", "deny", confirm=SURE),
        ],
    },
]

FORM: Json = {
    "type": "modal",
    "callback_id": "ask",
    "private_metadata": "kept",
    "title": plain("Ask for Access"),
    "submit": plain("Send Request"),
    "blocks": [
        {
            "type": "input",
            "block_id": "what",
            "label": plain("Bundle"),
            "element": {"type": "external_select", "action_id": "bundle", "min_query_length": 1},
        },
        {
            "type": "input",
            "block_id": "why",
            "label": plain("Reason"),
            "optional": True,
            "element": {"type": "plain_text_input", "action_id": "reason", "max_length": 20},
        },
        {
            "type": "input",
            "block_id": "long",
            "label": plain("Duration"),
            "optional": True,
            "element": {
                "type": "static_select",
                "action_id": "duration",
                "options": [{"text": plain("One hour"), "value": "1h"}, {"text": plain("A day"), "value": "1d"}],
            },
        },
    ],
}


def opens_form(bot: Bot) -> None:
    @bot.app.command("/iam")
    def command(ack: Any, body: Json, client: WebClient) -> None:
        client.views_open(trigger_id=body["trigger_id"], view=FORM)
        ack()

    @bot.app.options("bundle")
    def offer(ack: Any, payload: Json) -> None:
        names = [name for name in ("s3-access", "s3-admin", "billing") if payload["value"] in name]
        ack(options=[{"text": plain(name), "value": name} for name in names])
