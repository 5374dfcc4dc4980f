"""The bot with no Slack account and no AWS: `python -m sandbox --story`; `leasehold demo` and `make demo` run it."""

import argparse
import contextlib
import signal
import sys
import threading
from types import FrameType

INTERRUPTED = 130


def main() -> int:
    """Give the exit status; whatever goes wrong is one line, and the bot's own last ones."""
    options = _options().parse_args()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupt)
    try:
        return _run(options)
    except KeyboardInterrupt:
        return INTERRUPTED


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("leasehold demo", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="port of the stand-in for Slack; any free one by default")
    parser.add_argument("--story", action="store_true", help="play the main job in the terminal")
    return parser


def _run(options: argparse.Namespace) -> int:
    # Imported now and not above: it takes a while, and who presses Ctrl-C meanwhile should see no traceback.
    from sandbox import stage, story  # noqa: PLC0415

    stage.forget_proxies()
    try:
        (story.play if options.story else _stand)(options.port)
    except stage.GOES_WRONG as error:
        print(f"leasehold demo: {error}", file=sys.stderr)  # noqa: T201
        return 1
    return 0


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _stand(port: int) -> None:
    """Stand there until Ctrl-C."""
    from sandbox import stage  # noqa: PLC0415 (see above)

    with stage.put_up(port) as standing:
        print(standing.slack.url, flush=True)  # noqa: T201
        print(  # noqa: T201
            "The page comes with the next release. Until then `leasehold demo --story` plays the main job in the "
            "terminal.",
            flush=True,
        )
        with contextlib.suppress(KeyboardInterrupt):
            threading.Event().wait()


if __name__ == "__main__":
    sys.exit(main())
