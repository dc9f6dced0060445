"""Mizan on ASGI: `app.include_router(mizan.router)` or `app.add_middleware(Mizan, …)`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import cached_property, lru_cache
from time import monotonic
from types import ModuleType
from typing import Any

from fastapi import APIRouter
from fastapi.dependencies.models import Dependant
from mizan_core.engine import Engine, EngineSettings
from mizan_core.ir import render_ir
from mizan_core.pool import Pool
from mizan_core.registry import Registry, registry
from mizan_core.report import report
from mizan_core.steps import Answer, Head, Script
from starlette.convertors import PathConvertor, register_url_convertor
from starlette.requests import Request
from starlette.routing import BaseRoute, Match, Route

from mizan_fastapi.dependencies import dependant_of
from mizan_fastapi.driver import Driver, Receive
from mizan_fastapi.idempotency import AnswerStore
from mizan_fastapi.translation import Scope, head_of
from mizan_fastapi.views import view_route

Send = Callable[[Scope], Awaitable[None]]
Identify = Callable[[Request], Awaitable[Any]]
UnitOfWork = Callable[[Request], AbstractAsyncContextManager[Any]]

COOKIE = "mizan_csrf"


class _Rest(PathConvertor):
    """Whatever stands below the base; Starlette's own stops at a line feed."""

    regex = "(?s:.*)"


register_url_convertor("mizan_rest", _Rest())


class Mizan:
    """The protocol's endpoints for one app, below `base`. Protocol §2.

    `clients` are modules (or their names) whose `@client` functions are registered. `unit_of_work`
    gives, per request, an async context manager around each call: it commits when it ends and
    rolls back when it ends with an exception. `identify` finds the user (default:
    `request.state.user`). `answers` keeps what calls under an `Idempotency-Key` answered, so that
    clients may send them again. `threads` is how many synchronous functions run at once. Raises
    RegistryError with all problems when the app starts or answers first.
    """

    def __init__(
        self,
        app: Any = None,
        *,
        secret: str,
        base: str = "/api/mizan/",
        clients: Sequence[str | ModuleType] = (),
        unit_of_work: UnitOfWork | None = None,
        identify: Identify | None = None,
        answers: AnswerStore | None = None,
        allowed_origins: Iterable[str] = (),
        max_body: int = 1024 * 1024,
        threads: int = 8,
        secure_cookies: bool = False,
        functions: Registry = registry,
    ) -> None:
        if not (base.startswith("/") and base.endswith("/")):
            raise ValueError(f"base={base!r} has to begin and end with '/'")
        self.app = app
        self.base = base
        self.unit_of_work = unit_of_work
        self.identify = identify
        self.answers = answers
        self.pool = Pool(threads)
        self.registry = functions
        self.is_secure = secure_cookies
        self.cookie_name = f"__Host-{COOKIE}" if secure_cookies else COOKIE
        self._settings = EngineSettings(
            secret.encode(),
            max_body,
            frozenset(allowed_origins),
            unit_of_work is not None,
            monotonic,
            keeps_answers=answers is not None,
        )
        self._dependants: dict[Any, Dependant | None] = {}
        for module in clients:
            functions.discover(module)

    @cached_property
    def engine(self) -> Engine:
        """The engine of the frozen registry. Raises RegistryError."""
        return Engine(self.registry.freeze(), self._settings)

    @cached_property
    def view_routes(self) -> list[Route]:
        """One route per `route=` function."""
        return [view_route(self, name, each) for name, each in self.registry.routes()]

    @cached_property
    def router(self) -> APIRouter:
        """The endpoints and the view-path functions, with absolute paths."""
        router = APIRouter(lifespan=self._lifespan)
        routes: list[BaseRoute] = [Route(f"{self.base}{{rest:mizan_rest}}", self.endpoint)]
        router.routes.extend([*routes, *self.view_routes])
        return router

    @asynccontextmanager
    async def _lifespan(self, app: Any) -> AsyncIterator[None]:
        """Freeze before the first request: what does not fit together stops the start."""
        _ = self.engine
        yield

    @cached_property
    def endpoint(self) -> Endpoint:
        """The ASGI application that answers everything below `base`."""
        return Endpoint(self)

    def ir(self) -> str:
        """What the functions offer to clients, for the code generator. Raises RegistryError."""
        return render_ir(self.registry.freeze())

    def report(self) -> str:
        """What each mutation merges and invalidates, for people. Raises RegistryError."""
        return report(self.registry.freeze()) + "\n"

    def dependant(self, function: Callable[..., Any]) -> Dependant | None:
        """What a function asks of FastAPI; worked out once."""
        try:
            return self._dependants[function]
        except KeyError:
            return self._dependants.setdefault(function, dependant_of(function))

    def csrf_cookie(self, nonce: str) -> bytes:
        """The value of `Set-Cookie` that CSRF tokens are made for."""
        secure = "; Secure" if self.is_secure else ""
        return f"{self.cookie_name}={nonce}; Path=/; HttpOnly; SameSite=Lax{secure}".encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As middleware: what is Mizan's is answered here, the rest goes on to the app."""
        if scope["type"] == "lifespan":
            _ = self.engine
        if scope["type"] == "http" and scope["path"].startswith(self.base):
            await self.endpoint(scope, receive, send)
        elif scope["type"] == "http" and (route := self._view_for(scope)) is not None:
            await route.handle(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    def _view_for(self, scope: Scope) -> Route | None:
        for route in self.view_routes:
            match, found = route.matches(scope)
            if match is not Match.NONE:
                scope.update(found)
                return route
        return None


class Endpoint:
    """Answers one request: which script, who drives it, its bytes. Nothing of the framework."""

    def __init__(self, mizan: Mizan) -> None:
        self._mizan = mizan
        self._start = len(mizan.base)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        driver = Driver(self._mizan, scope, receive)
        answer = await driver.run(self._script(scope, head_of(scope, driver.headers)))
        start, body = messages_of(answer)
        if driver.cookie is not None:
            cookie = (b"set-cookie", self._mizan.csrf_cookie(driver.cookie))
            start["headers"] = [*start["headers"], cookie]
        await send(start)
        await send(body)

    def _script(self, scope: Scope, head: Head) -> Script:
        engine = self._mizan.engine
        rest = scope["path"][self._start :]
        if rest == "call/":
            return engine.call(head)
        if rest == "session/":
            return engine.session(head)
        if rest.startswith("ctx/") and rest.endswith("/") and rest.count("/") == 2:
            query = scope["query_string"].decode("utf-8", "surrogateescape")
            return engine.read(head, rest[4:-1], query)
        return engine.unknown(head)


def messages_of(answer: Answer) -> tuple[Scope, Scope]:
    """The two messages of an answer."""
    length = (b"content-length", str(len(answer.body)).encode())
    headers = [*encoded(answer.headers), length]
    start = {"type": "http.response.start", "status": answer.status, "headers": headers}
    return start, {"type": "http.response.body", "body": answer.body}


@lru_cache(maxsize=4096)
def encoded(headers: tuple[tuple[str, str], ...]) -> tuple[tuple[bytes, bytes], ...]:
    """Headers as ASGI wants them; most answers have the same ones."""
    return tuple((name.lower().encode(), value.encode()) for name, value in headers)
