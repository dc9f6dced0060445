"""One board behind two doors: Mizan's functions, and plain FastAPI endpoints for TanStack Query."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI
from mizan_core.registry import Registry
from mizan_fastapi import Context, Merged, Mizan, Rows, client
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import FileResponse


class Card(BaseModel):
    id: int
    title: str
    is_done: bool


class Counts(BaseModel):
    total: int
    done: int


class Change(Merged):
    card: Card
    counts: Counts


class Title(BaseModel):
    title: str


CARDS: list[Card] = []
BoardContext = Context("board")


def counts_now() -> Counts:
    return Counts(total=len(CARDS), done=sum(card.is_done for card in CARDS))


def added(title: str) -> Card:
    card = Card(id=len(CARDS) + 1, title=title, is_done=True)
    CARDS.append(card)
    return card


@client(context=BoardContext, rows=Rows(key="id"))
async def cards(request: Request) -> list[Card]:
    return CARDS


@client(context=BoardContext)
async def counts(request: Request) -> Counts:
    return counts_now()


@client(merge=BoardContext)
async def add(request: Request, title: str) -> Change:
    return Change(card=added(title), counts=counts_now())


@client(affects=BoardContext)
async def clear(request: Request) -> None:
    CARDS.clear()


def make_app(pages: Path) -> FastAPI:
    """The app, serving the two pages and their scripts out of a folder."""
    functions = Registry()
    for function in (cards, counts, add, clear):
        functions.register(function)
    app = FastAPI()
    app.include_router(Mizan(secret="for a benchmark only", functions=functions).router)

    @app.get("/rest/cards")
    async def read_cards() -> list[Card]:
        return CARDS

    @app.get("/rest/counts")
    async def read_counts() -> Counts:
        return counts_now()

    @app.post("/rest/cards")
    async def add_card(given: Title) -> dict[str, Any]:
        return {"card": added(given.title), "counts": counts_now()}

    @app.post("/rest/clear")
    async def clear_cards() -> None:
        CARDS.clear()

    @app.get("/{name}")
    async def page(name: str) -> FileResponse:
        return FileResponse(pages / Path(name).name)

    return app


if __name__ == "__main__":
    uvicorn.run(make_app(Path(sys.argv[2])), port=int(sys.argv[1]), log_level="warning")
