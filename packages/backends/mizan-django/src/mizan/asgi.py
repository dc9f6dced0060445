"""A limit on bodies that holds before they are read. Protocol §2.

Django's ASGI handler takes in a whole request body before any view or middleware runs. This
wrapper stands in front of it: of a body over the limit it hands on nothing but the length, which
the endpoints refuse like any other, with all that every answer has.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from mizan_core.steps import length_of

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

_LENGTH = b"content-length"
_NOTHING: Message = {"type": "http.request", "body": b"", "more_body": False}


def limit_body(application: Any, *, below: str = "/api/mizan/", limit: int = 1024 * 1024) -> Any:
    """Wrap an ASGI application: requests to paths `below` may have `limit` bytes at most."""

    async def limited(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(below):
            headers = list(scope["headers"])
            receive = _counted(headers, receive, limit)
            scope = {**scope, "headers": headers}
        await application(scope, receive, send)

    return limited


def _counted(headers: list[tuple[bytes, bytes]], receive: Receive, limit: int) -> Receive:
    """Messages until the limit. `headers` come to say the length where the client did not."""
    seen = 0
    is_over = _declared_length(headers) > limit
    is_told = False

    async def counted() -> Message:
        nonlocal seen, is_over, is_told
        if is_told:
            return await _the_end(receive)
        if not is_over:
            message = await receive()
            seen += len(message.get("body", b""))
            if seen <= limit:
                return message
            headers[:] = [each for each in headers if each[0] != _LENGTH]
            headers.append((_LENGTH, str(seen).encode()))
        is_over = is_told = True
        return _NOTHING

    return counted


async def _the_end(receive: Receive) -> Message:
    """What comes behind a body that nobody wants."""
    message = await receive()
    while message["type"] == "http.request":
        message = await receive()
    return message


def _declared_length(headers: list[tuple[bytes, bytes]]) -> int:
    for name, value in headers:
        if name == _LENGTH:
            return length_of(value.decode("latin-1")) or 0
    return 0
