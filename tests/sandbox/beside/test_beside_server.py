"""What stands beside the page: it tells the account as it is, and what it turns is really turned."""

import time
from typing import Any

import pytest

from sandbox.slack.driver_person import Person
from sandbox.slack.driver_seen import Message
from tests.sandbox.beside.asking import Beside, ask

APPROVALS = "C0APPROVALS"


def test_it_tells_the_account_and_no_secret(beside: Beside) -> None:
    beside.stage.aws.iam.create_access_key(UserName="cleo")
    key = beside.stage.aws.state()["users"]["cleo"]["keys"][-1]
    told = _told(beside, lambda told: key["id"] in str(told["account"]["users"]))
    assert told["account"]["id"] == "123456789012"
    assert told["account"]["root"]["mfa"] is False
    assert "CreateAccessKey" in [call["operation"] for call in told["calls"]]
    assert key["secret"] not in str(told)


def test_an_approval_is_seen_in_the_account_as_a_change_and_as_a_call(beside: Beside) -> None:
    ann, bob = _people(beside)
    before = beside.tells()["version"]
    card = _live(beside, ann, bob, "/iam request s3-access 20s")
    told = _told(beside, lambda told: _changes(told) >= {("added", "membership", "ann", "s3-users")}, before)
    call = next(call for call in told["calls"] if call["operation"] == "AddUserToGroup")
    assert (call["by"], call["parameters"]["UserName"], call["status"]) == ("the bot", "ann", 200)
    ann.clicks(ann.dm()[-1], "Give Back")
    _told(beside, lambda told: _changes(told) >= {("removed", "membership", "ann", "s3-users")})
    beside.stage.slack.wait_for(lambda: _is_over(bob, card), what="the end")


def test_a_question_waits_until_there_is_something_new(beside: Beside) -> None:
    version = beside.tells()["version"]
    began = time.monotonic()
    beside.stage.aws.iam.create_group(GroupName=f"group-{version}")
    assert beside.tells(version)["version"] > version
    assert time.monotonic() - began < 5


def test_another_lease_length_is_what_the_bot_grants(beside: Beside) -> None:
    dan = beside.stage.slack.person("U0DAN")
    assert beside.orders("lease-length", default="17s") == (200, {"ok": True})
    told = _told(beside, lambda told: told["length"]["in_force"])
    assert told["length"] == {"chosen": "17s", "in_force": True}
    assert "for 17s" in dan.types("/iam request look-around").visible_text()
    beside.orders("lease-length", default="8h")
    assert "for 8h" in dan.types("/iam request s3-access").visible_text()
    beside.orders("lease-length", default=None)
    assert "for 1m" in dan.types("/iam request power for the move").visible_text()


@pytest.mark.parametrize(
    ("path", "said", "words"),
    [
        ("lease-length", {"default": "3 parsecs"}, "no duration"),
        ("lease-length", {"default": 8}, "expected a duration"),
        ("lease-length", {"default": "4000d"}, "too long"),
        ("bot", {"do": "dance"}, "expected one of start, stop, kill"),
        ("trouble", {}, "expected one of slack-down"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(beside: Beside, path: str, said: dict[str, Any], words: str) -> None:
    status, told = beside.orders(path, **said)
    assert status == 400
    assert words in told["error"]


def test_a_bot_that_is_killed_stays_down_until_it_is_started_and_nothing_is_lost(beside: Beside) -> None:
    ann, bob = _people(beside)
    ann.types("/iam request s3-access 3s for the proof")
    card = _card(beside, bob, "for the proof")
    beside.orders("bot", do="kill")
    _told(beside, lambda told: told["bot"]["standing"] == "killed")
    assert bob.clicks(card, "Approve").failed == "dispatch_failed"
    beside.orders("bot", do="start")
    _told(beside, lambda told: told["bot"]["standing"] == "up", seconds=30)
    assert bob.clicks(card, "Approve").ok
    beside.stage.slack.wait_for(lambda: _is_over(bob, card), seconds=20, what="the end")


def test_trouble_is_really_there_and_can_be_ended(beside: Beside) -> None:
    ann, bob = _people(beside)
    ann.types("/iam request s3-access for the trouble")
    card = _card(beside, bob, "for the trouble")
    beside.orders("trouble", do="aws-throttles")
    [trouble] = beside.tells()["troubles"]
    assert trouble["name"] == "aws-throttles"
    assert 0 < trouble["ends_at"] - time.time() <= trouble["lasts"]
    bob.clicks(card, "Approve")
    beside.stage.aws.wait_for(lambda: "Throttling" in [call.code for call in beside.stage.aws.calls()])
    beside.orders("trouble", do="none")
    beside.stage.slack.wait_for(lambda: "Live until" in _text(bob, card), seconds=20, what="the access")


def test_its_files_are_named_exactly_and_nothing_else_is_given(beside: Beside) -> None:
    url = beside.stage.slack.url
    assert ask(url, "/beside/panel.js")[:2] == (200, "text/javascript; charset=utf-8")
    assert ask(url, "/beside/panel.css")[:2] == (200, "text/css; charset=utf-8")
    assert ask(url, "/beside/..%2Fserver.py")[0] == 404
    assert ask(url, "/beside/server.py")[0] == 404


def _people(beside: Beside) -> tuple[Person, Person]:
    return beside.stage.ann, beside.stage.bob


def _live(beside: Beside, ann: Person, bob: Person, asked: str) -> Message:
    ann.types(f"{asked} to look at it")
    card = _card(beside, bob, "to look at it")
    bob.clicks(card, "Approve")
    beside.stage.slack.wait_for(lambda: "Live until" in _text(bob, card), seconds=20, what="the access")
    beside.stage.slack.wait_for(lambda: "Give Back" in ann.dm()[-1].buttons(), what="the DM")
    return card


def _card(beside: Beside, bob: Person, words: str) -> Message:
    def look() -> Message | None:
        return next((card for card in bob.sees(APPROVALS) if words in card.visible_text()), None)

    card = beside.stage.slack.wait_for(look, what="the card")
    assert card
    return card


def _text(bob: Person, card: Message) -> str:
    return "".join(each.visible_text() for each in bob.sees(APPROVALS) if each.ts == card.ts)


def _is_over(bob: Person, card: Message) -> bool:
    text = _text(bob, card)
    return "Ended" in text and "being taken back" not in text


def _changes(told: dict[str, Any]) -> set[tuple[str, str, str, str]]:
    return {(each["verb"], each["kind"], each["of"], each["what"]) for each in told["changes"]}


def _told(beside: Beside, seen: Any, version: int = 0, *, seconds: float = 15) -> dict[str, Any]:
    until = time.monotonic() + seconds
    while not seen(told := beside.tells(version)):
        version = told["version"]
        assert time.monotonic() < until, told
    return told
