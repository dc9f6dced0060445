"""Installs everything this app needs into its own folder: .venv/, node_modules/ and .dev/.

It runs by itself before the other commands. What is already there is left as it is, so a second
run takes a moment.
"""

import argparse
import hashlib
import json
import os
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from hooks import app, node, packages, vendored
from hooks.console import Problem, paint, run, step

STAMP = app.STATE / "setup.json"


def main() -> int:
    """Read the command line and set up."""
    parser = argparse.ArgumentParser(prog="python -m hooks.setup", description=__doc__)
    parser.add_argument("--force", action="store_true", help="install again what is there")
    ensure(force=parser.parse_args().force)
    return 0


def ensure(*, force: bool = False) -> None:
    """Bring the installation up to date; does nothing where nothing changed.

    Raises:
        Problem: Something could not be installed; the hint says how to go on.
    """
    started = time.monotonic()
    vendored.refuse_text_links()
    done = _read_stamp()
    names = list(PARTS) if force else stale_parts()
    for name in names:
        part = PARTS[name]
        part.install()
        done[name] = part.fingerprint()
        _write_stamp(done)
    if names:
        step(paint("green", f"Set up in {time.monotonic() - started:.1f} s"))


def stale_parts() -> list[str]:
    """The parts that are missing, or older than what they were made from."""
    done = _read_stamp()
    return [name for name, part in PARTS.items() if done.get(name) != part.fingerprint()]


class Part:
    """One part of the installation.

    Attributes:
        inputs: What it depends on; it is installed again when one of them changes.
        outputs: What is there when it is installed.
        install: Installs it.
    """

    def __init__(
        self,
        inputs: Callable[[], Iterable[Path]],
        outputs: Iterable[Path],
        install: Callable[[], None],
    ) -> None:
        self.inputs = inputs
        self.outputs = list(outputs)
        self.install = install

    @property
    def is_installed(self) -> bool:
        """Whether it is there, be it of today or of yesterday."""
        return all(path.exists() for path in self.outputs)

    def fingerprint(self) -> str:
        """A text that changes when the part has to be installed again."""
        if not self.is_installed:
            return f"missing {secrets.token_hex(4)}"
        digest = hashlib.sha256(str(app.ROOT).encode())
        for path in sorted(self.inputs()):
            digest.update(path.relative_to(app.ROOT).as_posix().encode() + b"\0")
            digest.update(path.read_bytes() if path.is_file() else b"\0")
        return digest.hexdigest()


def _read_stamp() -> dict[str, str]:
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def _write_stamp(done: Mapping[str, str]) -> None:
    STAMP.parent.mkdir(exist_ok=True)
    STAMP.write_text(json.dumps(done, indent=2) + "\n", encoding="utf-8")


def install_env_file() -> None:
    """Write `.env` with secrets of its own; it is not in git, so a clone has none."""
    if app.ENV_FILE.exists():
        return
    step("Writing .env with a new secret")
    text = (app.ROOT / ".env.example").read_text(encoding="utf-8")
    secret = f"SECRET_KEY={secrets.token_hex(32)}"
    app.ENV_FILE.write_text(text.replace("SECRET_KEY=", secret, 1), encoding="utf-8")
    app.ENV_FILE.chmod(0o600)


def install_python() -> None:
    """Make `.venv`, install the locked packages, and let Python find the vendored ones."""
    uv = shutil.which("uv")
    if not app.PYTHON.exists():
        _make_environment(uv)
    packages.renew_stale_locks()
    step(f"Installing Python packages with {'uv' if uv else 'pip'}")
    command = [*packages.installer(uv), "--require-hashes", "-r", packages.EVERYTHING]
    app.call(command, app.environment(), "Installing the Python packages", quiet=True)
    _link_vendored_packages()


def _make_environment(uv: str | None) -> None:
    step(f"Making .venv with Python {sys.version_info[0]}.{sys.version_info[1]}")
    if uv:
        command = [uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(app.VENV)]
    else:
        command = [sys.executable, "-m", "venv", "--clear", str(app.VENV)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        print(done.stdout + done.stderr, file=sys.stderr)
        raise Problem(
            "The virtual environment could not be made.",
            "On Debian and Ubuntu: apt install python3-venv. Or install uv: https://docs.astral.sh/uv/",
        )


def _link_vendored_packages() -> None:
    folder = packages.site_packages()
    # Relative, so that it still holds when the app's folder is moved.
    target = os.path.relpath(vendored.FOLDER / "python", folder)
    (folder / "mizan_vendored.pth").write_text(target + "\n", encoding="utf-8")


PARTS = {
    "env": Part(list, [app.ENV_FILE], install_env_file),
    "python": Part(packages.inputs, [app.PYTHON], install_python),
    "node": Part(node.runtime_inputs, [app.NODE], node.install_runtime),
    "npm": Part(node.package_inputs, [app.VITE], node.install_packages),
}

if __name__ == "__main__":
    run(main)
