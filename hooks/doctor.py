"""Looks at this app's installation and machine: what is there, what is wrong, how to mend it.

It changes nothing. The exit code is 1 where something is wrong.
"""

import argparse
import platform
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from hooks import app, node, ports, setup, vendored
from hooks.console import Problem, paint, run

LEVELS = {"ok": "green", "note": "yellow", "wrong": "red"}


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        level: `ok`, `note` (works, but worth knowing) or `wrong`.
        text: What is so.
        hint: What to do about it.
    """

    level: str
    text: str
    hint: str = ""


def main() -> int:
    """Read the command line, look at everything, print what was found."""
    argparse.ArgumentParser(prog="python -m hooks.doctor", description=__doc__).parse_args()
    findings = list(examine())
    for finding in findings:
        print(f"{paint(LEVELS[finding.level], f'{finding.level:5}')} {finding.text}")
        if finding.hint:
            print(f"      {paint('yellow', 'hint:')} {finding.hint}")
    wrong = sum(finding.level == "wrong" for finding in findings)
    print(f"\n{wrong} thing{'' if wrong == 1 else 's'} to mend" if wrong else "\nAll is well")
    return 1 if wrong else 0


def examine() -> Iterator[Finding]:
    """Everything that can be said, in the order in which one would mend it."""
    for look in LOOKS:
        try:
            yield from look()
        except Problem as problem:
            yield Finding("wrong", problem.what, problem.hint)


def _machine() -> Iterator[Finding]:
    yield Finding(
        "ok", f"Python {platform.python_version()} on {platform.system()}: {sys.executable}"
    )
    for name, use in (("git", "`make update` needs it"), ("make", "all commands need it")):
        if not shutil.which(name):
            yield Finding("wrong", f"{name} is not installed: {use}", f"Install {name}.")
    uv = shutil.which("uv")
    yield Finding("ok", f"uv: {uv}" if uv else "uv is not installed: pip does its work, slower")


def _vendored() -> Iterator[Finding]:
    for name in vendored.text_links():
        text = f"vendor/mizan/{name}: a file where a folder should be"
        yield Finding("wrong", text, vendored.LINK_HINT)
    try:
        different = vendored.differences()
    except OSError:
        hint = "`make update` brings it back."
        yield Finding("wrong", f"vendor/mizan/{vendored.MANIFEST} is missing", hint)
        return
    if different:
        names = ", ".join(f"{name} ({word})" for name, word in different.items())
        text = f"vendor/mizan is not as it was delivered: {names}"
        hint = "It works, but an update may conflict. Take it back, or propose it upstream."
        yield Finding("note", text, hint)
    else:
        yield Finding("ok", "vendor/mizan is as it was delivered")


def _installation() -> Iterator[Finding]:
    stale = setup.stale_parts()
    for name in stale:
        word = "is out of date" if setup.PARTS[name].is_installed else "is not installed"
        yield Finding("wrong", f"{name} {word}", "Run `make setup`.")
    if not stale:
        yield Finding("ok", "everything is installed and up to date")


def _node() -> Iterator[Finding]:
    version = node.version_of(app.NODE)
    if version:
        level = "ok" if node.is_new_enough(version) else "wrong"
        yield Finding(level, f"Node {version}", "" if level == "ok" else f"It takes {node.NEEDS}.")
    for name in vendored.strangers(node.read_lock()):
        yield Finding(
            "wrong",
            f"package-lock.json takes {name} from the registry: it is not ours",
            "Remove it from the lock, see that vendor/mizan/node has it, and run `make setup`.",
        )


def _settings() -> Iterator[Finding]:
    values = app.environment()
    if not values.get("SECRET_KEY"):
        hint = "Remove .env if it has no other secrets, and run `make setup`."
        yield Finding("wrong", "SECRET_KEY is not set", hint)
    for name in ("PORT", "VITE_PORT"):
        port, host = app.port(name, values), values["HOST"]
        if ports.is_free(host, port):
            yield Finding("ok", f"port {port} on {host} is free ({name})")
        else:
            hint = f"If that is not this app: {name}={port + 1} in .env."
            yield Finding("note", f"port {port} on {host} is taken ({name})", hint)


def _redis() -> Iterator[Finding]:
    url = app.environment().get("REDIS_URL", "")
    if url:
        yield _reachable("Redis", url, 6379, "Start it, or remove REDIS_URL: `make dev` has one.")
        return
    program = _from_venv("from hooks import redis; print(redis.executable() or '')")
    text = f"Redis for development: {program}" if program else "no Redis for development"
    hint = "Install Valkey or Redis, or name one with REDIS_URL."
    yield Finding("ok", text) if program else Finding("note", text, hint)


def _database() -> Iterator[Finding]:
    url = app.environment().get("DATABASE_URL", "")
    if url and not url.startswith("sqlite"):
        yield _reachable("database", url, 5432, "Start it, or remove DATABASE_URL to use SQLite.")
        return
    yield Finding("ok", f"database: {url or 'SQLite, db.sqlite3'}")


def _browser() -> Iterator[Finding]:
    found = _from_venv("from hooks import browser; print(browser.describe())")
    text = f"browser for tests: {found}" if found else "no browser for tests yet"
    hint = "`make e2e` installs one; or install Chromium."
    yield Finding("ok", text) if found else Finding("note", text, hint)


def _reachable(name: str, url: str, default_port: int, hint: str) -> Finding:
    """Whether something listens there; the address may hold a password, so only the host shows."""
    parts = urlsplit(url)
    if not parts.hostname:
        return Finding("note", f"{name} has an address without a host, which is not tried here")
    place = f"{parts.hostname}:{parts.port or default_port}"
    try:
        socket.create_connection((parts.hostname, parts.port or default_port), timeout=2).close()
    except OSError as error:
        return Finding("wrong", f"{name} at {place} does not answer: {error}", hint)
    return Finding("ok", f"{name} at {place} answers")


def _from_venv(code: str) -> str:
    """What this code prints where the packages are installed; nothing where they are not."""
    if not app.PYTHON.exists():
        return ""
    command = [str(app.PYTHON), "-c", code]
    done = subprocess.run(
        command, cwd=app.ROOT, env=app.environment(), capture_output=True, text=True
    )
    return done.stdout.strip() if done.returncode == 0 else ""


LOOKS: tuple[Callable[[], Iterator[Finding]], ...] = (
    _machine,
    _vendored,
    _installation,
    _node,
    _settings,
    _redis,
    _database,
    _browser,
)

if __name__ == "__main__":
    run(main)
