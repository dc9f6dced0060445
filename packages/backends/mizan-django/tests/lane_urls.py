"""Views, well- and ill-behaved, for comparing the lane with Django's own ASGI handler."""

import asyncio
import threading
from pathlib import Path

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import (
    FileResponse,
    Http404,
    HttpResponse,
    HttpResponseNotModified,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.urls import include, path
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt

SEEN = {}


def plain(request):
    SEEN["thread"] = threading.current_thread().name
    return HttpResponse("hello", headers={"X-Who": "Zoë".encode("latin-1").decode("latin-1")})


def echo(request):
    name = request.POST.get("name", "nobody")
    return HttpResponse(f"{request.method} {request.path} {request.GET.urlencode()} {name}")


def raw(request):
    return HttpResponse(request.body + request.META.get("CONTENT_TYPE", "").encode())


def cookies(request):
    response = HttpResponse(f"{sorted(request.COOKIES.items())}")
    response.set_cookie("one", "1", max_age=60, httponly=True, samesite="Lax")
    response.set_cookie("two", 'a "b"; c', secure=True)
    response.delete_cookie("three")
    return response


def session(request):
    request.session["count"] = request.session.get("count", 0) + 1
    return HttpResponse(str(request.session["count"]))


def raising(kind):
    def view(request):
        raise kind("no")

    return view


async def asynchronous(request):
    await asyncio.sleep(0)
    return HttpResponse(f"async {gettext('Yes')}")


def parts():
    yield b"one "
    yield b"two "
    yield b"three"


async def slow_parts():
    for part in parts():
        await asyncio.sleep(0)
        yield part


async def endless():
    try:
        while True:
            yield b"more "
            await asyncio.sleep(0)
    finally:
        SEEN["ended"] = True


def endless_too():
    try:
        while True:
            yield b"more "
    finally:
        SEEN["ended"] = True


def broken():
    yield b"one "
    raise RuntimeError("in the middle")


def file(request):
    # Its answer closes it.
    return FileResponse(Path(__file__).open("rb"), as_attachment=True)


def nothing(request):
    return None


urlpatterns = [
    path("lane/plain", plain),
    path("lane/echo/<str:word>", csrf_exempt(echo)),
    path("lane/guarded", echo),
    path("lane/raw", csrf_exempt(raw)),
    path("lane/cookies", cookies),
    path("lane/session", session),
    path("lane/missing", raising(Http404)),
    path("lane/denied", raising(PermissionDenied)),
    path("lane/suspicious", raising(SuspiciousOperation)),
    path("lane/crash", raising(RuntimeError)),
    path("lane/exit", raising(KeyError)),
    path("lane/nothing", nothing),
    path("lane/async", asynchronous),
    path("lane/redirect", lambda request: HttpResponseRedirect("/elsewhere?x=1")),
    path("lane/unchanged", lambda request: HttpResponseNotModified()),
    path("lane/empty", lambda request: HttpResponse(status=204)),
    path("lane/large", lambda request: HttpResponse(b"x" * 200_000)),
    path("lane/file", file),
    path("lane/parts", lambda request: StreamingHttpResponse(parts())),
    path("lane/broken", lambda request: StreamingHttpResponse(broken())),
    path("lane/slow-parts", lambda request: StreamingHttpResponse(slow_parts())),
    path("lane/endless", lambda request: StreamingHttpResponse(endless())),
    path("lane/endless-too", lambda request: StreamingHttpResponse(endless_too())),
    path("lane/mizan/", include("mizan.urls")),
]


def stamping(get_response):
    """Middleware that changes every answer, also those that stream."""

    def middleware(request):
        request.stamp = "seen"
        response = get_response(request)
        response.headers["X-Stamp"] = request.stamp
        return response

    return middleware


class Refusing:
    """Middleware with hooks: refuses, crashes, answers exceptions."""

    sync_capable = async_capable = False

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.GET.get("refuse"):
            return HttpResponse("refused", status=418)
        if request.GET.get("crash"):
            raise RuntimeError("in a middleware")
        return self.get_response(request)

    def process_exception(self, request, exception):
        return HttpResponse("rescued", status=503) if isinstance(exception, KeyError) else None


Refusing.sync_capable = True
