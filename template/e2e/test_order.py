"""Answers may arrive in any order; the screen ends up where the database is."""

from collections.abc import Callable, Sequence

import pytest
from playwright.sync_api import expect

from e2e.board import BoardPage
from e2e.traffic import CALLS, READS, HeldAnswers, Traffic
from e2e.visitor import Visitor

Change = Callable[[BoardPage], None]

CARDS = ["Milk", "Bread", "Tea", "Salt"]


@pytest.fixture
def board_id(visitor: Visitor) -> int:
    return visitor.make_board("Groceries", CARDS)


def assert_screen_is_database(board: BoardPage, visitor: Visitor, board_id: int) -> None:
    """Compare every card and both counts, once the page has come to rest."""
    stored = visitor.api.read("board", board_id=board_id)
    cards = [(card["title"], card["is_done"]) for card in stored["board_cards"]]
    assert board.on_screen() == cards
    counts = stored["board_counts"]
    assert counts == {"total": len(cards), "done": sum(is_done for _, is_done in cards)}
    expect(board.counts(f"{counts['done']} of {counts['total']} done")).to_be_visible()


def five_changes_on_one_list(board: BoardPage) -> None:
    """As fast as somebody who knows the keyboard: nothing is waited for."""
    board.add("Rice")
    board.checkbox("Bread").check()
    board.delete("Milk")
    board.add("Oil")
    board.checkbox("Salt").check()


def five_changes_on_one_card(board: BoardPage) -> None:
    """Every answer holds another state of the same row."""
    for _ in range(5):
        board.checkbox("Bread").click()


CHANGES: list[Change] = [five_changes_on_one_list, five_changes_on_one_card]
ORDERS = [(4, 3, 2, 1, 0), (2, 0, 4, 1, 3), (1, 2, 3, 4, 0), (0, 4, 3, 2, 1)]


@pytest.mark.parametrize("order", ORDERS, ids=str)
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_answers_out_of_order(
    visitor: Visitor, board_id: int, change: Change, order: Sequence[int]
) -> None:
    board = BoardPage(visitor.page).open(board_id)
    traffic = Traffic(visitor.page)
    add_delay(visitor, milliseconds=150)
    answers = HeldAnswers(visitor.page, CALLS, count=5)
    change(board)
    answers.wait()
    answers.let_go(order)
    traffic.settle()
    assert_screen_is_database(board, visitor, board_id)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_a_slow_network(visitor: Visitor, board_id: int, change: Change) -> None:
    board = BoardPage(visitor.page).open(board_id)
    traffic = Traffic(visitor.page)
    add_delay(visitor, milliseconds=150)
    change(board)
    traffic.settle()
    assert_screen_is_database(board, visitor, board_id)


def test_a_read_from_before_a_change_does_not_undo_it(visitor: Visitor, board_id: int) -> None:
    board = BoardPage(visitor.page).open(board_id)
    traffic = Traffic(visitor.page)
    old = HeldAnswers(visitor.page, READS, count=3)
    visitor.come_back()
    old.wait()
    board.add("Rice")
    expect(board.card("Rice")).to_be_visible()
    old.let_go()
    traffic.settle()
    assert_screen_is_database(board, visitor, board_id)


def test_a_double_click_makes_one_board(visitor: Visitor, board_id: int) -> None:
    page = visitor.page
    BoardPage(page).open(board_id)
    traffic = Traffic(page)
    add_delay(visitor, milliseconds=150)
    form = page.get_by_role("form", name="New board")
    form.get_by_role("textbox", name="Board name").fill("Only once")
    form.get_by_role("button", name="Create board").dblclick()
    expect(page.get_by_role("heading", level=1, name="Only once")).to_be_visible()
    traffic.settle()
    assert traffic.requests.count("call create_board") == 1


def add_delay(visitor: Visitor, *, milliseconds: int) -> None:
    """Every request of the page takes so much longer."""
    devtools = visitor.page.context.new_cdp_session(visitor.page)
    devtools.send("Network.enable")
    devtools.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": milliseconds,
            "downloadThroughput": -1,
            "uploadThroughput": -1,
        },
    )
