"""The step from the bot's command line into the sandbox, which is a program of its own and may not be installed."""

import importlib.util
import os
import sys
from collections.abc import Mapping
from typing import NoReturn

from bot.complaints import Complaint


def step(module: str, *words: str, needs: str, given: Mapping[str, str | int | None]) -> NoReturn:
    """Become this program of the sandbox's, with these words and options. Raises a Complaint where it is missing."""
    # In its own folder: a folder of that name where a bot's author stands must not be taken for it.
    os.chdir(_find_sandbox(needs=needs))
    _become(module, *words, *_spelled(given))


def _find_sandbox(*, needs: str) -> str:
    """The folder that holds the sandbox, which may be left out of an installation, as may what it needs."""
    found = importlib.util.find_spec("sandbox")
    if found is None or not found.submodule_search_locations or importlib.util.find_spec(needs) is None:
        raise Complaint("the sandbox is not installed: pip install 'leasehold[sandbox]', or make demo in a checkout")
    return os.path.dirname(found.submodule_search_locations[0])  # noqa: PTH120 (a string in, a string out)


def _spelled(given: Mapping[str, str | int | None]) -> list[str]:
    """Options as they are typed; those that were not given are left out."""
    return [
        word
        for name, value in given.items()
        if value is not None
        for word in (f"--{name.replace('_', '-')}", str(value))
    ]


def _become(module: str, *words: str) -> NoReturn:
    """The sandbox stands outside the bot: nothing of ours imports it, so it is a program of its own, in our place."""
    command = [sys.executable, "-m", module, *words]
    os.execve(sys.executable, command, os.environ | {"PYTHONUNBUFFERED": "1"})  # noqa: S606 (fixed words)
