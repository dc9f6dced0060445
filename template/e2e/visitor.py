"""Somebody with a browser window, and the same session for scripts."""

from collections.abc import Sequence
from dataclasses import dataclass

from playwright.sync_api import BrowserContext, Page

from e2e.protocol import Api

PASSWORD = "correct-horse-battery"


@dataclass
class Visitor:
    """A person: their window, their session, and what a spec needs to know about them."""

    page: Page
    context: BrowserContext
    api: Api
    username: str

    def make_board(self, name: str, titles: Sequence[str] = ()) -> int:
        """A new board of this person's with these cards; its id."""
        board_id: int = self.api.call("create_board", name=name)["id"]
        for title in titles:
            self.api.call("add_card", board_id=board_id, title=title)
        return board_id

    def follow_to(self, board: str) -> None:
        """Go to a board by its link: the browser asks for it, and nobody for a page."""
        boards = self.page.get_by_role("navigation", name="Boards")
        boards.get_by_role("link", name=board, exact=True).click()

    def come_back(self, page: Page | None = None) -> None:
        """Look at the window again after having been elsewhere."""
        (page or self.page).evaluate("() => window.dispatchEvent(new Event('focus'))")
