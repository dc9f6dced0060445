"""What every answer has, whoever gives it: an id, security headers, the session's cookie."""

import logging
import re
import secrets
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app import logs
from app.accounts import sessions
from app.settings import Settings, settings

logger = logging.getLogger(__name__)

_REQUEST_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
_PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
_NEVER_REDIRECTED = ("/healthz", "/readyz")

Handler = Callable[[Scope, Receive, Send], Awaitable[None]]


class Doors:
    """The outermost middleware: no request comes in and no answer goes out another way."""

    def __init__(self, app: ASGIApp, settings: Settings = settings) -> None:
        self._app = app
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse, one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        name = headers.get("x-request-id", "")
        # A proxy's own id is kept if it is a plain word; anything else could forge log lines.
        name = name if _REQUEST_ID.fullmatch(name) else secrets.token_hex(16)
        logs.request_id.set(name)
        scope.setdefault("state", {})["csp_nonce"] = secrets.token_urlsafe(16)
        if self._settings.trust_proxy:
            _believe_proxy(scope, headers)
        await self._answer(scope, headers)(scope, receive, self._finished(scope, name, send))

    def _answer(self, scope: Scope, headers: Headers) -> Handler:
        if not _is_allowed(_host(headers), self._settings.hosts):
            return PlainTextResponse("This host is not served here.\n", 400)
        is_plain = self._settings.uses_https and scope["scheme"] == "http"
        if is_plain and scope["path"] not in _NEVER_REDIRECTED:
            query = scope["query_string"].decode("latin-1")
            path = scope.get("raw_path", scope["path"].encode()).decode("latin-1")
            target = f"https://{headers['host']}{path}{'?' if query else ''}{query}"
            return RedirectResponse(target, 301)
        return self._without_traces

    async def _without_traces(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Mistakes of the app are logged with the request's id; strangers see none of them."""
        has_begun = False

        async def noting(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            await self._app(scope, receive, noting)
        except Exception:
            logger.exception("%s %s failed", scope["method"], scope["path"])
            if has_begun:
                raise
            await PlainTextResponse("Something went wrong.\n", 500)(scope, receive, send)

    def _finished(self, scope: Scope, name: str, send: Send) -> Send:
        async def finish(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["X-Request-Id"] = name
                for header, value in self._headers(scope["state"]["csp_nonce"]):
                    headers.setdefault(header, value)
                if message["status"] < 400:
                    self._keep_session(scope["state"], headers)
            await send(message)

        return finish

    def _headers(self, nonce: str) -> list[tuple[str, str]]:
        transport = f"max-age={self._settings.hsts_seconds}"
        return [
            ("Content-Security-Policy", policy(nonce, self._settings)),
            ("Permissions-Policy", _PERMISSIONS),
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "same-origin"),
            ("Cross-Origin-Opener-Policy", "same-origin"),
            ("X-Frame-Options", "DENY"),
            *([("Strict-Transport-Security", transport)] if self._settings.uses_https else []),
        ]

    def _keep_session(self, state: dict[str, Any], headers: MutableHeaders) -> None:
        token = state.get("session_cookie")
        if token is None:
            return
        seconds = int(sessions.LIFETIME.total_seconds()) if token else 0
        secure = "; Secure" if self._settings.uses_https else ""
        cookie = f"{self._settings.session_cookie}={token}; Path=/; Max-Age={seconds}"
        headers.append("Set-Cookie", f"{cookie}; HttpOnly; SameSite=Lax{secure}")


def policy(nonce: str, settings: Settings = settings) -> str:
    """The policy of one answer. In development Vite's server may send scripts and updates, too."""
    vite = [settings.vite] if settings.mizan_dev else []
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


def _host(headers: Headers) -> str:
    """The host that was asked for, without its port: `[::1]:8000` is `[::1]`."""
    given = headers.get("host", "").lower()
    name, _, port = given.rpartition(":")
    return name if name and port.isdigit() else given


def _is_allowed(host: str, hosts: Iterable[str]) -> bool:
    """`.example.com` allows `example.com` and every name below it."""
    return any(
        host == each.lower().removeprefix(".") or (each[:1] == "." and host.endswith(each.lower()))
        for each in hosts
    )


def _believe_proxy(scope: Scope, headers: Headers) -> None:
    if headers.get("x-forwarded-proto", "").strip() in ("http", "https"):
        scope["scheme"] = headers["x-forwarded-proto"].strip()
    # Each proxy appends the address that it saw; what stands before the last one is hearsay.
    address = ",".join(headers.getlist("x-forwarded-for")).rpartition(",")[2].strip()
    if address:
        scope["client"] = (address, 0)
