"""The smoke test in a browser: click, and see what is asked and what changes."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Error, Page, Request, expect, sync_playwright

from hooks import browser
from hooks.console import Problem
from hooks.smoke_report import Outcome

CARD = "Smoke test"
BOARD = "Welcome, smoke"

# Resolves when the screen fulfils the wish: milliseconds since the click, or null after too long.
WATCH = """(wish) => {
  const isFulfilled = new Function("main", `return ${wish}`);
  window.smokeWatch = new Promise((resolve) => {
    let clicked = performance.now();
    addEventListener("click", () => { clicked = performance.now(); }, { capture: true });
    const look = () => {
      if (isFulfilled(document.querySelector("main"))) resolve(performance.now() - clicked);
    };
    new MutationObserver(look).observe(document.body, {
      attributes: true, characterData: true, childList: true, subtree: true,
    });
    setTimeout(resolve, 10000, null);
  });
}"""
# One frame and one turn of the event loop: what an answer makes the page do, it does by then.
TURN = "() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))"


@dataclass(frozen=True)
class Step:
    """Something to click, and what must then be on screen.

    Attributes:
        name: What it does.
        click: The gesture.
        wish: A JavaScript expression over `main`, true when the screen has changed.
    """

    name: str
    click: Callable[[Page], None]
    wish: str


def drive(url: str) -> tuple[str, list[Outcome]]:
    """Do every step on the demo's public board.

    Returns:
        Which browser it was, and how each step went.

    Raises:
        Problem: There is no browser, or it does not start.
    """
    with sync_playwright() as playwright:
        found = browser.find(playwright)
        try:
            running = playwright.chromium.launch(**found.launch_arguments())
        except Error as error:
            hint = f"Name another one: {browser.VARIABLE}=/path/to/chromium."
            raise Problem(f"{found} does not start: {error.message}", hint) from error
        try:
            return str(found), _drive(running.new_page(base_url=url))
        finally:
            running.close()


def _drive(page: Page) -> list[Outcome]:
    traffic = Traffic(page)
    try:
        page.goto("/")
        page.get_by_role("navigation", name="Boards").get_by_role("link", name="Welcome").click()
        expect(page.get_by_role("heading", level=1, name="Welcome")).to_be_visible()
        return [_outcome(page, traffic, step) for step in STEPS]
    except (Error, AssertionError) as error:
        first = str(error).strip().splitlines()[0]
        return [
            Outcome("open a board", traffic.requests, 0, "; ".join([first, *traffic.complaints]))
        ]


def _outcome(page: Page, traffic: "Traffic", step: Step) -> Outcome:
    traffic.settle()
    traffic.requests.clear()
    page.evaluate(WATCH, step.wish)
    step.click(page)
    milliseconds = page.evaluate("() => window.smokeWatch")
    traffic.settle()
    problems = [*traffic.complaints]
    if milliseconds is None:
        problems.append("the screen did not change")
    if len(traffic.requests) != 1:
        problems.append(f"asked for {', '.join(traffic.requests) or 'nothing'}")
    return Outcome(step.name, [*traffic.requests], round(milliseconds or 0, 1), "; ".join(problems))


class Traffic:
    """What the page asks for, and what it complains of.

    Attributes:
        requests: Each request since the list was cleared.
        complaints: Errors and warnings of the console.
    """

    def __init__(self, page: Page) -> None:
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self._page = page
        self._under_way: set[Request] = set()
        page.on("request", self._begin)
        page.on("requestfinished", self._end)
        page.on("requestfailed", self._end)
        page.on("console", self._note)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def settle(self) -> None:
        """Wait until nothing is under way, and nothing follows from what was."""
        quiet_turns = 0
        while quiet_turns < 2:
            self._page.evaluate(TURN)
            quiet_turns = 0 if self._under_way else quiet_turns + 1

    def _begin(self, request: Request) -> None:
        self._under_way.add(request)
        self.requests.append(_describe(request))

    def _end(self, request: Request) -> None:
        self._under_way.discard(request)

    def _note(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)


def _describe(request: Request) -> str:
    body = request.post_data if request.method == "POST" else None
    name = re.search(r'"fn"\s*:\s*"([^"]+)"', body or "")
    return f"{request.method} {urlsplit(request.url).path}" + (f" {name[1]}" if name else "")


def _add(page: Page) -> None:
    page.get_by_role("textbox", name="New card").fill(CARD)
    page.get_by_role("button", name="Add card").click()


def _rename(page: Page) -> None:
    page.get_by_role("button", name="Rename board").click()
    page.get_by_role("main").get_by_role("textbox", name="Board name").fill(BOARD)
    page.get_by_role("button", name="Save").click()


def _delete(page: Page) -> None:
    page.get_by_role("button", name=f"Delete {CARD}").click()


_CARDS = "[...main.querySelectorAll('li')].map((item) => item.textContent).join()"
STEPS = (
    Step("add a card", _add, f"{_CARDS}.includes({json.dumps(CARD)})"),
    Step(
        "rename the board",
        _rename,
        f"main.querySelector('h1')?.textContent.includes({json.dumps(BOARD)})",
    ),
    Step("delete a card", _delete, f"!{_CARDS}.includes({json.dumps(CARD)})"),
)
