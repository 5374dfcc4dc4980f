"""A coroutine run in a thread of its own: a browser of another test may keep a loop running in this one."""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any


def running(it: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(it())).result()
