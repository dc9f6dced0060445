"""What only development has: a saved function reaches the page; a panel says why it looks so."""

import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from hooks import browser, ports
from tests.template.terminal import Terminal
from tests.template.test_processes import READY, development

pytestmark = pytest.mark.slow

SECONDS = 2.0
ATTEMPTS = 3
FUNCTION = '''

@client(context=BoardsContext)
def answer_{number}(request) -> int:
    """Something new."""
    return {number}
'''


@pytest.fixture
def functions(ready_app: Path) -> Iterator[Path]:
    """The file with the functions; afterwards it and the client are as they were."""
    (path,) = (ready_app / "backend").rglob("boards/mizan_clients.py")
    files = [path, *(ready_app / "frontend" / "src" / "api").glob("*.gen.ts")]
    before = {file: file.read_text("utf-8") for file in files}
    yield path
    for file, text in before.items():
        file.write_text(text, encoding="utf-8")


@pytest.fixture
def running(ready_app: Path) -> Iterator[tuple[Terminal, str]]:
    """`make dev`, and its address."""
    with development(ready_app) as terminal:
        found = terminal.wait_for(READY)
        terminal.wait_for("client")
        yield terminal, found[2]


@pytest.fixture
def page(running: tuple[Terminal, str]) -> Iterator[Page]:
    """A page that shows the public board."""
    with sync_playwright() as playwright:
        window = playwright.chromium.launch(**browser.find(playwright).launch_arguments())
        page = window.new_page()
        page.goto(running[1])
        page.get_by_role("navigation", name="Boards").get_by_role("link", name="Welcome").click()
        expect(page.get_by_role("heading", level=1, name="Welcome")).to_be_visible()
        yield page
        window.close()


def test_a_saved_function_reaches_the_client_in_time(
    ready_app: Path, functions: Path, running: tuple[Terminal, str]
) -> None:
    generated = ready_app / "frontend" / "src" / "api" / "hooks.gen.ts"
    before = functions.read_text("utf-8")

    def seconds(number: int) -> float:
        started = time.monotonic()
        functions.write_text(before + FUNCTION.format(number=number), encoding="utf-8")
        name = f"useAnswer{number}"
        assert ports.wait_until(lambda: name in generated.read_text("utf-8"), lambda: False, 30)
        return time.monotonic() - started

    # The best counts: what else the machine does is not what this asks.
    assert any(seconds(number) < SECONDS for number in range(1, 1 + ATTEMPTS))


@pytest.fixture
def missing_page(ready_app: Path) -> Iterator[Path]:
    """The file of the page for wrong addresses; afterwards it is as it was."""
    (path,) = (ready_app / "frontend" / "src" / "pages").glob("NotFoundPage.*")
    before = path.read_text("utf-8")
    yield path
    path.write_text(before, encoding="utf-8")


def test_a_saved_component_is_in_the_next_answer(
    missing_page: Path, running: tuple[Terminal, str]
) -> None:
    """Rendered by Vite from the files as they are; a mistake in one is told, and passes."""

    def answer() -> str:
        try:
            with urllib.request.urlopen(running[1] + "nowhere", timeout=10) as response:
                return str(response.read().decode())
        except urllib.error.HTTPError as error:
            return error.read().decode()

    def shows(text: str) -> bool:
        return ports.wait_until(lambda: text in answer(), lambda: False, 10)

    good = missing_page.read_text("utf-8")
    assert shows("<h1>Nothing here</h1>")
    missing_page.write_text(good.replace("Nothing here", "Nothing there"), encoding="utf-8")
    assert shows("<h1>Nothing there</h1>")
    missing_page.write_text(f"{good}\n<script> const {{ = 1;\n", encoding="utf-8")
    assert shows('<div id="mizan-root"></div>')
    running[0].wait_for(r"rendering App\.\w+ failed")
    missing_page.write_text(good, encoding="utf-8")
    assert shows("<h1>Nothing here</h1>")


def test_a_saved_function_reaches_the_page_without_a_reload(functions: Path, page: Page) -> None:
    page.evaluate("() => { window.wasNeverReloaded = true; }")
    before = functions.read_text("utf-8")

    def seconds(name: str) -> float:
        started = time.monotonic()
        text = before.replace("name=board.name,", f'name=f"{{board.name}} {name}",')
        functions.write_text(text + FUNCTION.format(number=len(name)), encoding="utf-8")
        expect(page.get_by_role("heading", level=1, name=f"Welcome {name}")).to_be_visible(
            timeout=30_000
        )
        return time.monotonic() - started

    assert any(seconds(name) < SECONDS for name in ("a", "bb", "ccc"))
    assert page.evaluate("() => window.wasNeverReloaded") is True


def test_the_panel_says_what_a_call_has_changed(page: Page) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    panel = page.get_by_role("region", name="Mizan devtools")
    expect(panel).to_be_hidden()
    page.get_by_role("button", name="Mizan", exact=True).click()
    panel.get_by_role("button", name="board board_id=1").click()
    page.get_by_role("main").get_by_role("checkbox").first.click()
    expect(panel.get_by_text("merged upsert board_cards by set_card_done").first).to_be_visible()
    expect(panel.get_by_text("set_card_done merged board_cards, board_counts")).to_be_visible()
    page.get_by_role("main").get_by_role("checkbox").first.click()
    panel.get_by_role("button", name="Refetch").click()
    expect(panel.get_by_text("read in").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    assert [line for line in complaints if "vite" not in line] == []


def test_no_trace_of_the_panel_is_in_the_production_bundle(ready_app: Path) -> None:
    bundles = list((ready_app / "frontend" / "dist" / "assets").glob("*.js"))
    assert bundles
    assert not [path.name for path in bundles if "devtools" in path.read_text("utf-8")]
