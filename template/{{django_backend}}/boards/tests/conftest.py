import pytest
from mizan.testing import MizanTestClient

from accounts.models import User
from boards.models import Board

Page = MizanTestClient


@pytest.fixture
def ada(db: None) -> User:
    return User.objects.create_user("ada")


@pytest.fixture
def welcome(db: None) -> Board:
    """A public board with two cards, one of them done."""
    board = Board.objects.create(name="Welcome")
    board.cards.create(title="Dig")
    board.cards.create(title="Sow", is_done=True)
    return board


@pytest.fixture
def private(ada: User) -> Board:
    """Ada's board with a card."""
    board = Board.objects.create(name="Private", owner=ada)
    board.cards.create(title="Secret")
    return board


@pytest.fixture
def anonymous(db: None) -> Page:
    return MizanTestClient()


@pytest.fixture
def owner(ada: User) -> Page:
    return MizanTestClient(user=ada)


@pytest.fixture
def stranger(db: None) -> Page:
    return MizanTestClient(user=User.objects.create_user("grace"))
