"""`route=` functions as routes: their response passes through. Protocol §1."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mizan_core.calls import json_object
from mizan_core.client import Declaration
from mizan_core.engine import ViewResult
from mizan_core.errors import BadRequest
from mizan_core.steps import Answer
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mizan_fastapi.driver import Driver
from mizan_fastapi.translation import head_of

if TYPE_CHECKING:
    from mizan_fastapi.mizan import Mizan

FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")


def view_route(mizan: Mizan, name: str, declaration: Declaration) -> Route:
    """The route of one function; arguments come from path, query and body."""

    async def endpoint(request: Request) -> Response:
        try:
            given = {**request.query_params, **await _body_values(request), **request.path_params}
        except BadRequest as error:
            return _response(mizan.engine.refuse(error))
        driver = Driver(mizan, request.scope, request.receive)
        head = head_of(request.scope, driver.headers)
        result = await driver.run(mizan.engine.view(name, given, head))
        return _response(result) if isinstance(result, Answer) else _passed_through(result)

    path = "/" + (declaration.route or "").lstrip("/")
    return Route(path, endpoint, methods=list(declaration.methods), name=name)


async def _body_values(request: Request) -> dict[str, Any]:
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type in FORM_TYPES:
        return dict((await request.form()).items())
    return json_object(await request.body()) if content_type == "application/json" else {}


def _passed_through(result: ViewResult) -> Response:
    response: Response = result.response
    response.headers.setdefault("Cache-Control", "no-store")
    for name, value in result.headers:
        response.headers[name] = value
    return response


def _response(answer: Answer) -> Response:
    return Response(answer.body, answer.status, dict(answer.headers))
