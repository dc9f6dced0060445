"""Checks the code: format, lint, types, the generated client, the migrations. Changes nothing."""

import argparse
import json
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from hooks import app
from hooks.console import paint, run


@dataclass(frozen=True)
class Check:
    """One command that must succeed.

    Attributes:
        name: What it checks.
        command: The program and its arguments; one word is a script of the frontend's package.json.
        hint: What to do when it fails.
        folder: Where it runs.
    """

    name: str
    command: tuple[str, ...]
    hint: str
    folder: Path = app.ROOT


PYTHON = str(app.PYTHON)
NODE = str(app.NODE)
BIOME = str(app.ROOT / "node_modules" / "@biomejs" / "biome" / "bin" / "biome")
MANAGE = str(app.MANAGE)


def script(name: str) -> tuple[str, ...]:
    """A script of the frontend's package.json as a command: each framework has its own checker."""
    manifest = json.loads((app.FRONTEND / "package.json").read_text("utf-8"))
    program, *arguments = manifest["scripts"][name].split()
    return (NODE, str(app.ROOT / "node_modules" / ".bin" / program), *arguments)


# The slow ones first: the others fit in beside them.
CHECKS: tuple[Check, ...] = (
    Check("Python types", (PYTHON, "-m", "mypy"), "Mend what mypy names."),
    Check(
        "TypeScript types",
        ("types",),
        "Mend what it names.",
        app.FRONTEND,
    ),
    Check(
        "client is up to date",
        (PYTHON, "-m", "mizan_codegen", "generate", "--check"),
        "Run `make generate` and commit the result.",
    ),
    Check("backend", (PYTHON, MANAGE, "check"), "Mend what it names."),
    Check(
        "migrations are up to date",
        (PYTHON, MANAGE, "makemigrations", "--check"),
        "Run `.venv/bin/python backend/manage.py makemigrations`.",
    ),
    Check("Python format", (PYTHON, "-m", "ruff", "format", "--check"), "Run `make format`."),
    Check("Python lint", (PYTHON, "-m", "ruff", "check"), "Run `make format`, mend the rest."),
    Check("frontend format and lint", (NODE, BIOME, "check"), "Run `make format`, mend the rest."),
)


def main() -> int:
    """Read the command line, run the checks, show what failed."""
    parser = argparse.ArgumentParser(prog="python -m hooks.check", description=__doc__)
    parser.add_argument("names", nargs="*", help="only checks whose name holds one of these words")
    wanted = parser.parse_args().names
    checks = [each for each in CHECKS if not wanted or any(word in each.name for word in wanted)]
    values = app.environment(APP_DEBUG="1")
    with ThreadPoolExecutor(min(4, os.cpu_count() or 1)) as pool:
        results = pool.map(lambda check: run_check(check, values), checks)
        failed = [check.name for check, is_good in zip(checks, results, strict=True) if not is_good]
    if failed:
        print(f"\n{paint('red', 'failed:')} {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def run_check(check: Check, values: dict[str, str]) -> bool:
    """Run one check and print how it went."""
    started = time.monotonic()
    command = check.command if len(check.command) > 1 else script(*check.command)
    done = subprocess.run(
        command,
        cwd=check.folder,
        env=values,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    seconds = time.monotonic() - started
    if done.returncode == 0:
        print(f"{paint('green', 'ok')}     {check.name} ({seconds:.1f} s)", flush=True)
        return True
    lines = [f"{paint('red', 'failed')} {check.name} ({seconds:.1f} s)", done.stdout.rstrip()]
    print("\n".join([*lines, f"{paint('yellow', 'hint:')} {check.hint}", ""]), flush=True)
    return False


if __name__ == "__main__":
    run(main)
