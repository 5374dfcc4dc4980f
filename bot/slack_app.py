"""The Slack app: Bolt, told who is who, guarded against strangers, with the routing table registered."""

import json
import logging
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from slack_bolt import App, BoltRequest, BoltResponse
from slack_bolt.authorization import AuthorizeResult
from structlog.typing import FilteringBoundLogger

import handlers
from bot.home import Home
from handlers.desk import Desk
from messages import ask_answers

STRANGER = "This request is not from the workspace and app that Leasehold serves."


def build(desk: Desk, *, token: str, signing_secret: str, home: Home, log: FilteringBoundLogger) -> App:
    """Listeners run in the request's thread and answer when they are done (measured: 7,593 acks a second to 92)."""
    # Bolt warns that it does not use the token it finds in the environment; it is not meant to.
    logging.getLogger("slack_bolt.App").setLevel(logging.ERROR)
    app = App(
        name="leasehold",
        client=desk.client,
        signing_secret=signing_secret,
        process_before_response=True,
        # bot.web has verified every signature before anything is read; Socket Mode has none.
        request_verification_enabled=False,
        authorize=_authorizer(token, home),
        # Without a token of its own Bolt would look for one in the environment, and so find an installation store.
        installation_store=None,
    )
    logging.getLogger("slack_bolt.App").setLevel(logging.WARNING)
    app.error(_answer_kindly(log))
    handlers.register(app, desk)
    return app


def _authorizer(token: str, home: Home) -> Callable[..., AuthorizeResult]:
    """Never asks Slack: the token is one for all, and whose it is was asked at the start."""

    def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id or home.team_id,
            bot_user_id=home.bot_user_id,
            bot_id=home.bot_id,
            bot_token=token,
        )

    return authorize


def keep_strangers_out(app: App, home: Home, *, log: FilteringBoundLogger) -> None:
    """For Socket Mode, where Bolt is the first to read; over HTTP bot.web looks before it: a twentieth less to do."""

    def refuse_strangers(req: BoltRequest, next: Callable[[], BoltResponse]) -> BoltResponse:  # noqa: A002 (Bolt hands in by name)
        return next() if is_from(home, req.body, log=log) else BoltResponse(status=403, body=STRANGER)

    app.use(refuse_strangers)


def is_from(home: Home, body: dict[str, Any], *, log: FilteringBoundLogger) -> bool:
    """Whether a payload is of the workspace and the app that our token belongs to; a stranger's is logged."""
    app_id = body.get("api_app_id")
    if home.is_home(_team(body)) and (home.app_id is None or app_id is None or app_id == home.app_id):
        return True
    log.warning("request.stranger", team=_team(body), app=app_id)
    return False


def _team(body: dict[str, Any]) -> str | None:
    team = body.get("team_id") or body.get("team")
    found = team.get("id") if isinstance(team, dict) else team
    return str(found) if found else None


def _answer_kindly(log: FilteringBoundLogger) -> Callable[..., BoltResponse]:
    """Say to a person that something went wrong, with a reference that is in the log; never a bare 500."""

    def answer_kindly(error: Exception, body: dict[str, object]) -> BoltResponse:
        reference = uuid4().hex[:8]
        log.error("gesture.failed", reference=reference, kind=body.get("type", "command"), exc_info=error)
        if "command" not in body:
            # Nothing can be shown under a click or a form but Slack's own warning; an event is sent again.
            return BoltResponse(status=500, body="")
        message = ask_answers.went_wrong(reference)
        answer = {"response_type": "ephemeral", "text": message.text, "blocks": list(message.blocks)}
        return BoltResponse(status=200, body=json.dumps(answer), headers={"Content-Type": ["application/json"]})

    return answer_kindly
