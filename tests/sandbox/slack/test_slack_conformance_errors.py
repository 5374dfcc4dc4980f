"""Every refusal has a name that Slack publishes for that method, in the shape that Slack gives it."""

import ast
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from calls import Stage
from refusals import REFUSALS, Case
from shapes import ANY, Record, faults
from slack_errors import BY_METHOD, COMMON, OF_A_JSON_BODY, SEEN, published
from slack_methods import METHODS as PUBLISHED
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from sandbox.slack.driver import StandIn
from sandbox.slack.methods.table import METHODS, Token

Json = dict[str, Any]
SOURCE = Path(__file__).resolve().parents[3] / "sandbox/slack"
REFUSED = Record(
    {"ok": bool, "error": str},
    {
        "args": ANY,
        "errors": [str],
        "needed": str,
        "provided": str,
        "req_method": str,
        "response_metadata": Record({"messages": [str]}),
    },
)
FAULT = Record(
    {"code": str, "message": str, "pointer": str},
    {"constraint": Record({"type": str, "expected": (int, [str])}, {"got": (int, str)})},
)
OURS = {
    "no_such_element",
    "no_such_option",
    "no_such_shortcut",
    "no_modal_open",
    "query_too_short",
    "invalid_errors",
    "invalid_response_action",
}
"""What the control plane says to whoever plays a person; no bot gets to see it."""
OF_A_RESPONSE_URL = {"used_url", "expired_url", "invalid_url"}
EACH = pytest.mark.parametrize("method", METHODS)
WITH_A_TOKEN = pytest.mark.parametrize("method", [name for name, one in METHODS.items() if one.token is Token.BOT])
WITH_A_SCOPE = pytest.mark.parametrize("method", [name for name, one in METHODS.items() if one.scope])


@pytest.fixture
def stage(slack: StandIn, client: WebClient) -> Stage:
    return Stage(slack, client)


def refused(client: WebClient, method: str, **args: Any) -> Json:
    """What it is refused with: 200, in Slack's shape, by a published name."""
    response = failed(client, method, **args)
    assert response.status_code == 200
    body = dict(response.data)
    shape = REFUSED if method != "blocks.validate" else Record(REFUSED.must, {**REFUSED.may, "errors": [FAULT]})
    assert list(faults(body, shape)) == []
    assert body["error"] in published(method)
    return body


def failed(client: WebClient, method: str, **args: Any) -> SlackResponse:
    with pytest.raises(SlackApiError) as caught:
        client.api_call(method, json=args)
    response = caught.value.response
    assert isinstance(response, SlackResponse)
    return response


def names_in_the_source() -> set[str]:
    """Every name that is given to a SlackError, or is in a table of them."""
    found: set[str] = set()
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            match node:
                case ast.Call(func=ast.Name("SlackError"), args=[ast.Constant(str(name)), *_]):
                    found.add(name)
                case ast.Call(func=ast.Name("SlackError"), args=[ast.IfExp(body=one, orelse=other)]):
                    found |= {str(each.value) for each in (one, other) if isinstance(each, ast.Constant)}
                case ast.keyword(arg="refusal" | "too_long", value=ast.Constant(str(name))):
                    found.add(name)
    return found


def test_every_name_in_the_source_is_published_by_slack() -> None:
    of_slack = COMMON | OF_A_JSON_BODY | {error for _, error in SEEN}
    of_slack |= {name for names in BY_METHOD.values() for name in names}
    assert names_in_the_source() - of_slack - OURS - OF_A_RESPONSE_URL == set()
    assert set(BY_METHOD) == set(METHODS)


def test_every_name_in_the_source_is_met_below() -> None:
    at_the_door = {"not_authed", "invalid_auth", "not_allowed_token_type", "missing_scope", "unknown_method"}
    met = {error for _, error, _ in REFUSALS} | at_the_door | OF_A_JSON_BODY
    assert names_in_the_source() - met - OURS - OF_A_RESPONSE_URL == set()


@pytest.mark.parametrize(
    "case", REFUSALS, ids=[f"{number}-{case[0]}-{case[1]}" for number, case in enumerate(REFUSALS)]
)
def test_a_refusal_has_slacks_name_and_shape(stage: Stage, case: Case) -> None:
    method, error, args = case
    stage.slack.set_scopes([one.scope for one in METHODS.values() if one.scope and one.token is Token.BOT])
    assert refused(stage.client, method, **args(stage))["error"] == error


@EACH
def test_each_argument_that_slack_requires_is_asked_for_by_name(stage: Stage, method: str) -> None:
    stage.slack.set_scopes([one.scope for one in METHODS.values() if one.scope and one.token is Token.BOT])
    required = PUBLISHED[method].required
    for absent in required:
        given = dict.fromkeys(required - {absent}, "C0GENERAL")
        given |= {"view": {"type": "home", "blocks": []}} if "view" in given else {}
        said = refused(stage.client, method, **given)
        assert said["error"] == "invalid_arguments"
        assert said["response_metadata"]["messages"] == [f"[ERROR] missing required field: {absent}"]


@WITH_A_TOKEN
def test_a_token_is_asked_for_and_looked_at(slack: StandIn, method: str) -> None:
    tokens = {"not_authed": None, "invalid_auth": "xoxb-other", "not_allowed_token_type": slack.app_token}
    for error, token in tokens.items():
        assert refused(WebClient(token=token, base_url=slack.api_url), method)["error"] == error
    slack.refuse_token("token_revoked")
    assert refused(WebClient(token=slack.bot_token, base_url=slack.api_url), method)["error"] == "token_revoked"


@WITH_A_SCOPE
def test_a_scope_that_is_missing_is_named(slack: StandIn, method: str) -> None:
    if METHODS[method].token is Token.APP:
        return
    slack.set_scopes(["commands"])
    said = refused(WebClient(token=slack.bot_token, base_url=slack.api_url), method)
    assert (said["error"], said["needed"], said["provided"]) == ("missing_scope", METHODS[method].scope, "commands")


@EACH
@pytest.mark.parametrize(
    ("body", "error"),
    [(b"{no", "invalid_json"), (b"[" * 100_000, "invalid_json"), (b"[1]", "json_not_object")],
    ids=["no JSON", "endless JSON", "no object"],
)
def test_a_body_that_is_no_object_is_refused(slack: StandIn, method: str, body: bytes, error: str) -> None:
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {slack.bot_token}"}
    request = Request(slack.api_url + method, data=body, headers=headers)  # noqa: S310 - loopback
    with urlopen(request) as answer:  # noqa: S310 - loopback
        assert answer.status == 200
        assert f'"error": "{error}"'.encode() in answer.read()


@EACH
def test_too_many_calls_are_429_with_the_seconds_to_wait(slack: StandIn, client: WebClient, method: str) -> None:
    slack.fault(method=method, do="rate_limited", retry_after=7)
    response = failed(client, method)
    assert (response.status_code, response["error"], response.headers["retry-after"]) == (429, "ratelimited", "7")


def test_a_method_that_slack_does_not_have_is_unknown(client: WebClient) -> None:
    said = dict(failed(client, "chat.shout").data)
    assert said == {"ok": False, "error": "unknown_method", "req_method": "chat.shout"}
    assert list(faults(said, REFUSED)) == []
