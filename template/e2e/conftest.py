"""One production server for all specs, a new person for each, and a console that stays clean."""

from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Playwright, WebError

from e2e.protocol import Api
from e2e.visitor import PASSWORD, Visitor
from hooks import browser
from hooks.production import ProductionServer, production_server

_numbers = count(1)


def pytest_report_header() -> str:
    return f"browser: {browser.describe() or 'to be installed'}"


@pytest.fixture(scope="session")
def _session_server() -> Iterator[ProductionServer]:
    with production_server(is_seeded=True) as server:
        yield server


@pytest.fixture
def server(_session_server: ProductionServer) -> Iterator[ProductionServer]:
    """The server, for specs that stop it; it runs again afterwards."""
    yield _session_server
    _session_server.stop()
    _session_server.start()


@pytest.fixture(scope="session")
def base_url(_session_server: ProductionServer) -> str:
    """Where the pages of all specs are."""
    return _session_server.url


@pytest.fixture(scope="session")
def browser_type_launch_args(
    browser_type_launch_args: dict[str, Any], playwright: Playwright
) -> dict[str, Any]:
    """The browser that the hooks find, or install."""
    return browser_type_launch_args | browser.find(playwright).launch_arguments()


@pytest.fixture(autouse=True)
def _console_stays_clean(context: BrowserContext, request: pytest.FixtureRequest) -> Iterator[None]:
    """No error, no warning, no violation of the CSP, in any window of any spec."""
    complaints: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            complaints.append(message.text)

    def note_error(error: WebError) -> None:
        complaints.append(str(error.error))

    context.on("console", note)
    context.on("weberror", note_error)
    yield
    provoked = [text for marker in request.node.iter_markers("provokes") for text in marker.args]
    assert [text for text in complaints if not any(part in text for part in provoked)] == []


@pytest.fixture
def new_username() -> str:
    """A username that nobody has."""
    return f"person-with-a-long-name-{next(_numbers)}"


@pytest.fixture
def visitor(context: BrowserContext, page: Page, base_url: str, new_username: str) -> Visitor:
    """A new person, signed in; their scripts and their windows share one session."""
    api = Api(context.request, base_url)
    api.call("sign_up", username=new_username, password=PASSWORD)
    return Visitor(page, context, api, new_username)


@pytest.fixture
def anonymous(playwright: Playwright, base_url: str) -> Iterator[Api]:
    """A script with a session of its own."""
    http = playwright.request.new_context(base_url=base_url)
    yield Api(http, base_url)
    http.dispose()


@pytest.fixture
def somebody_else(anonymous: Api) -> str:
    """The username of another person."""
    username = f"another-person-{next(_numbers)}"
    anonymous.call("sign_up", username=username, password=PASSWORD)
    return username


@pytest.fixture
def public_board(anonymous: Api) -> int:
    """The board that everybody may see and change."""
    boards = anonymous.read("boards")["boards"]
    return int(next(board["id"] for board in boards if board["is_public"]))
