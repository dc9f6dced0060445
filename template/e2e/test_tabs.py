"""Two windows of one person: what changes in one is in the other; what others change follows."""

from playwright.sync_api import expect

from e2e.board import BoardPage
from e2e.traffic import READS
from e2e.visitor import Visitor


def test_the_other_window_shows_it_without_asking(visitor: Visitor) -> None:
    board_id = visitor.make_board("Groceries", ["Milk"])
    first = BoardPage(visitor.page).open(board_id)
    second = BoardPage(visitor.context.new_page()).open(board_id)
    first.page.route(READS, lambda route: route.abort())
    second.add("Bread")
    second.checkbox("Milk").check()
    second.rename("Shopping")
    expect(first.card("Bread")).to_be_visible()
    expect(first.checkbox("Milk")).to_be_checked()
    expect(first.title).to_have_text("Shopping")
    expect(first.counts("1 of 2 done")).to_be_visible()


def test_the_stale_window_recovers(visitor: Visitor) -> None:
    board_id = visitor.make_board("Groceries", ["Milk"])
    board = BoardPage(visitor.page).open(board_id)
    visitor.api.call("add_card", board_id=board_id, title="Bread")
    visitor.api.call("rename_board", board_id=board_id, name="Shopping")
    expect(board.title).to_have_text("Groceries")
    visitor.come_back(board.page)
    expect(board.card("Bread")).to_be_visible()
    expect(board.title).to_have_text("Shopping")
    expect(board.counts("0 of 2 done")).to_be_visible()


def test_a_draft_survives_the_catching_up(visitor: Visitor) -> None:
    board_id = visitor.make_board("Groceries", ["Milk"])
    first = BoardPage(visitor.page).open(board_id)
    first.new_card.fill("Half a thought")
    second = BoardPage(visitor.context.new_page()).open(board_id)
    second.add("Bread")
    expect(first.card("Bread")).to_be_visible()
    expect(first.new_card).to_have_value("Half a thought")
    expect(first.new_card).to_be_focused()
