"""Performs the engine's steps the ASGI way. Translates; decides nothing. Protocol §2."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Any

from mizan_core import announce, csrf
from mizan_core.errors import (
    PROTOCOL_ERRORS,
    BadRequest,
    InternalError,
    MizanError,
    PayloadTooLarge,
)
from mizan_core.identity import ANONYMOUS, Identity
from mizan_core.steps import (
    Begin,
    CheckCsrf,
    Commit,
    Head,
    Identify,
    Invoke,
    IssueCsrf,
    PublicRequest,
    Purge,
    ReadBody,
    Rollback,
    StatusOf,
    Step,
    length_of,
)
from starlette.exceptions import HTTPException
from starlette.requests import Request

from mizan_fastapi.dependencies import solve

if TYPE_CHECKING:
    from mizan_fastapi.mizan import Mizan


class Driver:
    """Performs the steps of one request."""

    def __init__(self, mizan: Mizan, request: Request) -> None:
        self._mizan = mizan
        self._request = request
        self._unit = AsyncExitStack()
        self._opened = AsyncExitStack()
        self._solved: dict[Any, Any] = {}
        self._was_committing = False
        self.cookie: str | None = None

    async def __aenter__(self) -> Driver:
        return self

    async def __aexit__(self, *raised: Any) -> None:
        """Whatever ends the request early: an open unit is rolled back, never left open."""
        try:
            await self._unit.__aexit__(*raised)
        finally:
            await self._opened.__aexit__(*raised)

    async def perform(self, step: Step) -> Any:
        """One step. HTTPException comes out as the protocol's error of that status."""
        try:
            return await _PERFORM[type(step)](self, step)
        except HTTPException as error:
            raise translated(error) from error

    async def _identify(self, step: Identify) -> Identity:
        user = await self._mizan.identify(self._request)
        if user is None:
            return ANONYMOUS
        return Identity.of(user, str(getattr(self._request.state, "session_epoch", "")))

    async def _who(self) -> str:
        return self._mizan.engine.who(await self._identify(Identify()))

    def _nonce(self) -> str | None:
        return self._request.cookies.get(self._mizan.cookie_name)

    async def _check_csrf(self, step: CheckCsrf) -> bool:
        secret = self._mizan.engine.settings.secret
        token = self._request.headers.get("x-mizan-csrf")
        return csrf.is_valid(secret, self._nonce(), await self._who(), token)

    async def _issue_csrf(self, step: IssueCsrf) -> str:
        nonce = self._nonce()
        if nonce is None or not csrf.is_nonce(nonce):
            nonce = self.cookie = csrf.new_nonce()
        return csrf.token_of(self._mizan.engine.settings.secret, nonce, await self._who())

    async def _read_body(self, step: ReadBody) -> bytes:
        body = bytearray()
        async for chunk in self._request.stream():
            body += chunk
            if len(body) > step.limit:
                raise PayloadTooLarge(f"The body may have {step.limit} bytes at most.")
        return bytes(body)

    async def _invoke(self, step: Invoke) -> Any:
        request: Any = PublicRequest(step.name) if step.is_public else self._request
        kwargs = {**step.kwargs, **await self._injected(step)}
        if step.is_async:
            return await step.function(request, **kwargs)
        return await self._mizan.pool.run(step.function, request, **kwargs)

    async def _injected(self, step: Invoke) -> dict[str, Any]:
        dependant = self._mizan.dependant(step.function)
        if dependant is None:
            return {}
        return await solve(dependant, self._request, self._opened, self._solved)

    async def _begin(self, step: Begin) -> None:
        if self._mizan.unit_of_work is not None:
            await self._unit.enter_async_context(self._mizan.unit_of_work(self._request))

    async def _commit(self, step: Commit) -> None:
        self._was_committing = True
        await self._unit.__aexit__(None, None, None)

    async def _rollback(self, step: Rollback) -> bool:
        """Whether anything may have been kept: unknown without a unit, or when a commit failed."""
        error = step.error
        await self._unit.pop_all().__aexit__(type(error), error, error.__traceback__)
        return self._was_committing or self._mizan.unit_of_work is None

    async def _purge(self, step: Purge) -> None:
        announce.purge(step.entries)

    async def _status_of(self, step: StatusOf) -> int:
        return int(step.response.status_code)


_PERFORM: dict[type, Callable[[Driver, Any], Awaitable[Any]]] = {
    Identify: Driver._identify,
    CheckCsrf: Driver._check_csrf,
    IssueCsrf: Driver._issue_csrf,
    ReadBody: Driver._read_body,
    Invoke: Driver._invoke,
    Begin: Driver._begin,
    Commit: Driver._commit,
    Rollback: Driver._rollback,
    Purge: Driver._purge,
    StatusOf: Driver._status_of,
}

_BY_STATUS: dict[int, type[MizanError]] = {
    error.status: error for error in reversed(PROTOCOL_ERRORS)
}


def translated(error: HTTPException) -> MizanError:
    """The protocol's error of an HTTPException's status, with its detail where that is text."""
    fallback = InternalError if error.status_code >= 500 else BadRequest
    shown = error.detail if error.status_code < 500 and isinstance(error.detail, str) else None
    return _BY_STATUS.get(error.status_code, fallback)(shown)


def head_of(request: Request) -> Head:
    """What the engine looks at."""
    headers = request.headers
    return Head(
        method=request.method,
        content_type=headers.get("content-type", ""),
        content_length=length_of(headers.get("content-length", "")),
        origin=headers.get("origin"),
        fetch_site=headers.get("sec-fetch-site"),
        own_origin=f"{request.url.scheme}://{headers.get('host', '')}",
    )
