"""The vectors themselves: of the declared form, short, unique, and said as statements."""

import json
import re

import pytest
from jsonschema import Draft202012Validator
from vector_files import SPEC, VECTOR_FILES

SCHEMA = json.loads((SPEC / "schema/mizan-spec.schema.json").read_text(encoding="utf-8"))
FILES = [*VECTOR_FILES, SPEC / "errors.json", SPEC / "ops.json"]
WISHES = re.compile(r"\b(should|must|shall|ought|test|check|correctly|properly)\b", re.IGNORECASE)

each_file = pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
each_vector_file = pytest.mark.parametrize(
    "path", VECTOR_FILES, ids=[path.stem for path in VECTOR_FILES]
)


def names_of(path):
    groups = [each for each in loaded(path).values() if isinstance(each, list)]
    return [case["name"] for group in groups for case in group]


def loaded(path):
    return json.loads(path.read_text(encoding="utf-8"))


def test_the_schema_is_one():
    Draft202012Validator.check_schema(SCHEMA)


@each_file
def test_a_file_has_its_declared_form(path):
    assert path.stem in SCHEMA["$defs"], f"say in schema/ what {path.name} looks like"
    validator = Draft202012Validator({**SCHEMA, "$ref": f"#/$defs/{path.stem}"})
    problems = [
        f"{error.json_path}: {error.message}" for error in validator.iter_errors(loaded(path))
    ]
    assert problems == []


@each_vector_file
def test_names_are_unique(path):
    names = names_of(path)
    assert len(names) > 30
    assert sorted(set(names)) == sorted(names)


@each_vector_file
def test_names_state_what_is_and_wish_nothing(path):
    assert [name for name in names_of(path) if WISHES.search(name)] == []


@each_file
def test_a_file_is_plain_text_that_diffs_well(path):
    text = path.read_text(encoding="utf-8")
    assert text.endswith("}\n")
    invisible = [char for char in text if not char.isprintable() and char != "\n"]
    assert invisible == [], "write invisible characters as \\u escapes"


def test_the_codes_of_the_schema_are_those_of_the_table():
    codes = [row["code"] for row in loaded(SPEC / "errors.json")["errors"]]
    assert SCHEMA["$defs"]["error"]["enum"] == codes


def test_every_file_is_told_of_in_the_readme():
    readme = (SPEC / "README.md").read_text(encoding="utf-8")
    assert [path.name for path in FILES if path.name not in readme] == []
