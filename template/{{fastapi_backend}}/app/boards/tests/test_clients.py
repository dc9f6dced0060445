"""What the functions do, through the protocol, as a page sees it."""

import pytest
from mizan_fastapi import NotFound
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.boards.mizan_clients import (
    BoardContext,
    BoardsContext,
    DuplicateCard,
    add_card,
    clear_done,
    create_board,
    delete_card,
    edit_card,
    rename_board,
    set_card_done,
)
from app.boards.models import Board, Card
from app.boards.tests.conftest import Page
from conftest import saved


@pytest.fixture
def dig(database: Session, welcome: Board) -> Card:
    """The card of the public board that is not done."""
    return database.scalars(select(Card).where(Card.title == "Dig")).one()


def titles(database: Session, board: Board) -> list[str]:
    """The titles on a board, as the database has them now."""
    query = select(Card.title).where(Card.board_id == board.id).order_by(Card.id)
    return list(database.scalars(query))


def test_a_board_is_read_as_one_bundle(anonymous: Page, welcome: Board, dig: Card) -> None:
    assert anonymous.read(BoardContext, board_id=welcome.id) == {
        "board_cards": [
            {"id": dig.id, "title": "Dig", "note": "", "is_done": False},
            {"id": dig.id + 1, "title": "Sow", "note": "", "is_done": True},
        ],
        "board_counts": {"total": 2, "done": 1},
        "board_summary": {
            "id": welcome.id,
            "name": "Welcome",
            "is_public": True,
            "is_mine": False,
        },
    }


def test_boards_are_sorted_by_name_and_then_by_age(
    owner: Page, database: Session, ada: User
) -> None:
    for name in ("b", "a", "B", "a"):
        saved(database, Board(name=name, owner_id=ada.id))
    shown = owner.read(BoardsContext)["boards"]
    assert [board["name"] for board in shown] == ["B", "a", "a", "b"]
    assert shown[1]["id"] < shown[2]["id"]


def test_everybody_sees_the_public_boards_and_their_own(
    owner: Page, stranger: Page, anonymous: Page, welcome: Board, private: Board
) -> None:
    def names(page: Page) -> list[str]:
        return [board["name"] for board in page.read(BoardsContext)["boards"]]

    assert names(owner) == ["Private", "Welcome"]
    assert names(stranger) == names(anonymous) == ["Welcome"]


def test_a_new_board_is_spliced_into_the_list(
    owner: Page, database: Session, ada: User, private: Board
) -> None:
    owner.read(BoardsContext)
    answer = owner.call(create_board, name="  Alps  ")
    assert answer.result["name"] == "Alps"
    assert answer.result["is_mine"] is True
    assert database.get_one(Board, answer.result["id"]).owner_id == ada.id
    assert answer.merges_of(BoardsContext)
    assert answer.invalidations == []
    owner.assert_merges_are_exact()


def test_renaming_moves_the_board_in_the_list(owner: Page, welcome: Board, private: Board) -> None:
    owner.read(BoardsContext)
    owner.read(BoardContext, board_id=private.id)
    answer = owner.call(rename_board, board_id=private.id, name="Zoo")
    assert [entry["context"] for entry in answer.merges] == ["board", "boards"]
    assert answer.invalidations == []
    owner.assert_merges_are_exact()


@pytest.mark.parametrize("done", [True, False])
def test_a_card_goes_through_its_life_with_merges_alone(
    anonymous: Page, database: Session, welcome: Board, dig: Card, done: bool
) -> None:
    anonymous.read(BoardContext, board_id=welcome.id)
    where = {"board_id": welcome.id}
    added = anonymous.call(add_card, **where, title=" Weed ")
    card = added.result["card"]["id"]
    answers = [
        added,
        anonymous.call(set_card_done, **where, card_id=card, is_done=done),
        anonymous.call(edit_card, **where, card_id=card, title="Weeds", note="all\nof them"),
        anonymous.call(delete_card, **where, card_id=dig.id),
    ]
    assert all(answer.invalidations == [] for answer in answers)
    assert all(len(answer.merges_of(BoardContext)) == 2 for answer in answers)
    anonymous.assert_merges_are_exact()
    row = database.get_one(Card, card)
    assert (row.title, row.note, row.is_done) == ("Weeds", "all\nof them", done)


def test_ticking_a_card_twice_counts_it_once(anonymous: Page, welcome: Board, dig: Card) -> None:
    for _ in range(2):
        answer = anonymous.call(set_card_done, board_id=welcome.id, card_id=dig.id, is_done=True)
    assert answer.result["counts"] == {"total": 2, "done": 2}


def test_clearing_reads_this_board_again_and_no_other(
    anonymous: Page, database: Session, welcome: Board, private: Board
) -> None:
    answer = anonymous.call(clear_done, board_id=welcome.id)
    assert answer.result == 1
    assert answer.invalidates(BoardContext, board_id=welcome.id)
    assert not answer.invalidates(BoardContext, board_id=private.id)
    assert titles(database, welcome) == ["Dig"]


def test_clearing_nothing_is_fine(anonymous: Page, welcome: Board) -> None:
    anonymous.call(clear_done, board_id=welcome.id)
    assert anonymous.call(clear_done, board_id=welcome.id).result == 0


@pytest.mark.parametrize("title", ["Dig", "dIG", "  dig "])
def test_a_duplicate_names_its_field(
    anonymous: Page, database: Session, welcome: Board, title: str
) -> None:
    with pytest.raises(DuplicateCard) as refusal:
        anonymous.call(add_card, board_id=welcome.id, title=title)
    assert refusal.value.details[0]["path"] == ["title"]
    assert len(titles(database, welcome)) == 2


def test_an_edit_cannot_make_a_duplicate(
    anonymous: Page, database: Session, welcome: Board, dig: Card
) -> None:
    with pytest.raises(DuplicateCard):
        anonymous.call(edit_card, board_id=welcome.id, card_id=dig.id, title="SOW", note="")
    assert titles(database, welcome) == ["Dig", "Sow"]


def test_an_edit_may_change_the_case_of_its_own_title(
    anonymous: Page, welcome: Board, dig: Card
) -> None:
    answer = anonymous.call(edit_card, board_id=welcome.id, card_id=dig.id, title="DIG", note="")
    assert answer.result["card"]["title"] == "DIG"


def test_a_card_that_is_gone_is_gone(anonymous: Page, welcome: Board, dig: Card) -> None:
    anonymous.call(delete_card, board_id=welcome.id, card_id=dig.id)
    with pytest.raises(NotFound):
        anonymous.call(delete_card, board_id=welcome.id, card_id=dig.id)
