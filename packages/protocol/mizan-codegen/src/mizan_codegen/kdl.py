"""KDL nodes read with a shape in hand: what is missing, unknown or of the wrong type is an error.

The parser below (ckdl) tells no line numbers, so faults are placed by their path of nodes:
`record "Card" > field "id"`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import ckdl  # type: ignore[import-untyped]

from mizan_codegen.problems import SchemaError

_JSON_TAG = "json"


@dataclass(frozen=True)
class Shape:
    """What a node may have: how many arguments, which properties, which children."""

    args: tuple[int, int | None] = (1, 1)
    props: tuple[str, ...] = ()
    children: tuple[str, ...] = ()


@dataclass(frozen=True)
class Node:
    """A node and its place, for messages."""

    name: str
    args: tuple[Any, ...]
    props: Mapping[str, Any]
    children: tuple[Node, ...]
    place: str

    def fail(self, reason: str, hint: str = "") -> SchemaError:
        """The error to raise about this node."""
        return SchemaError(self.place, reason, hint)

    def text(self, prop: str, default: str = "") -> str:
        """A property that is a string."""
        return str(self._typed(prop, default, str, "a string"))

    def integer(self, prop: str, default: int) -> int:
        """A property that is a whole number."""
        return int(self._typed(prop, default, int, "a whole number"))

    def flag(self, prop: str, default: bool) -> bool:
        """A property that is #true or #false."""
        return bool(self._typed(prop, default, bool, "#true or #false"))

    def own_name(self) -> str:
        """The first argument, which is a string."""
        if not isinstance(self.args[0], str):
            raise self.fail(f"its name is {self.args[0]!r}, not a string")
        return self.args[0]

    def named(self, *names: str) -> tuple[Node, ...]:
        """The children of these names."""
        return tuple(child for child in self.children if child.name in names)

    def only(self, name: str) -> Node:
        """The one child of this name."""
        found = self.named(name)
        if len(found) != 1:
            raise self.fail(f"it has {len(found)} '{name}' nodes, needs one")
        return found[0]

    def check(self, shapes: Mapping[str, Shape]) -> None:
        """Raises SchemaError where the node does not have its shape."""
        shape = shapes[self.name]
        least, most = shape.args
        if not least <= len(self.args) <= (len(self.args) if most is None else most):
            raise self.fail(f"it has {len(self.args)} arguments, needs {least}")
        self._check_known("property", self.props, shape.props)
        self._check_known("node", (child.name for child in self.children), shape.children)

    def _check_known(self, word: str, found: Iterable[str], known: tuple[str, ...]) -> None:
        for name in found:
            if name not in known:
                hint = f"known here: {', '.join(known) or 'none'}. {_VERSION_HINT}"
                raise self.fail(f"unknown {word} '{name}'", hint)

    def _typed(self, prop: str, default: Any, kind: type, words: str) -> Any:
        value = self.props.get(prop, default)
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise self.fail(f"its {prop} is {value!r}, not {words}")
        return value


_VERSION_HINT = "the IR and the generator may be of different versions: update both"


def read_nodes(text: str) -> tuple[Node, ...]:
    """The top nodes of a KDL 2.0 document. Raises SchemaError where it is none."""
    try:
        document = ckdl.parse(text, version=2)
    except ckdl.ParseError as error:
        hint = "the IR command may print something else to its output: let it print the IR only"
        raise SchemaError("", f"the IR is not KDL 2.0: {error}", hint) from error
    return tuple(_node(each, "") for each in document.nodes)


def _node(raw: Any, parent: str) -> Node:
    args = tuple(_plain(each, parent) for each in raw.args)
    own = f'{raw.name} "{args[0]}"' if args else raw.name
    place = f"{parent} > {own}" if parent else own
    props = {key: _plain(value, place) for key, value in raw.properties.items()}
    children = tuple(_node(each, place) for each in raw.children)
    return Node(raw.name, args, props, children, place)


def _plain(value: Any, place: str) -> Any:
    if not isinstance(value, ckdl.Value):
        return value
    if value.type_annotation != _JSON_TAG:
        raise SchemaError(place, f"unknown type annotation ({value.type_annotation})")
    try:
        return json.loads(value.value)
    except (TypeError, ValueError) as error:
        raise SchemaError(place, f"{value.value!r} is not JSON") from error
