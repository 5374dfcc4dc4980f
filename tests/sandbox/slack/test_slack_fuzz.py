"""Whatever is sent, the stand-in answers at once, with 200 and in Slack's shape: never 5xx, never nothing."""

import json
from collections.abc import Iterator
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import block_kit_samples as samples
import pytest
from cards_and_forms import CARD, FORM
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapes import ANY, Record, faults
from slack_errors import published
from slack_methods import METHODS as PUBLISHED

from sandbox.slack.driver import StandIn
from sandbox.slack.methods.table import METHODS

Json = dict[str, Any]
AT_ONCE = 5.0
"""Seconds; far more than any call takes, on a machine that is busy with other tests."""
BOUNDED = settings(
    max_examples=90, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
ANSWER = Record(
    {"ok": bool, "error": str},
    {"errors": [ANY], "args": ANY, "response_metadata": Record({"messages": [str]})},
)


class Line:
    """One connection that is kept, for many calls."""

    def __init__(self, slack: StandIn) -> None:
        parts = urlsplit(slack.api_url)
        self._connection = HTTPConnection(parts.hostname or "", parts.port, timeout=AT_ONCE)
        self._headers = {"Authorization": f"Bearer {slack.bot_token}", "Content-Type": "application/json"}

    def calls(self, method: str, args: Json) -> Json:
        self._connection.request("POST", f"/api/{method}", body=json.dumps(args), headers=self._headers)
        answer = self._connection.getresponse()
        told = answer.read()
        assert answer.status == 200, told
        body: Json = json.loads(told)
        if body.get("ok") is not True:
            assert list(faults(body, ANSWER)) == []
            assert body["error"] in published(method) or method == "api.test", body
        return body

    def close(self) -> None:
        self._connection.close()


@pytest.fixture
def line(slack: StandIn) -> Iterator[Line]:
    slack.set_scopes(sorted({one.scope for one in METHODS.values() if one.scope}))
    slack.change_user("U0DAN", deleted=True)
    slack.set_channel("C0OLD", name="old", is_archived=True)
    line = Line(slack)
    yield line
    line.close()


WORDS = st.text(st.characters(exclude_categories=()), max_size=8)
KINDS = sorted({part["type"] for part in [*samples.IN_MESSAGE, *samples.IN_ACTIONS, *samples.IN_INPUT]})
FIELDS = sorted(
    {name for part in [*samples.IN_MESSAGE, *samples.IN_ACTIONS, *samples.VIEWS] for name in part} - {"type"}
)
LEAVES = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), WORDS, st.sampled_from(KINDS))
ANYTHING = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(FIELDS) | WORDS, inner, max_size=4)
        | st.fixed_dictionaries({"type": st.sampled_from(KINDS)}, optional=dict.fromkeys(FIELDS, inner))
    ),
    max_leaves=12,
)


@st.composite
def spoiled(draw: st.DrawFn, whole: st.SearchStrategy[Any]) -> Any:
    """Something good with one place in it replaced by anything."""
    value = json.loads(json.dumps(draw(whole)))
    parent, key = {"": value}, ""
    holder: Any = parent
    while isinstance(holder[key], dict | list) and holder[key] and draw(st.integers(0, 5)):
        holder = holder[key]
        key = (
            draw(st.sampled_from(sorted(holder))) if isinstance(holder, dict) else draw(st.integers(0, len(holder) - 1))
        )
    holder[key] = draw(ANYTHING)
    return parent[""]


BLOCKS = ANYTHING | spoiled(st.lists(st.sampled_from([*samples.IN_MESSAGE, *CARD]), min_size=1, max_size=3))
VIEWS = ANYTHING | spoiled(st.sampled_from([*samples.VIEWS, FORM]))


@BOUNDED
@given(blocks=BLOCKS, text=st.none() | WORDS, metadata=ANYTHING)
def test_any_blocks_may_be_posted(line: Line, slack: StandIn, blocks: Any, text: str | None, metadata: Any) -> None:
    said = line.calls("chat.postMessage", {"channel": "U0ANN", "text": text, "blocks": blocks, "metadata": metadata})
    line.calls("blocks.validate", {"blocks": blocks})
    if said["ok"]:
        line.calls("chat.update", {"channel": said["channel"], "ts": said["ts"], "blocks": blocks, "text": text})
        assert slack.person("U0ANN").dm()[-1].visible_text() is not None


@BOUNDED
@given(view=VIEWS)
def test_any_view_may_be_opened_and_published(line: Line, slack: StandIn, view: Any) -> None:
    trigger_id = slack.person("U0ANN").types("/iam").trigger_id
    if line.calls("views.open", {"trigger_id": trigger_id, "view": view})["ok"]:
        assert slack.person("U0ANN").modal()
    if line.calls("views.publish", {"user_id": "U0ANN", "view": view})["ok"]:
        assert slack.person("U0ANN").home()
    line.calls("blocks.validate", {"view": view})


THERE = st.sampled_from(
    ("C0GENERAL", "C0OLD", "C0NONE", "U0ANN", "U0DAN", "U0LEASEBOT", "U0ANN,U0BOB", "D0ANN", "S0OWNERS", "B0LEASE")
) | st.sampled_from(("1.000001", "[]", "{}", "true", "1", "ann@example.com"))


@BOUNDED
@given(method=st.sampled_from(sorted(set(METHODS) - {"apps.connections.open"})), data=st.data())
def test_any_method_takes_any_arguments(line: Line, method: str, data: st.DataObject) -> None:
    published = PUBLISHED[method]
    values = THERE | ANYTHING | BLOCKS | VIEWS
    required = dict.fromkeys(sorted(published.required), values)
    optional = dict.fromkeys(sorted(published.optional), values) | {data.draw(WORDS): ANYTHING}
    line.calls(method, data.draw(st.fixed_dictionaries(required, optional=optional)))


@pytest.mark.parametrize("depth", [200, 900, 100_000])
def test_what_is_nested_without_end_is_refused(line: Line, depth: int) -> None:
    nested = "[" * depth + "]" * depth
    for method, name in (("chat.postMessage", "blocks"), ("views.open", "view"), ("blocks.validate", "blocks")):
        assert line.calls(method, {"channel": "C0GENERAL", "trigger_id": "1.2.3", name: nested})["ok"] is False
    button = {"type": "workflow_button", "text": samples.plain(3), "workflow": {}}
    blocks = json.dumps([{"type": "actions", "elements": [button]}]).replace("{}", nested)
    line.calls("chat.postMessage", {"channel": "C0GENERAL", "blocks": blocks})
    line.calls("chat.postMessage", {"channel": "C0GENERAL", "text": "t", "metadata": f'{{"event_payload":{nested}}}'})
