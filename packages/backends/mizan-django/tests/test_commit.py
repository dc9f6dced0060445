"""A commit that fails: what was kept all the same is told to every cache. Protocol §2."""

import pytest
from django.db import transaction
from mizan.testing import MizanTestClient
from mizan_core import announce
from sample.mizan_clients import add_card
from sample.models import Board, Card

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def purged():
    heard = []
    stop = announce.subscribe(lambda entries: heard.extend(entry.context for entry in entries))
    yield heard
    stop()


def test_a_hook_that_crashes_after_the_commit_hides_nothing(purged, monkeypatch):
    board = Board.objects.create(name="Welcome")

    def create_and_notify(**fields):
        transaction.on_commit(_crash)
        return Card.objects.bulk_create([Card(**fields)])[0]

    monkeypatch.setattr(Card.objects, "create", create_and_notify)
    page = MizanTestClient()
    answer = page.post("call/", _body(board))
    assert Card.objects.count() == 1
    assert answer.status == 500
    assert "board" in [
        entry["context"] for entry in answer.json()["invalidate"] if "params" in entry
    ]
    assert "board" in purged


def test_a_commit_that_the_database_refuses_is_a_500_that_keeps_nothing(purged, monkeypatch):
    Board.objects.create(pk=1, name="Welcome")
    monkeypatch.setattr("sample.mizan_clients.counts_of", lambda board_id: {"total": 0, "done": 0})
    real = Card.objects.create
    monkeypatch.setattr(Card.objects, "create", lambda **fields: real(**{**fields, "board_id": 9}))
    answer = MizanTestClient().post("call/", _body(Board(pk=1)))
    assert (answer.status, Card.objects.count()) == (500, 0)
    assert answer.json()["error"]["code"] == "INTERNAL_ERROR"


def _crash():
    raise RuntimeError("the mail server is down")


def _body(board):
    return b'{"fn": "%b", "args": {"board_id": %d, "title": "Milk"}}' % (
        add_card.__name__.encode(),
        board.pk,
    )
