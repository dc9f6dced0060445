"""Long lines break as the formatter breaks them: by hand for a few, by the formatter for many."""

from __future__ import annotations

import random
import subprocess
from pathlib import Path

import pytest
from mizan_codegen.fold import fold
from mizan_codegen.generate import generate

A, B, C, D = ("A" * 40, "B" * 40, "C" * 40, "D" * 38)

LINES: list[tuple[str, str, str]] = [
    ("a short line stays", "  name: string;", "  name: string;"),
    ("a comment stays", f"/** {A} {B} {C} */", f"/** {A} {B} {C} */"),
    ("an import of one name stays", f'import {{ {A * 3} }} from "x";', ""),
    (
        "an import",
        f'import {{ {A}, {B}, {C} }} from "./x";',
        f'import {{\n  {A},\n  {B},\n  {C},\n}} from "./x";',
    ),
    (
        "a union",
        f"export type X = {A} | {B} | {C};",
        f"export type X =\n  | {A}\n  | {B}\n  | {C};",
    ),
    ("a list", f"  k: ({A} | {B} | {C})[];", f"  k: (\n    | {A}\n    | {B}\n    | {C}\n  )[];"),
    (
        "a record or null",
        f"  k: Record<string, [{A}, {B}]> | null;",
        f"  k: Record<\n    string,\n    [{A}, {B}]\n  > | null;",
    ),
    ("a tuple", f"  k: [{A}, {B}, {C}];", f"  k: [\n    {A},\n    {B},\n    {C},\n  ];"),
    (
        "type arguments",
        f"export const x: F<{A}, {B}, {C}> = {{",
        f"export const x: F<\n  {A},\n  {B},\n  {C}\n> = {{",
    ),
    (
        "a call",
        f"export const x = make({A}, {B}{C});",
        f"export const x = make(\n  {A},\n  {B}{C},\n);",
    ),
    (
        "a literal",
        f'    key: {{ type: "{A}", default: "{B}{C}" }},',
        f'    key: {{\n      type: "{A}",\n      default: "{B}{C}",\n    }},',
    ),
    (
        "an object where only the brace lacks room",
        f"export const xx: F<{D}, {D}> = {{\n  a: 1,\n}};",
        f"export const xx: F<{D}, {D}> =\n  {{\n    a: 1,\n  }};",
    ),
]


@pytest.mark.parametrize(("line", "folded"), [row[1:] for row in LINES], ids=[r[0] for r in LINES])
def test_line(line: str, folded: str) -> None:
    assert fold(f"{line}\n") == f"{folded or line}\n"


class RandomSchema:
    """An IR with names and types of every length and depth; the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.records = [f"R{number}{self.word().title()}" for number in range(4)]
        self.codes = [f"E{number}_{self.word().upper()}" for number in range(3)]

    def text(self) -> str:
        context = self.word()
        return "\n".join(
            [
                'mizan-ir 1\nenum "Color" { member "RED" "red"; member "na-me" 3; }',
                *map(self.record, self.records),
                *map(self.error, self.codes),
                f'context "{context}" {{ {self.param()}; }}',
                *(f'read "r{n}_{self.word()}" context="{context}" {self.result()}' for n in "ab"),
                *(f'mutation "m{n}_{self.word()}" {self.function()}' for n in "abcd"),
            ]
        )

    def word(self, most: int = 40) -> str:
        letters = self.random.choices("abcdefgh_", k=self.random.randint(1, most))
        return f"w{''.join(letters)}".rstrip("_").replace("__", "_x")

    def record(self, name: str) -> str:
        keys = {self.random.choice([self.word(90), "na-me", "1", "größe"]) for _ in range(4)}
        fields = (f'field "{key}" {{ {self.type()} }}' for key in sorted(keys))
        return f'record "{name}" {{ {"; ".join(fields)}; }}'

    def error(self, code: str) -> str:
        details = self.random.choice(["", f" {{ details {{ {self.type()} }}; }}"])
        return f'error "{code}" status=409{details}'

    def param(self) -> str:
        words = ", ".join(f'\\"{self.word()}\\"' for _ in range(self.random.randint(0, 4)))
        return (
            f'param "{self.word()}" default=(json)"[{words}]" optional=#true {{ list {{ str }} }}'
        )

    def result(self) -> str:
        return f"{{ returns {{ {self.type()} }}; }}"

    def function(self) -> str:
        codes = self.codes[: self.random.randint(0, 3)]
        raises = "".join(f' raises "{code}";' for code in codes)
        return f'{{ arg "x" {{ {self.type()} }}; returns {{ {self.type()} }};{raises} }}'

    def type(self, depth: int = 0) -> str:
        scalars = ["int", "str", "json", "bool", 'enum "Color"', self.literal(), self.reference()]
        if depth == 4 or self.random.random() < 0.3:
            return self.random.choice(scalars)
        kind, least, most = self.random.choice(
            [("optional", 1, 1), ("list", 1, 1), ("map", 2, 2), ("tuple", 1, 4), ("union", 2, 4)]
        )
        count = self.random.randint(least, most)
        return f"{kind} {{ {'; '.join(self.type(depth + 1) for _ in range(count))} }}"

    def reference(self) -> str:
        return f'record "{self.random.choice(self.records)}"'

    def literal(self) -> str:
        values = [f'"{self.word()}"', "5", "#true", "#null", '"it\'s"', '"a \\"b\\" | c<d>"']
        return f"literal {' '.join(self.random.sample(values, self.random.randint(1, 5)))}"


def test_formatter_and_linter_agree_on_random_schemas(node_binaries: Path, tmp_path: Path) -> None:
    for seed in range(60):
        for file in generate(RandomSchema(seed).text(), "react"):
            path = tmp_path / str(seed) / file.name
            path.parent.mkdir(exist_ok=True)
            path.write_text(file.text, "utf-8")
    config = '{ "formatter": { "indentStyle": "space", "lineWidth": 100 } }\n'
    (tmp_path / "biome.json").write_text(config)
    command = [node_binaries / "biome", "check", "--error-on-warnings", tmp_path]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Checked 241 files" in done.stdout + done.stderr
