"""The smoke test in a browser: click, and see what is asked and what changes."""

import re
from importlib import import_module
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Error, Page, Request, sync_playwright

from hooks import browser
from hooks.console import Problem
from hooks.smoke_report import STEPS, Outcome, Step

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


def drive(url: str) -> tuple[str, list[Outcome]]:
    """Do every step of `e2e/smoke.py`.

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
    smoke = import_module(STEPS)
    traffic = Traffic(page)
    try:
        smoke.open_page(page)
        return [_outcome(page, traffic, step) for step in smoke.STEPS]
    except (Error, AssertionError) as error:
        first = str(error).strip().splitlines()[0]
        return [
            Outcome("open the page", traffic.requests, 0, "; ".join([first, *traffic.complaints]))
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
