"""What `make smoke` does: each step must cost one request, and change what is on screen."""

import json
from typing import TYPE_CHECKING

from hooks.smoke_report import Step

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from hooks.smoke_http import Client

CARD = "Smoke test"
BOARD = "Welcome, smoke"


def open_page(page: "Page") -> None:
    """Go to where the steps begin: the board that everybody may change."""
    page.goto("/")
    page.get_by_role("navigation", name="Boards").get_by_role("link", name="Welcome").click()
    page.get_by_role("heading", level=1, name="Welcome").wait_for()


def add_card(page: "Page") -> None:
    page.get_by_role("textbox", name="New card").fill(CARD)
    page.get_by_role("button", name="Add card").click()


def rename_board(page: "Page") -> None:
    page.get_by_role("button", name="Rename board").click()
    page.get_by_role("main").get_by_role("textbox", name="Board name").fill(BOARD)
    page.get_by_role("button", name="Save").click()


def delete_card(page: "Page") -> None:
    page.get_by_role("button", name=f"Delete {CARD}").click()


CARDS = "[...main.querySelectorAll('li')].map((item) => item.textContent).join()"
HEADING = "main.querySelector('h1')?.textContent"
STEPS = (
    Step("add a card", add_card, f"{CARDS}.includes({json.dumps(CARD)})"),
    Step("rename the board", rename_board, f"{HEADING}?.includes({json.dumps(BOARD)})"),
    Step("delete a card", delete_card, f"!{CARDS}.includes({json.dumps(CARD)})"),
)


def call(client: "Client") -> None:
    """The same over plain HTTP, where there is no browser."""
    boards = client.get("ctx/boards/")["boards"]
    board_id = next(board["id"] for board in boards if board["is_public"])
    added = client.call("add_card", board_id=board_id, title=CARD)
    client.call("rename_board", board_id=board_id, name=BOARD)
    client.call("delete_card", board_id=board_id, card_id=added["card"]["id"] if added else 0)
