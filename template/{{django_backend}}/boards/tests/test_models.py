import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from accounts.models import User
from boards.models import Board, Card, title_key

pytestmark = pytest.mark.django_db


@pytest.fixture
def board() -> Board:
    return Board.objects.create(name="Garden")


def test_counts(board: Board) -> None:
    assert board.cards.counts() == {"total": 0, "done": 0}
    board.cards.create(title="Dig")
    board.cards.create(title="Sow", is_done=True)
    assert board.cards.counts() == {"total": 2, "done": 1}


def test_who_sees_what(board: Board) -> None:
    ada, grace = (User.objects.create_user(name) for name in ("ada", "grace"))
    own = Board.objects.create(name="Own", owner=ada)
    assert set(Board.objects.visible_to(None)) == {board}
    assert set(Board.objects.visible_to(ada.pk)) == {board, own}
    assert set(Board.objects.visible_to(grace.pk)) == {board}


@pytest.mark.parametrize(
    ("one", "other"),
    [("Dig", "DIG"), ("Straße", "STRASSE"), ("caf\u00e9", "CAFE\u0301"), ("ΣΑΣ", "σας")],
)
def test_titles_that_a_person_takes_for_the_same(board: Board, one: str, other: str) -> None:
    board.cards.create(title=one)
    with pytest.raises(ValidationError, match="this title already"):
        Card(board=board, title=other).full_clean()
    with pytest.raises(IntegrityError):
        board.cards.create(title=other)


def test_the_same_title_on_another_board_is_fine(board: Board) -> None:
    board.cards.create(title="Dig")
    Board.objects.create(name="Other").cards.create(title="Dig")


def test_a_card_is_not_its_own_twin(board: Board) -> None:
    card = board.cards.create(title="Dig")
    card.title = "DIG"
    assert not card.has_twin()
    card.save()
    card.full_clean()


@pytest.mark.parametrize("letter", ["\u1faf", "\ufb2d", "\u0390", "\U0001d160", "\ufb03"])
def test_the_longest_title_has_a_key_that_fits(board: Board, letter: str) -> None:
    longest = Card._meta.get_field("title").max_length
    room = Card._meta.get_field("title_key").max_length
    assert longest is not None
    assert room is not None
    assert len(title_key(letter * longest)) <= room
    board.cards.create(title=letter * longest)


def test_boards_and_cards_are_named_by_their_text(board: Board) -> None:
    assert str(board) == "Garden"
    assert str(board.cards.create(title="Dig")) == "Dig"


def test_a_board_takes_its_cards_along(board: Board) -> None:
    board.cards.create(title="Dig")
    board.delete()
    assert not Card.objects.exists()
