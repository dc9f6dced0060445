"""Small screens, both themes, nothing that jumps or flashes."""

from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from e2e.board import BoardPage
from e2e.visitor import Visitor

Theme = Literal["light", "dark"]
Motion = Literal["reduce", "no-preference"]

LONG_WORD = "Donaudampfschifffahrtsgesellschaft" * 3
WIDTHS = [320, 360, 1280]


@pytest.mark.provokes("status of 404")
@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_wider_than_the_screen(visitor: Visitor, width: int) -> None:
    page = visitor.page
    page.set_viewport_size({"width": width, "height": 740})
    board_id = visitor.make_board("W" * 80, [LONG_WORD, "Milk"])
    board = BoardPage(page).open(board_id)
    assert_fits(page)
    board.main.get_by_role("button", name="Edit Milk").click()
    board.rename_button.click()
    assert_fits(page)
    for path in ("/sign-in", "/sign-up", "/nowhere"):
        page.goto(path)
        expect(page.get_by_role("main").get_by_role("heading", level=1)).to_be_visible()
        assert_fits(page)


def test_another_board_begins_at_its_top(visitor: Visitor) -> None:
    page = visitor.page
    page.set_viewport_size({"width": 360, "height": 740})
    titles = [f"Card {number}" for number in range(20)]
    visitor.make_board("Long", titles)
    board = BoardPage(page).open(visitor.make_board("Longer", titles))
    page.get_by_role("navigation", name="Boards").get_by_role(
        "link", name="Long", exact=True
    ).click()
    expect(board.title).to_have_text("Long")
    assert page.evaluate("() => scrollY") == 0


def assert_fits(page: Page) -> None:
    """The page cannot be scrolled sideways."""
    assert page.evaluate("() => document.documentElement.scrollWidth - innerWidth") <= 0


RECORD_LOOKS = """() => {
  window.backgrounds = [];
  window.shift = 0;
  const frame = () => {
    window.backgrounds.push(getComputedStyle(document.documentElement).backgroundColor);
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
}"""


@pytest.mark.parametrize("system", ["light", "dark"])
def test_the_theme_is_remembered_and_nothing_flashes(
    page: Page, public_board: int, system: Theme
) -> None:
    other = {"light": "dark", "dark": "light"}[system]
    page.emulate_media(color_scheme=system, reduced_motion="reduce")
    page.add_init_script(f"({RECORD_LOOKS})()")
    board = BoardPage(page).open(public_board)
    before = background(page)
    page.get_by_role("button", name=f"Switch to {other} theme").click()
    expect(page.get_by_role("button", name=f"Switch to {system} theme")).to_be_visible()
    after = background(page)
    assert before != after
    board.open(public_board)
    assert set(page.evaluate("() => window.backgrounds")) == {after}
    expect(page.get_by_role("button", name=f"Switch to {system} theme")).to_be_visible()


def background(page: Page) -> str:
    return str(page.evaluate("() => getComputedStyle(document.documentElement).backgroundColor"))


def test_the_system_decides_until_somebody_chooses(page: Page, public_board: int) -> None:
    page.emulate_media(color_scheme="dark")
    BoardPage(page).open(public_board)
    expect(page.get_by_role("button", name="Switch to light theme")).to_be_visible()
    page.emulate_media(color_scheme="light")
    expect(page.get_by_role("button", name="Switch to dark theme")).to_be_visible()


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_jumps_while_the_page_loads(visitor: Visitor, width: int) -> None:
    page = visitor.page
    page.set_viewport_size({"width": width, "height": 740})
    page.add_init_script(f"({RECORD_LOOKS})()")
    board = BoardPage(page).open(visitor.make_board("Groceries", ["Milk", "Bread"]))
    expect(page.get_by_role("form", name="New board")).to_be_visible()
    expect(board.card("Milk")).to_be_visible()
    assert page.evaluate("() => window.shift") <= 0.01


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_motion_is_reduced_where_that_is_wanted(
    page: Page, public_board: int, motion: Motion
) -> None:
    page.emulate_media(reduced_motion=motion)
    BoardPage(page).open(public_board)
    durations = page.evaluate(
        """() => [...document.querySelectorAll("*")].flatMap((element) => {
          const { transitionDuration, animationDuration } = getComputedStyle(element);
          return `${transitionDuration},${animationDuration}`.split(",").map(parseFloat);
        })"""
    )
    assert (max(durations) == 0) == (motion == "reduce")
