"""The stand-in's clock, which can be turned: what expires or is sent again goes by it."""

import asyncio
import time


class Clock:
    """Real time plus what it was turned forward; those who sleep by it wake when it is turned."""

    def __init__(self) -> None:
        self._ahead = 0.0
        self._turned = asyncio.Event()

    def now(self) -> float:
        return time.time() + self._ahead

    @property
    def ahead(self) -> float:
        return self._ahead

    def forward(self, seconds: float) -> None:
        self._ahead += seconds
        turned, self._turned = self._turned, asyncio.Event()
        turned.set()

    async def sleep_until(self, moment: float) -> None:
        while (left := moment - self.now()) > 0:
            try:
                await asyncio.wait_for(self._turned.wait(), timeout=left)
            except TimeoutError:
                continue
