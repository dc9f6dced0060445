"""What holds for all values, not only for those of the vectors. Drawn the same way each time."""

import datetime
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mizan_core.header import HeaderError, format_header, parse_header
from mizan_core.matching import is_same, matches
from mizan_core.params import ParamCodec, canonical_query, parse_query
from mizan_core.splice import splice

deterministic = settings(max_examples=300, derandomize=True, database=None, deadline=None)
text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
whole = st.integers(-(2**53 - 1), 2**53 - 1)
name = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)

# --- params -----------------------------------------------------------------------------------

TYPES = {
    bool: st.booleans(),
    int: whole,
    str: text,
    datetime.date: st.dates(),
    str | None: st.none() | text,
    int | None: st.none() | whole,
    list[int]: st.lists(whole, max_size=4),
    list[str]: st.lists(text, max_size=4),
}


@st.composite
def params(draw):
    """Codecs of drawn names and types, and a value for each."""
    names = draw(st.lists(name, unique=True, max_size=4))
    types = [draw(st.sampled_from(list(TYPES))) for _ in names]
    pairs = list(zip(names, types, strict=True))
    codecs = {each: ParamCodec.of(each, annotation, True, None) for each, annotation in pairs}
    return codecs, {each: draw(TYPES[annotation]) for each, annotation in pairs}


@given(drawn=params())
@deterministic
def test_values_survive_their_query(drawn):
    codecs, values = drawn
    query = canonical_query(codecs.values(), values)
    assert query.isascii()
    assert parse_query(codecs, query) == values
    assert canonical_query(codecs.values(), parse_query(codecs, query)) == query


@given(one=params(), seed=st.randoms(use_true_random=False))
@deterministic
def test_one_instance_has_one_query(one, seed):
    codecs, values = one
    shuffled = list(values.items())
    seed.shuffle(shuffled)
    assert canonical_query(codecs.values(), dict(shuffled)) == canonical_query(
        codecs.values(), values
    )


# --- the header -------------------------------------------------------------------------------

scoped = st.fixed_dictionaries(
    {"context": name, "params": st.dictionaries(name, st.text(max_size=9).map(str), min_size=1)},
    optional={"functions": st.lists(name, min_size=1, unique=True).map(sorted)},
)
entries = st.lists(name | scoped, max_size=5)


def writable(entry):
    try:
        json.dumps(entry, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


@given(drawn=entries.filter(writable))
@deterministic
def test_entries_survive_their_header(drawn):
    header = format_header(drawn)
    parsed = parse_header(header)
    assert header.isascii()
    assert header.isprintable()
    assert format_header(parsed) == header
    assert {canonical(each) for each in parsed} == {canonical(each) for each in drawn}


def canonical(entry):
    return json.dumps(entry, sort_keys=True)


@given(header=st.text(max_size=60) | st.from_regex(r"[a-z;=@fn+,% A-F0-9]{0,40}", fullmatch=True))
@deterministic
def test_any_text_is_a_header_or_a_header_error(header):
    try:
        parsed = parse_header(header)
    except HeaderError:
        return
    written = format_header(parsed)
    assert format_header(parse_header(written)) == written


# --- matching ---------------------------------------------------------------------------------

json_values = st.recursive(
    st.none() | st.booleans() | whole | text,
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=4,
)
instances = st.dictionaries(name, json_values, max_size=4)


@given(instance=instances, data=st.data())
@deterministic
def test_fewer_params_match_more(instance, data):
    kept = data.draw(st.sets(st.sampled_from(sorted(instance)))) if instance else set()
    entry = {"context": "board", "params": {each: instance[each] for each in kept}}
    assert matches(entry, "board", instance)
    assert matches("board", "board", instance)
    assert not matches(entry, "other", instance)


@given(one=json_values, other=json_values)
@deterministic
def test_values_are_the_same_when_their_json_is(one, other):
    assert is_same(one, other) is (json.dumps(one) == json.dumps(other))


# --- splice -----------------------------------------------------------------------------------

ROWS = st.lists(
    st.fixed_dictionaries(
        {"id": st.integers(0, 6), "rank": st.none() | st.integers(0, 3), "title": text}
    ),
    unique_by=lambda row: row["id"],
    max_size=6,
)
ORDERS = [["rank", "id"], ["-rank", "id"], ["title", "-id"], ["-title", "rank", "id"]]


def in_order(rows, order_by):
    """As a database orders them: by each field, null last, the last field deciding."""
    for each in reversed(order_by):
        field = each.removeprefix("-")
        known = [row for row in rows if row[field] is not None]
        known = sorted(known, key=lambda row: row[field], reverse=each.startswith("-"))
        rows = known + [row for row in rows if row[field] is None]
    return rows


def upsert(rows, value, **more):
    entry = {"slot": "rows", "op": "upsert", "key": "id", "value": value, **more}
    return splice({"rows": rows}, entry)["rows"]


@pytest.mark.parametrize("order_by", ORDERS, ids=str)
@given(rows=ROWS, value=ROWS.filter(len).map(lambda rows: rows[0]))
@deterministic
def test_an_ordered_upsert_is_what_a_fresh_read_would_show(rows, value, order_by):
    rows = in_order(rows, order_by)
    fresh = in_order([*(row for row in rows if row["id"] != value["id"]), value], order_by)
    assert upsert(rows, value, order_by=order_by) == fresh


@given(
    rows=ROWS,
    value=ROWS.filter(len).map(lambda rows: rows[0]),
    at=st.sampled_from(["start", "end"]),
)
@deterministic
def test_an_upsert_twice_is_an_upsert_once(rows, value, at):
    once = upsert(rows, value, at=at)
    assert upsert(once, value, at=at) == once
    assert len(once) == len({row["id"] for row in [*rows, value]})


@given(rows=ROWS, key=st.integers(0, 6))
@deterministic
def test_a_removal_takes_one_row_and_keeps_the_order(rows, key):
    entry = {"slot": "rows", "op": "remove", "key": "id", "value": key}
    assert splice({"rows": rows}, entry)["rows"] == [row for row in rows if row["id"] != key]
