"""A call that is sent again, because its answer was lost, takes effect once."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from boards.models import Board
from boards.tests.conftest import Page


def sent(page: Page, key: str, board: Board, title: str = "Rake") -> Any:
    """What a page is answered that adds a card under this key."""
    body = {"fn": "add_card", "args": {"board_id": board.id, "title": title}}
    answer = page.post("call/", json.dumps(body).encode(), {"Idempotency-Key": key})
    return answer.json()


def test_the_second_answer_is_the_first(owner: Page, welcome: Board) -> None:
    key = str(uuid4())
    first, second = (sent(owner, key, welcome) for _ in range(2))
    assert second["result"] == first["result"]
    assert welcome.cards.filter(title="Rake").count() == 1


def test_another_call_under_the_key_is_refused(owner: Page, welcome: Board) -> None:
    key = str(uuid4())
    sent(owner, key, welcome)
    assert sent(owner, key, welcome, "Hoe")["error"]["code"] == "CONFLICT"
    assert not welcome.cards.filter(title="Hoe").exists()


@pytest.mark.django_db(transaction=True)
def test_several_at_once_take_effect_once(owner: Page, welcome: Board) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("a database in memory has no room for four at once")
    key = str(uuid4())
    sent(owner, str(uuid4()), welcome, "First")  # so that the page has its token

    def send(_: int) -> Any:
        try:
            return sent(owner, key, welcome)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(send, range(4)))
    assert welcome.cards.filter(title="Rake").count() == 1
    assert len({json.dumps(answer["result"]) for answer in answers}) == 1
