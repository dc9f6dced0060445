"""axe finds nothing to complain about, on any page, in either theme."""

from collections.abc import Callable
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from e2e.board import BoardPage
from e2e.traffic import API
from e2e.visitor import Visitor

Theme = Literal["light", "dark"]


def a_board(visitor: Visitor) -> None:
    board = BoardPage(visitor.page).open(visitor.make_board("Groceries", ["Milk", "Bread"]))
    board.checkbox("Milk").check()
    board.edit("Bread", new_title="Rye bread", note="One loaf")
    expect(board.card("Rye bread")).to_contain_text("One loaf")
    expect(board.counts("1 of 2 done")).to_be_visible()


def a_board_being_edited(visitor: Visitor) -> None:
    board = BoardPage(visitor.page).open(visitor.make_board("Groceries", ["Milk"]))
    board.edit("Milk", new_title="", note="Two litres")
    title = board.main.get_by_role("textbox", name="Title")
    expect(title).to_have_attribute("aria-invalid", "true")
    board.rename("")
    name = board.main.get_by_role("textbox", name="Board name")
    expect(name).to_have_attribute("aria-invalid", "true")


def an_empty_board(visitor: Visitor) -> None:
    BoardPage(visitor.page).open(visitor.make_board("Groceries"))
    expect(visitor.page.get_by_text("No cards yet")).to_be_visible()


def a_board_that_loads(visitor: Visitor) -> None:
    visitor.make_board("Groceries")
    visitor.page.goto("/sign-up")
    visitor.page.route(API, lambda route: None)
    visitor.follow_to("Groceries")
    expect(visitor.page.get_by_role("status").filter(has_text="Loading board")).to_be_visible()


def a_board_that_did_not_load(visitor: Visitor) -> None:
    visitor.make_board("Groceries")
    visitor.page.goto("/sign-up")
    visitor.page.route(API, lambda route: route.abort())
    visitor.follow_to("Groceries")
    expect(visitor.page.get_by_role("main").get_by_role("alert")).to_be_visible()


def a_board_of_somebody_else(visitor: Visitor) -> None:
    visitor.page.goto("/boards/999999")
    expect(visitor.page.get_by_role("main").get_by_role("alert")).to_be_visible()


def a_private_board_signed_out(visitor: Visitor) -> None:
    board_id = visitor.make_board("Groceries")
    visitor.api.call("sign_out")
    visitor.page.goto(f"/boards/{board_id}")
    expect(visitor.page.get_by_role("heading", name="Sign in")).to_be_visible()


def the_sign_in_page(visitor: Visitor) -> None:
    visitor.api.call("sign_out")
    visitor.page.goto("/sign-in")
    visitor.page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(visitor.page.get_by_role("main").get_by_role("alert")).to_have_count(0)


def the_sign_up_page(visitor: Visitor) -> None:
    visitor.api.call("sign_out")
    visitor.page.goto("/sign-up")
    expect(visitor.page.get_by_role("heading", name="Sign up")).to_be_visible()


def a_page_that_is_not_there(visitor: Visitor) -> None:
    visitor.page.goto("/nowhere")
    expect(visitor.page.get_by_role("heading", name="Nothing here")).to_be_visible()


PAGES: list[Callable[[Visitor], None]] = [
    a_board,
    a_board_being_edited,
    an_empty_board,
    a_board_that_loads,
    a_board_that_did_not_load,
    a_board_of_somebody_else,
    a_private_board_signed_out,
    the_sign_in_page,
    the_sign_up_page,
    a_page_that_is_not_there,
]


@pytest.mark.provokes("status of 4")
@pytest.mark.provokes("net::ERR_")
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("show", PAGES, ids=lambda show: show.__name__)
def test_axe_finds_nothing(visitor: Visitor, show: Callable[[Visitor], None], theme: Theme) -> None:
    visitor.page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    show(visitor)
    assert violations(visitor.page) == []


def violations(page: Page) -> list[str]:
    """What axe finds, a line each."""
    found = Axe().run(page).response["violations"]
    return [f"{rule['id']}: {node['html']}" for rule in found for node in rule["nodes"]]
