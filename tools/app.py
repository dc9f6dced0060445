"""`make test-app`: a freshly rendered app passes its own commands, untouched; prints the times.

.venv/bin/python -m tools.app
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.demo import ROOT, render

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
        f"{step:20} {'passed' if code == 0 else f'failed ({code})':12} {seconds:7.1f} s"
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
        yield Path(folder) / "myapp"


def slow_tests(app: Path) -> int:
    """The template's tests that start whole apps; they use this one, which is set up."""
    command = [sys.executable, "-m", "pytest", "tests/template", "-m", "slow"]
    print("\n=== tests/template -m slow", flush=True)
    environment = {**os.environ, "MIZAN_APP": str(app)}
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def main() -> int:
    """Render, run every step, stop at the first that fails."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", type=Path, help="render here and leave it there")
    parser.add_argument("steps", nargs="*", default=STEPS, help=f"of {', '.join(STEPS)}")
    arguments = parser.parse_args()
    times: list[tuple[str, int, float]] = []
    with destination(arguments.keep) as app:
        render(app)
        jobs = [(f"make {step}", lambda step=step: run(app, step)) for step in arguments.steps]
        for name, job in [*jobs, ("processes, updates", lambda: slow_tests(app))]:
            started = time.monotonic()
            code = job()
            times.append((name, code, time.monotonic() - started))
            if code != 0:
                break
    print("\n" + table(times))
    return max(code for _, code, _ in times)


if __name__ == "__main__":
    sys.exit(main())
