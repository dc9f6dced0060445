import pytest
from django.test import Client

from accounts.models import User
from boards.models import Board, Card


@pytest.fixture
def admin(db: None) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("root"))
    return client


def form(*titles: str, delete: tuple[int, ...] = ()) -> dict[str, str]:
    data = {
        "name": "Garden",
        "owner": "",
        "cards-TOTAL_FORMS": str(len(titles)),
        "cards-INITIAL_FORMS": "0",
    }
    data |= {f"cards-{row}-title": title for row, title in enumerate(titles)}
    return data | {f"cards-{row}-DELETE": "on" for row in delete}


def test_a_board_is_made_with_its_cards(admin: Client) -> None:
    response = admin.post("/admin/boards/board/add/", form("Dig", "Sow"))
    assert response.status_code == 302
    assert Board.objects.get().cards.counts() == {"total": 2, "done": 0}


def test_two_cards_of_one_title_are_refused_with_a_message(admin: Client) -> None:
    response = admin.post("/admin/boards/board/add/", form("Dig", "DIG"))
    assert response.status_code == 200
    assert "Two cards have the same title." in response.content.decode()
    assert not Card.objects.exists()


def test_a_row_that_goes_does_not_count(admin: Client) -> None:
    response = admin.post("/admin/boards/board/add/", form("Dig", "DIG", delete=(1,)))
    assert response.status_code == 302


def test_the_list_and_its_search_work(admin: Client) -> None:
    Board.objects.create(name="Garden")
    response = admin.get("/admin/boards/board/", {"q": "gard"})
    assert "Garden" in response.content.decode()
