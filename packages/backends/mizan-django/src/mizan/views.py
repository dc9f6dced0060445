"""The endpoints as Django views, sync and async. Protocol §2."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from asgiref.sync import sync_to_async
from django.core.handlers.wsgi import WSGIRequest
from django.db import connections, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt
from mizan_core.calls import json_object
from mizan_core.engine import ViewResult
from mizan_core.errors import BadRequest, MethodNotAllowed
from mizan_core.steps import Answer, Head, Script, length_of, perform_all

from mizan.conf import get_engine
from mizan.driver import Driver, translated

View = Callable[..., HttpResponseBase]
FORM_TYPES = {"application/x-www-form-urlencoded", "multipart/form-data"}


def endpoint(view: View) -> View:
    """The engine opens the unit of work and checks CSRF itself: Django's hooks stay out."""
    for alias in connections:
        view = transaction.non_atomic_requests(using=alias)(view)
    return csrf_exempt(view)


def session(request: HttpRequest) -> HttpResponse:
    """`GET session/`."""
    return _answered(request, get_engine().session(_head(request)))


def read(request: HttpRequest, context: str) -> HttpResponse:
    """`GET ctx/<context>/`."""
    return _answered(request, get_engine().read(_head(request), context, _query(request)))


def _query(request: HttpRequest) -> str:
    """The query as text: WSGI hands UTF-8 bytes over as if they were Latin-1."""
    query: str = request.META.get("QUERY_STRING", "")
    if isinstance(request, WSGIRequest):
        return query.encode("latin-1").decode("utf-8", "surrogateescape")
    return query


def call(request: HttpRequest) -> HttpResponse:
    """`POST call/`."""
    return _answered(request, get_engine().call(_head(request)))


def unknown(request: HttpRequest) -> HttpResponse:
    """Everything else below the mount point."""
    return _answered(request, get_engine().unknown(_head(request)))


def in_thread(view: View) -> Callable[..., Any]:
    """The async twin of a view: one hop for the whole script, transactions included."""

    async def twin(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        return await sync_to_async(view, thread_sensitive=True)(request, **kwargs)

    return twin


def view_path(name: str, methods: tuple[str, ...]) -> View:
    """The view of a `route=` function: arguments from path, query and body; Protocol §1."""

    def view(request: HttpRequest, **path_values: Any) -> HttpResponseBase:
        engine = get_engine()
        if request.method not in methods:
            return _response(engine.refuse(MethodNotAllowed.only(*methods)))
        try:
            given = {**request.GET.dict(), **_body_values(request), **path_values}
        except BadRequest as error:
            return _response(engine.refuse(error))
        with Driver(request) as driver:
            result = perform_all(
                engine.view(name, given, _head(request)), driver.perform, translated
            )
        return _response(result) if isinstance(result, Answer) else _passed_through(result)

    for alias in connections:
        view = transaction.non_atomic_requests(using=alias)(view)
    return view


def _body_values(request: HttpRequest) -> dict[str, Any]:
    if request.content_type in FORM_TYPES:
        return request.POST.dict()
    return json_object(request.body) if request.content_type == "application/json" else {}


def _passed_through(result: ViewResult) -> HttpResponseBase:
    response: HttpResponseBase = result.response
    response.headers.setdefault("Cache-Control", "no-store")
    for name, value in result.headers:
        response.headers[name] = value
    return response


def _answered(request: HttpRequest, script: Script) -> HttpResponse:
    with Driver(request) as driver:
        return _response(perform_all(script, driver.perform, translated))


def _response(answer: Answer) -> HttpResponse:
    headers = dict(answer.headers)
    # Django would set a type of its own first.
    kind = headers.pop("Content-Type")
    return HttpResponse(answer.body, content_type=kind, status=answer.status, headers=headers)


def _head(request: HttpRequest) -> Head:
    if request.method == "GET":  # nothing of a read depends on the rest
        return Head("GET")
    length = request.META.get("CONTENT_LENGTH") or ""
    return Head(
        method=request.method or "",
        content_type=request.META.get("CONTENT_TYPE", ""),
        # Eighteen digits are enough to be over any limit; thousands are more than int() takes.
        content_length=length_of(length),
        origin=request.META.get("HTTP_ORIGIN"),
        fetch_site=request.META.get("HTTP_SEC_FETCH_SITE"),
        own_origin=f"{request.scheme}://{request.get_host()}",
        idempotency_key=request.META.get("HTTP_IDEMPOTENCY_KEY"),
    )
