"""The signature that Slack puts on what it delivers."""

import hashlib
import hmac
import time


def sign(secret: str, body: bytes, *, timestamp: float | None = None) -> dict[str, str]:
    """The two headers of https://docs.slack.dev/authentication/verifying-requests-from-slack.

    The moment is real time, never the turned clock: the bot compares it with its own.
    """
    moment = str(int(time.time() if timestamp is None else timestamp))
    base = b"v0:" + moment.encode() + b":" + body
    digest = hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": moment, "X-Slack-Signature": f"v0={digest}"}
