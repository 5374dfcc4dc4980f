"""What Slack answered when it did not do as asked: Later, or Never."""

import errno
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.client import HTTPException
from urllib.error import URLError

from slack_sdk.errors import SlackApiError

from iam.faults import Fault, Later, Never


class Unsure(Later):
    """No answer that can be read: what was asked may have been done all the same."""


# https://docs.slack.dev/reference/methods/chat.postMessage#errors and the errors that all methods share.
_LATER = frozenset(
    {"ratelimited", "rate_limited", "message_limit_exceeded", "service_unavailable", "team_added_to_org"}
)
# 'It's possible some aspect of the operation succeeded before the error was raised.'
_UNSURE = frozenset({"internal_error", "fatal_error", "request_timeout"})
_NOT_REACHED = frozenset({errno.ECONNREFUSED, errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EHOSTDOWN})


@contextmanager
def told() -> Iterator[None]:
    """Turn whatever slack_sdk raises into Later or Never; an answer that cannot be read is Unsure."""
    try:
        yield
    except SlackApiError as error:
        raise _judged(error) from error
    except (OSError, HTTPException, json.JSONDecodeError) as error:
        raise _unreached(error) from error


def _judged(error: SlackApiError) -> Fault:
    status = int(getattr(error.response, "status_code", 200) or 200)
    code = str(error.response.get("error") or "")
    if status == 429 or code in _LATER:
        return Later(f"Slack says: {code}", code=code or "ratelimited", after=_retry_after(error))
    if code in _UNSURE or status >= 500 or not _is_code(code):
        return Unsure(f"Slack says: {code or status}"[:300], code=code if _is_code(code) else f"http_{status}")
    return Never(_words(error, code), code=code)


def _words(error: SlackApiError, code: str) -> str:
    """Slack's code and what it says besides: which scope is missing, which block is wrong."""
    needed = error.response.get("needed")
    details = (error.response.get("response_metadata") or {}).get("messages") or []
    beside = [f"needs {needed}"] if needed else [str(each) for each in details]
    return "; ".join([f"Slack says: {code}", *beside])[:1_000]


def _retry_after(error: SlackApiError) -> timedelta:
    headers = {str(name).lower(): value for name, value in (getattr(error.response, "headers", None) or {}).items()}
    said = headers.get("retry-after", "1")
    seconds = str(said[0] if isinstance(said, list) else said)
    return timedelta(seconds=int(seconds) if seconds.isdecimal() else 1)


def _unreached(error: Exception) -> Later:
    reason = error.reason if isinstance(error, URLError) else error
    words = f"Slack could not be reached: {reason}"[:300]
    if isinstance(reason, OSError) and reason.errno in _NOT_REACHED:
        return Later(words, code="not_reached")
    return Unsure(words, code="no_answer")


def _is_code(said: str) -> bool:
    return said.replace("_", "").isalnum() and said.islower() and len(said) < 80
