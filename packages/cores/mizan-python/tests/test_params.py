"""Params between values and query. Protocol §1 "Param types", §2 "Canonical context URL"."""

import pytest
from mizan_core.errors import MizanError
from mizan_core.params import canonical_query, parse_query
from vector_files import cases
from vector_types import codecs_of_specs


def checked(codecs, values):
    """JSON values -> Python values of the declared types."""
    return {name: codecs[name].check(value) for name, value in values.items()}


def completed(codecs, values):
    """With the default of each param that was left out, as JSON."""
    return {name: codec.to_json(values.get(name, codec.default)) for name, codec in codecs.items()}


@cases("canonical-urls", "canonical")
def test_values_become_their_one_query(case):
    codecs = codecs_of_specs(case["params"])
    values = checked(codecs, case["values"])
    assert canonical_query(codecs.values(), values) == case["query"]


@cases("canonical-urls", "written")
def test_values_in_another_form_become_the_same_query(case):
    codecs = codecs_of_specs(case["params"])
    values = checked(codecs, case["values"])
    assert canonical_query(codecs.values(), values) == case["query"]


@cases("canonical-urls", "canonical")
def test_a_canonical_query_becomes_its_values(case):
    codecs = codecs_of_specs(case["params"])
    expected = completed(codecs, checked(codecs, case["values"]))
    assert completed(codecs, parse_query(codecs, case["query"])) == expected


@cases("canonical-urls", "answered")
def test_another_form_is_understood_and_has_a_canonical_one(case):
    codecs = codecs_of_specs(case["params"])
    parsed = parse_query(codecs, case["query"])
    assert completed(codecs, parsed) == completed(codecs, checked(codecs, case["values"]))
    assert canonical_query(codecs.values(), parsed) != case["query"]


@cases("canonical-urls", "refused")
def test_what_is_refused_says_where(case):
    codecs = codecs_of_specs(case["params"])
    with pytest.raises(MizanError) as raised:
        parse_query(codecs, case["query"])
    assert raised.value.code == case["error"]
    paths = sorted((problem["path"] for problem in raised.value.details or []), key=str)
    assert paths == sorted(case.get("paths", []), key=str)


@cases("canonical-urls", "unwritable")
def test_what_has_no_utf8_cannot_be_written(case):
    codecs = codecs_of_specs(case["params"])
    with pytest.raises(ValueError, match="surrogate"):
        canonical_query(codecs.values(), checked(codecs, case["values"]))
