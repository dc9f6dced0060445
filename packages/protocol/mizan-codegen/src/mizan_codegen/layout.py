"""Text that breaks where it has to: a small version of Wadler's "A prettier printer"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

WIDTH = 100


@dataclass(frozen=True)
class Line:
    """A place where a broken group goes on in the next line; `flat` is what it is otherwise."""

    flat: str = ""


@dataclass(frozen=True)
class IfBroken:
    """Text that is there only in a broken group."""

    text: str


@dataclass(frozen=True)
class Parts:
    """One after the other. An `Indent` begins its lines two columns further right."""

    parts: tuple[Part, ...]


class Indent(Parts):
    """Its lines begin two columns further right."""


class Group(Parts):
    """Flat where it fits, else all of its own lines are broken."""


Part = str | Line | IfBroken | Parts
_Item = tuple[int, bool, Part]


def parts(*found: Part) -> Parts:
    """One after the other."""
    return Parts(found)


def indent(*found: Part) -> Indent:
    """Parts whose lines begin two columns further right."""
    return Indent(found)


def group(*found: Part) -> Group:
    """Parts that are flat together or broken together."""
    return Group(found)


def joined(separator: tuple[Part, ...], found: list[Part]) -> Parts:
    """The found parts with the separator between them."""
    together: list[Part] = []
    for each in found:
        together.extend((*separator, each) if together else (each,))
    return Parts(tuple(together))


def lay_out(part: Part, depth: int) -> str:
    """Print the part from column `depth` on, no line wider than it has to be."""
    text = " " * depth
    stack: list[_Item] = [(depth, True, part)]
    while stack:
        item = stack.pop()
        if isinstance(item[2], Group):
            room = WIDTH - (len(text) - text.rfind("\n") - 1)
            item = (item[0], not _fits(item, stack, room), Parts(item[2].parts))
        printed = _printed(item)
        if printed is None:
            stack.extend(_inner(item))
        else:
            text = (text.rstrip(" ") if printed.startswith("\n") else text) + printed
    return text


def _fits(item: _Item, rest: list[_Item], room: int) -> bool:
    """Whether the item, flat, and all that follows up to the next break has room."""
    stack = [*rest, (item[0], False, item[2])]
    while stack and room >= 0:
        top = stack.pop()
        printed = _printed(top)
        if printed is None:
            is_later_group = isinstance(top[2], Group) and len(stack) < len(rest)
            stack.extend(_inner((top[0], top[1] and not is_later_group, top[2])))
        elif printed.startswith("\n"):
            return True
        else:
            room -= len(printed)
    return room >= 0


def _printed(item: _Item) -> str | None:
    depth, is_broken, part = item
    if isinstance(part, str):
        return part
    if isinstance(part, IfBroken):
        return part.text if is_broken else ""
    if isinstance(part, Line):
        return "\n" + " " * depth if is_broken else part.flat
    return None


def _inner(item: _Item) -> Iterator[_Item]:
    depth, is_broken, part = item
    if isinstance(part, Parts):
        deeper = depth + 2 if isinstance(part, Indent) else depth
        yield from ((deeper, is_broken, each) for each in reversed(part.parts))
