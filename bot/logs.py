"""Logs: one JSON object a line on standard error, with no secret in it."""

import logging
import re
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any

# structlog takes rich along where it is installed, for tracebacks in colour, which nobody draws here: four megabytes.
_IS_FIRST = "rich" not in sys.modules
if _IS_FIRST:
    sys.modules["rich"] = None  # type: ignore[assignment]  # Python's own sign for a module that is not to be found
import structlog  # noqa: E402 (see above)
from structlog.typing import FilteringBoundLogger  # noqa: E402 (see above)

if _IS_FIRST:
    del sys.modules["rich"]

_SECRETS = re.compile(
    r"(xox[a-z]-|xapp-|xwfp-)[\w-]+"
    r"|((?<![A-Za-z0-9])|(?<=\\[nrt]))(AKIA|ASIA)[A-Z0-9]{12,}"  # after a line break too, as repr() writes it
    r"|://[^/\s:@]+:[^/\s@]+@"
)


def configure(level: str) -> None:
    """Set up structlog, and the libraries' own loggers at WARNING: on a bad signature Bolt logs the body at INFO."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _redact,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, handlers=[_Through()], force=True)


def logger() -> FilteringBoundLogger:
    log: FilteringBoundLogger = structlog.get_logger()
    return log


def _redact(_logger: object, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {key: _without_secrets(value) for key, value in event.items()}


def _without_secrets(value: object) -> object:
    """At any depth; what is no JSON is redacted as the words it would be written as."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Mapping):
        return {str(key): _without_secrets(each) for key, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_without_secrets(each) for each in value]
    return _SECRETS.sub("[secret]", str(value))


class _Through(logging.Handler):
    """What libraries log goes out in the same form."""

    def emit(self, record: logging.LogRecord) -> None:
        words = record.getMessage()
        if record.exc_info:
            words = f"{words}: {record.exc_info[1]!r}"
        structlog.get_logger().log(record.levelno, "library", logger=record.name, said=words)
