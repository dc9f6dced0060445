"""Where things are in this app, and what its environment says."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from hooks.console import Problem

ROOT = Path(__file__).resolve().parents[1]
STATE = ROOT / ".dev"
ENV_FILE = ROOT / ".env"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
NODE_HOME = STATE / "node"
NODE = NODE_HOME / "bin" / "node"
VITE = ROOT / "node_modules" / "vite" / "bin" / "vite.js"
BACKEND = ROOT / "backend"
FRONTEND = ROOT / "frontend"
MANAGE = BACKEND / "manage.py"
# The application that the server serves, by the file that makes it.
APPLICATIONS = {"config/asgi.py": "config.asgi:application", "app/main.py": "app.main:app"}
BUILD_MANIFEST = FRONTEND / "dist" / ".vite" / "manifest.json"
SERVER_BUNDLE = FRONTEND / "dist-server" / "server.js"

DEFAULTS = {"HOST": "127.0.0.1", "PORT": "8000", "VITE_PORT": "5173"}


def environment(**changes: str) -> dict[str, str]:
    """The environment for a process of this app.

    Args:
        changes: Variables that win over what is set and over the `.env` file.
    """
    values = DEFAULTS | env_file() | _not_empty(os.environ) | changes
    values["PATH"] = os.pathsep.join(
        [str(VENV / "bin"), str(NODE_HOME / "bin"), os.environ.get("PATH", os.defpath)]
    )
    values["PYTHONUNBUFFERED"] = "1"
    return values


def _not_empty(values: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in values.items() if value or name not in DEFAULTS}


def env_file(path: Path = ENV_FILE) -> dict[str, str]:
    """The `NAME=value` lines of the `.env` file; comments and blank lines are skipped."""
    if not path.is_file():
        return {}
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    pairs = (line.partition("=") for line in lines if "=" in line and not line.startswith("#"))
    return {name.strip(): _unquoted(value.strip()) for name, _, value in pairs}


def _unquoted(value: str) -> str:
    is_quoted = len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1] if is_quoted else value


def port(name: str, values: Mapping[str, str]) -> int:
    """The number of a port variable such as `PORT`.

    Raises:
        Problem: The variable holds something else than a port.
    """
    text = values[name]
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise Problem(f"{name} is {text!r}, which is no port.", f"Set {name}={DEFAULTS[name]}.")
    return int(text)


def call(command: list[str], values: Mapping[str, str], what: str, *, quiet: bool = False) -> None:
    """Run a command to its end.

    Args:
        command: The command and its arguments.
        values: The whole environment of the process.
        what: What the command does, for the message when it fails.
        quiet: Show its output only if it fails.

    Raises:
        Problem: The command failed.
    """
    stream = subprocess.PIPE if quiet else None
    done = subprocess.run(
        command, cwd=ROOT, env=dict(values), stdout=stream, stderr=subprocess.STDOUT, text=True
    )
    if done.returncode:
        print(done.stdout or "", end="", flush=True)
        raise Problem(
            f"{what} failed (exit code {done.returncode}).",
            f"What it printed is above. By hand: {' '.join(_shortened(command))}",
        )


def _shortened(command: list[str]) -> list[str]:
    return [word.replace(f"{ROOT}{os.sep}", "") for word in command]


def manage(values: Mapping[str, str], *arguments: str) -> None:
    """Run a command of the backend: `manage(values, "migrate")`."""
    what = f"backend/manage.py {arguments[0]}"
    call([str(PYTHON), str(MANAGE), *arguments], values, what, quiet=True)


def database_commands() -> list[str]:
    """What brings a database of development up to date; `seed` goes with the demo."""
    return ["migrate", *(["seed"] if any(BACKEND.rglob("seed.py")) else [])]


def server_entry() -> Path | None:
    """What renders pages on the server, where the app has it."""
    return next(FRONTEND.glob("src/server.*"), None)


def application() -> str:
    """What uvicorn is told to serve.

    Raises:
        Problem: None of the files that make one is there.
    """
    for file, name in APPLICATIONS.items():
        if (BACKEND / file).is_file():
            return name
    raise Problem(f"The backend has no {' or '.join(APPLICATIONS)}.", "Restore that file.")
