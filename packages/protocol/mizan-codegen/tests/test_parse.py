"""What an IR that cannot be meant is told: one row per complaint."""

from __future__ import annotations

import pytest
from mizan_codegen.generate import generate
from mizan_codegen.parse import parse
from mizan_codegen.problems import ConfigError, NameCollision, SchemaError

CARD = 'record "Card" { field "id" { int }; }'
BOARD = 'context "board" { param "board_id" { int }; }'
READ = 'read "cards" context="board" { returns { int }; }'

BROKEN_SCHEMAS: list[tuple[str, str, str]] = [
    ("not KDL", 'mizan-ir 1\nrecord "Card {', "the IR is not KDL 2.0"),
    ("empty", "", "the IR does not begin with 'mizan-ir 1'"),
    ("something printed before it", 'hello "world"\nmizan-ir 1', "does not begin with 'mizan-ir"),
    ("a later version", "mizan-ir 2", "the IR is of version 2, this generator reads 1"),
    ("an unknown node", 'mizan-ir 1\ntable "x"', "table \"x\": unknown node 'table'"),
    (
        "an unknown property",
        'mizan-ir 1\nrecord "A" size=1',
        "record \"A\": unknown property 'size'",
    ),
    ("an unknown child", 'mizan-ir 1\nrecord "A" { x; }', "record \"A\": unknown node 'x'"),
    ("a record without a name", "mizan-ir 1\nrecord { }", "record: it has 0 arguments, needs 1"),
    ("a name that is a number", "mizan-ir 1\nrecord 5", "its name is 5, not a string"),
    ("two records of one name", f"mizan-ir 1\n{CARD}\n{CARD}", "two nodes are named 'Card'"),
    (
        "two fields of one name",
        'mizan-ir 1\nrecord "A" { field "x" { int }; field "x" { str }; }',
        "record \"A\": two of its fields are named 'x'",
    ),
    (
        "a field without a type",
        'mizan-ir 1\nrecord "A" { field "x"; }',
        'record "A" > field "x": it has 0 types, needs one',
    ),
    (
        "an unknown type",
        'mizan-ir 1\nrecord "A" { field "x" { integer }; }',
        'record "A" > field "x": unknown node \'integer\'',
    ),
    (
        "an unknown constraint",
        'mizan-ir 1\nrecord "A" { field "x" { int above=3 }; }',
        'record "A" > field "x" > int: unknown property \'above\'',
    ),
    (
        "a list of two types",
        'mizan-ir 1\nrecord "A" { field "x" { list { int; str } }; }',
        "list: it has 2 types inside, needs 1",
    ),
    (
        "a flag that is none",
        'mizan-ir 1\nrecord "A" { field "x" optional="yes" { int }; }',
        "its optional is 'yes', not #true or #false",
    ),
    (
        "a default that is no JSON",
        'mizan-ir 1\nrecord "A" { field "x" default=(json)"[1" { int }; }',
        "'[1' is not JSON",
    ),
    (
        "a value of an unknown kind",
        'mizan-ir 1\nrecord "A" { field "x" default=(yaml)"1" { int }; }',
        "unknown type annotation (yaml)",
    ),
    (
        "a record that is not there",
        'mizan-ir 1\nrecord "A" { field "x" { list { record "B" } }; }',
        "record \"A\": it names 'B', which is no record or enum",
    ),
    (
        "an enum value of a wrong type",
        'mizan-ir 1\nenum "E" { member "A" 1.5; }',
        "its value is 1.5, not a string or a whole number",
    ),
    ("a read without its context", f"mizan-ir 1\n{READ}", "its context is 'board', which is none"),
    (
        "a function without a result",
        'mizan-ir 1\nmutation "f"',
        "mutation \"f\": it has 0 'returns' nodes, needs one",
    ),
    (
        "an error that is not there",
        'mizan-ir 1\nmutation "f" { returns { int }; raises "X"; }',
        "mutation \"f\": it raises 'X', which is no error",
    ),
]


@pytest.mark.parametrize(
    ("text", "complaint"), [row[1:] for row in BROKEN_SCHEMAS], ids=[r[0] for r in BROKEN_SCHEMAS]
)
def test_broken_schema(text: str, complaint: str) -> None:
    with pytest.raises(SchemaError) as caught:
        parse(text)
    assert complaint in str(caught.value)


def mutation(name: str) -> str:
    return f'mutation "{name}" {{ arg "x" {{ int }}; returns {{ int }}; }}'


COLLISIONS: list[tuple[str, str, tuple[str, str, str]]] = [
    (
        "two functions",
        f"{mutation('add_card')}\n{mutation('add.card')}",
        ("AddCardArgs", "the arguments of add.card()", "the arguments of add_card()"),
    ),
    (
        "a record and a function's arguments",
        f'record "AddCardArgs" {{ field "x" {{ int }}; }}\n{mutation("add_card")}',
        ("AddCardArgs", "the record AddCardArgs", "the arguments of add_card()"),
    ),
    (
        "a record and a context's bundle",
        f'record "BoardBundle" {{ field "x" {{ int }}; }}\n{BOARD}\n{READ}',
        ("BoardBundle", "the record BoardBundle", "the bundle of the context board"),
    ),
    (
        "a record and a provider",
        f'record "BoardProvider" {{ field "x" {{ int }}; }}\n{BOARD}\n{READ}',
        ("BoardProvider", "the record BoardProvider", "the context board"),
    ),
    (
        "a record and a type of the library",
        'record "CommonError" { field "x" { int }; }',
        ("CommonError", "CommonError of @mizan/base", "the record CommonError"),
    ),
    (
        "a read and a mutation",
        f'{BOARD}\nread "b.c" context="board" {{ returns {{ int }}; }}\n{mutation("b_c")}',
        ("useBC", "the function b.c()", "the function b_c()"),
    ),
]


@pytest.mark.parametrize(
    ("text", "expected"), [row[1:] for row in COLLISIONS], ids=[row[0] for row in COLLISIONS]
)
def test_collision_names_both(text: str, expected: tuple[str, str, str]) -> None:
    with pytest.raises(NameCollision) as caught:
        generate(f"mizan-ir 1\n{text}", "react")
    assert (caught.value.name, caught.value.first, caught.value.second) == expected
    assert str(caught.value).startswith(f"{expected[1]} and {expected[2]} would both be")


UNSAFE_NAMES: list[tuple[str, str]] = [
    ("Card; alert(1)", "cannot be a name in TypeScript"),
    ("2D", "cannot be a name in TypeScript"),
    ("Größe", "cannot be a name in TypeScript"),
    ("string", "has a meaning of its own in TypeScript"),
    ("Record", "has a meaning of its own in TypeScript"),
    ("class", "has a meaning of its own in TypeScript"),
]


@pytest.mark.parametrize(("name", "complaint"), UNSAFE_NAMES)
def test_unsafe_name_never_reaches_a_template(name: str, complaint: str) -> None:
    text = f'mizan-ir 1\nrecord "{name}" {{ field "x" {{ int }}; }}'
    with pytest.raises(SchemaError) as caught:
        generate(text, "react")
    assert caught.value.place == f"the record {name}"
    assert complaint in str(caught.value)


@pytest.mark.parametrize("framework", ["angular", "Vue", ""])
def test_framework_without_templates(framework: str) -> None:
    with pytest.raises(ConfigError) as caught:
        generate("mizan-ir 1", framework)
    assert caught.value.reason == f"no client for the framework {framework!r} yet"
    assert caught.value.hint == "there is: react, svelte, vue"
