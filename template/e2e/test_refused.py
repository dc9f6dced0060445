"""What the server refuses: said beside the field, and nothing typed is lost."""

import pytest
from playwright.sync_api import Locator, Page, expect

from e2e.board import BoardPage
from e2e.visitor import PASSWORD, Visitor

REFUSED = "status of 422"
CONFLICT = "status of 409"


@pytest.fixture
def board(visitor: Visitor) -> BoardPage:
    return BoardPage(visitor.page).open(visitor.make_board("Groceries", ["Milk", "Bread"]))


def expect_refused(field: Locator, message: str, *, value: str) -> None:
    """The message belongs to the field for everybody; the field kept its text and has the focus."""
    expect(field).to_have_accessible_description(message)
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field.page.get_by_text(message, exact=True)).to_be_visible()
    expect(field).to_have_value(value)
    expect(field).to_be_focused()


@pytest.mark.provokes(REFUSED)
def test_a_card_without_a_title(board: BoardPage) -> None:
    board.add("   ")
    expect_refused(board.new_card, EMPTY, value="   ")
    assert board.titles() == ["Milk", "Bread"]


@pytest.mark.provokes(REFUSED)
def test_a_title_that_is_too_long(board: BoardPage) -> None:
    board.add("x" * 121)
    expect_refused(board.new_card, TOO_LONG, value="x" * 121)


@pytest.mark.provokes(CONFLICT)
def test_a_title_that_is_there_already(board: BoardPage) -> None:
    board.add("Milk")
    expect_refused(board.new_card, DUPLICATE, value="Milk")


@pytest.mark.provokes(CONFLICT)
def test_the_message_goes_once_the_card_is_accepted(board: BoardPage) -> None:
    board.add("Milk")
    expect(board.new_card).to_have_attribute("aria-invalid", "true")
    board.add("Oat milk")
    expect(board.card("Oat milk")).to_be_visible()
    expect(board.new_card).not_to_have_attribute("aria-invalid", "true")
    expect(board.new_card).to_have_value("")
    expect(board.main.get_by_text(DUPLICATE)).to_have_count(0)


@pytest.mark.provokes(CONFLICT)
def test_editing_a_card_into_another(board: BoardPage) -> None:
    board.edit("Bread", new_title="Milk", note="Two of them")
    expect_refused(board.main.get_by_role("textbox", name="Title"), DUPLICATE, value="Milk")
    expect(board.main.get_by_role("textbox", name="Note")).to_have_value("Two of them")


@pytest.mark.provokes(REFUSED)
def test_a_board_without_a_name(board: BoardPage) -> None:
    board.rename("")
    expect_refused(board.main.get_by_role("textbox", name="Board name"), EMPTY, value="")


@pytest.mark.provokes(REFUSED)
def test_a_new_board_without_a_name(board: BoardPage) -> None:
    form = board.page.get_by_role("form", name="New board")
    form.get_by_role("button", name="Create board").click()
    expect_refused(form.get_by_role("textbox", name="Board name"), EMPTY, value="")


@pytest.mark.provokes("status of 400")
def test_a_wrong_password(page: Page, visitor: Visitor) -> None:
    visitor.api.call("sign_out")
    page.goto("/sign-in")
    main = page.get_by_role("main")
    main.get_by_role("textbox", name="Username").fill(visitor.username)
    main.get_by_role("textbox", name="Password").fill("not-the-password")
    main.get_by_role("button", name="Sign in").click()
    password = main.get_by_role("textbox", name="Password")
    expect_refused(password, WRONG_PASSWORD, value="not-the-password")
    expect(main.get_by_role("textbox", name="Username")).to_have_value(visitor.username)


@pytest.mark.provokes(CONFLICT)
def test_a_username_that_is_taken(page: Page, visitor: Visitor) -> None:
    visitor.api.call("sign_out")
    page.goto("/sign-up")
    main = page.get_by_role("main")
    main.get_by_role("textbox", name="Username").fill(visitor.username)
    main.get_by_role("textbox", name="Password").fill(PASSWORD)
    main.get_by_role("button", name="Sign up").click()
    username = main.get_by_role("textbox", name="Username")
    expect_refused(username, TAKEN, value=visitor.username)
    expect(main.get_by_role("textbox", name="Password")).to_have_value(PASSWORD)


EMPTY = "Please fill this in."
TOO_LONG = "Please use at most 120 characters."
DUPLICATE = "There is a card with this title already."
WRONG_PASSWORD = "The username or the password is wrong."
TAKEN = "This username is taken."
