"""`make test-app`: freshly rendered apps pass their own commands, untouched; prints the times.

.venv/bin/python -m tools.app --backend FastAPI check test
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from tools.demo import ROOT, render

BACKENDS = ("Django", "FastAPI")
STEPS = ("setup", "doctor", "check", "test", "e2e", "smoke")


def run(app: Path, step: str) -> int:
    """One `make` target in the app, its output passed on; its exit code."""
    made_by_make = ("MAKEFLAGS", "MAKELEVEL")
    environment = {name: value for name, value in os.environ.items() if name not in made_by_make}
    print(f"\n=== make {step}", flush=True)
    return subprocess.run(["make", step], cwd=app, env=environment, check=False).returncode


def table(times: list[tuple[str, int, float]]) -> str:
    """The steps, whether each passed, and how long it took in seconds."""
    lines = [
        f"{step:30} {'passed' if code == 0 else f'failed ({code})':12} {seconds:7.1f} s"
        for step, code, seconds in times
    ]
    return "\n".join(lines)


@contextmanager
def destination(given: Path | None) -> Iterator[Path]:
    """The folder that was asked for, or one that is gone afterwards."""
    if given is not None:
        yield given.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="mizan-app-") as folder:
        yield Path(folder)


def slow_tests(app: Path) -> int:
    """The template's tests that start whole apps; they use this one, which is set up."""
    command = [sys.executable, "-m", "pytest", "tests/template", "-m", "slow"]
    print("\n=== tests/template -m slow", flush=True)
    environment = {**os.environ, "MIZAN_APP": str(app)}
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def jobs(app: Path, steps: Sequence[str]) -> Iterator[tuple[str, Callable[[], int]]]:
    """What an app has to pass, in this order."""
    for step in steps:
        yield f"make {step}", partial(run, app, step)
    if tuple(steps) == STEPS:
        yield "processes, updates", partial(slow_tests, app)


def passes(app: Path, backend: str, steps: Sequence[str]) -> Iterator[tuple[str, int, float]]:
    """Each job's name, exit code and time in seconds; ends with the first that fails."""
    for name, job in jobs(app, steps):
        started = time.monotonic()
        code = job()
        yield f"{backend}: {name}", code, time.monotonic() - started
        if code != 0:
            return


def main() -> int:
    """Render, run every step, stop at the first that fails."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--backend", choices=BACKENDS, help="only this one")
    parser.add_argument("--keep", type=Path, help="render below this folder and leave it there")
    parser.add_argument("steps", nargs="*", default=STEPS, help=f"of {', '.join(STEPS)}")
    arguments = parser.parse_args()
    times: list[tuple[str, int, float]] = []
    for backend in [arguments.backend] if arguments.backend else BACKENDS:
        with destination(arguments.keep) as folder:
            app = folder / backend.lower()
            render(app, {"backend": backend})
            times += passes(app, backend, arguments.steps)
    print("\n" + table(times))
    return max(code for _, code, _ in times)


if __name__ == "__main__":
    sys.exit(main())
