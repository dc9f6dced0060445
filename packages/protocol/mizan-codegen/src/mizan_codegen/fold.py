"""Long lines of generated TypeScript, broken as the formatter of the app would break them.

Templates print each statement on one line. A line over the width is read again, as one of the few
forms of statement that templates use, and laid out over several lines. The forms and their
breaking are those of Biome (and Prettier), so that a formatter finds nothing to change.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from mizan_codegen.layout import (
    WIDTH,
    IfBroken,
    Line,
    Part,
    Parts,
    group,
    indent,
    joined,
    lay_out,
    parts,
)

_TOKEN = re.compile(r"\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|[\w$.+-]+|[^\s]")
_KEYWORDS = ("boolean", "false", "number", "string", "true", "undefined", "unknown")
_TYPED_CONSTANT = r"(export const \w+: )(.*)( = \{)"
_KEY = r"(?:\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|[\w$]+)"


def fold(text: str) -> str:
    """The text with every long statement broken over several lines; comments stay as they are."""
    lines = _with_lowered_objects(text.split("\n")[:-1])
    return "".join(f"{_folded(line)}\n" for line in lines)


def _with_lowered_objects(lines: list[str]) -> Iterator[str]:
    """Where only the `{` of a constant has no room, the whole object goes to the next lines."""
    depth = ""
    for line in lines:
        if _lacks_brace(line):
            depth = "  "
            yield from (line.removesuffix(" {"), "  {")
            continue
        yield depth + line
        depth = "" if line.startswith("}") else depth


def _lacks_brace(line: str) -> bool:
    match = re.fullmatch(_TYPED_CONSTANT, line)
    is_long = len(line.removesuffix(" {")) <= WIDTH < len(line)
    return is_long and match is not None and not _Types(match[2]).has_generic_argument()


def _folded(line: str) -> str:
    if len(line) <= WIDTH or line.lstrip().startswith(("/", "*")):
        return line
    for pattern, form in _FORMS:
        match = re.fullmatch(pattern, line.strip())
        if match:
            return lay_out(form(*match.groups()), len(line) - len(line.lstrip()))
    return line


def _import(head: str, names: str, tail: str) -> Part:
    found: list[Part] = [*names.split(", ")]
    if len(found) == 1:
        return f"{head}{{ {names} }}{tail}"
    return parts(head, _listed("{", found, "}", " ", ","), tail)


def _typed_constant(head: str, text: str, tail: str) -> Part:
    return parts(head, _Types(text).inline(), tail)


def _call(head: str, arguments: str, tail: str) -> Part:
    found: list[Part] = [*arguments.split(", ")]
    return parts(head, _listed("(", found, ")", "", ","), tail)


def _keys_of_alias(head: str, text: str, tail: str) -> Part:
    return group(head, indent(Line(" "), text), tail)


def _alias(head: str, text: str, tail: str) -> Part:
    return parts(head, _Types(text).after_colon(), tail)


def _member(head: str, text: str, tail: str) -> Part:
    return parts(head, " ", _Literals(text).value(), tail)


_KEYWORDS = ("boolean", "false", "number", "string", "true", "undefined", "unknown")
_FORMS: tuple[tuple[str, Callable[[str, str, str], Part]], ...] = (
    (r"(import (?:type )?)\{ (.*) \}( from .*;)", _import),
    (_TYPED_CONSTANT, _typed_constant),
    (r"(export const \w+ = \w+)\((.*)\)(;)", _call),
    (r"(export type \w+ =) (\(typeof .*)(;)", _keys_of_alias),
    (r"(export type \w+ =) (.*)(;)", _alias),
    (rf"({_KEY}\??:) (.*)(;)", _alias),
    (rf"({_KEY}:) (.*)(,)", _member),
)


def _listed(opening: str, found: list[Part], closing: str, space: str, comma: str) -> Part:
    """`[a, b]` or one item per line; `comma` is what follows the last of these lines."""
    items = joined((",", Line(" ")), found)
    return group(opening, indent(Line(space), items), IfBroken(comma), Line(space), closing)


class _Tokens:
    def __init__(self, text: str) -> None:
        self.tokens = _TOKEN.findall(text)
        self.position = 0

    def peek(self) -> str:
        return self.tokens[self.position] if self.position < len(self.tokens) else ""

    def take(self) -> str:
        self.position += 1
        return str(self.tokens[self.position - 1])

    def take_if(self, token: str) -> bool:
        is_next = self.peek() == token
        self.position += is_next
        return is_next

    def items(self, closing: str, read: Callable[[], Part]) -> list[Part]:
        """Items up to the closing bracket, which is taken too."""
        found: list[Part] = []
        while not self.take_if(closing):
            found.append(read())
            self.take_if(",")
        return found


class _Union(Parts):
    """The members of a union; how it breaks depends on where it stands."""

    def is_hugged(self) -> bool:
        """`Card | null` does not break, `Record<…> | null` breaks inside the record."""
        others = [each for each in self.parts if each != "null"]
        return len(others) == 1 and len(self.parts) == 2 and _is_reference(others[0])

    def hugged(self) -> Part:
        return joined((" | ",), list(self.parts))

    def members(self) -> Part:
        members: list[Part] = [indent(each) for each in self.parts]
        return parts(IfBroken("| "), joined((Line(" "), "| "), members))


class _Generic(Parts):
    """A type with type arguments."""


def _is_reference(part: Part) -> bool:
    is_name = isinstance(part, str) and part.isidentifier() and part not in _KEYWORDS
    return is_name or isinstance(part, _Generic)


class _Types(_Tokens):
    """A flat type, read into parts."""

    def after_colon(self) -> Part:
        """After `key:` or `type X =`."""
        found = self._union()
        if not isinstance(found, _Union):
            return parts(" ", found)
        if found.is_hugged():
            return parts(" ", found.hugged())
        return group(indent(Line(" "), found.members()))

    def inline(self) -> Part:
        """As a type argument, or on its own."""
        found = self._union()
        if not isinstance(found, _Union):
            return found
        return found.hugged() if found.is_hugged() else group(found.members())

    def has_generic_argument(self) -> bool:
        """Whether `Name<A, B>` has an argument that is generic itself."""
        self.position = 2
        return any(isinstance(each, _Generic) for each in self.items(">", self._union))

    def _union(self) -> Part:
        found = [self._postfix()]
        while self.take_if("|"):
            found.append(self._postfix())
        return found[0] if len(found) == 1 else _Union(tuple(found))

    def _postfix(self) -> Part:
        found = self._primary()
        while self.take_if("["):
            self.take()
            found = parts(found, "[]")
        return found

    def _primary(self) -> Part:
        if self.take_if("("):
            return self._parenthesised()
        if self.take_if("["):
            return self._tuple()
        word = self.take()
        if not self.take_if("<"):
            return word
        arguments = self.items(">", self.inline)
        return _Generic((word, _listed("<", arguments, ">", "", "")))

    def _parenthesised(self) -> Part:
        found = self._union()
        self.take()
        if not isinstance(found, _Union):
            return found
        if found.is_hugged():
            return parts("(", found.hugged(), ")")
        return group("(", indent(Line(), found.members()), Line(), ")")

    def _tuple(self) -> Part:
        found = self.items("]", self._union)
        items = [self._tuple_item(each, len(found)) for each in found]
        return _listed("[", items, "]", "", ",") if items else "[]"

    def _tuple_item(self, found: Part, count: int) -> Part:
        if not isinstance(found, _Union):
            return found
        if found.is_hugged():
            return found.hugged()
        if count == 1:
            return group(found.members())
        inner = indent(IfBroken("("), Line(), found.members())
        return group(inner, Line(), IfBroken(")"))


class _Literals(_Tokens):
    """A flat literal, read into parts."""

    def value(self) -> Part:
        if self.take_if("["):
            found = self.items("]", self.value)
            return _listed("[", found, "]", "", ",") if found else "[]"
        if self.take_if("{"):
            return _listed("{", self.items("}", self._pair), "}", " ", ",")
        return self.take()

    def _pair(self) -> Part:
        key = self.take()
        self.take()
        return parts(key, ": ", self.value())
