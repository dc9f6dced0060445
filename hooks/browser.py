"""Which browser the tests drive: the first that is there, in this order.

1. The one that the variable CHROMIUM names.
2. Playwright's own, where `playwright install chromium` was run, for this user or for this app.
3. A Chromium or Chrome of this system.
4. Playwright's own, installed now into `.dev/browsers`.
"""

import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hooks import app
from hooks.console import Problem, step

if TYPE_CHECKING:
    from playwright.sync_api import Playwright

VARIABLE = "CHROMIUM"
FOLDER = app.STATE / "browsers"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)


@dataclass(frozen=True)
class Browser:
    """A browser that is there.

    Attributes:
        origin: Where it came from, for people.
        path: The program.
    """

    origin: str
    path: Path

    def launch_arguments(self) -> dict[str, Any]:
        """What Playwright's `launch()` takes."""
        # Chromium refuses to use its sandbox as root, which is who runs in a container.
        options = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        return {"executable_path": str(self.path), "args": [*options, "--disable-gpu"]}

    def __str__(self) -> str:
        return f"{self.origin}: {self.path}"


def find(playwright: "Playwright", *, may_install: bool = True) -> Browser:
    """The browser to drive.

    Args:
        playwright: A started Playwright; it knows the path of its own browser.
        may_install: Whether Playwright's browser may be downloaded.

    Raises:
        Problem: There is none, or CHROMIUM names none; the hint says how to get one.
    """
    own = Path(playwright.chromium.executable_path)
    for look in LOOKS:
        if browser := look(own, app.environment()):
            return browser
    if may_install and (browser := _install(own)):
        return browser
    raise Problem(
        "There is no browser to test with.",
        "Install Chromium with your package manager (apt install chromium, brew install chromium), "
        f"or name one: {VARIABLE}=/path/to/chromium.",
    )


def _named(own: Path, values: Mapping[str, str]) -> Browser | None:
    name = values.get(VARIABLE)
    if not name:
        return None
    path = shutil.which(name)
    if path is None:
        hint = f"Name a Chromium, or unset {VARIABLE}."
        raise Problem(f"{VARIABLE} is {name!r}, which is no program.", hint)
    return Browser(f"named by {VARIABLE}", Path(path))


def _playwrights(own: Path, values: Mapping[str, str]) -> Browser | None:
    for path in (own, _in_app(own)):
        if path.is_file():
            return Browser("Playwright's own", path)
    return None


def _of_system(own: Path, values: Mapping[str, str]) -> Browser | None:
    for name in (*NAMES, *PLACES):
        if path := shutil.which(name):
            return Browser("of this system", Path(path))
    return None


LOOKS: tuple[Callable[[Path, Mapping[str, str]], Browser | None], ...] = (
    _named,
    _playwrights,
    _of_system,
)


def _install(own: Path) -> Browser | None:
    step("Installing Playwright's Chromium into .dev/browsers")
    command = [str(app.PYTHON), "-m", "playwright", "install", "chromium"]
    values = app.environment(PLAYWRIGHT_BROWSERS_PATH=str(FOLDER))
    done = subprocess.run(command, env=values, capture_output=True, text=True)
    path = _in_app(own)
    if done.returncode == 0 and path.is_file():
        return Browser("Playwright's own, just installed", path)
    print(done.stdout[-2000:] + done.stderr[-2000:], flush=True)
    return None


def _in_app(own: Path) -> Path:
    """Where Playwright's browser is when it was installed for this app only."""
    names = [index for index, part in enumerate(own.parts) if part.startswith("chromium")]
    return FOLDER.joinpath(*own.parts[names[0] :]) if names else FOLDER / "none"


def describe() -> str:
    """The browser that tests would drive now, or nothing where one would have to be installed."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        try:
            return str(find(playwright, may_install=False))
        except Problem:
            return ""
