"""A way of saying no, in Slack's own words."""

from sandbox.slack.wire import Json


class SlackError(Exception):
    """`{"ok": false, "error": …}`, with whatever else Slack says beside it."""

    def __init__(self, error: str, **beside: object) -> None:
        super().__init__(error)
        self.error = error
        self.beside: Json = beside

    def body(self) -> Json:
        return {"ok": False, "error": self.error, **self.beside}


class RateLimited(Exception):
    """HTTP 429: come back after that many seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(retry_after)
        self.retry_after = retry_after
