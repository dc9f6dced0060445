"""The core says the same as the tables of mizan-spec."""

import pytest
from mizan_core import errors
from mizan_core.errors import PROTOCOL_ERRORS
from mizan_core.slots import OPERATIONS
from vector_files import load

ROWS = load("errors.json")["errors"]


@pytest.mark.parametrize("row", ROWS, ids=[row["code"] for row in ROWS])
def test_an_error_is_as_the_table_has_it(row):
    error = getattr(errors, row["python_class"])()
    assert (error.code, error.status, error.message) == (row["code"], row["status"], row["message"])
    assert error.to_wire() == {"code": row["code"], "message": row["message"]}


def test_the_table_and_the_core_have_the_same_errors():
    assert [row["code"] for row in ROWS] == [error.code for error in PROTOCOL_ERRORS]


def test_the_core_emits_only_ops_of_the_table():
    assert set(OPERATIONS.values()) == {row["op"] for row in load("ops.json")["ops"]}
