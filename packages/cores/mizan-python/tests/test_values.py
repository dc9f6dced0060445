"""What a function may return for what it declares, and what of it reaches the wire."""

import datetime
import decimal
import enum
import uuid
from dataclasses import dataclass
from types import SimpleNamespace
from typing import NamedTuple

import pytest
from mizan_core import Removed
from mizan_core.calls import args_type
from mizan_core.plan import ArgPlan
from mizan_core.values import ResultCodec, ResultError
from pydantic import BaseModel, TypeAdapter
from typing_extensions import TypedDict


class Card(BaseModel):
    id: int
    title: str
    note: str = ""


@dataclass
class Point:
    x: int
    y: int


class Pair(NamedTuple):
    left: int
    right: int


class Named(TypedDict):
    name: str


class State(enum.Enum):
    OPEN = "open"


class Rows:
    """As a database layer gives them: iterable once asked, no list."""

    def __init__(self, *rows):
        self.rows = rows

    def __iter__(self):
        return iter(self.rows)


ROW = SimpleNamespace(id=1, title="Milk", note="two", secret="never")
WIRE = b'{"id":1,"title":"Milk","note":"two"}'
U = uuid.UUID("0190A1B2-0000-7000-8000-000000000001")

FITS = [
    ("a scalar", int, 5, b"5"),
    ("text", str, "é</script>", '"é</script>"'.encode()),
    ("nothing", None, None, b"null"),
    ("a record", Card, Card(id=1, title="Milk", note="two"), WIRE),
    ("a dict for a record", Card, {"id": 1, "title": "Milk", "note": "two"}, WIRE),
    ("an object of a database for a record", Card, ROW, WIRE),
    ("an optional record", Card | None, ROW, WIRE),
    ("an optional record that is none", Card | None, None, b"null"),
    ("a list of records", list[Card], [Card(id=1, title="Milk", note="two")], b"[" + WIRE + b"]"),
    ("a list of objects", list[Card], [ROW], b"[" + WIRE + b"]"),
    ("an iterable for a list", list[Card], Rows(ROW), b"[" + WIRE + b"]"),
    ("a generator for a list", list[int], (n for n in (1, 2)), b"[1,2]"),
    ("a tuple for a list", list[int], (1, 2), b"[1,2]"),
    ("a dataclass", Point, Point(1, 2), b'{"x":1,"y":2}'),
    ("a named tuple", Pair, Pair(1, 2), b"[1,2]"),
    ("a typed dict", Named, {"name": "a"}, b'{"name":"a"}'),
    ("a uuid", uuid.UUID, U, b'"0190a1b2-0000-7000-8000-000000000001"'),
    ("a date", datetime.date, datetime.date(2026, 1, 31), b'"2026-01-31"'),
    ("a decimal keeps its digits", decimal.Decimal, decimal.Decimal("1.10"), b'"1.10"'),
    ("an enum", State, State.OPEN, b'"open"'),
    ("a removed key", Removed[Card], Removed(5), b"5"),
]


@pytest.mark.parametrize(
    ("declared", "value", "wire"), [row[1:] for row in FITS], ids=[row[0] for row in FITS]
)
def test_what_fits(declared, value, wire):
    assert ResultCodec("add_card", declared).encode(value) == wire


def test_a_field_with_a_default_is_always_sent():
    codec = ResultCodec("add_card", Card)
    assert codec.encode({"id": 1, "title": "Milk"}) == b'{"id":1,"title":"Milk","note":""}'


@pytest.mark.parametrize(
    ("declared", "value", "words"),
    [
        (int, "a word", ["str", "the value"]),
        (Card, None, ["NoneType"]),
        (Card, {"id": 1}, ["dict", "title"]),
        (Card, SimpleNamespace(id=1), ["SimpleNamespace", "title"]),
        (list[Card], [{"id": 1, "title": "a"}, {"id": "x", "title": "a"}], ["list", "1.id"]),
        (list[int], "12", ["str"]),
        (list[int], {"a": 1}, ["dict"]),
        (None, 5, ["int"]),
        (Removed[Card], 5, ["int"]),
    ],
)
def test_what_does_not_fit_is_told_with_its_place(declared, value, words):
    with pytest.raises(ResultError) as raised:
        ResultCodec("add_card", declared).encode(value)
    text = str(raised.value)
    assert [word for word in ("add_card", *words) if word not in text] == [], text


@pytest.mark.parametrize("text", ["_wA=", "/wA="])
def test_bytes_are_base64_as_an_argument_and_as_a_result(text):
    arg = ArgPlan(name="content", annotation=bytes, required=True)
    given = TypeAdapter(args_type("attach", [arg])).validate_json(f'{{"content":"{text}"}}')
    assert given == {"content": b"\xff\x00"}
    assert ResultCodec("attach", bytes).encode(given["content"]) == b'"_wA="'
