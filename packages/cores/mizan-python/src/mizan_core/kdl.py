"""Canonical KDL 2.0: one node per line, strings always quoted, types inline. Protocol §11."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_BARE_JSON = (str, int, float, bool, type(None))


@dataclass(frozen=True)
class Node:
    """A KDL node; `type` children are printed on the node's own line."""

    name: str
    args: tuple[Any, ...] = ()
    props: tuple[tuple[str, Any], ...] = ()
    type: Node | None = None
    children: tuple[Node, ...] = ()


@dataclass(frozen=True)
class Json:
    """JSON text as a KDL value: `(json)"[1,2]"`, or bare where it is a scalar."""

    text: str


def print_nodes(nodes: Iterable[Node]) -> str:
    """The document's text; the same nodes give the same bytes."""
    return "".join(f"{line}\n" for node in nodes for line in _lines(node, ""))


def _lines(node: Node, indent: str) -> Iterator[str]:
    head = indent + _head(node)
    if not node.children:
        yield head
        return
    yield head + " {"
    for child in node.children:
        yield from _lines(child, indent + "    ")
    yield indent + "}"


def _head(node: Node) -> str:
    parts = [node.name, *map(_value, node.args), *(f"{k}={_value(v)}" for k, v in node.props)]
    return " ".join(parts) + (f" {{ {_inline(node.type)} }}" if node.type else "")


def _inline(node: Node) -> str:
    inner = "; ".join(map(_inline, node.children))
    return _head(node) + (f" {{ {inner} }}" if inner else "")


def _value(value: Any) -> str:
    if isinstance(value, Json):
        plain = json.loads(value.text)
        is_scalar = isinstance(plain, _BARE_JSON)
        return _value(plain) if is_scalar else f"(json){_quoted(value.text)}"
    if value is None or isinstance(value, bool):
        return _KEYWORDS[value]
    return _quoted(value) if isinstance(value, str) else json.dumps(value)


_KEYWORDS: Mapping[bool | None, str] = {None: "#null", True: "#true", False: "#false"}
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def _quoted(text: str) -> str:
    return f'"{"".join(_ESCAPES.get(letter) or _printable(letter) for letter in text)}"'


def _printable(letter: str) -> str:
    """KDL forbids control characters and bidirectional marks as they stand, escapes are fine."""
    return letter if letter == " " or letter.isprintable() else f"\\u{{{ord(letter):x}}}"
