"""The loop that this framework is for: one click, one request, and the screen has changed.

From the click on, every read is aborted: what appears can only come from the call's own answer.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from e2e.board import BoardPage
from e2e.history import History
from e2e.traffic import READS, Traffic
from e2e.visitor import Visitor

CARDS = ["Milk", "Bread", "Tea"]


@pytest.fixture
def board(visitor: Visitor) -> BoardPage:
    """A board with three open cards, of which nothing else is under way."""
    board_id = visitor.make_board("Groceries", CARDS)
    return BoardPage(visitor.page).open(board_id)


@contextmanager
def one_call(board: BoardPage, function: str) -> Iterator[History]:
    """What happens inside asks the server exactly once, for this function, and never to read."""
    traffic = Traffic(board.page)
    traffic.settle()
    history = History(board.page)
    board.page.route(READS, lambda route: route.abort())
    traffic.clear()
    yield history
    traffic.settle()
    assert traffic.requests == [f"call {function}"]
    assert traffic.statuses == [200]


def test_add_a_card(board: BoardPage) -> None:
    with one_call(board, "add_card") as history:
        board.add("Salt")
        expect(board.card("Salt")).to_be_visible()
        expect(board.counts("0 of 4 done")).to_be_visible()
    assert history.changed() == {
        "card Salt": [None, "open"],
        "counts": ["0 of 3 done", "0 of 4 done"],
    }
    expect(board.new_card).to_have_value("")


def test_tick_a_card(board: BoardPage) -> None:
    with one_call(board, "set_card_done") as history:
        board.checkbox("Bread").check()
        expect(board.counts("1 of 3 done")).to_be_visible()
    assert history.changed() == {
        "card Bread": ["open", "done"],
        "counts": ["0 of 3 done", "1 of 3 done"],
    }


def test_rename_the_board(board: BoardPage) -> None:
    with one_call(board, "rename_board") as history:
        board.rename("Shopping")
        expect(board.title).to_have_text("Shopping")
        links = board.page.get_by_role("navigation", name="Boards")
        expect(links.get_by_role("link", name="Shopping", exact=True)).to_be_visible()
    assert history.changed() == {"heading": ["Groceries", "Shopping"]}


def test_edit_a_card(board: BoardPage) -> None:
    with one_call(board, "edit_card") as history:
        board.edit("Tea", new_title="Green tea", note="The loose one")
        expect(board.card("Green tea")).to_contain_text("The loose one")
    assert history.changed() == {"card Tea": ["open", None], "card Green tea": [None, "open"]}
    assert board.titles() == ["Milk", "Bread", "Green tea"]


def test_delete_a_card(board: BoardPage) -> None:
    with one_call(board, "delete_card") as history:
        board.delete("Milk")
        expect(board.card("Milk")).to_have_count(0)
        expect(board.counts("0 of 2 done")).to_be_visible()
    assert history.changed() == {
        "card Milk": ["open", None],
        "counts": ["0 of 3 done", "0 of 2 done"],
    }


def test_the_window_title_follows(board: BoardPage) -> None:
    with one_call(board, "set_card_done"):
        board.checkbox("Milk").check()
        expect(board.page).to_have_title(re.compile(r"^Groceries \(1/3\) · \S"))


def test_clear_what_is_done(board: BoardPage) -> None:
    board.checkbox("Milk").check()
    board.checkbox("Tea").check()
    expect(board.counts("2 of 3 done")).to_be_visible()
    # The function only says that the board changed; its answer brings the board as it is now.
    with one_call(board, "clear_done"):
        board.clear_button.click()
        expect(board.counts("0 of 1 done")).to_be_visible()
        expect(board.clear_button).to_be_disabled()
    assert board.titles() == ["Bread"]
