"""Builds the frontend for production, its generated client included, and collects static files."""

import argparse
import hashlib
import time
from collections.abc import Iterator
from pathlib import Path

from hooks import app
from hooks.console import paint, run, step
from hooks.production import missing_build, production_environment

STAMP = app.STATE / "build.txt"
INPUTS = ("frontend", "vendor/mizan/node", "backend/static", "package.json", "package-lock.json")
LEFT_OUT = {"dist", "dist-server", "node_modules", "tests"}


def main() -> int:
    """Read the command line and build."""
    parser = argparse.ArgumentParser(prog="python -m hooks.build", description=__doc__)
    parser.add_argument("--if-changed", action="store_true", help="only where something changed")
    is_optional = parser.parse_args().if_changed
    generate_client()
    if is_optional and is_fresh():
        return 0
    build()
    return 0


def generate_client() -> None:
    """Write the client that the frontend is built with."""
    step("Generating the client")
    command = [str(app.PYTHON), "-m", "mizan_codegen", "generate"]
    app.call(command, app.environment(APP_DEBUG="1"), "Generating the client", quiet=True)


def build() -> None:
    """Build the frontend and collect what it and the backend have to serve."""
    started = time.monotonic()
    STAMP.unlink(missing_ok=True)
    values = production_environment()
    step("Building the frontend")
    vite = [str(app.NODE), str(app.VITE), "build", str(app.FRONTEND), "--logLevel", "warn"]
    production = values | {"NODE_ENV": "production"}
    app.call(vite, production, "Building the frontend")
    if entry := app.server_entry():
        step("Building the pages for the server")
        to = ["--ssr", str(entry), "--outDir", str(app.SERVER_BUNDLE.parent)]
        app.call([*vite, *to], production, "Building the pages for the server")
    step("Collecting static files")
    app.manage(values, "collectstatic", "--noinput", "--clear")
    STAMP.write_text(fingerprint(), encoding="utf-8")
    step(paint("green", f"Built in {time.monotonic() - started:.1f} s"))


def is_fresh() -> bool:
    """Whether the build that is there was made from what is there now."""
    if missing_build() or not STAMP.is_file():
        return False
    return STAMP.read_text(encoding="utf-8") == fingerprint()


def fingerprint() -> str:
    """A text that changes when a file that goes into the build changes."""
    digest = hashlib.sha256()
    for path in sorted(_inputs()):
        digest.update(path.relative_to(app.ROOT).as_posix().encode() + b"\0")
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _inputs() -> Iterator[Path]:
    for name in INPUTS:
        top = app.ROOT / name
        for path in [top] if top.is_file() else top.rglob("*"):
            if path.is_file() and not LEFT_OUT.intersection(path.relative_to(app.ROOT).parts):
                yield path


if __name__ == "__main__":
    run(main)
