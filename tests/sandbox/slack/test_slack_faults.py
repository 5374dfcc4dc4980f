"""Faults on demand: what the caller meets, and whether the call was performed all the same."""

import os
import signal
import subprocess
import sys
import threading
import time
from typing import Any

import pytest
from bolt_in_a_thread import Bot
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.slack.driver import StandIn


def post(client: WebClient, text: str = "t", channel: str = "C0GENERAL") -> None:
    client.chat_postMessage(channel=channel, text=text)


def seen(slack: StandIn) -> list[str]:
    return [message.text for message in slack.messages("C0GENERAL")]


def once(slack: StandIn) -> WebClient:
    """slack_sdk tries a reset connection again by itself; this one does not."""
    return WebClient(token=slack.bot_token, base_url=slack.api_url, retry_handlers=[])


def test_an_ordered_error_for_the_next_calls_only(slack: StandIn, client: WebClient) -> None:
    slack.fault(method="chat.postMessage", do="error", error="fatal_error", times=2)
    for _ in range(2):
        with pytest.raises(SlackApiError, match="fatal_error"):
            post(client)
    post(client)
    assert seen(slack) == ["t"]


def test_a_match_on_arguments(slack: StandIn, client: WebClient) -> None:
    slack.fault(method="chat.postMessage", do="error", match={"channel": "C0SECURITY"})
    post(client)
    with pytest.raises(SlackApiError, match="internal_error"):
        post(client, channel="C0SECURITY")


def test_a_status_and_a_rate_limit(slack: StandIn, client: WebClient) -> None:
    slack.fault(method="auth.test", do="status", status=503, times=1)
    with pytest.raises(SlackApiError) as caught:
        client.auth_test()
    assert caught.value.response.status_code == 503
    slack.fault(do="rate_limited", retry_after=7, times=1)
    with pytest.raises(SlackApiError) as caught:
        client.auth_test()
    assert (caught.value.response.status_code, caught.value.response.headers["retry-after"]) == (429, "7")
    assert client.auth_test()["ok"]


def test_latency_delays_every_call_at_once_and_not_in_a_row(slack: StandIn, client: WebClient) -> None:
    slack.fault(do="latency", seconds=0.3)
    threads = [threading.Thread(target=client.auth_test) for _ in range(10)]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 0.3 <= time.monotonic() - began < 2.5


def test_a_call_dropped_before_is_not_performed_and_one_dropped_after_is(slack: StandIn) -> None:
    client = once(slack)
    slack.fault(method="chat.postMessage", do="drop-before", times=1)
    with pytest.raises(OSError, match=r"reset|closed|Remote"):
        post(client, "before")
    assert seen(slack) == []
    slack.fault(method="chat.postMessage", do="drop-after", times=1)
    with pytest.raises(OSError, match=r"reset|closed|Remote"):
        post(client, "after")
    assert seen(slack) == ["after"]
    assert [call.error for call in slack.calls()] == ["dropped", "dropped"]


def test_slack_can_be_down(slack: StandIn) -> None:
    client = once(slack)
    slack.goes_down()
    with pytest.raises(OSError, match=r"reset|closed|Remote"):
        client.auth_test()
    slack.clear_faults()
    assert client.auth_test()["ok"]


@pytest.mark.parametrize(("do", "performed"), [("hold-before", []), ("hold-after", ["t"])])
def test_a_held_call_goes_on_when_it_is_released(
    slack: StandIn, client: WebClient, do: str, performed: list[str]
) -> None:
    slack.fault(method="chat.postMessage", do="hold-before" if do == "hold-before" else "hold-after", times=1)
    caller = threading.Thread(target=post, args=(client,))
    caller.start()
    [held] = slack.wait_for(slack.held, what="the call to be held")
    assert (held.method, held.args["channel"], held.when) == ("chat.postMessage", "C0GENERAL", do[5:])
    assert seen(slack) == performed
    slack.release(held.id)
    caller.join(timeout=5)
    assert seen(slack) == ["t"]
    assert slack.held() == []


@pytest.mark.parametrize(("do", "performed"), [("hold-before", []), ("hold-after", ["t"])])
def test_a_caller_that_is_killed_while_held_leaves_what_was_done(slack: StandIn, do: str, performed: list[str]) -> None:
    slack.fault(method="chat.postMessage", do="hold-before" if do == "hold-before" else "hold-after")
    code = (
        "from slack_sdk import WebClient;"
        f"WebClient(token='{slack.bot_token}', base_url='{slack.api_url}')"
        ".chat_postMessage(channel='C0GENERAL', text='t')"
    )
    with subprocess.Popen([sys.executable, "-c", code]) as caller:
        slack.wait_for(slack.held, what="the call to be held")
        os.kill(caller.pid, signal.SIGKILL)
        caller.wait()
    slack.wait_for(lambda: not slack.held(), what="the dead caller to be noticed")
    assert seen(slack) == performed
    assert slack.calls("chat.postMessage")[-1].error == "dropped"


def test_a_reset_gives_up_what_was_held_and_performs_none_of_it(slack: StandIn) -> None:
    slack.fault(method="chat.postMessage", do="hold-before")
    ended: list[str] = []

    def call() -> None:
        try:
            post(once(slack))
        except OSError:
            ended.append("cut")

    caller = threading.Thread(target=call)
    caller.start()
    slack.wait_for(slack.held, what="the call to be held")
    slack.reset()
    caller.join(timeout=5)
    assert (ended, seen(slack), slack.held()) == (["cut"], [], [])


def test_a_response_url_meets_faults_too(slack: StandIn, bot: Bot) -> None:
    answers: list[int] = []

    @bot.app.command("/iam")
    def command(ack: Any, respond: Any) -> None:
        answers.append(respond("hello").status_code)
        ack()

    slack.fault(method="response_url", do="status", status=500, times=1)
    slack.person("U0ANN").types("/iam")
    slack.person("U0ANN").types("/iam")
    assert answers == [500, 200]


def test_faults_are_gone_after_a_reset(slack: StandIn, client: WebClient) -> None:
    slack.fault(do="error")
    slack.reset()
    assert client.auth_test()["ok"]


def test_an_unknown_fault_is_refused_with_what_there_is(slack: StandIn) -> None:
    with pytest.raises(Exception, match="expected one of latency, error"):
        slack.fault(do="explode")  # type: ignore[arg-type]  # what must not be
