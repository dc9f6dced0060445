"""Contenders that are ASGI applications. Each maker gives the application and its exchanges."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Body
from pydantic import TypeAdapter, ValidationError

from benchmarks import work
from benchmarks.contenders import tables
from benchmarks.work import Bundle, Card, Exchange, NewCard, StoredBundle, Summary, Title


@dataclass(frozen=True)
class Contender:
    """An application, the requests to it, and how it is called: `asgi` or `wsgi`."""

    name: str
    app: Any
    exchanges: dict[str, Exchange]
    kind: str = "asgi"


def raw_asgi() -> Contender:
    """ASGI by hand with pydantic's validator and serialiser: the floor."""
    new_card, bundle = TypeAdapter(NewCard), TypeAdapter(Bundle)
    one = TypeAdapter(Card)

    async def app(scope: Any, receive: Any, send: Any) -> None:
        status = 200
        if scope["path"] == "/cards":
            body = (await receive())["body"]
            try:
                args = new_card.validate_json(body)
                made = work.card(1, args.board_id, args.title, args.is_done)
                content = one.serializer.to_json(made)
            except ValidationError as error:
                status, content = 422, error.json(include_url=False, include_input=False).encode()
        else:
            board_id = int(scope["query_string"].partition(b"=")[2])
            found = Bundle(cards=work.cards(board_id), summary=work.summary(board_id))
            content = bundle.serializer.to_json(found)
        headers = [(b"content-type", b"application/json")]
        headers.append((b"content-length", str(len(content)).encode()))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": content})

    return Contender("raw ASGI + pydantic", app, work.plain_exchanges())


def starlette_by_hand() -> Contender:
    """Starlette's routing, requests and responses; pydantic by hand."""
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

    new_card, bundle, one = TypeAdapter(NewCard), TypeAdapter(Bundle), TypeAdapter(Card)

    async def add(request: Request) -> Response:
        try:
            args = new_card.validate_json(await request.body())
        except ValidationError as error:
            refused = error.json(include_url=False, include_input=False)
            return Response(refused, 422, media_type="application/json")
        made = work.card(1, args.board_id, args.title, args.is_done)
        return Response(one.serializer.to_json(made), media_type="application/json")

    async def board(request: Request) -> Response:
        board_id = int(request.query_params["board_id"])
        found = Bundle(cards=work.cards(board_id), summary=work.summary(board_id))
        return Response(bundle.serializer.to_json(found), media_type="application/json")

    routes = [Route("/cards", add, methods=["POST"]), Route("/board", board)]
    return Contender("Starlette by hand", Starlette(routes=routes), work.plain_exchanges())


Number, Flag = Annotated[int, Body()], Annotated[bool, Body()]
Text = Annotated[str, Body(min_length=1, max_length=120)]


def plain_fastapi(*, is_async: bool) -> Contender:
    """FastAPI as its documentation shows it."""
    from fastapi import FastAPI

    app = FastAPI(openapi_url=None)

    def add(board_id: Number, title: Text, is_done: Flag) -> Card:
        return work.card(1, board_id, title, is_done)

    def board(board_id: int) -> Bundle:
        return Bundle(cards=work.cards(board_id), summary=work.summary(board_id))

    async def add_async(board_id: Number, title: Text, is_done: Flag) -> Card:
        return work.card(1, board_id, title, is_done)

    async def board_async(board_id: int) -> Bundle:
        return Bundle(cards=work.cards(board_id), summary=work.summary(board_id))

    def shelf(board_id: int) -> Any:
        with tables.sessions()() as session:
            return {
                "stored_cards": tables.cards_of(session, board_id),
                "stored_summary": tables.board_of(session, board_id),
            }

    app.post("/cards")(add_async if is_async else add)
    app.get("/board")(board_async if is_async else board)
    app.get("/shelf", response_model=StoredBundle)(shelf)
    name = f"FastAPI, {'async def' if is_async else 'def'}"
    return Contender(name, app, work.plain_exchanges(stored=None if is_async else "/shelf"))


def litestar() -> Contender:
    """Litestar with its own handlers and pydantic models."""
    from litestar import Litestar, get, post

    @post("/cards", status_code=200)
    async def add(data: NewCard) -> Card:
        return work.card(1, data.board_id, data.title, data.is_done)

    @get("/board")
    async def board(board_id: int) -> Bundle:
        return Bundle(cards=work.cards(board_id), summary=work.summary(board_id))

    app = Litestar([add, board], openapi_config=None)
    return Contender("Litestar", app, work.plain_exchanges(refused=400))


def mizan_fastapi(*, is_async: bool, mount: str) -> Contender:
    """Mizan on FastAPI, with sessions, CSRF and identity as every app has them."""
    from fastapi import FastAPI
    from mizan_core.registry import Registry
    from mizan_fastapi import Context, Mizan, client

    functions, context, shelf = Registry(), Context("board"), Context("shelf")
    add_card, *reads = ASYNC if is_async else SYNC
    functions.register(client(name="add_card")(add_card))
    for each in reads:
        functions.register(client(context=context, name=each.__name__.removesuffix("_async"))(each))
    for each in () if is_async else STORED:
        functions.register(client(context=shelf)(each))
    app = FastAPI(openapi_url=None)
    options: dict[str, Any] = {"secret": "for benchmarks", "functions": functions}
    if mount == "router":
        app.include_router(Mizan(**options).router)
    else:
        app.add_middleware(Mizan, **options)
    token, cookie = asyncio.run(_session(app))
    name = f"Mizan on FastAPI, {mount}, {'async def' if is_async else 'def'}"
    exchanges = work.mizan_exchanges("/api/mizan/", token, cookie, ORIGIN, has_tables=not is_async)
    return Contender(name, app, exchanges)


ORIGIN = "http://127.0.0.1:8000"


def add_card(request: Any, board_id: int, title: Title, is_done: bool) -> Card:
    """W1."""
    return work.card(1, board_id, title, is_done)


def cards(request: Any, board_id: int) -> list[Card]:
    """The list of W2."""
    return work.cards(board_id)


def summary(request: Any, board_id: int) -> Summary:
    """The object of W2."""
    return work.summary(board_id)


async def add_card_async(request: Any, board_id: int, title: Title, is_done: bool) -> Card:
    """W1."""
    return work.card(1, board_id, title, is_done)


async def cards_async(request: Any, board_id: int) -> list[Card]:
    """The list of W2."""
    return work.cards(board_id)


async def summary_async(request: Any, board_id: int) -> Summary:
    """The object of W2."""
    return work.summary(board_id)


def stored_cards(request: Any, board_id: int) -> list[Card]:
    """The list of W4; its rows become the declared records."""
    with tables.sessions()() as session:
        found: list[Card] = tables.cards_of(session, board_id)
        return found


def stored_summary(request: Any, board_id: int) -> Summary:
    """The object of W4."""
    with tables.sessions()() as session:
        found: Summary = tables.board_of(session, board_id)
        return found


SYNC = (add_card, cards, summary)
STORED = (stored_cards, stored_summary)
ASYNC = (add_card_async, cards_async, summary_async)


async def _session(app: Any) -> tuple[str, str]:
    """The token and the cookie that `session/` gives."""
    status, headers, body = await exchange(app, Exchange("GET", "/api/mizan/session/"))
    assert status == 200, body
    cookie = dict(headers)[b"set-cookie"].partition(b";")[0].decode()
    return json.loads(body)["csrf"], cookie


def scope_of(each: Exchange) -> dict[str, Any]:
    """The ASGI scope of a request."""
    given = [("host", "127.0.0.1:8000"), ("content-length", str(len(each.body))), *each.headers]
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": each.method,
        "scheme": "http",
        "server": ("127.0.0.1", 8000),
        "client": ("127.0.0.1", 50000),
        "path": each.path,
        "raw_path": each.path.encode(),
        "root_path": "",
        "query_string": each.query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in given],
    }


async def exchange(app: Any, each: Exchange) -> tuple[int, Any, bytes]:
    """One request to an ASGI application, without a socket."""
    sent: list[Any] = []
    messages = [{"type": "http.request", "body": each.body, "more_body": False}]

    async def receive() -> Any:
        # Behind the body nothing comes, as long as the client stays.
        return messages.pop() if messages else await asyncio.get_running_loop().create_future()

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope_of(each), receive, send)
    body = b"".join(message.get("body", b"") for message in sent[1:])
    return sent[0]["status"], sent[0]["headers"], body
