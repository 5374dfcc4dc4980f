"""The server's own log: gunicorn's words go out in the same form as ours, one JSON object a line."""

from gunicorn.config import Config
from gunicorn.glogging import Logger


class ServerLog(Logger):  # type: ignore[misc]  # gunicorn ships no types
    """Its errors go up to the root logger, which bot.logs has set up; what strangers send stays inside the quotes."""

    def setup(self, cfg: Config) -> None:
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True
