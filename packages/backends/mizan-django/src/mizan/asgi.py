"""The endpoints under ASGI: a lane beside Django's own handler. Protocol §2, decisions/0007.

Django's ASGI handler gives each request an executor, hops threads for every hook of every
synchronous middleware, opens connections that it does not keep, and takes in a body of any length.
The lane runs the whole of a request (signals, all middleware, view, close) in one of a few
threads, whose database connections are kept, and reads a body only up to its limit. Everything
that is not below the endpoints goes to the application that was wrapped.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable, Coroutine, MutableMapping
from contextvars import copy_context
from io import BytesIO
from typing import Any, cast

from asgiref.sync import SyncToAsync
from django.core import signals
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.http import HttpResponseBase
from django.urls import set_script_prefix
from mizan_core.engine import EngineSettings
from mizan_core.pool import Pool, settle
from mizan_core.steps import length_of

from mizan.conf import mizan_settings

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

logger = logging.getLogger("mizan")
_LENGTH = b"content-length"


def wrap_asgi(application: Any, *, base: str = "/api/mizan/", threads: int = 8) -> Any:
    """Put the lane for the endpoints below `base` in front of Django's ASGI application.

    `threads` requests run at once, each thread with its own database connections; as many more as
    come wait their turn. All else, `route=` functions too, is the application's. Bodies may have
    `MIZAN["MAX_BODY"]` bytes. Raises ValueError for a base that does not begin and end with "/".
    """
    if not (base.startswith("/") and base.endswith("/")):
        raise ValueError(f"base={base!r} has to begin and end with '/'")
    lane = Lane(threads)

    async def wrapped(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and _path_of(scope).startswith(base):
            await lane(scope, receive, send)
        else:
            await application(scope, receive, send)

    return wrapped


def _path_of(scope: Message) -> str:
    path: str = scope["path"]
    return path.removeprefix(scope.get("root_path", "").rstrip("/"))


class Lane(ASGIHandler):
    """Django's handler with its synchronous chain of middleware, each request in one thread."""

    def __init__(self, threads: int) -> None:
        # Not ASGIHandler's own, which loads the asynchronous chain.
        self.load_middleware(is_async=False)
        self._pool = Pool(threads)
        self._limit: int = mizan_settings().get("MAX_BODY") or EngineSettings.max_body

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer one request."""
        try:
            scope, body = await _with_body(scope, receive, self._limit)
        except RequestAborted:
            return
        door = _Door(receive, send)
        context = copy_context()
        self._pool.submit(lambda: context.run(self._answer, scope, body, door))
        try:
            for message in await door.answered:
                await send(message)
        finally:
            door.close()

    def _answer(self, scope: Message, body: BytesIO, door: _Door) -> None:
        """The whole of a request, in one thread."""
        # An asynchronous function that is called from here runs on the server's loop, as it does
        # under Django's own handler.
        SyncToAsync.threadlocal.main_event_loop = door.loop
        SyncToAsync.threadlocal.main_event_loop_pid = os.getpid()
        try:
            response = self._response(scope, body)
        except BaseException as error:
            door.end(error)
            return
        self._send(response, door)
        try:
            # In this thread: it ends with what becomes of this thread's database connections.
            response.close()
        except Exception:
            logger.exception("a receiver of request_finished failed")

    def _response(self, scope: Message, body: BytesIO) -> HttpResponseBase:
        set_script_prefix(get_script_prefix(scope))
        # Receivers that listen to Django's handler alone hear this one, too.
        signals.request_started.send(sender=ASGIHandler, scope=scope)
        request, refused = self.create_request(scope, body)
        # One of the two is there.
        response: Any = refused if request is None else self.get_response(request)
        response._handler_class = ASGIHandler
        answer: HttpResponseBase = response
        return answer

    def _send(self, response: Any, door: _Door) -> None:
        try:
            if not response.streaming:
                door.end(None, [_start_of(response), _part(response.content, is_last=True)])
            elif response.is_async:
                door.wait(door.until_gone(self.send_response(response, cast(Any, door.send))))
                door.end(None)
            else:
                _stream(response, door)
                door.end(None)
        except BaseException as error:
            door.end(error)


class _Door:
    """What a thread uses of the loop that its request came from."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self.loop = asyncio.get_running_loop()
        self.answered: asyncio.Future[list[Message]] = self.loop.create_future()
        self.send = send
        self._receive = receive
        self._listener: asyncio.Task[None] | None = None

    def end(self, error: BaseException | None, messages: list[Message] | None = None) -> None:
        """The request is answered but for these messages, or has failed."""
        settle(self.loop, self.answered, messages or [], error)

    def wait(self, work: Coroutine[Any, Any, Any]) -> Any:
        """The result of what the loop does meanwhile."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result()

    def put(self, message: Message) -> bool:
        """Send one message; whether somebody is still there to take the next."""
        return bool(self.wait(self._put(message)))

    async def _put(self, message: Message) -> bool:
        await self.send(message)
        return not self._listening().done()

    def _listening(self) -> asyncio.Task[None]:
        if self._listener is None:
            self._listener = asyncio.create_task(self._hear_the_end())
        return self._listener

    async def _hear_the_end(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass

    async def until_gone(self, work: Coroutine[Any, Any, None]) -> None:
        """Do this, unless the client leaves before it is done."""
        sending = asyncio.ensure_future(work)
        await asyncio.wait({sending, self._listening()}, return_when=asyncio.FIRST_COMPLETED)
        if not sending.done():
            sending.cancel()
        try:
            await sending
        except asyncio.CancelledError:
            logger.debug("the client left while its answer was sent")

    def close(self) -> None:
        """Nobody listens any more."""
        if self._listener is not None:
            self._listener.cancel()


def _stream(response: Any, door: _Door) -> None:
    """Part by part, as they are made: Django's own handler makes all of them first."""
    is_there = door.put(_start_of(response))
    for part in response:
        if not is_there:
            return
        is_there = door.put(_part(part, is_last=False))
    door.put(_part(b"", is_last=True))


def _start_of(response: HttpResponseBase) -> Message:
    headers = [(name.encode("ascii"), value.encode("latin-1")) for name, value in response.items()]
    headers += [
        (b"Set-Cookie", each.output(header="").strip().encode("ascii"))
        for each in response.cookies.values()
    ]
    return {"type": "http.response.start", "status": response.status_code, "headers": headers}


def _part(content: bytes, *, is_last: bool) -> Message:
    return {"type": "http.response.body", "body": content, "more_body": not is_last}


async def _with_body(scope: Message, receive: Receive, limit: int) -> tuple[Message, BytesIO]:
    """The request's body up to the limit. Raises RequestAborted.

    Of a body over it only the length is handed on, which the endpoints refuse like any other, with
    all that every answer has.
    """
    length = _declared_length(scope)
    parts: list[bytes] = []
    seen, is_more = 0, length <= limit
    while is_more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise RequestAborted
        parts.append(message.get("body", b""))
        seen += len(parts[-1])
        is_more = message.get("more_body", False) and seen <= limit
    if max(seen, length) <= limit:
        return scope, BytesIO(b"".join(parts))
    headers = [each for each in scope["headers"] if each[0] != _LENGTH]
    headers.append((_LENGTH, str(max(seen, length)).encode()))
    return {**scope, "headers": headers}, BytesIO()


def _declared_length(scope: Message) -> int:
    for name, value in scope["headers"]:
        if name == _LENGTH:
            return length_of(value.decode("latin-1")) or 0
    return 0
