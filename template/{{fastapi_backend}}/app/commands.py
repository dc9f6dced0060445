"""What `python backend/manage.py` can do. Each command is a function; its docstring is its help."""

import argparse
import asyncio
import importlib.util
import shutil
import sys
from collections.abc import Callable

from alembic import command
from alembic.util import CommandError
from mizan_fastapi import RegistryError
from servestatic import compress  # type: ignore[import-untyped]
from sqlalchemy.exc import SQLAlchemyError

from app import migrations
from app.safety import SettingsError
from app.settings import FEATURES, FRONTEND_DIST, STATIC_DIR, STATIC_ROOT

Arguments = argparse.Namespace


def check(_: Arguments) -> None:
    """Import everything and freeze the functions: what is wrong is named."""
    from app.api import mizan

    mizan.ir()


def migrate(arguments: Arguments) -> None:
    """Bring the database to the newest migration, or to the one that is named."""
    command.upgrade(migrations.config(), arguments.revision)


def makemigrations(arguments: Arguments) -> None:
    """Write a migration from what changed in the models; --check only says whether one is due."""
    with migrations.comparison() as config:
        if arguments.check:
            command.check(config)
        else:
            command.revision(config, arguments.message, autogenerate=True)


def seed(_: Arguments) -> None:
    """Make the demo's boards and its user, once. Only in development."""
    for name in (f"app.{feature}.seed" for feature in FEATURES):
        if importlib.util.find_spec(name):
            made = asyncio.run(importlib.import_module(name).seed())
            print(f"Made {' and '.join(made)}." if made else "Nothing to do.")


def collectstatic(_: Arguments) -> None:
    """Put what is served below /static/ into one folder, compressed."""
    shutil.rmtree(STATIC_ROOT, ignore_errors=True)
    for source in (STATIC_DIR, FRONTEND_DIST):
        if source.is_dir():
            shutil.copytree(source, STATIC_ROOT, dirs_exist_ok=True)
    compress.main([str(STATIC_ROOT), "--quiet"])


def mizan_ir(_: Arguments) -> None:
    """Print what the functions offer to clients, for the code generator."""
    from app.api import mizan

    sys.stdout.write(mizan.ir())


def mizan_check(_: Arguments) -> None:
    """Print what each function merges and invalidates."""
    from app.api import mizan

    sys.stdout.write(mizan.report())


COMMANDS: tuple[Callable[[Arguments], None], ...] = (
    check,
    migrate,
    makemigrations,
    seed,
    collectstatic,
    mizan_ir,
    mizan_check,
)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="manage.py", description="The backend's commands.")
    commands = parser.add_subparsers(title="commands", required=True, metavar="command")
    made = {}
    for function in COMMANDS:
        text = function.__doc__ or ""
        name = function.__name__
        made[name] = commands.add_parser(name, help=text, description=text)
        made[name].set_defaults(run=function)
    made["migrate"].add_argument("revision", nargs="?", default="head")
    made["makemigrations"].add_argument("--check", action="store_true", help="write nothing")
    made["makemigrations"].add_argument("-m", "--message", default="change", help="what changes")
    for option in ("--clear", "--noinput"):
        made["collectstatic"].add_argument(option, action="store_true", help="as it always does")
    return parser


def main() -> int:
    """Run the command that the command line names; what is wrong is said without a traceback."""
    arguments = _parser().parse_args()
    try:
        arguments.run(arguments)
    except (SettingsError, RegistryError, CommandError, SQLAlchemyError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0
