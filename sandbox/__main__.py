"""The bot with no Slack account and no AWS: `python -m sandbox`; `leasehold demo` and `make demo` run it."""

import argparse
import signal
import sys
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
    parser.add_argument("--port", type=int, help="port of the page: 9009 unless it is taken; 0 is any free one")
    parser.add_argument("--story", action="store_true", help="play the main job in the terminal")
    return parser


def _run(options: argparse.Namespace) -> int:
    # Imported now and not above: it takes a while, and who presses Ctrl-C meanwhile should see no traceback.
    from sandbox import practice, stage, story  # noqa: PLC0415  (see above)

    stage.forget_proxies()
    try:
        if options.story:
            story.play(options.port or 0)
        else:
            practice.stand(options.port)
    except stage.GOES_WRONG as error:
        print(f"leasehold demo: {error}", file=sys.stderr)  # noqa: T201  (a command says so)
        return 1
    return 0


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
