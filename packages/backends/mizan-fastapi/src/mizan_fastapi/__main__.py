"""`python -m mizan_fastapi ir app.main:mizan` and `check`: what an app offers to clients."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Callable

from mizan_core.registry import RegistryError

from mizan_fastapi.mizan import Mizan

COMMANDS: dict[str, tuple[str, Callable[[Mizan], str]]] = {
    "ir": ("print what the server offers to clients, for the code generator", Mizan.ir),
    "check": ("print what each mutation merges and invalidates", Mizan.report),
}


def load(target: str) -> Mizan:
    """The `Mizan` object at `module:name`. Raises SystemExit with what is wrong."""
    module, _, name = target.partition(":")
    found = getattr(importlib.import_module(module), name or "mizan", None)
    if not isinstance(found, Mizan):
        raise SystemExit(f"{target} is no Mizan object\n\nhint: name it as module:variable")
    return found


def main() -> None:
    """Read the command line and print."""
    parser = argparse.ArgumentParser(prog="python -m mizan_fastapi", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, (text, _) in COMMANDS.items():
        command = commands.add_parser(name, help=text, description=text)
        command.add_argument("target", help="where the Mizan object is: module:variable")
        command.add_argument("--app-dir", default=".", help="folder to import from")
    arguments = parser.parse_args()
    sys.path.insert(0, arguments.app_dir)
    try:
        text = COMMANDS[arguments.command][1](load(arguments.target))
    except (RegistryError, TypeError) as error:
        raise SystemExit(f"{error}\n\nhint: mend this and run the command again") from error
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
