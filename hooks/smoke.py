"""Starts the production build on a free port and uses it once; `e2e/smoke.py` says how.

Each step must take one request, and change what is on screen. Without a browser the same calls
go over plain HTTP, and each answer must carry what a screen needs to change without another one.
"""

import argparse
import sys
import time
from contextlib import redirect_stdout

from hooks import app
from hooks.console import Problem, run
from hooks.production import ProductionServer, production_server
from hooks.smoke_report import Outcome, Report


def main() -> int:
    """Read the command line, test, report."""
    parser = argparse.ArgumentParser(prog="python -m hooks.smoke", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print the result for machines")
    parser.add_argument("--no-browser", action="store_true", help="leave the browser part out")
    options = parser.parse_args()
    # What is printed on the way would spoil the JSON.
    with redirect_stdout(sys.stderr if options.json else sys.stdout):
        report = smoke(uses_browser=not options.no_browser)
    print(report.as_json() if options.json else report.as_text())
    return 0 if report.is_good else 1


def smoke(*, uses_browser: bool = True) -> Report:
    """Start the app and do what `e2e/smoke.py` says.

    Raises:
        Problem: There is no build, no `e2e/smoke.py`, or the server does not start.
    """
    if not (app.ROOT / "e2e" / "smoke.py").is_file():
        raise Problem("There is no e2e/smoke.py.", "Bring it back, with steps for your own pages.")
    started = time.monotonic()
    with production_server(is_seeded=True) as server:
        ready = round(time.monotonic() - started, 2)
        if not uses_browser:
            return Report(None, "asked for with --no-browser", ready, _over_http(server))
        try:
            browser, steps = _in_browser(server)
        except Problem as problem:
            return Report(None, problem.what, ready, _over_http(server))
        return Report(browser, "", ready, steps)


def _in_browser(server: ProductionServer) -> tuple[str, list[Outcome]]:
    from hooks import smoke_browser

    return smoke_browser.drive(server.url)


def _over_http(server: ProductionServer) -> list[Outcome]:
    from hooks import smoke_http

    return smoke_http.drive(server.url)


if __name__ == "__main__":
    run(main)
