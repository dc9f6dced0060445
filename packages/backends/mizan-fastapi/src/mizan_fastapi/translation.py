"""ASGI and Starlette to what the core knows: heads, cookies, identities, errors. Protocol §2."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from typing import Any

from mizan_core.errors import PROTOCOL_ERRORS, BadRequest, InternalError, MizanError
from mizan_core.identity import ANONYMOUS, Identity
from mizan_core.steps import Head, length_of
from starlette.exceptions import HTTPException

Scope = MutableMapping[str, Any]


def identity_of(user: Any, epoch: Any) -> Identity:
    """The identity of the user that the app found, in one session."""
    return ANONYMOUS if user is None else Identity.of(user, str(epoch))


def cookie_of(header: bytes, name: str) -> str | None:
    """The value of one cookie; of several with that name the last."""
    found = None
    for part in header.decode("latin-1").split(";") if name.encode() in header else ():
        key, is_pair, value = part.partition("=")
        if is_pair and key.strip() == name:
            found = value.strip().strip('"')
    return found


_BY_STATUS: dict[int, type[MizanError]] = {
    error.status: error for error in reversed(PROTOCOL_ERRORS)
}


def translated(error: Exception) -> Exception:
    """The protocol's error of an HTTPException's status, with its detail where that is text."""
    if not isinstance(error, HTTPException):
        return error
    fallback = InternalError if error.status_code >= 500 else BadRequest
    shown = error.detail if error.status_code < 500 and isinstance(error.detail, str) else None
    return _BY_STATUS.get(error.status_code, fallback)(shown)


def head_of(scope: Scope, headers: Mapping[bytes, bytes]) -> Head:
    """What the engine looks at."""
    method = scope["method"]
    if method == "GET":  # nothing of a read depends on the rest
        return Head(method)
    get = headers.get
    length, origin, site = get(b"content-length"), get(b"origin"), get(b"sec-fetch-site")
    key = get(b"idempotency-key")
    return Head(
        method,
        get(b"content-type", b"").decode("latin-1"),
        None if length is None else length_of(length.decode("latin-1")),
        None if origin is None else origin.decode("latin-1"),
        None if site is None else site.decode("latin-1"),
        f"{scope['scheme']}://{get(b'host', b'').decode('latin-1')}",
        None if key is None else key.decode("latin-1"),
    )
