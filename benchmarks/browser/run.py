"""From click to screen with 100 ms to the server: Mizan beside TanStack Query on plain FastAPI.

    python -m benchmarks.browser.run [--write]

A real browser, a real server, one page. Each click is timed in the page, from the event to the
mutation of the document that shows its result; requests are what the browser says it sent.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from hooks import browser
from hooks.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
RESULTS = Path(__file__).with_name("results.json")
PACKAGES = ("cores/mizan-python", "backends/mizan-fastapi")
RTT = 100
ROUNDS = 15
WAYS = {
    "Mizan": "mizan",
    "TanStack Query, invalidateQueries": "tanstack",
    "TanStack Query, setQueryData by hand": "tanstack-by-hand",
}
# Presses a button and waits until the counts say so, both in the page: no protocol is between.
CLICK = """([button, expected]) => new Promise((done) => {
  performance.clearResourceTimings();
  const isThere = () => document.getElementById("counts").textContent === expected
    && document.querySelectorAll("li").length === Number(expected);
  const start = performance.now();
  const observer = new MutationObserver(() => {
    if (!isThere()) return;
    observer.disconnect();
    const milliseconds = performance.now() - start;
    setTimeout(() => done([milliseconds, performance.getEntriesByType("resource").length]), 300);
  });
  observer.observe(document.body, { childList: true, characterData: true, subtree: true });
  document.getElementById(button).click();
})"""


@contextmanager
def serving(pages: Path) -> Iterator[str]:
    """The server in its own process, until the block ends."""
    port = free_port()
    path = os.pathsep.join(
        [str(ROOT), *(str(ROOT / "packages" / each / "src") for each in PACKAGES)]
    )
    command = [sys.executable, "-m", "benchmarks.browser.server", str(port), str(pages)]
    process = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": path}, cwd=ROOT)
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(100):
            try:
                urllib.request.urlopen(f"{url}/rest/cards").read()
                break
            except urllib.error.URLError:
                time.sleep(0.1)
        yield url
    finally:
        process.terminate()
        process.wait()


def measured(page: Page, url: str, way: str) -> dict[str, float]:
    """Medians of what happens after a click that adds, and after one that clears."""
    page.goto(f"{url}/page.html?with={way}")
    page.wait_for_function("() => document.getElementById('counts')?.textContent !== ''")
    page.wait_for_load_state("networkidle")
    found: dict[str, list[tuple[float, int]]] = {"add": [], "clear": []}
    for _ in range(ROUNDS):
        found["add"].append(page.evaluate(CLICK, ["add", "1"]))
        found["clear"].append(page.evaluate(CLICK, ["clear", "0"]))
    return {
        f"{button} {what}": round(statistics.median(values), 1)
        for button, pairs in found.items()
        for what, values in zip(("ms", "requests"), zip(*pairs, strict=True), strict=True)
    }


def main() -> None:
    """Build, serve, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=_formatter)
    parser.add_argument("--write", action="store_true", help="keep what was found")
    is_kept = parser.parse_args().write
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        pages = Path(folder)
        build = ["node", str(Path(__file__).with_name("build.js")), folder]
        subprocess.run(build, check=True, cwd=ROOT)
        html = '<!doctype html><link rel="icon" href="data:,"><div id="root"></div>'
        html += '<script type="module" src="pages.js"></script>'
        (pages / "page.html").write_text(html)
        with serving(pages) as url:
            window = playwright.chromium.launch(**browser.find(playwright).launch_arguments())
            results = {}
            for name, way in WAYS.items():
                page = window.new_page()
                session = page.context.new_cdp_session(page)
                conditions = {"offline": False, "latency": RTT}
                unlimited = {"downloadThroughput": -1, "uploadThroughput": -1}
                session.send("Network.emulateNetworkConditions", {**conditions, **unlimited})
                results[name] = measured(page, url, way)
                print(name, results[name], flush=True)
                page.close()
            window.close()
    if is_kept:
        RESULTS.write_text(json.dumps(results, indent=2) + "\n")
    mizan, peer = (results[name] for name in list(WAYS)[:2])
    for button in ("add", "clear"):
        if mizan[f"{button} requests"] != 1 or mizan[f"{button} ms"] > peer[f"{button} ms"]:
            raise SystemExit(f"{button}: not one request, or slower than two of the peer")


_formatter = argparse.RawDescriptionHelpFormatter

if __name__ == "__main__":
    main()
