"""Runs code and commands inside a rendered app, as its Makefile does."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any


def evaluate(app: Path, expression: str, imports: str) -> Any:
    """The value of an expression over the app's own hooks.

    Args:
        app: The app's folder.
        expression: Python whose value is JSON.
        imports: The names from `hooks` that it uses, with commas.
    """
    code = f"import json\nfrom hooks import {imports}\nprint(json.dumps({expression}))"
    done = run(app, "-c", code)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def run(app: Path, *arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
    """Run this Python in the app's folder; it need not be set up."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=app,
        env=clean_environment() | {"NO_COLOR": "1", "PYTHONDONTWRITEBYTECODE": "1"} | changes,
        capture_output=True,
        text=True,
    )


def clean_environment() -> dict[str, str]:
    """This environment without what belongs to the tests or to other apps of who runs them."""
    return {name: value for name, value in os.environ.items() if name not in CHOSEN}


CHOSEN = {
    "HOST",
    "PORT",
    "VITE_PORT",
    "DATABASE_URL",
    "REDIS_URL",
    "CHROMIUM",
    "MAKEFLAGS",
    "MAKELEVEL",
    "DJANGO_SETTINGS_MODULE",
}
