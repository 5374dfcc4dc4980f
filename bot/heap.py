"""The heap: kept small, and let alone while it is being filled for good.

glibc gives each thread an arena of its own, up to eight a core, and each keeps what it once needed; one interpreter
lock lets only one thread ask at a time anyway. Measured on `serve` after 1,000 requests: 142 MB in place of 148.
https://www.gnu.org/software/libc/manual/html_node/Malloc-Tunable-Parameters.html
"""

import ctypes
import gc
from collections.abc import Iterator
from contextlib import contextmanager

_M_ARENA_MAX = -8
_ARENAS = 2


def keep_small() -> None:
    """To be called before there are threads. Another libc has no arenas, and is left alone."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_ARENA_MAX, _ARENAS)


@contextmanager
def importing() -> Iterator[None]:
    """What is imported stays: the collector looks through none of it, neither meanwhile nor ever after."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
