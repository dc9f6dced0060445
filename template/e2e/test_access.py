"""Doors: who is not let in gets the right status, and a page that says what to do."""

import pytest
from playwright.sync_api import Page, expect

from e2e.board import BoardPage, sign_in
from e2e.protocol import Api, RefusedError
from e2e.visitor import PASSWORD, Visitor


@pytest.mark.provokes("status of 401")
def test_a_private_board_signed_out(visitor: Visitor) -> None:
    board_id = visitor.make_board("Diary", ["Monday"])
    visitor.api.call("sign_out")
    with pytest.raises(RefusedError) as refused:
        visitor.api.read("board", board_id=board_id)
    assert (refused.value.status, refused.value.code) == (401, "UNAUTHORIZED")
    page = visitor.page
    page.goto(f"/boards/{board_id}")
    expect(page.get_by_role("main").get_by_role("heading", name="Sign in")).to_be_visible()
    expect(page.get_by_text("Diary")).to_have_count(0)
    sign_in(page, visitor.username, PASSWORD)
    expect(BoardPage(page).card("Monday")).to_be_visible()
    expect(page).to_have_url(f"/boards/{board_id}")


@pytest.mark.provokes("status of 403")
def test_a_board_of_somebody_else(visitor: Visitor, anonymous: Api, somebody_else: str) -> None:
    board_id = visitor.make_board("Diary")
    visitor.api.call("sign_out")
    visitor.api.call("sign_in", username=somebody_else, password=PASSWORD)
    visitor.page.goto(f"/boards/{board_id}")
    expect(visitor.page.get_by_role("main").get_by_role("alert")).to_contain_text("not yours")
    with pytest.raises(RefusedError) as refused:
        visitor.api.call("rename_board", board_id=board_id, name="Mine now")
    assert refused.value.status == 403


@pytest.mark.parametrize("headers", [{}, {"X-Mizan-Csrf": "made-up"}], ids=["none", "wrong"])
def test_a_call_without_a_token(visitor: Visitor, headers: dict[str, str]) -> None:
    board_id = visitor.make_board("Groceries")
    answer = visitor.api.post("add_card", {"board_id": board_id, "title": "Milk"}, headers)
    assert (answer.status, answer.json()["error"]["code"]) == (403, "CSRF_FAILED")
    assert visitor.api.read("board", board_id=board_id)["board_cards"] == []


def test_a_visitor_changes_the_public_board(page: Page, public_board: int) -> None:
    board = BoardPage(page).open(public_board)
    expect(page.get_by_role("form", name="New board")).to_have_count(0)
    board.add("From a visitor")
    expect(board.card("From a visitor")).to_be_visible()
    board.delete("From a visitor")
    expect(board.card("From a visitor")).to_have_count(0)


def test_the_first_page_leads_to_a_board(page: Page, public_board: int) -> None:
    page.goto("/")
    expect(page).to_have_url(f"/boards/{public_board}")
    expect(BoardPage(page).title).to_have_text("Welcome")


@pytest.mark.provokes("status of 404")
def test_an_address_that_leads_nowhere(page: Page) -> None:
    page.goto("/nothing/of/the/kind")
    expect(page.get_by_role("main").get_by_role("heading", level=1)).to_have_text("Nothing here")
    page.get_by_role("main").get_by_role("link").click()
    expect(BoardPage(page).rename_button).to_be_visible()
