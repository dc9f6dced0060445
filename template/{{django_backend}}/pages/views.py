"""What does not belong to an app: the health checks, the icon, and what does not exist."""

from django.db.transaction import non_atomic_requests
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseNotFound,
    HttpResponsePermanentRedirect,
    JsonResponse,
)
from django.templatetags.static import static
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from pages import health


@non_atomic_requests
def not_found(request: HttpRequest) -> HttpResponse:
    """A file or an endpoint that does not exist."""
    return HttpResponseNotFound("Not found\n", content_type="text/plain; charset=utf-8")


@require_safe
@non_atomic_requests
def favicon(request: HttpRequest) -> HttpResponse:
    """For browsers, and pages of the admin, that ask at the old address."""
    return HttpResponsePermanentRedirect(static("favicon.svg"))


@require_safe
@never_cache
@non_atomic_requests
def healthz(request: HttpRequest) -> JsonResponse:
    """Whether the process answers at all."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
@non_atomic_requests
def readyz(request: HttpRequest) -> JsonResponse:
    """Whether all that the app needs answers, too: 200, or 503 with what does not."""
    is_ready, report = health.readiness()
    return JsonResponse(report, status=200 if is_ready else 503)
