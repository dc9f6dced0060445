"""Two small middlewares, each for sync and async servers: request ids and the CSP."""

import re
import secrets
from collections.abc import Awaitable, Callable
from inspect import iscoroutinefunction
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.decorators import sync_and_async_middleware

from config import logs

_REQUEST_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
_PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"

Handler = Callable[[HttpRequest], Any]


@sync_and_async_middleware
def request_id(get_response: Handler) -> Handler:
    """Name each request in the logs and in the answer's `X-Request-Id`.

    A proxy's own id is kept if it is a plain word; anything else could forge log lines.
    """

    def begin(request: HttpRequest) -> str:
        given = request.headers.get("X-Request-Id", "")
        name = given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(16)
        # Never reset: Django logs the answer's status after all middlewares are through, and
        # each request has a context of its own or begins with a new name.
        logs.request_id.set(name)
        return name

    def finish(name: str, response: HttpResponseBase) -> HttpResponseBase:
        response["X-Request-Id"] = name
        return response

    if iscoroutinefunction(get_response):

        async def async_middleware(request: HttpRequest) -> HttpResponseBase:
            name = begin(request)
            return finish(name, await cast("Awaitable[HttpResponseBase]", get_response(request)))

        return async_middleware

    def middleware(request: HttpRequest) -> HttpResponseBase:
        name = begin(request)
        return finish(name, get_response(request))

    return middleware


@sync_and_async_middleware
def content_security_policy(get_response: Handler) -> Handler:
    """Send a strict Content-Security-Policy; templates find its nonce in `request.csp_nonce`."""

    def begin(request: HttpRequest) -> str:
        nonce = secrets.token_urlsafe(16)
        request.csp_nonce = nonce  # type: ignore[attr-defined]
        return nonce

    def finish(nonce: str, response: HttpResponseBase) -> HttpResponseBase:
        response.setdefault("Permissions-Policy", _PERMISSIONS)
        if not _is_debug_page(response):
            response.setdefault("Content-Security-Policy", policy(nonce))
        return response

    if iscoroutinefunction(get_response):

        async def async_middleware(request: HttpRequest) -> HttpResponseBase:
            nonce = begin(request)
            return finish(nonce, await cast("Awaitable[HttpResponseBase]", get_response(request)))

        return async_middleware

    def middleware(request: HttpRequest) -> HttpResponseBase:
        nonce = begin(request)
        return finish(nonce, get_response(request))

    return middleware


def policy(nonce: str) -> str:
    """The policy of one answer. In development Vite's server may send scripts and updates, too."""
    vite = [settings.VITE_ORIGIN] if settings.USES_VITE else []
    socket = [origin.replace("http", "ws", 1) for origin in vite]
    directives = {
        "default-src": ["'none'"],
        "script-src": ["'self'", f"'nonce-{nonce}'", *vite],
        "style-src": ["'self'", f"'nonce-{nonce}'", *vite],
        "img-src": ["'self'", "data:", *vite],
        "font-src": ["'self'", *vite],
        "connect-src": ["'self'", *vite, *socket],
        "manifest-src": ["'self'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in directives.items())


def _is_debug_page(response: HttpResponseBase) -> bool:
    # Django's pages about errors in development carry inline styles and scripts of their own.
    return settings.DEBUG and response.status_code in {404, 500}
