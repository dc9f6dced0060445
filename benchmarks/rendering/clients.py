"""Who asks for pages, as fast as Python can: over HTTP, over the bridge, through the pool."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from mizan_core.ssr import Given, Page, Place, RenderPool
from mizan_core.ssr.worker import WorkerConnection

PLACE = Place("board", {"board_id": 1}, "ctx/board/?board_id=1")
ROOT = Path(__file__).resolve().parents[2]


class HttpConnection(asyncio.Protocol):
    """One keep-alive connection that has one request under way; no more HTTP than that takes."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._waiting: asyncio.Future[bytes] | None = None
        self._transport: asyncio.WriteTransport | None = None
        self._body_at = -1
        self._end = -1

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if self._body_at < 0 and (at := self._buffer.find(b"\r\n\r\n")) >= 0:
            head = bytes(self._buffer[:at]).lower()
            self._body_at = at + 4
            if b"content-length: " in head:
                length = head.partition(b"content-length: ")[2].partition(b"\r\n")[0]
                self._end = self._body_at + int(length)
        if self._body_at >= 0 and self._end < 0 and self._buffer.endswith(b"0\r\n\r\n"):
            self._end = len(self._buffer)
        if 0 <= self._end <= len(self._buffer) and self._waiting is not None:
            body = bytes(self._buffer[self._body_at : self._end])
            self._buffer.clear()
            self._body_at = self._end = -1
            self._waiting.set_result(body)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(ConnectionError("the server hung up"))

    async def ask(self, head: bytes, body: bytes = b"") -> bytes:
        """The body of the answer."""
        assert self._transport is not None
        self._waiting = asyncio.get_running_loop().create_future()
        self._transport.write(head + body)
        return await self._waiting


def get_head(port: int, path: str = "/") -> bytes:
    """A GET."""
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode()


def post_head(port: int, length: int) -> bytes:
    """A POST of JSON."""
    kind = f"Content-Type: application/json\r\nContent-Length: {length}\r\n"
    return f"POST / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{kind}\r\n".encode()


class Http:
    """Node's own server; with `data` a POST of it, else a GET."""

    def __init__(self, port: int, data: bytes | None, at_once: int, path: str = "/") -> None:
        self.port = port
        self._head = get_head(port, path) if data is None else post_head(port, len(data))
        self._data = data or b""
        self._at_once = at_once
        self._free: list[HttpConnection] = []

    async def __aenter__(self) -> Http:
        loop = asyncio.get_running_loop()
        for _ in range(self._at_once):
            made = await loop.create_connection(HttpConnection, "127.0.0.1", self.port)
            self._free.append(made[1])
        return self

    async def __aexit__(self, *_: object) -> None:
        for each in self._free:
            assert each._transport is not None
            each._transport.close()

    async def ask(self, number: int) -> bytes:
        connection = self._free.pop()
        try:
            return await connection.ask(self._head, self._data)
        finally:
            self._free.append(connection)


class Bridge:
    """A worker's connection; every page under a name of its own (`is_new`), or under one."""

    def __init__(self, path: str, data: bytes, is_new: bool) -> None:
        self._path = path
        self._data = data
        self._is_new = is_new
        self._known = page_of(Given.of(PLACE, data))

    async def __aenter__(self) -> Bridge:
        loop = asyncio.get_running_loop()
        _, self._connection = await loop.create_unix_connection(WorkerConnection, self._path)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._connection.close()

    async def ask(self, number: int) -> bytes:
        page = self._known
        if self._is_new:
            # A name that the worker has not heard: as long as a hash, which is made beside.
            page = page_of(Given(PLACE, self._data, f"{number:064x}"))
        return (await self._connection.render(page)).html


class Pool:
    """What adapters ask: supervision, limits and budget included; the data is known."""

    def __init__(self, pool: RenderPool, data: bytes) -> None:
        self._pool = pool
        self._page = page_of(Given.of(PLACE, data))

    async def __aenter__(self) -> Pool:
        return self

    async def __aexit__(self, *_: object) -> None:
        pass

    async def ask(self, number: int) -> bytes:
        return (await self._pool.arender(self._page)).html


def page_of(given: Given) -> Page:
    """The page of one board."""
    return Page("Page.tsx", build="b", given=(given,))


def rows(count: int) -> bytes:
    """A bundle of so many rows as JSON."""
    made = [
        {
            "id": number,
            "title": f"Card number {number} <with> & 'marks'",
            "note": "Two lines of a note that somebody wrote in a hurry",
            "is_done": number % 3 == 0,
        }
        for number in range(count)
    ]
    bundle = {"counts": {"total": count, "done": (count + 2) // 3}, "rows": made}
    return json.dumps(bundle, separators=(",", ":")).encode()
