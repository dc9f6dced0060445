"""A FastAPI app in one file, served as router or middleware for the conformance tests."""

from __future__ import annotations

import asyncio
import json
import secrets
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import house
from fastapi import FastAPI
from mizan_core import announce
from mizan_core.idempotency import LEASE, Claim, Kept
from mizan_core.registry import Registry
from mizan_fastapi import Mizan, client
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from vector_apps import register_app


@dataclass(frozen=True)
class User:
    """Who is signed in."""

    pk: int
    username: str
    is_staff: bool = False
    is_superuser: bool = False
    is_authenticated: bool = True


USERS = {
    "user": User(1, "user"),
    "other": User(2, "other"),
    "staff": User(3, "staff", is_staff=True),
    "superuser": User(4, "superuser", is_superuser=True),
}


@client(route="/export/{list_id}/")
async def export(request: Request, list_id: int) -> Response:
    """A view-path function that reads."""
    return PlainTextResponse(f"list {list_id}")


@client(route="/import/{list_id}/", methods=["POST"], affects=house.ListContext)
def import_rows(request: Request, list_id: int) -> Response:
    """A view-path function that changes something."""
    house.sql("INSERT INTO rows (list_id, value) VALUES (?, 1)", list_id)
    return PlainTextResponse("done", 201)


ANSWERS = (
    "CREATE TABLE IF NOT EXISTS answers (who TEXT, key TEXT, digest TEXT, token TEXT, answer TEXT, "
    "made_at REAL, UNIQUE (who, key))"
)


class Answers:
    """Rows of claims, through the connection of the call's transaction where one is open."""

    def __init__(self, execute: house.Execute) -> None:
        self._execute = execute
        execute(ANSWERS, ())

    async def reserve(self, request: Request, claim: Claim) -> Kept:
        row = (claim.who, claim.key)
        old = time.time() - LEASE.total_seconds()
        self._execute(
            "DELETE FROM answers WHERE who = ? AND key = ? AND answer IS NULL AND made_at < ?",
            (*row, old),
        )
        self._execute(
            "INSERT INTO answers VALUES (?, ?, ?, ?, NULL, ?) ON CONFLICT DO NOTHING",
            (*row, claim.digest, claim.token, time.time()),
        )
        query = "SELECT digest, token, answer FROM answers WHERE who = ? AND key = ?"
        return Kept(*self._execute(query, row)[0])

    async def keep(self, request: Request, claim: Claim, answer: str) -> None:
        self._execute(
            "UPDATE answers SET answer = ? WHERE token = ? AND answer IS NULL",
            (answer, claim.token),
        )

    async def release(self, request: Request, claim: Claim) -> None:
        self._execute("DELETE FROM answers WHERE token = ? AND answer IS NULL", (claim.token,))


FUNCTIONS = [*house.FUNCTIONS, export, import_rows]
_open: ContextVar[sqlite3.Connection | None] = ContextVar("open", default=None)


class Site:
    """The app that is served now, and `/control/` beside it."""

    def __init__(self, folder: Path, *, is_middleware: bool, has_unit: bool) -> None:
        self._file = folder / "fastapi.sqlite3"
        self._is_middleware = is_middleware
        self._has_unit = has_unit
        self._sessions: dict[str, User] = {}
        self._log: list[Any] = []
        self._app: Any = None
        house.use(self._execute)
        self._execute("PRAGMA journal_mode = WAL", ())
        self._execute(house.TABLE, ())
        self._answers = Answers(self._execute)
        announce.subscribe(lambda entries: self._log.append(self._heard(entries)))
        self._serve_house()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer as the app does, or as the tests' own door."""
        if scope["type"] == "http" and scope["path"].startswith("/control/"):
            request = Request(scope, receive)
            answer = self._control(scope["path"], await request.body())
            await answer(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _control(self, path: str, body: bytes) -> Response:
        what = path.removeprefix("/control/").strip("/")
        if what.startswith("sign-in/"):
            return self._signed_in(what.removeprefix("sign-in/"))
        if what == "vectors":
            sent = json.loads(body)
            functions = Registry()
            register_app(functions, sent["app"], sent["case"])
            self._app = self._mounted(functions)
        if what == "house":
            self._serve_house()
        if what == "rows":
            return JSONResponse(self._execute("SELECT list_id, value FROM rows ORDER BY id", ()))
        return JSONResponse(self._log if what == "log" else None)

    def _serve_house(self) -> None:
        functions = Registry()
        for function in FUNCTIONS:
            functions.register(function)
        self._app = self._mounted(functions)
        self._execute("DELETE FROM rows", ())
        self._log.clear()

    def _signed_in(self, name: str) -> Response:
        answer = Response(status_code=204)
        token = secrets.token_urlsafe()
        self._sessions[token] = USERS[name]
        answer.set_cookie("session", token, httponly=True)
        return answer

    def _mounted(self, functions: Registry) -> Any:
        app = FastAPI(openapi_url=None)
        options: dict[str, Any] = {
            "secret": "for the conformance tests only",
            "functions": functions,
            "identify": self._identify,
            "answers": self._answers,
            "unit_of_work": self._unit if self._has_unit else None,
        }
        if self._is_middleware:
            app.add_middleware(Mizan, **options)
        else:
            app.include_router(Mizan(**options).router)
        return app

    async def _identify(self, request: Request) -> Any:
        token = request.cookies.get("session", "")
        request.state.user = self._sessions.get(token)
        request.state.session_epoch = token
        return request.state.user

    @asynccontextmanager
    async def _unit(self, request: Request) -> AsyncIterator[None]:
        connection = self._connect()
        # Waiting for the lock is not the loop's business.
        await asyncio.to_thread(connection.execute, "BEGIN IMMEDIATE")
        mark = _open.set(connection)
        try:
            yield
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        finally:
            _open.reset(mark)
            connection.close()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self._file, timeout=20, isolation_level=None, check_same_thread=False
        )
        connection.execute("PRAGMA synchronous = OFF")
        return connection

    def _execute(self, statement: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        opened = _open.get()
        if opened is not None:
            return opened.execute(statement, values).fetchall()
        connection = self._connect()
        try:
            return connection.execute(statement, values).fetchall()
        finally:
            connection.close()

    def _heard(self, entries: Any) -> dict[str, Any]:
        """What was purged, and how many rows somebody else sees by then."""
        other = self._connect()
        seen = other.execute("SELECT COUNT(*) FROM rows").fetchone()[0]
        other.close()
        return {"entries": [each.to_wire() for each in entries], "rows": seen}
