"""Takes the pictures that people look at: the board at two widths, in light and dark.

    .venv/bin/python -m tools.screenshots APP_FOLDER OUTPUT_FOLDER

The app has to be built (`make build` in it).
"""

import argparse
import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

WIDTHS = (1280, 360)
SCHEMES = ("light", "dark")


def take(browser: Browser, url: str, output: Path) -> None:
    """One PNG per width and colour scheme."""
    for width in WIDTHS:
        for scheme in SCHEMES:
            size = {"width": width, "height": 640}
            page = browser.new_page(viewport=size, color_scheme=scheme)
            page.goto(url)
            page.get_by_role("list", name="Cards").wait_for()
            page.screenshot(path=output / f"board-{width}-{scheme}.png")
            page.close()


def main() -> None:
    """Start the app's production server with seeded data, and take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("app", type=Path, help="a rendered and built app")
    parser.add_argument("output", type=Path, help="folder for the pictures")
    arguments = parser.parse_args()
    sys.path.insert(0, str(arguments.app.resolve()))
    from hooks import browser
    from hooks.production import production_server

    arguments.output.mkdir(parents=True, exist_ok=True)
    with production_server(is_seeded=True) as server, sync_playwright() as playwright:
        options = browser.find(playwright).launch_arguments()
        take(playwright.chromium.launch(**options), server.url, arguments.output)


if __name__ == "__main__":
    main()
