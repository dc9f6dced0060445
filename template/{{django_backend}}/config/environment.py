"""Reads the environment: the one place that knows how a setting is written there.

A variable that is already set wins over the same line in the `.env` file.
"""

import os
from collections.abc import MutableMapping
from pathlib import Path
from typing import NoReturn

from django.core.exceptions import ImproperlyConfigured

_FLAGS = {
    "1": True,
    "true": True,
    "yes": True,
    "on": True,
    "0": False,
    "false": False,
    "no": False,
    "off": False,
    "": False,
}

_HOSTS_IN_URLS = {"0.0.0.0": "127.0.0.1", "::": "[::1]", "::1": "[::1]"}  # noqa: S104


def refuse(problem: str, hint: str) -> NoReturn:
    """Stop the start-up with what is wrong and what to do about it."""
    message = f"{problem}\n\nhint: {hint}"
    raise ImproperlyConfigured(message)


def load_env_file(path: Path, environ: MutableMapping[str, str] = os.environ) -> None:
    """Read `NAME=value` lines into the environment; comments and blank lines are skipped."""
    if not path.is_file():
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        name, separator, value = line.strip().partition("=")
        if separator and not name.startswith("#"):
            environ.setdefault(name.strip(), _unquoted(value.strip()))


def _unquoted(value: str) -> str:
    is_quoted = len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1] if is_quoted else value


def text(name: str, default: str = "") -> str:
    """The variable without surrounding white space; an empty one counts as not set."""
    return os.environ.get(name, "").strip() or default


def host(name: str, default: str) -> str:
    """An address to listen on, as it stands in a URL; one for all networks is this machine."""
    given = text(name, default)
    return _HOSTS_IN_URLS.get(given, given)


def words(name: str) -> list[str]:
    """A list separated by commas: `ALLOWED_HOSTS=example.com,www.example.com`."""
    return [word.strip() for word in text(name).split(",") if word.strip()]


def flag(name: str, *, default: bool = False) -> bool:
    """`1 true yes on` or `0 false no off`; anything else is refused, not guessed."""
    value = text(name).lower()
    if not value:
        return default
    if value not in _FLAGS:
        refuse(f"{name} is {value!r}, which is neither yes nor no.", f"Set {name}=1 or {name}=0.")
    return _FLAGS[value]


def whole_number(name: str, default: int) -> int:
    """An integer that is not negative."""
    value = text(name, str(default))
    if not (value.isascii() and value.isdigit()):
        refuse(f"{name} is {value!r}, not a whole number.", f"Set {name}={default}.")
    return int(value)
