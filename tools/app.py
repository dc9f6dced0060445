"""`make matrix`: freshly rendered apps pass their own commands, untouched; prints the times.

.venv/bin/python -m tools.app                                    all six, and what takes a terminal
.venv/bin/python -m tools.app --backend FastAPI --frontend Vue   one of them
.venv/bin/python -m tools.app --frontend Vue check e2e           these commands only
"""

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from tools.demo import ROOT, render

BACKENDS = ("Django", "FastAPI")
FRONTENDS = ("React", "Vue", "Svelte")
STEPS = ("setup", "doctor", "check", "test", "e2e", "smoke")
# One browser at a time, for its specs measure; the next app is set up and checked behind it.
BROWSER = ("e2e", "smoke")
_browser = threading.Lock()
# Processes, saving, updates, the deleted demo: one at a time, for they measure; every backend and
# every frontend once, for the rest is the same code.
FAILING_PAGES = "tests/template/test_failing_pages.py"
WHOLE = {("Django", "React"), ("FastAPI", "Vue"), ("Django", "Svelte")}


@dataclass(frozen=True)
class App:
    """One combination, and where it is rendered."""

    backend: str
    frontend: str
    folder: Path

    def __str__(self) -> str:
        return f"{self.backend} + {self.frontend}"


@dataclass(frozen=True)
class Result:
    """How one step of an app went: its exit code, seconds, and what it said."""

    app: App
    step: str
    code: int
    seconds: float
    output: str

    def __str__(self) -> str:
        word = "passed" if self.code == 0 else f"failed ({self.code})"
        return f"{self.app!s:18} {self.step:20} {word:12} {self.seconds:7.1f} s"


def run(app: App, step: str, command: Sequence[str], folder: Path, **variables: str) -> Result:
    """Run one command to its end, its output kept; said in one line, and whole where it failed."""
    made_by_make = ("MAKEFLAGS", "MAKELEVEL")
    environment = {name: value for name, value in os.environ.items() if name not in made_by_make}
    started = time.monotonic()
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment | variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    result = Result(app, step, done.returncode, time.monotonic() - started, done.stdout)
    print(result if done.returncode == 0 else f"{done.stdout}\n{result}", flush=True)
    return result


def own_commands(app: App, steps: Sequence[str]) -> list[Result]:
    """Render an app and run its `make` targets; ends with the first that fails."""
    render(app.folder, {"backend": app.backend, "frontend": app.frontend})
    results: list[Result] = []
    for step in steps:
        is_browser = step in BROWSER
        command = ("make", step) if is_browser else ("nice", "-n", "10", "make", step)
        with _browser if is_browser else nullcontext():
            results.append(run(app, f"make {step}", command, app.folder))
        if results[-1].code != 0:
            break
    return results


def slow_tests(app: App, tests: str, name: str) -> Result:
    """The template's tests that start whole apps; they use this one, which is set up."""
    command = (sys.executable, "-m", "pytest", tests, "-m", "slow")
    return run(app, name, command, ROOT, MIZAN_APP=str(app.folder))


def without_rendering(app: App) -> list[Result]:
    """The same app rendered without server rendering: its checks, and its loop in a browser."""
    other = App(app.backend, app.frontend, app.folder.with_name(f"{app.folder.name}-plain"))
    answers = {"backend": app.backend, "frontend": app.frontend, "ssr": "false"}
    render(other.folder, answers)
    for installed in (".venv", ".dev", "node_modules"):
        (app.folder / installed).rename(other.folder / installed)
    return [
        run(other, f"make {step}, no SSR", ("make", step), other.folder)
        for step in ("check", "test", "smoke")
    ]


@contextmanager
def destination(given: Path | None) -> Iterator[Path]:
    """The folder that was asked for, or one that is gone afterwards."""
    if given is not None:
        yield given.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="mizan-app-") as folder:
        yield Path(folder)


def matrix(apps: Sequence[App], steps: Sequence[str], at_once: int) -> list[Result]:
    """Every app's own commands; then, one by one, what takes a terminal."""
    with ThreadPoolExecutor(at_once) as pool:
        lists = pool.map(lambda app: own_commands(app, steps), apps)
        results = [result for each in lists for result in each]
    failed = {result.app for result in results if result.code != 0}
    if tuple(steps) == STEPS:
        for app in apps:
            if app in failed:
                continue
            if len(apps) > 1 and (app.backend, app.frontend) not in WHOLE:
                results.append(slow_tests(app, FAILING_PAGES, "failing pages"))
                continue
            results.append(slow_tests(app, "tests/template", "processes, updates"))
            results += without_rendering(app)
    return results


def main() -> int:
    """Render and run; print every step and how long it took."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.app",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--backend", choices=BACKENDS, help="only this one")
    parser.add_argument("--frontend", choices=FRONTENDS, help="only this one")
    parser.add_argument("--keep", type=Path, help="render below this folder and leave it there")
    parser.add_argument(
        "--at-once",
        type=int,
        default=2,
        help="apps under way together; only one of them has a browser",
    )
    parser.add_argument("steps", nargs="*", default=STEPS, help=f"of {', '.join(STEPS)}")
    arguments = parser.parse_args()
    started = time.monotonic()
    with destination(arguments.keep) as folder:
        apps = [
            App(backend, frontend, folder / f"{backend}-{frontend}".lower())
            for backend in ([arguments.backend] if arguments.backend else BACKENDS)
            for frontend in ([arguments.frontend] if arguments.frontend else FRONTENDS)
        ]
        results = matrix(apps, arguments.steps, arguments.at_once)
    print("\n" + "\n".join(map(str, results)))
    print(f"\n{len(apps)} apps in {time.monotonic() - started:.0f} s")
    return max(result.code for result in results)


if __name__ == "__main__":
    sys.exit(main())
