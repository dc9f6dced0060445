"""The work that every contender does, and what it has to answer.

W1: a POST with three validated arguments, answered with a model of six fields. W2: a GET of one
object and a list of fifty. W3: the POST of W1 with a wrong argument. W4: what W2 reads, from a
database through an ORM.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, Field

BOARD, ROWS = 7, 50
Title = Annotated[str, Field(min_length=1, max_length=120)]


class Card(BaseModel):
    id: int
    board_id: int
    title: str
    note: str
    is_done: bool
    position: float


class Summary(BaseModel):
    id: int
    name: str
    is_public: bool


class Bundle(BaseModel):
    cards: list[Card]
    summary: Summary


class StoredBundle(BaseModel):
    stored_cards: list[Card]
    stored_summary: Summary


class NewCard(BaseModel):
    """The arguments of W1, where a framework wants them as one model."""

    model_config = {"strict": True, "extra": "forbid"}

    board_id: int
    title: Title
    is_done: bool


def card(
    number: int, board_id: int = BOARD, title: str = "Dig the garden", done: bool = False
) -> Card:
    """One record, made anew as a function does."""
    return Card(
        id=number, board_id=board_id, title=title, note="", is_done=done, position=number / 2
    )


def cards(board_id: int) -> list[Card]:
    """The list of W2."""
    return [card(number, board_id) for number in range(1, ROWS + 1)]


def summary(board_id: int) -> Summary:
    """The object of W2."""
    return Summary(id=board_id, name="Welcome", is_public=True)


GOOD_ARGS = {"board_id": BOARD, "title": "Dig the garden", "is_done": True}
BAD_ARGS = {"board_id": BOARD, "title": "", "is_done": True}
EXPECTED: dict[str, Any] = {
    "W1": json.loads(card(1, done=True).model_dump_json()),
    "W2": json.loads(Bundle(cards=cards(BOARD), summary=summary(BOARD)).model_dump_json()),
}
EXPECTED["W4"] = {f"stored_{name}": value for name, value in EXPECTED["W2"].items()}
WORKS = ("W1", "W2", "W3", "W4")


@dataclass(frozen=True)
class Exchange:
    """One request of a contender, and how its answer is read."""

    method: str
    path: str
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    query: str = ""
    result_key: str | None = None
    status: int = 200

    @property
    def target(self) -> str:
        """Path and query."""
        return f"{self.path}?{self.query}" if self.query else self.path

    def check(self, work: str, status: int, content: bytes) -> None:
        """Raises AssertionError where the answer is not the work's."""
        assert status == self.status, (work, status, content[:300])
        if work == "W3":
            assert b"title" in content, content[:300]
            return
        found = json.loads(content)
        found = found[self.result_key] if self.result_key else found
        assert found == EXPECTED[work], (work, content[:300])


JSON = (("content-type", "application/json"),)


def plain_exchanges(
    post: str = "/cards", get: str = "/board", refused: int = 422, stored: str | None = None
) -> dict[str, Exchange]:
    """The exchanges of a contender whose endpoints take the arguments as the body.

    `stored` is the path of W4; without it there is none.
    """
    good, bad = json.dumps(GOOD_ARGS).encode(), json.dumps(BAD_ARGS).encode()
    exchanges = {
        "W1": Exchange("POST", post, good, JSON),
        "W2": Exchange("GET", get, query=f"board_id={BOARD}"),
        "W3": Exchange("POST", post, bad, JSON, status=refused),
    }
    if stored is not None:
        exchanges["W4"] = Exchange("GET", stored, query=f"board_id={BOARD}")
    return exchanges


def mizan_exchanges(
    base: str, token: str, cookie: str, origin: str, *, has_tables: bool = True
) -> dict[str, Exchange]:
    """The exchanges of a page of Mizan: with the token and the cookie of its session."""
    headers = (
        *JSON,
        ("x-mizan-csrf", token),
        ("origin", origin),
        ("cookie", cookie),
    )

    def body(args: Any) -> bytes:
        return json.dumps({"fn": "add_card", "args": args}).encode()

    exchanges = {
        "W1": Exchange("POST", f"{base}call/", body(GOOD_ARGS), headers, result_key="result"),
        "W2": Exchange("GET", f"{base}ctx/board/", query=f"board_id={BOARD}"),
        "W3": Exchange("POST", f"{base}call/", body(BAD_ARGS), headers, status=422),
    }
    if has_tables:
        exchanges["W4"] = Exchange("GET", f"{base}ctx/shelf/", query=f"board_id={BOARD}")
    return exchanges
