import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from accounts.models import User
from boards.models import Board, Card

pytestmark = pytest.mark.django_db


@pytest.fixture
def _development(settings: Settings) -> None:
    settings.IS_PRODUCTION = False


@pytest.mark.usefixtures("_development")
def test_there_is_something_to_look_at() -> None:
    call_command("seed", verbosity=0)
    demo = User.objects.get(username="demo")
    assert demo.check_password("demo-password")
    assert Board.objects.filter(owner=None).get().cards.counts()["total"] > 0
    assert demo.boards.get().cards.counts()["total"] > 0


@pytest.mark.usefixtures("_development")
def test_a_second_run_changes_nothing() -> None:
    call_command("seed")
    Board.objects.filter(owner=None).update(name="Mine now")
    before = list(Card.objects.values()), list(Board.objects.values()), list(User.objects.values())
    call_command("seed")
    assert before == (
        list(Card.objects.values()),
        list(Board.objects.values()),
        list(User.objects.values()),
    )


def test_production_refuses_a_public_password(settings: Settings) -> None:
    settings.IS_PRODUCTION = True
    with pytest.raises(CommandError, match="public password"):
        call_command("seed")
    assert not User.objects.exists()
