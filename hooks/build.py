"""Builds the frontend for production, its generated client included, and collects static files."""

import argparse
import time

from hooks import app
from hooks.console import paint, run, step
from hooks.production import production_environment


def main() -> int:
    """Read the command line and build."""
    parser = argparse.ArgumentParser(prog="python -m hooks.build", description=__doc__)
    parser.parse_args()
    started = time.monotonic()
    values = production_environment()
    step("Generating the client")
    generate = [str(app.PYTHON), "-m", "mizan_codegen", "generate"]
    app.call(generate, app.environment(DJANGO_DEBUG="1"), "Generating the client", quiet=True)
    step("Building the frontend")
    vite = [str(app.NODE), str(app.VITE), "build", str(app.FRONTEND), "--logLevel", "warn"]
    app.call(vite, values | {"NODE_ENV": "production"}, "Building the frontend")
    step("Collecting static files")
    app.manage(values, "collectstatic", "--noinput", "--clear")
    step(paint("green", f"Built in {time.monotonic() - started:.1f} s"))
    return 0


if __name__ == "__main__":
    run(main)
