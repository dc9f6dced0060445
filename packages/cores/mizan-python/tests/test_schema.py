"""Annotations to IR types: a table of what is allowed, a table of what is refused."""

from __future__ import annotations

import datetime
import enum
import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import (
    Annotated,
    Any,
    Generic,
    Literal,
    NamedTuple,
    NewType,
    NotRequired,
    TypedDict,
    TypeVar,
)

import pytest
from mizan_core.record_fields import Mode
from mizan_core.records import Removed
from mizan_core.schema import FieldType, RecordType, SchemaBuilder, SchemaError, TypeRef
from mizan_core.values import ResultCodec
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    JsonValue,
    PlainSerializer,
    PositiveInt,
    RootModel,
    StringConstraints,
    computed_field,
    field_serializer,
    model_serializer,
)
from typing_extensions import Doc, ReadOnly, TypeAliasType

Item = TypeVar("Item")
UserId = NewType("UserId", int)
Tags = TypeAliasType("Tags", list[str])
Slug = Annotated[str, StringConstraints(pattern="^[a-z]+$", max_length=20)]


class Color(enum.Enum):
    """What it looks like."""

    RED = "red"
    BLUE = "blue"


class Level(enum.IntEnum):
    LOW = 1


class Card(BaseModel):
    """Something to do."""

    id: int
    title: str


class Point(NamedTuple):
    x: float
    y: float


class Ids(RootModel[list[int]]):
    pass


class Money(BaseModel):
    @model_serializer
    def as_text(self) -> str:
        return "1.00 EUR"


INT, STR = TypeRef("int"), TypeRef("str")
CARD = TypeRef("record", target=Card)


def of(kind: str, *items: TypeRef, **constraints: Any) -> TypeRef:
    return TypeRef(kind, items=items, constraints=tuple(sorted(constraints.items())))


ALLOWED: list[tuple[Any, TypeRef]] = [
    (bool, TypeRef("bool")),
    (int, INT),
    (float, TypeRef("float")),
    (str, STR),
    (bytes, TypeRef("bytes")),
    (datetime.datetime, TypeRef("datetime")),
    (datetime.date, TypeRef("date")),
    (datetime.time, TypeRef("time")),
    (datetime.timedelta, TypeRef("duration")),
    (uuid.UUID, TypeRef("uuid")),
    (Decimal, TypeRef("decimal")),
    (Any, TypeRef("json")),
    (object, TypeRef("json")),
    (JsonValue, TypeRef("json")),
    (None, TypeRef("literal", values=(None,))),
    (UserId, INT),
    (Tags, of("list", STR)),
    (list[int], of("list", INT)),
    (list, of("list", TypeRef("json"))),
    (Sequence[int], of("list", INT)),
    (set[str], of("set", STR)),
    (frozenset[str], of("set", STR)),
    (dict[str, int], of("map", STR, INT)),
    (dict[uuid.UUID, int], of("map", TypeRef("uuid"), INT)),
    (dict, of("map", STR, TypeRef("json"))),
    (tuple[int, str], of("tuple", INT, STR)),
    (tuple[int, ...], of("list", INT)),
    (tuple[()], of("tuple")),
    (Point, of("tuple", TypeRef("float"), TypeRef("float"))),
    (int | None, of("optional", INT)),
    (int | str, of("union", INT, STR)),
    (int | str | None, of("optional", of("union", INT, STR))),
    (Literal["a", 1, True, None], TypeRef("literal", values=("a", 1, True, None))),
    (Literal[Color.RED], TypeRef("literal", values=("red",))),
    (Color, TypeRef("enum", target=Color)),
    (Level, TypeRef("enum", target=Level)),
    (Card, CARD),
    (list[Card | None], of("list", of("optional", CARD))),
    (Ids, of("list", INT)),
    (Money, STR),
    (Removed[Card], INT),
    (PositiveInt, of("int", gt=0)),
    (Slug, of("str", pattern="^[a-z]+$", max_length=20)),
    (Annotated[str, Field(pattern=re.compile("x"))], of("str", pattern="x")),
    (Annotated[int | None, Field(ge=1, le=5)], of("optional", of("int", ge=1, le=5))),
    (
        Annotated[list[Slug], Field(min_length=1)],
        of("list", of("str", pattern="^[a-z]+$", max_length=20), min_length=1),
    ),
    (
        Annotated[Decimal, Field(max_digits=5, decimal_places=2)],
        of("decimal", max_digits=5, decimal_places=2),
    ),
    (Annotated[datetime.date, Field(ge=datetime.date(2026, 1, 1))], of("date", ge="2026-01-01")),
    (Annotated[int, PlainSerializer(str, return_type=str)], STR),
]


@pytest.mark.parametrize(("annotation", "expected"), ALLOWED, ids=lambda each: str(each)[:60])
def test_allowed(annotation: Any, expected: TypeRef) -> None:
    assert SchemaBuilder().type_of(annotation, "output") == expected


class Owner:
    """No record: a plain class, as ORM models are."""


class Flags(enum.Flag):
    READ = 1


class Ratio(enum.Enum):
    HALF = 0.5


class Board(BaseModel):
    model_config = ConfigDict(arbitrary_types_allowed=True)
    owner: Owner


class Silent(BaseModel):
    amount: int

    @field_serializer("amount")
    def text(self, value: int):  # type: ignore[no-untyped-def]
        return str(value)


REFUSED: list[tuple[Any, str]] = [
    (Owner, "f(), argument x: test_schema.Owner cannot go over the wire"),
    (list[Board], "f(), argument x, in Board.owner: test_schema.Owner cannot go over the wire"),
    (complex, "f(), argument x: builtins.complex cannot go over the wire"),
    (Item, "f(), argument x: ~Item cannot go over the wire"),
    (type[int], "f(), argument x: type[int] cannot go over the wire"),
    (dict[tuple[int, int], int], "f(), argument x: a dict with keys of type tuple"),
    (Flags, "f(), argument x: Flags.READ is 1"),
    (Ratio, "f(), argument x: Ratio.HALF is 0.5"),
    (Literal[b"x"], "f(), argument x: Literal[b'x']"),
    (Silent, "Silent.text(): a serializer that does not say what it returns"),
]


@pytest.mark.parametrize(("annotation", "complaint"), REFUSED, ids=lambda each: str(each)[:60])
def test_refused(annotation: Any, complaint: str) -> None:
    with pytest.raises(SchemaError) as caught:
        SchemaBuilder().type_of(annotation, "output", "f(), argument x")
    assert re.sub(r"[\w.-]*test_schema\.", "test_schema.", str(caught.value)).startswith(complaint)
    assert caught.value.hint


def records_of(*uses: tuple[Any, Mode]) -> dict[str, RecordType]:
    builder = SchemaBuilder()
    for annotation, mode in uses:
        builder.type_of(annotation, mode)
    return {record.name: record for record in builder.build().records}


def names_of(*uses: tuple[Any, Mode]) -> list[str]:
    return list(records_of(*uses))


class Draft(BaseModel):
    title: str = "Untitled"


class Letter(BaseModel):
    draft: Draft


class Tree(BaseModel):
    label: str = ""
    children: list[Tree]


class Page(BaseModel, Generic[Item]):
    items: list[Item]


NAMES: list[tuple[str, list[tuple[Any, Mode]], list[str]]] = [
    ("an output", [(Draft, "output")], ["Draft"]),
    ("an input keeps its name", [(Draft, "input")], ["Draft"]),
    ("both, and they differ", [(Draft, "output"), (Draft, "input")], ["Draft", "DraftInput"]),
    ("both, and they are the same", [(Card, "output"), (Card, "input")], ["Card"]),
    (
        "both differ because of what they hold",
        [(Letter, "output"), (Letter, "input")],
        ["Draft", "DraftInput", "Letter", "LetterInput"],
    ),
    ("one that names itself", [(Tree, "output"), (Tree, "input")], ["Tree", "TreeInput"]),
    (
        "a generic one",
        [(Page[Card], "output"), (Page[int], "output")],
        ["Card", "PageCard", "PageInt"],
    ),
]


@pytest.mark.parametrize(("uses", "names"), [row[1:] for row in NAMES], ids=[r[0] for r in NAMES])
def test_names_of_records(uses: list[tuple[Any, Mode]], names: list[str]) -> None:
    assert names_of(*uses) == names


def test_a_default_makes_an_input_optional_and_never_an_output() -> None:
    records = records_of((Draft, "input"), (Draft, "output"))
    assert records["DraftInput"].fields == (FieldType("title", STR, True, '"Untitled"'),)
    assert records["Draft"].fields == (FieldType("title", STR, False, '"Untitled"'),)


def test_two_classes_of_one_name_are_told_apart_in_the_message() -> None:
    other = type("Card", (BaseModel,), {"__annotations__": {"x": int}, "__module__": "shop"})
    builder = SchemaBuilder()
    builder.type_of(Card, "output")
    builder.type_of(other, "output")
    with pytest.raises(SchemaError, match=r"test_schema\.Card and shop\.Card would both be Card"):
        builder.build()


def test_a_class_named_like_another_ones_input_is_a_collision() -> None:
    other = type("DraftInput", (BaseModel,), {"__annotations__": {"x": int}})
    builder = SchemaBuilder()
    for annotation, mode in ((Draft, "output"), (Draft, "input"), (other, "output")):
        builder.type_of(annotation, mode)  # type: ignore[arg-type]
    with pytest.raises(SchemaError, match="would both be DraftInput in the client"):
        builder.build()


class Order(BaseModel):
    """Every way to say something about a field."""

    model_config = ConfigDict(serialize_by_alias=True)

    aliased: int = Field(alias="a-b", description="By its other name.")
    secret: str = Field(exclude=True)
    documented: Annotated[int, Doc("In its annotation.")]
    made: list[int] = Field(default_factory=list)
    bounded: int = Field(5, ge=1)

    @computed_field
    @property
    def double(self) -> int:
        """Twice."""
        return 2


@dataclass
class Line:
    product: str
    amount: int = 1
    notes: list[str] = field(default_factory=list)
    total: int = field(init=False)


class Options(TypedDict):
    must: ReadOnly[int]
    may: NotRequired[str]


FIELDS: list[tuple[Any, Mode, tuple[FieldType, ...]]] = [
    (
        Order,
        "output",
        (
            FieldType("a-b", INT, doc="By its other name."),
            FieldType("documented", INT, doc="In its annotation."),
            FieldType("made", of("list", INT)),
            FieldType("bounded", of("int", ge=1), default="5"),
            FieldType("double", INT, doc="Twice."),
        ),
    ),
    (
        Order,
        "input",
        (
            FieldType("a-b", INT, doc="By its other name."),
            FieldType("secret", STR),
            FieldType("documented", INT, doc="In its annotation."),
            FieldType("made", of("list", INT), optional=True),
            FieldType("bounded", of("int", ge=1), optional=True, default="5"),
        ),
    ),
    (
        Line,
        "input",
        (
            FieldType("product", STR),
            FieldType("amount", INT, optional=True, default="1"),
            FieldType("notes", of("list", STR), optional=True),
        ),
    ),
    (
        Line,
        "output",
        (
            FieldType("product", STR),
            FieldType("amount", INT, default="1"),
            FieldType("notes", of("list", STR)),
            FieldType("total", INT),
        ),
    ),
    (Options, "output", (FieldType("must", INT), FieldType("may", STR, optional=True))),
]


@pytest.mark.parametrize(("cls", "mode", "fields"), FIELDS, ids=lambda each: str(each)[:40])
def test_fields(cls: Any, mode: Mode, fields: tuple[FieldType, ...]) -> None:
    (record,) = records_of((cls, mode)).values()
    assert record.fields == fields


def test_docs_are_those_that_somebody_wrote() -> None:
    builder = SchemaBuilder()
    for annotation in (Card, Line, Color, Level, Page[int]):
        builder.type_of(annotation, "output")
    schema = builder.build()
    docs = {each.name: each.doc for each in (*schema.records, *schema.enums)}
    assert docs == {
        "Card": "Something to do.",
        "Line": "",
        "Color": "What it looks like.",
        "Level": "",
        "PageInt": "",
    }


class Broken(BaseModel):
    value: float = float("nan")


def test_a_default_that_json_cannot_say() -> None:
    with pytest.raises(SchemaError, match=r"in Broken\.value: the default nan cannot be written"):
        SchemaBuilder().type_of(Broken, "input")


def test_removed_is_of_the_type_of_the_key_that_its_rows_have() -> None:
    class Page(BaseModel):
        slug: Slug

    assert SchemaBuilder({Page: "slug"}).type_of(Removed[Page], "output") == STR
    assert SchemaBuilder().type_of(Removed[Page], "output") == TypeRef("json")


class Attachment(BaseModel):
    model_config = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")
    content: bytes


class BareAttachment(BaseModel):
    parts: list[bytes]


@pytest.mark.parametrize(
    ("mode", "option"), [("input", "val_json_bytes"), ("output", "ser_json_bytes")]
)
def test_a_record_says_that_its_bytes_are_base64(mode: Any, option: str) -> None:
    assert SchemaBuilder().type_of(Attachment, mode).kind == "record"
    message = rf"in BareAttachment: it holds bytes without {option}='base64'\n\nhint: set "
    with pytest.raises(SchemaError, match=message):
        SchemaBuilder().type_of(BareAttachment, mode)


NOON = datetime.datetime(2026, 1, 31, 12, tzinfo=datetime.UTC)
WIRE: list[Any] = [
    (Color, Color.RED, '"red"'),
    (Level, Level.LOW, "1"),
    (Point, Point(1.5, 2), "[1.5,2.0]"),
    (set[int], {1}, "[1]"),
    (datetime.datetime, NOON, '"2026-01-31T12:00:00Z"'),
    (datetime.date, datetime.date(2026, 1, 31), '"2026-01-31"'),
    (datetime.time, datetime.time(12), '"12:00:00"'),
    (datetime.timedelta, datetime.timedelta(seconds=90), '"PT1M30S"'),
    (uuid.UUID, uuid.UUID(int=10), '"00000000-0000-0000-0000-00000000000a"'),
    (Decimal, Decimal("1.10"), '"1.10"'),
    (dict[Level, int], {Level.LOW: 2}, '{"1":2}'),
    (Money, Money(), '"1.00 EUR"'),
    (Removed[Card], Removed(5), "5"),
    (Ids, Ids([1, 2]), "[1,2]"),
    (bytes, b"\xff\x00", '"_wA="'),
    (list[bytes], [b"\xff\x00"], '["_wA="]'),
    (Attachment, Attachment(content=b"\xff\x00"), '{"content":"_wA="}'),
    (
        Order,
        Order(**{"a-b": 1}, secret="x", documented=2),
        '{"a-b":1,"documented":2,"made":[],"bounded":5,"double":2}',
    ),
]


@pytest.mark.parametrize(("annotation", "value", "text"), WIRE, ids=lambda each: str(each)[:40])
def test_the_wire_is_what_the_type_says(annotation: Any, value: Any, text: str) -> None:
    assert ResultCodec("f", annotation).encode(value).decode() == text
