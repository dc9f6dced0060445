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


def has_valid_token(request: HttpRequest) -> bool:
    """Whether `X-Mizan-Csrf` (or Django's own header) fits this session's secret."""
    if getattr(request, "_dont_enforce_csrf_checks", False):
        return True
    if HEADER in request.META:
        request.META[settings.CSRF_HEADER_NAME] = request.META[HEADER]
    _middleware.process_request(request)
    try:
        _middleware._check_token(request)  # type: ignore[attr-defined]
    except RejectRequest:
        return False
    return True
