"""A limit on bodies that holds before they are read. Protocol §2.

Django's ASGI handler takes in a whole request body before any view or middleware runs. This
wrapper stands in front of it and ends such a request at the limit.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from mizan_core.errors import PayloadTooLarge
from mizan_core.steps import length_of

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]


class _TooLarge(Exception):
    """Raised out of `receive`, through the application, to the wrapper."""


def limit_body(application: Any, *, below: str = "/api/mizan/", limit: int = 1024 * 1024) -> Any:
    """Wrap an ASGI application: requests to paths `below` may have `limit` bytes at most."""

    async def limited(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(below):
            await application(scope, receive, send)
        elif _declared_length(scope) > limit:
            await _refuse(send, limit)
        else:
            await _count(application, scope, receive, send, limit)

    return limited


def _declared_length(scope: Message) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length":
            return length_of(value.decode("latin-1")) or 0
    return 0


async def _count(
    application: Application, scope: Message, receive: Receive, send: Send, limit: int
) -> None:
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > limit:
            raise _TooLarge
        return message

    try:
        await application(scope, counted, send)
    except _TooLarge:
        await _refuse(send, limit)


async def _refuse(send: Send, limit: int) -> None:
    body = _envelope(PayloadTooLarge(f"The body may have {limit} bytes at most."))
    headers = [
        (b"content-type", b"application/json"),
        (b"cache-control", b"no-store"),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _envelope(error: PayloadTooLarge) -> bytes:
    return json.dumps({"error": error.to_wire()}).encode()
