"""The board page as a person meets it: by role and accessible name, whatever the frontend."""

from playwright.sync_api import Locator, Page, expect


class BoardPage:
    """A board on screen, and the natural gesture for each thing one can do with it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.main = page.get_by_role("main")
        self.title = self.main.get_by_role("heading", level=1)
        self.cards = self.main.get_by_role("list", name="Cards").get_by_role("listitem")
        self.new_card = self.main.get_by_role("textbox", name="New card")
        self.add_button = self.main.get_by_role("button", name="Add card")
        self.clear_button = self.main.get_by_role("button", name="Clear done cards")
        self.rename_button = self.main.get_by_role("button", name="Rename board")

    def open(self, board_id: int) -> "BoardPage":
        """Go to the board's address and wait until it is shown."""
        self.page.goto(f"/boards/{board_id}")
        expect(self.rename_button).to_be_visible()
        return self

    def card(self, title: str) -> Locator:
        """The list item of the card with this title."""
        return self.cards.filter(has=self.page.get_by_role("checkbox", name=title, exact=True))

    def checkbox(self, title: str) -> Locator:
        return self.main.get_by_role("checkbox", name=title, exact=True)

    def counts(self, text: str) -> Locator:
        """The counts, where they say `text`."""
        return self.main.get_by_role("status").filter(has_text=text)

    def add(self, title: str) -> None:
        self.new_card.fill(title)
        self.add_button.click()

    def edit(self, title: str, *, new_title: str, note: str) -> None:
        self.main.get_by_role("button", name=f"Edit {title}", exact=True).click()
        editor = self.main.get_by_role("list", name="Cards")
        editor.get_by_role("textbox", name="Title").fill(new_title)
        editor.get_by_role("textbox", name="Note").fill(note)
        editor.get_by_role("button", name="Save").click()

    def delete(self, title: str) -> None:
        self.main.get_by_role("button", name=f"Delete {title}", exact=True).click()

    def rename(self, name: str) -> None:
        self.rename_button.click()
        self.main.get_by_role("textbox", name="Board name").fill(name)
        # A card that is being edited has such a button, too, further down.
        self.main.get_by_role("button", name="Save").first.click()

    def titles(self) -> list[str]:
        """The titles of the cards on screen, in their order."""
        boxes = self.cards.get_by_role("checkbox")
        return [snapshot["title"] for snapshot in boxes.evaluate_all(READ_CHECKBOXES)]

    def on_screen(self) -> list[tuple[str, bool]]:
        """Title and tick of each card on screen, in their order."""
        boxes = self.cards.get_by_role("checkbox")
        return [(box["title"], box["isDone"]) for box in boxes.evaluate_all(READ_CHECKBOXES)]


READ_CHECKBOXES = """(boxes) => boxes.map((box) => ({
  title: box.labels[0].textContent.trim(),
  isDone: box.checked,
}))"""


def sign_in(page: Page, username: str, password: str) -> None:
    """Fill in the sign-in form that is on screen, and send it."""
    main = page.get_by_role("main")
    main.get_by_role("textbox", name="Username").fill(username)
    main.get_by_role("textbox", name="Password").fill(password)
    main.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("banner").get_by_role("button", name="Sign out")).to_be_visible()


def sign_out(page: Page) -> None:
    """Press the button in the header and wait until nobody is signed in."""
    banner = page.get_by_role("banner")
    banner.get_by_role("button", name="Sign out").click()
    expect(banner.get_by_role("link", name="Sign in")).to_be_visible()
