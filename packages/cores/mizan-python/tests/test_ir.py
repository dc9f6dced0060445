"""The plan as KDL: canonical, the same every time, and nothing private in it."""

from __future__ import annotations

import random
from typing import Annotated, Any

import pytest
from mizan_core import Conflict, Context, Merged, Removed, Rows, client
from mizan_core.errors import MizanError
from mizan_core.ir import build_hash, render_ir
from mizan_core.kdl import Json, Node, print_nodes
from mizan_core.record_fields import SchemaError
from mizan_core.registry import Registry
from pydantic import BaseModel, Field

VALUES: list[tuple[Any, str]] = [
    (None, "#null"),
    (True, "#true"),
    (False, "#false"),
    (5, "5"),
    (-1.5, "-1.5"),
    ("plain", '"plain"'),
    ('a "quoted" \\ one', '"a \\"quoted\\" \\\\ one"'),
    ("line\nbreak\ttab\r", '"line\\nbreak\\ttab\\r"'),
    ("größe 漢字 🎉", '"größe 漢字 🎉"'),
    ("\x00\x7f\u2028\u202e\ufeff", '"\\u{0}\\u{7f}\\u{2028}\\u{202e}\\u{feff}"'),
    ("true", '"true"'),
    (Json("[1, 2]"), '(json)"[1, 2]"'),
    (Json('"text"'), '"text"'),
    (Json("null"), "#null"),
]


@pytest.mark.parametrize(("value", "text"), VALUES, ids=[text for _, text in VALUES])
def test_value(value: Any, text: str) -> None:
    assert print_nodes([Node("x", (value,), (("p", value),))]) == f"x {text} p={text}\n"


def test_a_parser_reads_back_what_was_printed() -> None:
    ckdl = pytest.importorskip("ckdl")
    plain = [(value, text) for value, text in VALUES if not isinstance(value, Json)]
    (node,) = ckdl.parse(print_nodes([Node("x", tuple(v for v, _ in plain))]), version=2).nodes
    assert node.args == [value for value, _ in plain]


class Card(BaseModel):
    """Something to do."""

    id: int
    title: str


class Change(Merged):
    card: Card


class Gone(Merged):
    card: Removed[Card]


class DuplicateCard(Conflict):
    """There is one already."""

    code = "DUPLICATE_CARD"


class Report(BaseModel):
    lines: int


class Failed(MizanError):
    code, status = "FAILED", 400
    details_type = Report


BoardContext = Context("board", doc="One board.")


@client(context=BoardContext, rows=Rows(key="id", at="start"))
def cards(request: Any, board_id: int, page: int = 1) -> list[Card]:
    """The cards."""
    raise NotImplementedError


@client(merge=BoardContext, errors=[Failed, DuplicateCard])
def add_card(
    request: Any,
    board_id: int,
    page: int,
    title: Annotated[str, Field(min_length=1, description='What "it" says.')],
) -> Change:
    """Add one.

    With a second paragraph.
    """
    raise NotImplementedError


@client(affects=BoardContext, idempotent=False)
def clear(request: Any, board_id: int) -> None:
    pass


@client(private=True)
def internal(request: Any, secret: complex) -> complex:
    """Its types are no client's business."""
    raise NotImplementedError


FUNCTIONS = [cards, add_card, clear, internal]
EXPECTED = r"""
mizan-ir 1
record "Card" doc="Something to do." {
    field "id" { int }
    field "title" { str }
}
record "Change" {
    field "card" { record "Card" }
}
record "Report" {
    field "lines" { int }
}
error "DUPLICATE_CARD" doc="There is one already." status=409
error "FAILED" status=400 {
    details { record "Report" }
}
context "board" doc="One board." scope="private" {
    param "board_id" { int }
    param "page" default=1 optional=#true { int }
}
read "cards" context="board" doc="The cards." {
    arg "board_id" { int }
    arg "page" default=1 optional=#true { int }
    returns { list { record "Card" } }
    rows at="start" key="id"
}
mutation "add_card" doc="Add one.\n\nWith a second paragraph." {
    arg "board_id" { int }
    arg "page" { int }
    arg "title" doc="What \"it\" says." { str min-length=1 }
    returns { record "Change" }
    merge "board" field="card" op="upsert" slot="cards" {
        param "board_id" from="board_id"
    }
    raises "DUPLICATE_CARD"
    raises "FAILED"
}
mutation "clear" idempotent=#false {
    arg "board_id" { int }
    returns { literal #null }
    affects "board" scoping="names" {
        param "board_id" from="board_id"
    }
}
"""


def ir_of(*functions: Any) -> str:
    registry = Registry()
    for function in functions:
        registry.register(function)
    return render_ir(registry.freeze())


def test_the_whole_document() -> None:
    assert ir_of(*FUNCTIONS) == EXPECTED.lstrip("\n")


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_registration_does_not_show(seed: int) -> None:
    shuffled = random.Random(seed).sample(FUNCTIONS, len(FUNCTIONS))
    assert ir_of(*shuffled) == ir_of(*FUNCTIONS)


def test_the_build_hash_is_of_the_text() -> None:
    first, second = build_hash(ir_of(cards)), build_hash(ir_of(cards, clear))
    assert first == build_hash(ir_of(cards))
    assert first != second
    assert build_hash("mizan-ir 1\n") == "bd04a5f284c2a9d7"


@client
def wrong_argument(request: Any, owner: type) -> None:
    pass


@client
def wrong_result(request: Any) -> list[complex]:
    raise NotImplementedError


REFUSED: list[tuple[Any, str]] = [
    (wrong_argument, "wrong_argument(), argument owner: builtins.type cannot go over the wire"),
    (wrong_result, "wrong_result(), what it returns: builtins.complex cannot go over the wire"),
]


@pytest.mark.parametrize(("function", "complaint"), REFUSED, ids=lambda each: str(each)[:40])
def test_a_type_outside_the_closed_set_names_the_function(function: Any, complaint: str) -> None:
    with pytest.raises(SchemaError) as caught:
        ir_of(function)
    assert str(caught.value).startswith(complaint)
    assert "allowed are bool, int" in caught.value.hint


class AnotherDuplicate(Conflict):
    code = "DUPLICATE_CARD"


@client(errors=[AnotherDuplicate])
def copy_card(request: Any) -> None:
    pass


def test_two_errors_of_one_code_are_refused() -> None:
    with pytest.raises(Exception, match="DUPLICATE_CARD") as caught:
        ir_of(cards, add_card, copy_card)
    assert "DuplicateCard" in str(caught.value)
    assert "AnotherDuplicate" in str(caught.value)
