"""The Python packages: how they are installed, and how their lock files are renewed.

Each lock begins with a fingerprint of the files it was made from, so that set-up notices a change.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from hooks import app
from hooks.console import Problem, run, step

RUNTIME = "requirements.lock"
EVERYTHING = "requirements-dev.lock"
SOURCES = {
    RUNTIME: ["requirements.in"],
    EVERYTHING: ["requirements-dev.in", "requirements.in"],
}
MARK = "# made from "
TOOLS = app.STATE / "tools"


def main() -> int:
    """Read the command line and write the locks."""
    parser = argparse.ArgumentParser(
        prog="python -m hooks.packages",
        description="Writes requirements.lock and requirements-dev.lock from the .in files.",
    )
    parser.add_argument("--upgrade", action="store_true", help="take the newest versions allowed")
    options = ["--upgrade"] if parser.parse_args().upgrade else []
    for lock_name in SOURCES:
        step(f"Writing {lock_name}")
        lock(lock_name, *options)
    return 0


def inputs() -> list[Path]:
    """The files that decide which Python packages are installed."""
    names = {*SOURCES, *(name for sources in SOURCES.values() for name in sources)}
    return [app.ROOT / name for name in names]


def installer(uv: str | None) -> list[str]:
    """The command that installs into `.venv`, before its options."""
    if uv:
        return [uv, "pip", "install", "--quiet", "--python", str(app.PYTHON)]
    return [str(app.PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]


def site_packages() -> Path:
    """Where `.venv` keeps packages."""
    ask = [str(app.PYTHON), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    return Path(subprocess.run(ask, check=True, capture_output=True, text=True).stdout.strip())


def renew_stale_locks() -> None:
    """Write the locks whose sources changed since, and say so."""
    for lock_name, sources in SOURCES.items():
        if is_stale(lock_name):
            step(f"{' or '.join(sources)} changed: renewing {lock_name}")
            lock(lock_name)


def fingerprint(lock_name: str) -> str:
    """The line that a fresh lock begins with."""
    digest = hashlib.sha256()
    for name in SOURCES[lock_name]:
        digest.update((app.ROOT / name).read_bytes())
    return f"{MARK}{', '.join(SOURCES[lock_name])} ({digest.hexdigest()[:16]}) by make lock"


def is_stale(lock_name: str) -> bool:
    """Whether the lock is missing or was made from other contents of its sources."""
    path = app.ROOT / lock_name
    if not path.is_file():
        return True
    with path.open(encoding="utf-8") as lines:
        return lines.readline().strip() != fingerprint(lock_name)


def lock(lock_name: str, *options: str) -> None:
    """Write the lock: every package and its hashes, for all platforms and Python 3.11 or newer.

    What the lock names already keeps its version where the sources allow it.
    """
    source = SOURCES[lock_name][0]
    app.call(
        [*_uv(), "pip", "compile", *COMPILE, *options, f"--output-file={lock_name}", source],
        dict(os.environ),
        f"Locking {source}",
        quiet=True,
    )
    path = app.ROOT / lock_name
    path.write_text(f"{fingerprint(lock_name)}\n{path.read_text('utf-8')}", encoding="utf-8")


COMPILE = (
    "--quiet",
    "--universal",
    "--python-version=3.11",
    "--generate-hashes",
    "--no-header",
    "--no-annotate",
    "--no-emit-index-url",
    "--no-emit-find-links",
)


def _uv() -> list[str]:
    """The uv of this system, or one that is put into .dev/ for this purpose."""
    found = shutil.which("uv")
    if found:
        return [found]
    if not (TOOLS / "bin" / "uv").exists():
        step("Fetching uv, which writes lock files")
        make_tools("uv")
    return [str(TOOLS / "bin" / "uv")]


def make_tools(*names: str) -> None:
    """Install commands that the app itself does not need into an environment in .dev/."""
    python = TOOLS / "bin" / "python"
    commands: Iterable[list[str]] = (
        [sys.executable, "-m", "venv", str(TOOLS)],
        [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *names],
    )
    for command in commands:
        if subprocess.run(command).returncode:
            raise Problem(f"{' '.join(names)} could not be installed.", "See what pip says above.")


if __name__ == "__main__":
    run(main)
