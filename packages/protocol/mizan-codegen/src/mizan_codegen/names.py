"""Names as types: what a template prints as an identifier can only be one.

Each class is a `str` that refuses, when built, what TypeScript could not parse. Templates get
nothing else where an identifier goes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Self

from mizan_codegen.problems import NameCollision, SchemaError

_IDENTIFIER = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*")
_RESERVED_WORDS = """
    break case catch class const continue debugger default delete do else enum export extends false
    finally for function if implements import in instanceof interface let new null package private
    protected public return static super switch this throw true try typeof var void while with
    yield await any bigint boolean never number object string symbol undefined unknown
    Array Partial Record
"""
_RESERVED = frozenset(_RESERVED_WORDS.split())


class Identifier(str):
    """A name that TypeScript takes at the top of a module. Raises SchemaError for any other."""

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        if not _IDENTIFIER.fullmatch(text):
            raise SchemaError("", f"{text!r} cannot be a name in TypeScript", _ASCII_HINT)
        if text in _RESERVED:
            raise SchemaError("", f"{text!r} has a meaning of its own in TypeScript", _RENAME_HINT)
        return super().__new__(cls, text)


_ASCII_HINT = "use letters a-z, digits and underscores; it may not begin with a digit"
_RENAME_HINT = "rename the class or function in Python"


class TypeName(Identifier):
    """`Card`, `BoardParams`, `AddCardError`."""


class ConstantName(Identifier):
    """`boardContext`, `addCardFunction`."""


class HookName(Identifier):
    """`useBoardCards`."""


class ProviderName(Identifier):
    """`BoardProvider`, `provideBoard`."""


class PropertyKey(str):
    """A key in an interface or an object literal: quoted where it is no identifier."""

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        return super().__new__(cls, text if _is_bare_key(text) else quoted(text))


def _is_bare_key(text: str) -> bool:
    """Letters of all languages may stand there; Python and TypeScript agree on which."""
    return text.replace("$", "_").isidentifier()


class StringLiteral(str):
    """A TypeScript string, quoted: `"board_cards"`."""

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        return super().__new__(cls, quoted(text))


def quoted(text: str) -> str:
    """A double-quoted literal; U+2028 and U+2029 are escaped for readers that end lines there.

    A text that holds double quotes and fewer single ones is single-quoted, as formatters do.
    """
    body = json.dumps(text, ensure_ascii=False)
    body = body.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029").replace("\x7f", "\\x7f")
    if text.count('"') > text.count("'"):
        inner = body[1:-1].replace('\\"', '"').replace("'", "\\'")
        return f"'{inner}'"
    return body


def pascal_case(name: str) -> str:
    """`board_cards` -> `BoardCards`, `contact.submit` -> `ContactSubmit`."""
    words = [word for word in re.split(r"[._]", name) if word]
    return "".join(word[0].upper() + word[1:] for word in words)


def camel_case(name: str) -> str:
    """`board_cards` -> `boardCards`."""
    found = pascal_case(name)
    return found[:1].lower() + found[1:]


def snake_case(name: str) -> str:
    """`BoardCard` -> `board_card`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()


class Namespace:
    """The exports of one client: a name is claimed once. Raises NameCollision."""

    def __init__(self, taken: Iterable[tuple[str, str]] = ()) -> None:
        self._owners = dict(taken)

    def claim(self, name: Identifier, owner: str) -> None:
        """`owner` says in words whose name it is, for the message."""
        other = self._owners.setdefault(name, owner)
        if other != owner:
            raise NameCollision(name, other, owner)
