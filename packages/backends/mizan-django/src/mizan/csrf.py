"""Django's CSRF token, checked where the protocol says. Protocol §2 "CSRF".

The engine checks the content type and the origin, the same on every backend; only the token and
its cookie are Django's.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware, RejectRequest

HEADER = "HTTP_X_MIZAN_CSRF"


def _no_response(request: HttpRequest) -> HttpResponse:
    raise AssertionError("only the token check of the middleware is used")


_middleware = CsrfViewMiddleware(_no_response)
# Pairs of a session's secret and a token that Django has found to belong together. Unmasking one
# costs more than the rest of a call, and a page sends the same token each time.
_proven: set[tuple[str, str]] = set()
_MOST_PROVEN = 4096


def has_valid_token(request: HttpRequest) -> bool:
    """Whether `X-Mizan-Csrf` (or Django's own header) fits this session's secret."""
    if getattr(request, "_dont_enforce_csrf_checks", False):
        return True
    if HEADER in request.META:
        request.META[settings.CSRF_HEADER_NAME] = request.META[HEADER]
    if "CSRF_COOKIE" not in request.META:  # else Django's own middleware has put it there
        _middleware.process_request(request)
    pair = request.META.get("CSRF_COOKIE", ""), request.META.get(settings.CSRF_HEADER_NAME, "")
    if pair in _proven:
        return True
    try:
        _middleware._check_token(request)  # type: ignore[attr-defined]
    except RejectRequest:
        return False
    if len(_proven) >= _MOST_PROVEN:
        _proven.clear()
    _proven.add(pair)
    return True
