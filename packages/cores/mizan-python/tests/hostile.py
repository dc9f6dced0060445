"""What hostile clients send: near enough to good requests to get past each check in turn."""

import json
import re

from hypothesis import strategies as st

NASTY_TEXT = [
    "",
    "\0",
    "a\0b",
    "\ud800",
    "\r\nSet-Cookie: a=b",
    "%00",
    "../../etc/passwd",
    "{{7*7}}",
    "' OR 1=1 --",
    "</script>",
    "\u202e\u2028\ufeff",
    "🌲" * 50,
    "NaN",
    "x" * 10_000,
]
NASTY_NUMBERS = [0, -0.0, -1, 2**31, 2**53, -(2**53), 2**63, 10**400, 1e308, 5e-324, 0.1]
text = st.sampled_from(NASTY_TEXT) | st.text(max_size=20)
number = st.sampled_from(NASTY_NUMBERS) | st.integers() | st.floats(allow_nan=False)
scalar = st.none() | st.booleans() | number | text
value = st.recursive(
    scalar,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(text, inner, max_size=4),
    max_leaves=8,
)
header_text = st.text(st.characters(codec="latin-1", exclude_characters="\r\n"), max_size=40)
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "TRACE", "get", "PROPFIND"]
methods = st.sampled_from(METHODS)
encoded = st.text(st.sampled_from("%0123456789abcdefABCDEF&=+;[]{}\"'\\,.:/ é"), max_size=40)
query_value = (value.map(json.dumps) | text.map(repr) | encoded).map(
    lambda each: re.sub(r"[#\s\x00-\x1f]", "%20", each)
)
path_text = st.text(max_size=20).map(lambda each: re.sub(r"[#?\s\ud800-\udfff]", "", each))


def dumped(content):
    """JSON as a hostile client writes it: lone surrogates as escapes, huge numbers as digits."""
    return json.dumps(content).encode()


@st.composite
def broken(draw, whole):
    """Bytes with a piece cut out, doubled or replaced."""
    content = draw(whole)
    start = draw(st.integers(0, max(0, len(content) - 1)))
    end = draw(st.integers(start, min(len(content), start + 12)))
    piece = draw(st.binary(max_size=8) | st.sampled_from([b"", b"\0", b"\xff", b"NaN", b"1e999"]))
    return content[:start] + piece * draw(st.integers(1, 3)) + content[end:]
