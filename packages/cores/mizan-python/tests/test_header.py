"""`X-Mizan-Invalidate`, both ways. Protocol §3."""

import pytest
from mizan_core.header import HeaderError, format_header, parse_header
from vector_files import cases


@cases("header", "both")
def test_entries_become_a_header(case):
    assert format_header(case["entries"]) == case["header"]


@cases("header", "both")
def test_a_header_becomes_entries(case):
    assert parse_header(case["header"]) == case["entries"]


@cases("header", "formatted")
def test_entries_in_another_form_become_the_same_header(case):
    assert format_header(case["entries"]) == case["header"]


@cases("header", "parsed")
def test_a_header_in_another_form_is_understood(case):
    assert parse_header(case["header"]) == case["entries"]


@cases("header", "malformed")
def test_what_is_no_header_raises(case):
    with pytest.raises(HeaderError):
        parse_header(case["header"])


@cases("header", "formatted")
def test_every_header_fits_and_is_ascii_without_line_ends(case):
    header = format_header(case["entries"])
    assert len(header.encode("ascii")) <= 4096
    assert header.isprintable()
