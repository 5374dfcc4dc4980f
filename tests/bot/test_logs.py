"""Logs: one JSON object a line on standard error, and no secret in it at any depth."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]

# Put together here, so that no scanner takes them for real ones.
SLACK = {kind: f"{kind}-1234-abcdEFGH_5678" for kind in ("xoxb", "xoxp", "xoxe", "xapp", "xwfp")}
KEYS = ["AKIA" + "IOSFODNN7" + "EXAMPLE", "ASIA" + "IOSFODNN7" + "EXAMPLE"]
URL = "postgresql://leasehold:hunter2@db:5432/x"
SECRETS = [*SLACK.values(), *KEYS, "hunter2"]


def logged(program: str, level: str = "info") -> list[dict[str, Any]]:
    """What a process of its own writes: structlog is set up once a process."""
    begin = f"import logging; from bot import logs; logs.configure({level!r}); log = logs.logger()\n"
    done = subprocess.run([sys.executable, "-c", begin + program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == ""
    return [json.loads(line) for line in done.stderr.splitlines()]


@pytest.fixture(scope="module")
def lines() -> list[dict[str, Any]]:
    return logged(
        f"""
secrets = {[*SLACK.values(), *KEYS, URL]!r}
for secret in secrets:
    log.info("said", word=f"before {{secret}} after")
    log.info("deep", step={{"kind": "x", "list": [secret, (secret,)]}}, error=ValueError(secret), raw=secret.encode())
    logging.getLogger("some.library").warning("it said %s", secret)
    try:
        raise ValueError("line one\\n" + secret)
    except ValueError:
        log.exception("raised")
        logging.getLogger("some.library").exception("it raised")
"""
    )


def test_no_secret_is_in_any_of_it(lines: list[dict[str, Any]]) -> None:
    text = json.dumps(lines)
    assert [secret for secret in SECRETS if secret in text] == []
    assert len(lines) == 5 * 8


def test_what_stands_around_a_secret_stays(lines: list[dict[str, Any]]) -> None:
    assert lines[0]["word"] == "before [secret] after"
    assert next(line["word"] for line in lines if "postgres" in str(line.get("word"))) == (
        "before postgresql[secret]db:5432/x after"
    )


def test_each_line_says_what_when_and_how_grave(lines: list[dict[str, Any]]) -> None:
    assert all({"event", "level", "timestamp"} <= set(line) for line in lines)
    assert {line["level"] for line in lines} == {"info", "warning", "error"}
    assert all(line["timestamp"].endswith("Z") for line in lines)


def test_what_libraries_say_goes_the_same_way(lines: list[dict[str, Any]]) -> None:
    said = [line for line in lines if line["event"] == "library"]
    assert said[0]["said"] == "it said [secret]"
    assert said[0]["logger"] == "some.library"


def test_numbers_and_lists_stay_what_they_are() -> None:
    program = 'log.info("x", n=1, f=1.5, b=True, none=None, l=[1, {"a": 2}]); log.debug("below")\n'
    program += 'logging.getLogger("some.library").info("chatter")'
    (line,) = logged(program)
    assert {key: line[key] for key in "nfbl"} == {"n": 1, "f": 1.5, "b": True, "l": [1, {"a": 2}]}
    assert line["none"] is None


def test_a_level_below_is_not_written() -> None:
    assert [line["event"] for line in logged('log.info("a"); log.warning("b")', level="warning")] == ["b"]


def test_people_s_text_is_not_taken_for_a_secret() -> None:
    words = "AKIAndAlso, https://slack.com/api/x and ann@example.com at 10:30"
    assert logged(f'log.info("x", words={words!r})')[0]["words"] == words
