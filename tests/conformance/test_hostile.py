"""Whatever is sent over the wire, every adapter answers: no 500, no traceback, always the envelope.

5 000 tries for each adapter. The tries are the same for the same code.
"""

from __future__ import annotations

import json
from collections import Counter

import pytest
from adapters import ADAPTERS
from hostile import broken, dumped, header_text, number, path_text, query_value, text, value
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from vector_server import ORIGIN, TOKEN, Request
from wire import Caller

pytestmark = [
    pytest.mark.parametrize("adapter", ADAPTERS, ids=str),
    pytest.mark.capability("hostile input: 5 000 tries, no 500, no traceback, always the envelope"),
]
deterministic = settings(
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)

# All of the house but those whose own faults are 500s by right.
FUNCTIONS = {
    "add": ("list_id", "value"),
    "change_mine": (),
    "clear": ("list_id",),
    "clear_another": ("list_id", "other_id"),
    "private": (),
    "remove": ("list_id", "row_id"),
    "whoami": ("marker",),
}
READS = ("half", "list", "mine", "picked", "public", "staff", "superuser")
NAMES = st.sampled_from(["list_id", "row_id", "value", "number", "marker", "__proto__"])
small = st.integers(-2, 3)


@st.composite
def fitting_calls(draw):
    """A function with args of the right names and mostly of the right types."""
    name = draw(st.sampled_from(sorted(FUNCTIONS)))
    args = {}
    for each in FUNCTIONS[name]:
        is_odd = draw(st.integers(0, 5)) == 0
        args[each] = draw(value if is_odd else text if each == "marker" else small)
    return {"fn": name, "args": args}


fn = st.sampled_from([*FUNCTIONS, *READS, "", "__class__"]) | text | value
odd_args = st.dictionaries(NAMES | text, value | small, max_size=4)
json_body = (
    fitting_calls() | st.fixed_dictionaries({"fn": fn, "args": odd_args | value}) | value
).map(dumped)
deep = st.integers(1, 100_000).map(lambda depth: b'{"fn":"whoami","args":' + b"[" * depth)
bodies = (
    fitting_calls().map(dumped) | json_body | broken(json_body) | st.binary(max_size=200) | deep
)

# What a client may put on the wire at all; what is no HTTP is the server's to refuse.
sendable = header_text.map(lambda each: "".join(c for c in each if c.isprintable()).strip())
headers = st.fixed_dictionaries(
    {},
    optional={
        "Content-Type": sendable | st.sampled_from(["application/json", "multipart/form-data"]),
        "Origin": sendable | st.sampled_from(["null", ""]),
        "Sec-Fetch-Site": st.sampled_from(["same-origin", "cross-site"]) | sendable,
        "X-Mizan-Csrf": sendable,
        "Cookie": sendable | st.sampled_from(["csrftoken=x", "session=x; session=y"]),
        "Accept-Language": sendable,
        "X-Forwarded-Host": sendable,
        "Content-Encoding": st.sampled_from(["gzip", "identity"]),
    },
)
queries = st.lists(st.tuples(NAMES, query_value), max_size=4).map(
    lambda pairs: "&".join(f"{name}={each}" for name, each in pairs)
)
paths = st.sampled_from([*(f"ctx/{name}/" for name in READS), "call/", "session/", "", "ctx//"])
paths = paths | path_text | path_text.map(lambda each: f"ctx/{each}/")
methods = st.sampled_from(["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"])


@pytest.fixture
def caller(fleet, adapter):
    """A page of nobody."""
    wire = fleet.wire(adapter)
    wire.control("house")
    return Caller(wire)


def check(reply, sent):
    """Below 500, one JSON object, in the envelope if it is an error, nothing of a crash."""
    assert reply.status < 500, sent
    assert b"Traceback" not in reply.body, sent
    if "x-mizan-build" not in reply.headers:
        # The HTTP server refused it before any adapter saw it, or the path is not below the base.
        assert reply.status in (400, 404, 405), (reply, sent)
        return
    answer = json.loads(reply.body.decode("utf-8"), parse_constant=pytest.fail)
    assert isinstance(answer, dict), sent
    assert reply.headers["cache-control"] == "no-store", sent
    if reply.status >= 400:
        assert set(answer) <= {"error", "invalidate"}, sent
        assert {"code", "message"} <= set(answer["error"]), sent


GOOD = {"Content-Type": "application/json", "X-Mizan-Csrf": TOKEN, "Origin": ORIGIN}


def test_bodies(caller, adapter):
    seen = Counter()

    @given(content=bodies)
    @settings(deterministic, max_examples=3_000)
    def tries(content):
        reply = caller.send(Request("POST", "call/", headers=GOOD, body=content))
        seen[reply.status] += 1
        check(reply, content[:2000])

    tries()
    # Were all refused at the door, finding nothing would mean nothing.
    assert set(seen) >= {200, 400, 401, 403, 404, 422}
    assert seen[200] > 60


def test_queries(caller, adapter):
    @given(context=st.sampled_from(READS), asked=queries)
    @settings(deterministic, max_examples=1_000)
    def tries(context, asked):
        check(caller.read(context, asked.replace(" ", "%20")), (context, asked))

    tries()


def test_methods_paths_and_headers(caller, adapter):
    @given(method=methods, path=paths, content=bodies, extra=headers)
    @settings(deterministic, max_examples=1_000)
    def tries(method, path, content, extra):
        sent = {**GOOD, **extra} if len(extra) < 4 else extra
        check(caller.send(Request(method, path, headers=sent, body=content)), (method, path, sent))

    tries()


def test_numbers_beyond_all_bounds(caller, adapter):
    @given(value=number)
    @settings(deterministic, max_examples=200)
    def tries(value):
        check(caller.read("picked", f"number={json.dumps(value)}"), value)

    tries()
