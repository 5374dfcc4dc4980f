"""A Bolt app that knows nothing of Leasehold: a to-do list, by HTTP on the port given or by Socket Mode."""

import os
import sys
from typing import Any

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

app = App(client=WebClient(os.environ["SLACK_BOT_TOKEN"], base_url=os.environ["SLACK_API_URL"]))
DONE = {"type": "button", "action_id": "done", "text": {"type": "plain_text", "text": "Done"}, "value": "1"}


@app.command("/todo")
def add(ack: Any, command: dict[str, Any], say: Any) -> None:
    text = {"type": "mrkdwn", "text": f"To do: {command['text']}"}
    say(text=text["text"], blocks=[{"type": "section", "text": text, "accessory": DONE}])
    ack("Added.")


@app.action("done")
def done(ack: Any, respond: Any, body: dict[str, Any]) -> None:
    respond(text=f"Done by <@{body['user']['id']}>", replace_original=True)
    ack()


@app.event("app_home_opened")
def home(client: WebClient, event: dict[str, Any]) -> None:
    client.views_publish(user_id=event["user"], view={"type": "home", "blocks": [{"type": "divider"}]})


if __name__ == "__main__":
    if len(sys.argv) > 1:
        app.start(int(sys.argv[1]))
    else:
        SocketModeHandler(app).start()  # type: ignore[no-untyped-call]  # the SDK has no types here
