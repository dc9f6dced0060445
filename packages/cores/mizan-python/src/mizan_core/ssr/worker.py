"""One worker process and the socket to it. Lives in the loop of its pool."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import logging
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from mizan_core.ssr import frames
from mizan_core.ssr.frames import Frame, FrameParser, encode_frame
from mizan_core.ssr.messages import Given, Page, Place, Rendered, RenderFailed, RenderUnavailable
from mizan_core.ssr.rest import Rest

logger = logging.getLogger("mizan.ssr")

STOP = 2.0
# So many names of data are remembered as sent; more only cost a question.
REMEMBERED = 4096


class WorkerConnection(asyncio.Protocol):
    """Sends frames, and gives each answer to whoever waits for it."""

    def __init__(self, seconds: float = 1.0) -> None:
        """`seconds` is what the rest of a page may take."""
        self._seconds = seconds
        self._parser = FrameParser()
        self._ids = itertools.count(1)
        self._waiting: dict[int, tuple[asyncio.Future[Any], Page | None]] = {}
        self._transport: asyncio.WriteTransport | None = None
        self._sent: dict[str, None] = {}
        self._rests: dict[int, Rest] = {}
        self.on_rest_end: Callable[[], None] = lambda: None
        self.lost = asyncio.get_running_loop().create_future()
        self.is_full = False

    @property
    def busy(self) -> int:
        """How many answers are waited for, or are not whole yet."""
        return len(self._waiting) + len(self._rests)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The worker is there."""
        assert isinstance(transport, asyncio.WriteTransport)
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        """The worker is gone: nobody waits for it any longer."""
        for future, _ in self._waiting.values():
            if not future.done():
                future.set_exception(RenderUnavailable("the worker died"))
        self._waiting.clear()
        for rest in self._rests.values():
            rest.put(None)
        self._rests.clear()
        if not self.lost.done():
            self.lost.set_result(None)

    def data_received(self, data: bytes) -> None:
        """Some bytes of answers."""
        for frame in self._parser.feed(data):
            self._take(frame)

    async def render(self, page: Page) -> Rendered:
        """Raises RenderFailed, RenderUnavailable."""
        new = [each for each in page.given if each.ref not in self._sent]
        for each in new:
            self._sent[each.ref] = None
        while len(self._sent) > REMEMBERED:
            del self._sent[next(iter(self._sent))]
        found: Rendered = await self._ask(frames.RENDER, page.to_wire(), page, new)
        return found

    async def health(self) -> dict[str, Any]:
        """What the worker says of itself. Raises RenderUnavailable."""
        found: dict[str, Any] = await self._ask(frames.HEALTH, b"", None)
        return found

    def close(self) -> None:
        """Hang up."""
        if self._transport is not None:
            self._transport.close()

    async def _ask(
        self, type: int, payload: bytes, page: Page | None, new: Sequence[Given] = ()
    ) -> Any:
        if self._transport is None or self._transport.is_closing():
            raise RenderUnavailable("the worker is gone")
        id = next(self._ids)
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting[id] = (future, page)
        # What it has surely not seen goes ahead; what it has dropped since, it asks for.
        parts = [encode_frame(id, frames.DATA, each.ref.encode() + each.data) for each in new]
        self._transport.write(b"".join([*parts, encode_frame(id, type, payload)]))
        try:
            return await future
        finally:
            self._waiting.pop(id, None)

    def _take(self, frame: Frame) -> None:
        if frame.id in self._rests:
            self._take_rest(frame)
            return
        future, page = self._waiting.get(frame.id, (None, None))
        if future is None or future.done():
            return  # whoever asked has gone
        if frame.type == frames.MISSING and page is not None:
            self._send_data(frame, page)
        elif frame.type == frames.HTML:
            head, _, html = frame.payload.partition(b"\n")
            said = json.loads(head)
            self.is_full = said.pop("isFull")
            missing = tuple(Place(**each) for each in said.pop("missing"))
            rest = Rest(self._seconds) if said.pop("isMore") else None
            if rest is not None:
                self._rests[frame.id] = rest
            future.set_result(Rendered(html, missing, **said, rest=rest))
        elif frame.type == frames.FAILURE:
            future.set_exception(RenderFailed(**json.loads(frame.payload)))
        else:
            future.set_result(json.loads(frame.payload))

    def _take_rest(self, frame: Frame) -> None:
        if frame.type == frames.CHUNK:
            self._rests[frame.id].put(frame.payload)
            return
        if frame.type == frames.FAILURE:
            logger.error("the rest of a page failed: %s", frame.payload.decode("utf-8", "replace"))
        self._rests.pop(frame.id).put(None)
        self.on_rest_end()

    def _send_data(self, frame: Frame, page: Page) -> None:
        wanted = set(json.loads(frame.payload))
        assert self._transport is not None
        sent = {each.ref: each.data for each in page.given if each.ref in wanted}
        parts = [encode_frame(frame.id, frames.DATA, r.encode() + d) for r, d in sent.items()]
        self._transport.write(b"".join([*parts, encode_frame(frame.id, frames.MISSING, b"")]))


class Worker:
    """A connection, with the process behind it where that is ours."""

    def __init__(
        self,
        process: asyncio.subprocess.Process | None,
        connection: WorkerConnection,
    ) -> None:
        self.process = process
        self.connection = connection
        self._ending: asyncio.Future[int] | None = None

    @classmethod
    async def start(
        cls, command: Sequence[str], path: Path, seconds: float, budget: float = 1.0
    ) -> Worker:
        """A worker that is ready. Raises RenderUnavailable."""
        process = await asyncio.create_subprocess_exec(
            *command,
            "--socket",
            str(path),
            stdin=asyncio.subprocess.PIPE,  # the leash: it ends when this process does
            stdout=asyncio.subprocess.PIPE,
            # Frameworks are many times slower in development, and say more than a page may.
            env={**os.environ, "NODE_ENV": "production"},
        )
        try:
            assert process.stdout is not None
            line = await asyncio.wait_for(process.stdout.readline(), seconds)
            if line.strip() != b"ready":
                raise RenderUnavailable("the worker did not start; its errors are above")
            loop = asyncio.get_running_loop()
            made = await loop.create_unix_connection(lambda: WorkerConnection(budget), str(path))
        except BaseException as error:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await _end_of(process)
            if isinstance(error, TimeoutError):
                raise RenderUnavailable(f"the worker was not ready in {seconds} s") from None
            raise
        return cls(process, made[1])

    @classmethod
    async def connect(cls, path: Path, budget: float = 1.0) -> Worker:
        """One that somebody else has started. Raises RenderUnavailable."""
        loop = asyncio.get_running_loop()
        try:
            made = await loop.create_unix_connection(lambda: WorkerConnection(budget), str(path))
        except OSError as error:
            raise RenderUnavailable(f"nobody renders at {path}: {error.strerror}") from None
        return cls(None, made[1])

    async def ended(self) -> int | None:
        """Its exit code, once it has ended and both of its pipes are closed."""
        if self.process is None:
            return None
        if self._ending is None:
            self._ending = asyncio.ensure_future(_end_of(self.process))
        return await asyncio.shield(self._ending)

    def kill(self) -> None:
        """End it now; what it was doing has failed."""
        if self.process is None:
            self.connection.close()
            return
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()

    async def stop(self) -> None:
        """Let it finish what it does, then end it."""
        if self.process is None:
            self.connection.close()
            return
        with contextlib.suppress(ProcessLookupError):
            self.process.terminate()
        try:
            await asyncio.wait_for(self.ended(), STOP)
        except TimeoutError:
            self.kill()
            await self.ended()
        self.connection.close()


async def _end_of(process: asyncio.subprocess.Process) -> int:
    assert process.stdin is not None
    assert process.stdout is not None
    code = await process.wait()
    process.stdin.close()
    with contextlib.suppress(OSError):
        await process.stdin.wait_closed()
    await process.stdout.read()
    return code
