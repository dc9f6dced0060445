"""Everything works without a mouse, and the focus is never lost."""

import pytest
from playwright.sync_api import Locator, Page, expect

from e2e.board import BoardPage
from e2e.traffic import CALLS, HeldAnswers
from e2e.visitor import Visitor


@pytest.fixture
def board(visitor: Visitor) -> BoardPage:
    return BoardPage(visitor.page).open(visitor.make_board("Groceries", ["Milk", "Bread", "Tea"]))


def tab_to(target: Locator, limit: int = 40) -> None:
    """Press Tab until the target has the focus; the focus is visible at every stop."""
    page = target.page
    for _ in range(limit):
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUS_IS_VISIBLE)
        if target.evaluate("(element) => element === document.activeElement"):
            return
    raise AssertionError(f"Tab does not lead to {target}")


FOCUS_IS_VISIBLE = """() => {
  const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
  const isOutlined = outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
  return isOutlined || document.activeElement === document.body;
}"""


def test_a_whole_journey(board: BoardPage) -> None:
    page, keyboard = board.page, board.page.keyboard
    tab_to(board.rename_button)
    keyboard.press("Enter")
    name = board.main.get_by_role("textbox", name="Board name")
    expect(name).to_be_focused()
    keyboard.press("ControlOrMeta+A")
    keyboard.type("Shopping")
    keyboard.press("Enter")
    expect(board.title).to_have_text("Shopping")
    expect(board.rename_button).to_be_focused()

    tab_to(board.checkbox("Milk"))
    keyboard.press("Space")
    expect(board.counts("1 of 3 done")).to_be_visible()
    expect(board.checkbox("Milk")).to_be_focused()

    tab_to(board.main.get_by_role("button", name="Edit Bread"))
    keyboard.press("Enter")
    expect(board.main.get_by_role("textbox", name="Title")).to_be_focused()
    keyboard.press("ControlOrMeta+A")
    keyboard.type("Rye bread")
    keyboard.press("Tab")
    keyboard.type("One loaf")
    tab_to(board.main.get_by_role("button", name="Save"))
    keyboard.press("Enter")
    expect(board.card("Rye bread")).to_contain_text("One loaf")
    expect(board.main.get_by_role("button", name="Edit Rye bread")).to_be_focused()

    tab_to(board.new_card)
    for title in ("Rice", "Oil"):
        keyboard.type(title)
        keyboard.press("Enter")
        expect(board.card(title)).to_be_visible()
        expect(board.new_card).to_be_focused()
        expect(board.new_card).to_have_value("")
    assert board.titles() == ["Milk", "Rye bread", "Tea", "Rice", "Oil"]
    assert page.title().startswith("Shopping (1/5)")


def test_titles_typed_faster_than_the_server_answers(board: BoardPage) -> None:
    board.new_card.focus()
    for title in ("One", "Two", "Three"):
        board.page.keyboard.type(title)
        board.page.keyboard.press("Enter")
    for title in ("One", "Two", "Three"):
        expect(board.card(title)).to_be_visible()
    # They are under way together, so the server decides which comes first; the page shows that.
    shown = board.titles()
    assert shown[:3] == ["Milk", "Bread", "Tea"]
    board.page.reload()
    expect(board.card("Three")).to_be_visible()
    assert board.titles() == shown


@pytest.mark.parametrize(
    ("deleted", "focused"), [("Milk", "Bread"), ("Bread", "Tea"), ("Tea", "Bread")]
)
def test_the_focus_goes_to_a_neighbour_of_what_is_deleted(
    board: BoardPage, deleted: str, focused: str
) -> None:
    board.main.get_by_role("button", name=f"Delete {deleted}").press("Enter")
    expect(board.card(deleted)).to_have_count(0)
    expect(board.checkbox(focused)).to_be_focused()
    expect(board.page.get_by_role("status").filter(has_text=f"Deleted {deleted}")).to_have_count(1)


def test_the_focus_stays_with_who_has_moved_on(board: BoardPage) -> None:
    answers = HeldAnswers(board.page, CALLS, count=1)
    board.delete("Milk")
    answers.wait()
    board.new_card.focus()
    answers.let_go()
    expect(board.card("Milk")).to_have_count(0)
    expect(board.new_card).to_be_focused()


def test_the_focus_goes_to_the_input_when_the_last_card_is_deleted(visitor: Visitor) -> None:
    board = BoardPage(visitor.page).open(visitor.make_board("Groceries", ["Milk"]))
    board.main.get_by_role("button", name="Delete Milk").press("Enter")
    expect(board.main.get_by_text("No cards yet")).to_be_visible()
    expect(board.new_card).to_be_focused()


def test_escape_leaves_an_editor_without_a_change(board: BoardPage) -> None:
    board.main.get_by_role("button", name="Edit Milk").press("Enter")
    board.main.get_by_role("textbox", name="Title").fill("Cheese")
    board.page.keyboard.press("Escape")
    expect(board.main.get_by_role("button", name="Edit Milk")).to_be_focused()
    board.rename_button.press("Enter")
    board.main.get_by_role("textbox", name="Board name").fill("Elsewhere")
    board.page.keyboard.press("Escape")
    expect(board.rename_button).to_be_focused()
    expect(board.title).to_have_text("Groceries")
    assert board.titles() == ["Milk", "Bread", "Tea"]


def test_what_was_added_is_said(board: BoardPage) -> None:
    board.add("Rice")
    expect(board.page.get_by_role("status").filter(has_text="Added Rice")).to_have_count(1)


def test_another_page_takes_the_focus(page: Page) -> None:
    page.goto("/sign-in")
    page.get_by_role("banner").get_by_role("link", name="Sign up").press("Enter")
    expect(page.get_by_role("heading", name="Sign up")).to_be_visible()
    expect(page.get_by_role("main")).to_be_focused()
