import pytest
from mizan_fastapi.testing import MizanTestClient
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.boards.models import Board, Card
from conftest import page_of, saved

Page = MizanTestClient


def add_cards(database: Session, board: Board, **cards: bool) -> None:
    """Cards by their titles: whether each is done."""
    for title, is_done in cards.items():
        saved(database, Card(board_id=board.id, title=title, is_done=is_done))


@pytest.fixture
def welcome(database: Session) -> Board:
    """A public board with two cards, one of them done."""
    board = saved(database, Board(name="Welcome"))
    add_cards(database, board, Dig=False, Sow=True)
    return board


@pytest.fixture
def private(database: Session, ada: User) -> Board:
    """Ada's board with a card."""
    board = saved(database, Board(name="Private", owner_id=ada.id))
    add_cards(database, board, Secret=False)
    return board


@pytest.fixture
def anonymous(database: Session) -> Page:
    return page_of(database)


@pytest.fixture
def owner(database: Session, ada: User) -> Page:
    return page_of(database, ada)


@pytest.fixture
def stranger(database: Session) -> Page:
    return page_of(database, saved(database, User(username="grace")))
