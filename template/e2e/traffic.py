"""What a page asks the server for, and ways to hold the answers back."""

import json
from collections.abc import Sequence
from urllib.parse import urlsplit

from playwright.sync_api import APIResponse, Page, Request, Response, Route

API = "**/api/mizan/**"
READS = "**/api/mizan/ctx/**"
CALLS = "**/api/mizan/call/"

# One frame and one turn of the event loop: what an answer makes the page do, it does by then.
TURN = "() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))"


class Traffic:
    """Every request of a page since it was made or cleared: `call add_card`, `read /…/`."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.requests: list[str] = []
        self.statuses: list[int] = []
        self._counted: set[Request] = set()
        self._under_way: set[Request] = set()
        page.on("request", self._begin)
        page.on("requestfinished", self._end)
        page.on("requestfailed", self._end)
        page.on("response", self._answer)

    def clear(self) -> None:
        """Forget what was asked so far."""
        self.requests.clear()
        self.statuses.clear()
        self._counted.clear()

    def settle(self) -> None:
        """Wait until nothing is under way, and nothing follows from what was."""
        quiet_turns = 0
        while quiet_turns < 2:
            self.page.evaluate(TURN)
            quiet_turns = 0 if self._under_way else quiet_turns + 1

    def _begin(self, request: Request) -> None:
        self.requests.append(describe(request))
        self._counted.add(request)
        self._under_way.add(request)

    def _answer(self, response: Response) -> None:
        # The answer to what was asked earlier may be told late.
        if response.request in self._counted:
            self.statuses.append(response.status)

    def _end(self, request: Request) -> None:
        self._under_way.discard(request)


def describe(request: Request) -> str:
    """A request in two words: what it does, and to which function or address."""
    path = urlsplit(request.url).path
    if path.endswith("/api/mizan/call/"):
        return f"call {json.loads(request.post_data or '{}').get('fn')}"
    return f"{'read' if request.method == 'GET' else request.method} {path}"


class HeldAnswers:
    """The server does what it is asked at once; its next answers stay here until they are let go.

    Only so many are held; what is asked later is answered without delay.
    """

    def __init__(self, page: Page, pattern: str, *, count: int) -> None:
        self.page = page
        self._count = self._free = count
        self._held: list[tuple[Route, APIResponse]] = []
        self._ended: set[Request] = set()
        page.on("requestfinished", self._end)
        page.on("requestfailed", self._end)
        page.route(pattern, self._hold)

    def wait(self) -> None:
        """Wait until the server has given all these answers."""
        while len(self._held) < self._count:
            self.page.evaluate(TURN)

    def let_go(self, order: Sequence[int] | None = None) -> None:
        """Deliver the answers in this order, else as they came."""
        for index in order or range(len(self._held)):
            route, response = self._held[index]
            route.fulfill(response=response)
            while route.request not in self._ended:
                self.page.evaluate(TURN)

    def _hold(self, route: Route) -> None:
        if self._free:
            self._free -= 1
            self._held.append((route, route.fetch()))
        else:
            route.continue_()

    def _end(self, request: Request) -> None:
        self._ended.add(request)
