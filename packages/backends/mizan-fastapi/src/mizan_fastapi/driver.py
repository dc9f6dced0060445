"""Performs the engine's steps the ASGI way. Translates; decides nothing. Protocol §2."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Generator
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from typing import TYPE_CHECKING, Any, TypeVar

from fastapi.dependencies.models import Dependant
from mizan_core import announce, csrf
from mizan_core.errors import PayloadTooLarge
from mizan_core.identity import Identity
from mizan_core.steps import (
    Begin,
    CheckCsrf,
    Commit,
    Identify,
    Invoke,
    InvokeAll,
    IssueCsrf,
    Keep,
    PublicRequest,
    Purge,
    ReadBody,
    Refresh,
    Release,
    Reserve,
    Rollback,
    StatusOf,
    Step,
    aperform_all,
)
from starlette.requests import ClientDisconnect, Request

from mizan_fastapi.dependencies import solve
from mizan_fastapi.idempotency import AnswerStore
from mizan_fastapi.translation import Scope, cookie_of, identity_of, translated

if TYPE_CHECKING:
    from mizan_fastapi.mizan import Mizan

Receive = Callable[[], Awaitable[Scope]]
Finished = TypeVar("Finished")


class Driver:
    """Performs the steps of one request. Steps that need not wait give their value at once."""

    def __init__(self, mizan: Mizan, scope: Scope, receive: Receive) -> None:
        self._mizan = mizan
        self._scope = scope
        self._receive = receive
        self.headers: dict[bytes, bytes] = dict(scope["headers"])
        self._request: Request | None = None
        self._unit: AbstractAsyncContextManager[Any] | None = None
        self._opened: AsyncExitStack | None = None
        self._solved: dict[Any, Any] = {}
        self._was_committing = False
        self.cookie: str | None = None

    @property
    def request(self) -> Request:
        """The request that functions see; made for the first that asks."""
        if self._request is None:
            self._request = Request(self._scope, self._receive)
        return self._request

    async def run(self, script: Generator[Step, Any, Finished]) -> Finished:
        """The script to its end. An open unit is rolled back, whatever ends the request early."""
        try:
            return await aperform_all(script, self.perform, translated)
        except BaseException as error:
            await self._end_unit(error)
            raise
        finally:
            if self._opened is not None:
                await self._opened.aclose()

    def perform(self, step: Step) -> Any:
        """One step: its value, or the coroutine that gives it."""
        return _PERFORM[type(step)](self, step)

    def _identify(self, step: Identify) -> Any:
        if self._mizan.identify is None:
            state = self._scope.get("state") or {}
            return identity_of(state.get("user"), state.get("session_epoch", ""))
        return self._ask_app()

    async def _ask_app(self) -> Identity:
        assert self._mizan.identify is not None
        user = await self._mizan.identify(self.request)
        return identity_of(user, getattr(self.request.state, "session_epoch", ""))

    def _nonce(self) -> str | None:
        sent = [value for name, value in self._scope["headers"] if name == b"cookie"]
        return cookie_of(b"; ".join(sent), self._mizan.cookie_name)

    def _check_csrf(self, step: CheckCsrf) -> bool:
        engine = self._mizan.engine
        token = self.headers.get(b"x-mizan-csrf", b"").decode("latin-1")
        return csrf.is_valid(
            engine.settings.secret, self._nonce(), engine.who(step.identity), token
        )

    def _issue_csrf(self, step: IssueCsrf) -> str:
        nonce = self._nonce()
        if nonce is None or not csrf.is_nonce(nonce):
            nonce = self.cookie = csrf.new_nonce()
        engine = self._mizan.engine
        return csrf.token_of(engine.settings.secret, nonce, engine.who(step.identity))

    async def _read_body(self, step: ReadBody) -> bytes:
        body = b""
        is_more = True
        while is_more:
            message = await self._receive()
            if message["type"] == "http.disconnect":
                raise ClientDisconnect
            body += message.get("body", b"")
            if len(body) > step.limit:
                raise PayloadTooLarge(f"The body may have {step.limit} bytes at most.")
            is_more = message.get("more_body", False)
        return body

    def _invoke(self, step: Invoke) -> Any:
        request = self._request_of(step)
        dependant = self._mizan.dependant(step.function)
        if dependant is not None:
            return self._invoke_with(dependant, step, request)
        if step.is_async:
            return step.function(request, **step.kwargs)
        return self._mizan.pool.run(step.function, request, **step.kwargs)

    async def _invoke_all(self, step: InvokeAll) -> list[Any]:
        for each in step.invokes:
            if each.is_async or self._mizan.dependant(each.function) is not None:
                return [await self._invoke(each) for each in step.invokes]
        # Synchronous functions of one bundle share one hop to a thread.
        values: list[Any] = await self._mizan.pool.run(self._call_all, step.invokes)
        return values

    def _call_all(self, invokes: list[Invoke]) -> list[Any]:
        return [each.function(self._request_of(each), **each.kwargs) for each in invokes]

    def _request_of(self, step: Invoke) -> Any:
        return PublicRequest(step.name) if step.is_public else self.request

    async def _invoke_with(self, dependant: Dependant, step: Invoke, request: Any) -> Any:
        if self._opened is None:
            self._opened = AsyncExitStack()
        injected = await solve(dependant, self.request, self._opened, self._solved)
        if step.is_async:
            return await step.function(request, **step.kwargs, **injected)
        return await self._mizan.pool.run(step.function, request, **step.kwargs, **injected)

    def _begin(self, step: Begin) -> Any:
        if self._mizan.unit_of_work is None:
            return None
        return self._open_unit(self._mizan.unit_of_work(self.request))

    async def _open_unit(self, unit: AbstractAsyncContextManager[Any]) -> None:
        await unit.__aenter__()
        self._unit = unit

    async def _end_unit(self, error: BaseException | None) -> None:
        unit, self._unit = self._unit, None
        if unit is not None:
            traceback = error.__traceback__ if error is not None else None
            await unit.__aexit__(type(error) if error is not None else None, error, traceback)

    def _commit(self, step: Commit) -> Any:
        self._was_committing = True
        return self._end_unit(None) if self._unit is not None else None

    async def _rollback(self, step: Rollback) -> bool:
        """Whether anything may have been kept: unknown without a unit, or when a commit failed."""
        try:
            await self._end_unit(step.error)
        except Exception as raised:
            if raised is not step.error:
                raise
        return self._was_committing or self._mizan.unit_of_work is None

    async def _refresh(self, step: Refresh) -> None:
        opened, self._opened = self._opened, None
        if opened is not None:
            await opened.aclose()
        self._request, self._solved = None, {}
        self._scope = {**self._scope, "state": dict(self._scope.get("state") or {})}

    def _reserve(self, step: Reserve) -> Any:
        return self._answers.reserve(self.request, step.claim)

    def _keep(self, step: Keep) -> Any:
        return self._answers.keep(self.request, step.claim, step.answer)

    def _release(self, step: Release) -> Any:
        return self._answers.release(self.request, step.claim)

    @property
    def _answers(self) -> AnswerStore:
        assert self._mizan.answers is not None
        return self._mizan.answers

    def _purge(self, step: Purge) -> None:
        announce.purge(step.entries)

    def _status_of(self, step: StatusOf) -> int:
        return int(step.response.status_code)


_PERFORM: dict[type, Callable[[Driver, Any], Any]] = {
    Identify: Driver._identify,
    CheckCsrf: Driver._check_csrf,
    IssueCsrf: Driver._issue_csrf,
    ReadBody: Driver._read_body,
    Invoke: Driver._invoke,
    InvokeAll: Driver._invoke_all,
    Begin: Driver._begin,
    Commit: Driver._commit,
    Rollback: Driver._rollback,
    Refresh: Driver._refresh,
    Reserve: Driver._reserve,
    Keep: Driver._keep,
    Release: Driver._release,
    Purge: Driver._purge,
    StatusOf: Driver._status_of,
}
