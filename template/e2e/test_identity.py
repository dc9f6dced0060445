"""Who is signed in decides what is on screen, also when answers are late."""

import pytest
from playwright.sync_api import Page, expect

from e2e.board import BoardPage, sign_in, sign_out
from e2e.traffic import READS, HeldAnswers, Traffic
from e2e.visitor import PASSWORD, Visitor

SECRET = "The secret of A"
UNAUTHORIZED = "status of 401"
FORBIDDEN = "status of 403"

# Anything of A's that is on the page for a moment, even between two frames, is written down.
LOOK_OUT = """(secret) => {
  window.seen = [];
  const look = () => {
    const shown = document.title + document.body.innerText;
    if (shown.includes(secret)) window.seen.push(shown);
  };
  new MutationObserver(look).observe(document.documentElement, {
    attributes: true, characterData: true, childList: true, subtree: true,
  });
}"""


def never_again(page: Page) -> None:
    """From now on the page may not show anything of A's."""
    expect(page.get_by_text(SECRET)).to_have_count(0)
    page.evaluate(LOOK_OUT, SECRET)


@pytest.mark.provokes(UNAUTHORIZED)
@pytest.mark.provokes(FORBIDDEN)
@pytest.mark.parametrize("arrival", ["before B signs in", "after B signed in"])
def test_a_slow_answer_of_a_is_never_on_bs_screen(
    visitor: Visitor, somebody_else: str, arrival: str
) -> None:
    board_id = visitor.make_board(SECRET, [f"{SECRET}, card"])
    board = BoardPage(visitor.page).open(board_id)
    other_tab = visitor.context.new_page()
    BoardPage(other_tab).open(board_id)
    board.add(f"{SECRET}, said aloud")
    expect(board.cards).to_have_count(2)

    late = HeldAnswers(visitor.page, READS, count=3)
    visitor.come_back()
    late.wait()
    sign_out(visitor.page)
    never_again(visitor.page)
    expect(board.main.get_by_role("heading", name="Sign in")).to_be_visible()
    if arrival == "before B signs in":
        late.let_go()

    traffic, other_traffic = Traffic(visitor.page), Traffic(other_tab)
    sign_in(visitor.page, somebody_else, PASSWORD)
    expect(board.main.get_by_role("alert")).to_be_visible()
    never_again(other_tab)
    if arrival == "after B signed in":
        late.let_go()
    visitor.come_back(other_tab)
    traffic.settle()
    other_traffic.settle()
    for page in (visitor.page, other_tab):
        expect(page.get_by_role("banner")).to_contain_text(somebody_else)
        expect(page.get_by_text(SECRET)).to_have_count(0)
        assert page.evaluate("() => window.seen") == []


@pytest.mark.provokes(UNAUTHORIZED)
def test_the_other_tab_follows_at_once(visitor: Visitor) -> None:
    visitor.make_board("Mine")
    visitor.page.goto("/")
    other_tab = visitor.context.new_page()
    other_tab.goto("/sign-in")
    expect(other_tab.get_by_role("banner")).to_contain_text(visitor.username)
    expect(visitor.page.get_by_role("banner")).to_contain_text(visitor.username)
    sign_out(other_tab)
    expect(visitor.page.get_by_role("banner").get_by_role("link", name="Sign in")).to_be_visible()


def test_the_first_call_after_signing_in_works(visitor: Visitor) -> None:
    board_id = visitor.make_board("Groceries")
    visitor.api.call("sign_out")
    visitor.page.goto("/sign-in")
    sign_in(visitor.page, visitor.username, PASSWORD)
    visitor.page.get_by_role("navigation").get_by_role("link", name="Groceries").click()
    board = BoardPage(visitor.page)
    traffic = Traffic(visitor.page)
    expect(board.rename_button).to_be_visible()
    board.add("Milk")
    expect(board.card("Milk")).to_be_visible()
    assert traffic.requests.count("call add_card") == 1
    assert set(traffic.statuses) == {200}
    assert board_id


def test_signing_up_and_the_first_board(page: Page, new_username: str) -> None:
    page.goto("/sign-up")
    main = page.get_by_role("main")
    main.get_by_role("textbox", name="Username").fill(new_username)
    main.get_by_role("textbox", name="Password").fill(PASSWORD)
    main.get_by_role("button", name="Sign up").click()
    expect(page.get_by_role("banner")).to_contain_text(new_username)
    form = page.get_by_role("form", name="New board")
    form.get_by_role("textbox", name="Board name").fill("My first")
    form.get_by_role("button", name="Create board").click()
    expect(main.get_by_role("heading", level=1, name="My first")).to_be_visible()
    expect(main.get_by_text("No cards yet")).to_be_visible()
    expect(form.get_by_role("textbox", name="Board name")).to_have_value("")


@pytest.mark.provokes(UNAUTHORIZED)
def test_the_focus_begins_anew_with_another_person(visitor: Visitor) -> None:
    board = BoardPage(visitor.page).open(visitor.make_board("Groceries"))
    sign_out(visitor.page)
    expect(board.main).to_be_focused()
    sign_in(visitor.page, visitor.username, PASSWORD)
    expect(board.rename_button).to_be_visible()
    expect(board.main).to_be_focused()
