"""What comes of a page after its beginning, from the loop of the pool to whoever sends it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from queue import Empty, SimpleQueue
from time import monotonic

logger = logging.getLogger("mizan.ssr")


class Rest:
    """The rest of a page as it is made: iterate once, with or without `async`.

    Ends when the page does, when its worker dies, or when the page has had its `seconds`; what is
    missing then, the browser renders.
    """

    def __init__(self, seconds: float) -> None:
        self._chunks: SimpleQueue[bytes | None] = SimpleQueue()
        self._end = monotonic() + seconds

    def put(self, chunk: bytes | None) -> None:
        """One more chunk; None is the end."""
        self._chunks.put(chunk)

    def __iter__(self) -> Iterator[bytes]:
        while (chunk := self._next()) is not None:
            yield chunk

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while (chunk := await asyncio.to_thread(self._next)) is not None:
            yield chunk

    def _next(self) -> bytes | None:
        try:
            return self._chunks.get(timeout=max(0.0, self._end - monotonic()))
        except Empty:
            logger.error("the rest of a page took longer than its budget")
            return None
