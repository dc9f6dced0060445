"""The server is gone: the page says so, loses nothing, and recovers."""

import pytest
from playwright.sync_api import Route, expect

from e2e.board import BoardPage
from e2e.traffic import API, CALLS
from e2e.visitor import Visitor
from hooks.production import ProductionServer

pytestmark = pytest.mark.provokes("net::ERR_")


def refuse_connection(route: Route) -> None:
    route.abort("connectionrefused")


def test_a_board_that_cannot_be_read(visitor: Visitor) -> None:
    visitor.make_board("Groceries", ["Milk"])
    page = visitor.page
    page.goto("/sign-up")
    page.route(API, refuse_connection)
    visitor.follow_to("Groceries")
    alert = page.get_by_role("main").get_by_role("alert")
    expect(alert).to_contain_text("The server cannot be reached")
    page.unroute(API)
    alert.get_by_role("button", name="Try again").click()
    board = BoardPage(page)
    expect(board.card("Milk")).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)


def test_the_server_stops_and_comes_back(visitor: Visitor, server: ProductionServer) -> None:
    board_id = visitor.make_board("Groceries", ["Milk"])
    page = visitor.page
    board = BoardPage(page).open(board_id)
    server.stop()
    board.add("Bread")
    expect(board.main.get_by_role("alert")).to_contain_text("The server cannot be reached")
    expect(board.new_card).to_have_value("Bread")
    expect(board.card("Milk")).to_be_visible()
    server.start()
    board.add_button.click()
    expect(board.card("Bread")).to_be_visible()
    expect(board.new_card).to_have_value("")
    expect(board.main.get_by_role("alert")).to_have_count(0)


CHANGES = {
    "add": lambda board: board.add("Bread"),
    "tick": lambda board: board.checkbox("Milk").click(),
    "edit": lambda board: board.edit("Milk", new_title="Oat milk", note="Two"),
    "delete": lambda board: board.delete("Milk"),
    "rename": lambda board: board.rename("Shopping"),
    "clear": lambda board: board.clear_button.click(),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_that_cannot_be_sent_says_so(visitor: Visitor, change: str) -> None:
    board_id = visitor.make_board("Groceries", ["Milk", "Tea"])
    board = BoardPage(visitor.page).open(board_id)
    board.checkbox("Tea").check()
    expect(board.counts("1 of 2 done")).to_be_visible()
    visitor.page.route(CALLS, refuse_connection)
    CHANGES[change](board)
    alert = board.main.get_by_role("alert")
    expect(alert).to_contain_text("The server cannot be reached")
    stored = visitor.api.read("board", board_id=board_id)
    assert [card["title"] for card in stored["board_cards"]] == ["Milk", "Tea"]


def test_a_tick_that_failed_is_taken_back(visitor: Visitor) -> None:
    board = BoardPage(visitor.page).open(visitor.make_board("Groceries", ["Milk"]))
    visitor.page.route(CALLS, refuse_connection)
    board.checkbox("Milk").click()
    expect(board.main.get_by_role("alert")).to_be_visible()
    expect(board.checkbox("Milk")).not_to_be_checked()


def test_what_was_typed_in_an_editor_stays(visitor: Visitor) -> None:
    board = BoardPage(visitor.page).open(visitor.make_board("Groceries", ["Milk"]))
    visitor.page.route(CALLS, refuse_connection)
    board.edit("Milk", new_title="Oat milk", note="Two litres")
    expect(board.main.get_by_role("alert")).to_be_visible()
    expect(board.main.get_by_role("textbox", name="Title")).to_have_value("Oat milk")
    expect(board.main.get_by_role("textbox", name="Note")).to_have_value("Two litres")
    visitor.page.unroute(CALLS)
    board.main.get_by_role("button", name="Save").click()
    expect(board.card("Oat milk")).to_contain_text("Two litres")


def test_what_is_shown_may_be_out_of_date(visitor: Visitor) -> None:
    board_id = visitor.make_board("Groceries", ["Milk"])
    board = BoardPage(visitor.page).open(board_id)
    visitor.page.route(API, refuse_connection)
    visitor.come_back()
    notice = board.main.get_by_role("status").filter(has_text="out of date")
    expect(notice).to_be_visible()
    expect(board.card("Milk")).to_be_visible()
    visitor.api.call("add_card", board_id=board_id, title="Bread")
    visitor.page.unroute(API)
    notice.get_by_role("button", name="Try again").click()
    expect(board.card("Bread")).to_be_visible()
    expect(notice).to_have_count(0)


def test_a_new_version_of_the_server(visitor: Visitor) -> None:
    def answer_as_another_build(route: Route) -> None:
        response = route.fetch()
        headers = response.headers | {"x-mizan-build": "another"}
        route.fulfill(response=response, headers=headers)

    board = BoardPage(visitor.page).open(visitor.make_board("Groceries"))
    visitor.page.route(API, answer_as_another_build)
    visitor.come_back()
    notice = visitor.page.get_by_role("status").filter(has_text="new version")
    notice.get_by_role("button", name="Load it").click()
    expect(board.rename_button).to_be_visible()


@pytest.mark.provokes("status of 500")
def test_an_answer_that_is_no_answer(visitor: Visitor) -> None:
    """A proxy's page instead of the server's JSON."""
    board = BoardPage(visitor.page).open(visitor.make_board("Groceries", ["Milk"]))
    visitor.page.route(CALLS, lambda route: route.fulfill(status=500, body="<h1>Bad gateway</h1>"))
    board.add("Bread")
    expect(board.main.get_by_role("alert")).to_be_visible()
    expect(board.new_card).to_have_value("Bread")
