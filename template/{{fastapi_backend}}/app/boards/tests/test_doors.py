"""Who is kept out, and what is refused: each function against each stranger."""

import json
from typing import Any

import pytest
from mizan_fastapi import Forbidden, MizanError, NotFound, Unauthorized, ValidationFailed
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.boards.mizan_clients import (
    BoardContext,
    add_card,
    create_board,
    edit_card,
    rename_board,
    set_card_done,
)
from app.boards.models import Board, Card
from app.boards.tests.conftest import Page

ON_A_BOARD: dict[str, dict[str, Any]] = {
    "rename_board": {"name": "Mine now"},
    "clear_done": {},
    "add_card": {"title": "Hello"},
    "set_card_done": {"card_id": 0, "is_done": True},
    "edit_card": {"card_id": 0, "title": "Hello", "note": ""},
    "delete_card": {"card_id": 0},
}
ON_A_CARD = [name for name, args in ON_A_BOARD.items() if "card_id" in args]
HUGE = [2**53, 2**63, -(2**63) - 1, 10**400]


def card_on(database: Session, board: Board) -> Card:
    """The oldest card of a board."""
    query = select(Card).where(Card.board_id == board.id).order_by(Card.id).limit(1)
    return database.scalars(query).one()


def everything(database: Session) -> list[list[Any]]:
    """All boards and cards, as the database has them now."""
    tables = (Board.__table__, Card.__table__)
    return [[tuple(row) for row in database.execute(select(table))] for table in tables]


def total(database: Session, board: Board) -> int:
    """How many cards are on a board."""
    query = select(func.count()).select_from(Card).where(Card.board_id == board.id)
    return database.scalar(query) or 0


def args_for(name: str, board: Board, card: Card) -> dict[str, Any]:
    args = {"board_id": board.id, **ON_A_BOARD[name]}
    return {**args, "card_id": card.id} if "card_id" in args else args


@pytest.mark.parametrize("name", ON_A_BOARD)
def test_only_the_owner_changes_a_private_board(
    database: Session, anonymous: Page, stranger: Page, private: Board, name: str
) -> None:
    card = card_on(database, private)
    before = everything(database)
    for page, refusal in ((anonymous, Unauthorized), (stranger, Forbidden)):
        with pytest.raises(refusal):
            page.call(name, **args_for(name, private, card))
    assert before == everything(database)


def test_only_the_owner_reads_a_private_board(
    anonymous: Page, stranger: Page, owner: Page, private: Board
) -> None:
    with pytest.raises(Unauthorized):
        anonymous.read(BoardContext, board_id=private.id)
    with pytest.raises(Forbidden):
        stranger.read(BoardContext, board_id=private.id)
    assert owner.read(BoardContext, board_id=private.id)["board_counts"]["total"] == 1


def test_a_stranger_cannot_tell_which_boards_exist(
    anonymous: Page, stranger: Page, private: Board
) -> None:
    for page in (anonymous, stranger):
        answers = {
            (answer.status, answer.body)
            for board_id in (private.id, private.id + 1, -1, 0)
            if (answer := page.get(f"ctx/board/?board_id={board_id}"))
        }
        assert len(answers) == 1


@pytest.mark.parametrize("name", ON_A_CARD)
def test_a_card_of_another_board_does_not_exist_here(
    database: Session, owner: Page, welcome: Board, private: Board, name: str
) -> None:
    elsewhere = card_on(database, welcome)
    before = everything(database)
    with pytest.raises(NotFound):
        owner.call(name, **args_for(name, private, elsewhere))
    assert before == everything(database)


def test_making_a_board_needs_somebody(database: Session, anonymous: Page) -> None:
    with pytest.raises(Unauthorized):
        anonymous.call(create_board, name="Mine")
    assert everything(database) == [[], []]


def test_an_account_that_was_closed_is_nobody(
    database: Session, owner: Page, ada: User, private: Board
) -> None:
    ada.is_active = False
    database.commit()
    with pytest.raises(Unauthorized):
        owner.read(BoardContext, board_id=private.id)


BAD_TITLES = ["", "   ", "\n\t", "\u00a0\u2003", "a" * 121, "a\x00b", "a\nb", "\x1b[31m", "a\x7f"]


@pytest.mark.parametrize("title", BAD_TITLES)
@pytest.mark.parametrize("name", ["add_card", "edit_card"])
def test_a_bad_title_is_refused_beside_its_field(
    database: Session, anonymous: Page, welcome: Board, name: str, title: str
) -> None:
    args = args_for(name, welcome, card_on(database, welcome))
    with pytest.raises(ValidationFailed) as refusal:
        anonymous.call(name, **args | {"title": title})
    assert refusal.value.details[0]["path"] == ["title"]
    assert total(database, welcome) == 2


@pytest.mark.parametrize("note", ["a" * 2001, "a\x00b"])
def test_a_bad_note_is_refused_beside_its_field(
    database: Session, anonymous: Page, welcome: Board, note: str
) -> None:
    card = card_on(database, welcome)
    with pytest.raises(ValidationFailed) as refusal:
        anonymous.call(edit_card, board_id=welcome.id, card_id=card.id, title="Dig", note=note)
    assert refusal.value.details[0]["path"] == ["note"]


@pytest.mark.parametrize("name", ["", " ", "a" * 81, "a\r\nb"])
def test_a_bad_name_is_refused_beside_its_field(anonymous: Page, welcome: Board, name: str) -> None:
    with pytest.raises(ValidationFailed) as refusal:
        anonymous.call(rename_board, board_id=welcome.id, name=name)
    assert refusal.value.details[0]["path"] == ["name"]


@pytest.mark.parametrize(
    "text", ["🌱" * 120, "<script>alert(1)</script>", "'; DROP TABLE", "ﷺ" * 120]
)
def test_any_other_text_comes_back_as_it_was(anonymous: Page, welcome: Board, text: str) -> None:
    answer = anonymous.call(add_card, board_id=welcome.id, title=text)
    assert answer.result["card"]["title"] == text


@pytest.mark.parametrize("number", HUGE)
def test_numbers_that_no_row_can_have(anonymous: Page, welcome: Board, number: int) -> None:
    for args in ({"board_id": number, "card_id": 1}, {"board_id": welcome.id, "card_id": number}):
        with pytest.raises(MizanError) as refusal:
            anonymous.call(set_card_done, **args, is_done=True)
        assert refusal.value.status in {401, 404, 422}
    assert anonymous.get(f"ctx/board/?board_id={number}").status in {401, 422}


@pytest.mark.parametrize("board_id", ["x", "", "1.5", "true", "null", "[1]", "1e3", "%00", "01"])
def test_ids_that_are_no_numbers(anonymous: Page, board_id: str) -> None:
    assert anonymous.get(f"ctx/board/?board_id={board_id}").status in {400, 422}


def test_arguments_that_nobody_declared_are_refused(anonymous: Page, welcome: Board) -> None:
    with pytest.raises(ValidationFailed):
        anonymous.call(rename_board, board_id=welcome.id, name="New", owner=1)


def test_a_lone_surrogate_is_no_text(database: Session, anonymous: Page, welcome: Board) -> None:
    body = json.dumps(
        {"fn": "add_card", "args": {"board_id": welcome.id, "title": "\ud800"}}
    ).encode()
    assert anonymous.post("call/", body).status in {400, 422}
    assert total(database, welcome) == 2


def test_a_call_without_the_token_is_refused(anonymous: Page, welcome: Board) -> None:
    body = json.dumps({"fn": "clear_done", "args": {"board_id": welcome.id}}).encode()
    headers = {"Content-Type": "application/json"}
    answer = anonymous.send("POST", "/api/mizan/call/", headers, body)
    assert answer.status == 403
    assert answer.json()["error"]["code"] == "CSRF_FAILED"


def test_a_call_from_another_site_is_refused(owner: Page, private: Board) -> None:
    token = owner.get("session/").json()["csrf"]
    headers = {
        "Content-Type": "application/json",
        "X-Mizan-Csrf": token,
        "Origin": "https://evil.example",
    }
    body = json.dumps({"fn": "clear_done", "args": {"board_id": private.id}}).encode()
    assert owner.send("POST", "/api/mizan/call/", headers, body).status == 403
