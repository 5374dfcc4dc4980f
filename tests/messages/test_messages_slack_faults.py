"""Whatever Slack or the network does becomes Later or Never, and says whether it may have been done."""

import json
import socket
from datetime import timedelta

import pytest
from slack_sdk import WebClient

from iam.faults import Fault, Later, Never
from messages import slack_faults
from messages.slack_faults import Unsure
from sandbox.slack.driver import StandIn
from sandbox.slack.faults import Misdeed


def fault_of(client: WebClient) -> Fault:
    with pytest.raises(Fault) as caught, slack_faults.told():
        client.auth_test()
    return caught.value


@pytest.fixture
def client(slack: StandIn) -> WebClient:
    return WebClient(token=slack.bot_token, base_url=slack.api_url, timeout=1, retry_handlers=[])


def test_too_many_calls_come_later_when_slack_says(client: WebClient, slack: StandIn) -> None:
    slack.fault(do="rate_limited", retry_after=7, times=1)
    fault = fault_of(client)
    assert isinstance(fault, Later)
    assert not isinstance(fault, Unsure)
    assert (fault.code, fault.after) == ("ratelimited", timedelta(seconds=7))


@pytest.mark.parametrize("error", ["internal_error", "fatal_error", "request_timeout"])
def test_an_error_on_slacks_side_may_have_been_done(client: WebClient, slack: StandIn, error: str) -> None:
    slack.fault(do="error", error=error, times=1)
    fault = fault_of(client)
    assert isinstance(fault, Unsure)
    assert fault.code == error


@pytest.mark.parametrize("error", ["service_unavailable", "ratelimited"])
def test_what_was_surely_not_done_comes_later(client: WebClient, slack: StandIn, error: str) -> None:
    slack.fault(do="error", error=error, times=1)
    assert type(fault_of(client)) is Later


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_page_of_a_proxy_is_no_answer(client: WebClient, slack: StandIn, status: int) -> None:
    slack.fault(do="status", status=status, times=1)
    fault = fault_of(client)
    assert isinstance(fault, Unsure)
    assert fault.code == f"http_{status}"


@pytest.mark.parametrize(("do", "seconds"), [("drop-before", 0.0), ("drop-after", 0.0), ("latency", 1.3)])
def test_a_cut_or_slow_connection_is_no_answer(client: WebClient, slack: StandIn, do: Misdeed, seconds: float) -> None:
    slack.fault(do=do, seconds=seconds, times=1)
    fault = fault_of(client)
    assert isinstance(fault, Unsure)
    assert fault.words.startswith("Slack could not be reached")


def test_a_refused_connection_was_surely_not_heard() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    nobody = WebClient(token="xoxb-nobody", base_url=f"http://127.0.0.1:{port}/", retry_handlers=[])
    fault = fault_of(nobody)
    assert type(fault) is Later
    assert fault.code == "not_reached"


def test_the_rest_is_never_and_says_what_is_missing(client: WebClient, slack: StandIn) -> None:
    slack.set_scopes([])
    with pytest.raises(Never) as caught, slack_faults.told():
        client.chat_postMessage(channel="C0APPROVALS", text="x")
    assert caught.value.code == "missing_scope"
    assert caught.value.words == "Slack says: missing_scope; needs chat:write"


def test_refused_blocks_say_which(client: WebClient) -> None:
    with pytest.raises(Never, match=r"invalid_blocks; .*missing required field") as caught, slack_faults.told():
        client.chat_postMessage(channel="C0APPROVALS", text="x", blocks=[{"type": "section"}])
    assert caught.value.code == "invalid_blocks"


def test_an_answer_that_is_no_json_is_unsure() -> None:
    with pytest.raises(Unsure), slack_faults.told():
        json.loads("<html>")


def test_a_bug_of_ours_is_no_fault() -> None:
    with pytest.raises(KeyError), slack_faults.told():
        raise KeyError("ts")
