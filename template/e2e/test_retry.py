"""A connection that breaks: nothing is done twice, and nothing is lost."""

import re

import pytest
from playwright.sync_api import Route, expect

from e2e.board import BoardPage
from e2e.traffic import CALLS
from e2e.visitor import Visitor


@pytest.mark.provokes("net::ERR_CONNECTION_RESET")
def test_an_answer_that_was_lost_after_the_commit(visitor: Visitor) -> None:
    board_id = visitor.make_board("Groceries", ["Milk"])
    board = BoardPage(visitor.page).open(board_id)
    keys: list[str | None] = []

    def lose_the_first(route: Route) -> None:
        keys.append(route.request.headers.get("idempotency-key"))
        if len(keys) > 1:
            route.fallback()
            return
        route.fetch()
        route.abort("connectionreset")

    board.page.route(CALLS, lose_the_first)
    board.add("Bread")
    expect(board.card("Bread")).to_be_visible()
    expect(board.counts("0 of 2 done")).to_be_visible()
    expect(board.main.get_by_role("alert")).to_have_count(0)
    assert len(keys) == 2
    assert len(set(keys)) == 1
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", keys[0] or "")
    stored = visitor.api.read("board", board_id=board_id)
    assert [card["title"] for card in stored["board_cards"]] == ["Milk", "Bread"]


@pytest.mark.provokes("net::ERR_INTERNET_DISCONNECTED")
def test_without_a_network_a_change_waits(visitor: Visitor) -> None:
    board_id = visitor.make_board("Groceries", ["Milk"])
    board = BoardPage(visitor.page).open(board_id)
    visitor.context.set_offline(True)
    board.checkbox("Milk").check()
    expect(board.checkbox("Milk")).to_be_checked()
    stored = visitor.api.read("board", board_id=board_id)
    assert [card["is_done"] for card in stored["board_cards"]] == [False]
    visitor.context.set_offline(False)
    expect(board.counts("1 of 1 done")).to_be_visible()
    expect(board.checkbox("Milk")).to_be_checked()
