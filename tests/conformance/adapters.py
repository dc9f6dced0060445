"""Every adapter that claims the protocol, and how the vectors reach it: over its public surface.

To add one: a class with `send(Request) -> Reply` that serves the functions of a vector, and a row
in `ADAPTERS`. What it cannot do yet stands in `known-failing.json`, with the reason.
"""

from __future__ import annotations

import asyncio
import inspect
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from asgiref.sync import async_to_sync
from django.contrib.auth.models import User
from django.test import AsyncClient, Client
from fastapi import FastAPI
from mizan_core.registry import Registry, registry
from mizan_fastapi import Mizan
from vector_apps import register_app
from vector_server import ORIGIN, TOKEN, Reply, Request, Server, filled

KNOWN_FAILING = json.loads((Path(__file__).parent / "known-failing.json").read_text("utf-8"))
App = Mapping[str, Any]


@dataclass(frozen=True)
class Adapter:
    """`serve` gives a server of an app's functions and those of one case, as long as it is open."""

    name: str
    serve: Callable[[App, App], AbstractContextManager[Server]]

    def __str__(self) -> str:
        return self.name

    def reason_to_fail(self, file: str, case: str) -> str | None:
        """Why this adapter is known to fail a case, or None."""
        return KNOWN_FAILING.get(self.name, {}).get(f"{file}: {case}")


# --- Django -----------------------------------------------------------------------------------

DJANGO_ORIGIN = "http://testserver"


@dataclass
class DjangoServer:
    """Django with CSRF enforced: middleware, URL resolver, views, sessions, database."""

    base: str
    open_client: Callable[[], Any]

    def send(self, request: Request) -> Reply:
        """One request of a caller who has fetched the session's token, as a page does."""
        client = self.open_client()
        if request.caller != "anonymous":
            client.force_login(_user(request.caller))
        token = client.get(f"{self.base}session/").json()["csrf"]
        headers = filled(request.headers, {TOKEN: token, ORIGIN: DJANGO_ORIGIN})
        response = client.generic(
            request.method,
            f"{self.base}{request.path}" + (f"?{request.query}" if request.query else ""),
            request.body,
            # With a body the test clients set it themselves, without one they drop it.
            content_type=headers.pop("Content-Type", "") if request.body else "",
            headers=headers,
        )
        answered = {name.lower(): value for name, value in response.headers.items()}
        return Reply(response.status_code, answered, response.content)


OPTIONS = {"enforce_csrf_checks": True, "raise_request_exception": False}


def wsgi_client() -> Client:
    """Django's test client: the request as a WSGI server hands it over."""
    return Client(**OPTIONS)


class AsgiClient:
    """Django's async test client, called from a synchronous test."""

    def __init__(self) -> None:
        self.client = AsyncClient(**OPTIONS)

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.client, name)
        return async_to_sync(found) if inspect.iscoroutinefunction(found) else found

    def generic(self, *arguments: Any, **options: Any) -> Any:
        """A plain function that returns a coroutine: not to be told from outside."""

        async def send() -> Any:
            return await self.client.generic(*arguments, **options)

        return async_to_sync(send)()


def _user(caller: str) -> Any:
    known, _ = User.objects.get_or_create(username=caller, is_staff=caller == "staff")
    return known


def django_at(
    base: str, open_client: Callable[[], Any]
) -> Callable[[App, App], AbstractContextManager[Server]]:
    """The Django adapter mounted at this base, reached through this client."""

    @contextmanager
    def serve(app: App, case: App) -> Iterator[Server]:
        registry.clear()
        register_app(registry, app, case)
        try:
            yield DjangoServer(base, open_client)
        finally:
            registry.clear()
            registry.discover("sample.mizan_clients")

    return serve


# --- FastAPI ----------------------------------------------------------------------------------

FASTAPI_ORIGIN = "http://site.example"


@dataclass(frozen=True)
class FastApiUser:
    """Who is signed in, as an app's own authentication leaves it at `request.state.user`."""

    pk: int
    is_staff: bool = False
    is_authenticated: bool = True
    is_superuser: bool = False


FASTAPI_USERS = {"user": FastApiUser(7), "staff": FastApiUser(8, is_staff=True)}


@dataclass
class FastApiServer:
    """A FastAPI app as an ASGI server calls it: scope, receive, send."""

    app: Any

    def send(self, request: Request) -> Reply:
        """One request of a caller who has fetched the session's token, as a page does."""
        opened = self._exchange(Request("GET", "session/", caller=request.caller), {})
        token = json.loads(opened.body)["csrf"]
        cookie = opened.headers["set-cookie"].partition(";")[0]
        marks = {TOKEN: token, ORIGIN: FASTAPI_ORIGIN}
        return self._exchange(request, {**filled(request.headers, marks), "Cookie": cookie})

    def _exchange(self, request: Request, headers: Mapping[str, str]) -> Reply:
        state = {"user": FASTAPI_USERS.get(request.caller)}
        return asyncio.run(exchange(self.app, request, headers, state))


async def exchange(
    app: Any, request: Request, headers: Mapping[str, str], state: dict[str, Any]
) -> Reply:
    """One HTTP exchange with an ASGI application; the query and the body byte by byte."""
    path = f"/api/mizan/{request.path}"
    given = {"Host": "site.example", "Content-Length": str(len(request.body)), **headers}
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": request.method,
        "scheme": "http",
        "server": ("site.example", 80),
        "path": unquote(path),
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": request.query.encode(),
        "headers": [(name.lower().encode(), text.encode()) for name, text in given.items()],
        "state": state,
    }
    sent: list[Any] = []
    received = iter([{"type": "http.request", "body": request.body, "more_body": False}])

    async def receive() -> Any:
        return next(received, {"type": "http.disconnect"})

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope, receive, send)
    start, *bodies = sent
    answered = {name.decode().lower(): text.decode() for name, text in start["headers"]}
    return Reply(start["status"], answered, b"".join(each.get("body", b"") for each in bodies))


@contextmanager
def fastapi_router(app: App, case: App) -> Iterator[Server]:
    """`app.include_router(mizan.router)`."""
    api = FastAPI()
    api.include_router(_mizan(app, case).router)
    yield FastApiServer(api)


@contextmanager
def fastapi_middleware(app: App, case: App) -> Iterator[Server]:
    """`app.add_middleware(Mizan, …)`."""
    mizan = _mizan(app, case)
    mizan.app = FastAPI()
    yield FastApiServer(mizan)


def _mizan(app: App, case: App) -> Mizan:
    functions = Registry()
    register_app(functions, app, case)
    return Mizan(secret="for tests", functions=functions)


ADAPTERS = (
    Adapter("django", django_at("/api/mizan/", wsgi_client)),
    Adapter("django-async", django_at("/async/mizan/", AsgiClient)),
    Adapter("fastapi", fastapi_router),
    Adapter("fastapi-middleware", fastapi_middleware),
)
