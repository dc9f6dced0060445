import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.boards.models import Board, Card, title_key
from conftest import saved


@pytest.fixture
def board(database: Session) -> Board:
    return saved(database, Board(name="Garden"))


def test_who_sees_what(database: Session, board: Board, ada: User) -> None:
    grace = saved(database, User(username="grace"))
    own = saved(database, Board(name="Own", owner_id=ada.id))
    for user, seen in ((None, {board}), (grace, {board}), (ada, {board, own})):
        assert set(database.scalars(select(Board).where(Board.is_visible_to(user)))) == seen


@pytest.mark.parametrize(
    ("one", "other"),
    [("Dig", "DIG"), ("Straße", "STRASSE"), ("caf\u00e9", "CAFE\u0301"), ("ΣΑΣ", "σας")],
)
def test_titles_that_a_person_takes_for_the_same(
    database: Session, board: Board, one: str, other: str
) -> None:
    saved(database, Card(board_id=board.id, title=one))
    with pytest.raises(IntegrityError):
        saved(database, Card(board_id=board.id, title=other))


def test_the_same_title_on_another_board_is_fine(database: Session, board: Board) -> None:
    saved(database, Card(board_id=board.id, title="Dig"))
    other = saved(database, Board(name="Other"))
    saved(database, Card(board_id=other.id, title="Dig"))


@pytest.mark.parametrize("letter", ["\u1faf", "\ufb2d", "\u0390", "\U0001d160", "\ufb03"])
def test_the_longest_title_has_a_key_that_fits(
    database: Session, board: Board, letter: str
) -> None:
    assert len(title_key(letter * 120)) <= 480
    saved(database, Card(board_id=board.id, title=letter * 120))


def test_a_board_takes_its_cards_along(database: Session, board: Board) -> None:
    saved(database, Card(board_id=board.id, title="Dig"))
    database.execute(delete(Board))
    database.commit()
    assert database.scalar(select(func.count()).select_from(Card)) == 0
