"""The guards of this suite, seen at work."""

import pytest
from playwright.sync_api import Page

from e2e.board import BoardPage


@pytest.mark.provokes("Content Security Policy")
def test_the_policy_is_on(page: Page, public_board: int) -> None:
    BoardPage(page).open(public_board)
    with page.expect_console_message(lambda message: "Content Security Policy" in message.text):
        page.evaluate(
            """() => {
              const script = document.createElement("script");
              script.textContent = "window.intruder = true";
              document.body.append(script);
            }"""
        )
    assert page.evaluate("() => window.intruder") is None


@pytest.mark.provokes("this page made a mistake")
def test_an_error_that_nobody_caught_is_shown(page: Page, public_board: int) -> None:
    BoardPage(page).open(public_board)
    page.evaluate("() => setTimeout(() => { throw new Error('this page made a mistake'); })")
    page.get_by_role("alert").filter(has_text="this page made a mistake").wait_for()
