"""The smoke test without a browser: the same calls over plain HTTP."""

import json
import time
import urllib.error
import urllib.request
from http.cookiejar import CookieJar
from typing import Any

from hooks import ports
from hooks.smoke_report import Outcome

BASE = "/api/mizan/"


class Client:
    """A visitor that keeps cookies and sends the token that calls need."""

    def __init__(self, url: str) -> None:
        self.url = url
        cookies = urllib.request.HTTPCookieProcessor(CookieJar())
        self._opener = urllib.request.build_opener(ports.NO_PROXY, cookies)
        self._token = self.get("session/")["csrf"]

    def get(self, path: str) -> Any:
        """The answer of a read."""
        return self._send(urllib.request.Request(f"{self.url}{BASE}{path}"))

    def call(self, function: str, **args: Any) -> Any:
        """The whole answer of a call, its merges included."""
        body = json.dumps({"fn": function, "args": args}).encode()
        headers = {
            "Content-Type": "application/json",
            "Origin": self.url,
            "X-Mizan-Csrf": self._token or "",
        }
        return self._send(urllib.request.Request(f"{self.url}{BASE}call/", body, headers))

    def _send(self, request: urllib.request.Request) -> Any:
        with self._opener.open(request, timeout=10) as answer:
            return json.load(answer)


def drive(url: str) -> list[Outcome]:
    """Add a card to the demo's public board, rename the board, delete the card."""
    client = Client(url)
    boards = client.get("ctx/boards/")["boards"]
    board_id = next(board["id"] for board in boards if board["is_public"])
    added, outcome = _call(client, "add_card", board_id=board_id, title="Smoke test")
    card_id = added.get("result", {}).get("card", {}).get("id", 0)
    _, renamed = _call(client, "rename_board", board_id=board_id, name="Welcome, smoke")
    _, deleted = _call(client, "delete_card", board_id=board_id, card_id=card_id)
    return [outcome, renamed, deleted]


def _call(client: Client, function: str, **args: Any) -> tuple[Any, Outcome]:
    started = time.monotonic()
    try:
        answer = client.call(function, **args)
    except urllib.error.HTTPError as error:
        answer, problem = {}, f"{error.code} {error.read().decode(errors='replace')[:200]}"
    else:
        problem = _problem(answer)
    milliseconds = round((time.monotonic() - started) * 1000, 1)
    return answer, Outcome(function, [f"POST {BASE}call/ {function}"], milliseconds, problem)


def _problem(answer: Any) -> str:
    """A screen changes without another request if all that changed is merged, nothing stale."""
    if answer.get("invalidate"):
        return f"the screen would have to ask again for {json.dumps(answer['invalidate'])}"
    return "" if answer.get("merge") else "the answer carries no merge"
