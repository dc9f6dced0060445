"""What the vectors cannot say: sessions, transactions, purges, views, many at once. Over HTTP."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from adapters import ADAPTERS
from vector_server import Request, check_every_answer
from wire import Caller, signed_in

LIST = 5
CALLERS = ("anonymous", "user", "staff", "superuser")
JSON = {"Content-Type": "application/json"}

pytestmark = pytest.mark.parametrize("adapter", ADAPTERS, ids=str)
capability = pytest.mark.capability


@pytest.fixture
def wire(fleet, adapter):
    """A server with an empty table; each call is one transaction."""
    found = fleet.wire(adapter)
    found.control("house")
    return found


@pytest.fixture
def autocommit(fleet, adapter):
    """A server where every statement is kept at once."""
    found = fleet.wire(adapter, "--autocommit")
    found.control("house")
    return found


def wire_of(reply):
    check_every_answer(reply)
    return json.loads(reply.body)


def entry(reply, list_id=LIST):
    """Whether the answer invalidates the list, in body and header alike."""
    said = {"context": "list", "params": {"list_id": list_id}}
    in_body = said in wire_of(reply).get("invalidate", [])
    header = reply.headers.get("x-mizan-invalidate", "")
    assert in_body == (f"list;list_id={list_id}" in header)
    return in_body


# --- Who may ---------------------------------------------------------------------------------

ACCESS = {
    ("mine", ""): (401, 200, 200, 200),
    ("staff", ""): (401, 403, 200, 403),
    ("superuser", ""): (401, 403, 403, 200),
    ("picked", "number=7"): (200, 200, 200, 200),
    ("picked", "number=8"): (401, 403, 403, 403),
    ("half", ""): (403, 403, 403, 403),
}


@capability("auth: signed in, staff, superuser, callable; a bundle is all or nothing")
@pytest.mark.parametrize(("context", "query"), ACCESS)
def test_who_may_read(adapter, wire, context, query):
    found = tuple(signed_in(wire, name).read(context, query).status for name in CALLERS)
    assert found == ACCESS[context, query]


@capability("auth: signed in, staff, superuser, callable; a bundle is all or nothing")
def test_a_bundle_with_one_forbidden_function_shows_nothing(adapter, wire):
    reply = signed_in(wire, "superuser").read("half")
    assert wire_of(reply)["error"]["code"] == "FORBIDDEN"
    assert b"allowed half" not in reply.body


@capability("auth: signed in, staff, superuser, callable; a bundle is all or nothing")
def test_private_functions_are_nobodys(adapter, wire):
    reply = signed_in(wire, "superuser").call("private")
    assert (reply.status, wire_of(reply)["error"]["code"]) == (403, "FORBIDDEN")


@capability("identity: X-Mizan-Who tells sessions apart")
def test_who_changes_with_the_session(adapter, wire):
    ada, again, nobody = signed_in(wire, "user"), signed_in(wire, "user"), Caller(wire)
    seen = [each.read("public").headers["x-mizan-who"] for each in (ada, again, nobody)]
    assert len(set(seen)) == 3
    assert seen[2] == Caller(wire).read("public").headers["x-mizan-who"]
    assert ada.read("public").headers["x-mizan-who"] == seen[0]


@capability("public contexts see no session")
def test_a_public_read_that_asks_who_it_is_fails(adapter, wire):
    caller = signed_in(wire, "user")
    assert wire_of(caller.read("public")) == {"public": "for everybody"}
    assert wire_of(caller.read("nosy"))["error"]["code"] == "INTERNAL_ERROR"


# --- CSRF ------------------------------------------------------------------------------------


def forged(caller, **headers):
    """A call with these headers, None for one that is left out."""
    body = json.dumps({"fn": "clear", "args": {"list_id": LIST}}).encode()
    usual = {**JSON, "X-Mizan-Csrf": caller.fetched_token(), "Origin": caller.wire.origin}
    given = {**usual, **{name.replace("_", "-"): value for name, value in headers.items()}}
    sent = {name: value for name, value in given.items() if value is not None}
    return caller.send(Request("POST", "call/", headers=sent, body=body))


FORGERIES = {
    "a form of another site": {
        "Content_Type": "application/x-www-form-urlencoded",
        "X_Mizan_Csrf": None,
        "Origin": "https://evil.example",
    },
    "fetch with text/plain": {"Content_Type": "text/plain", "X_Mizan_Csrf": None},
    "no token": {"X_Mizan_Csrf": None},
    "a made-up token": {"X_Mizan_Csrf": "made-up"},
    "another site that knows the token": {"Origin": "https://evil.example"},
    "a sibling of the site": {"Origin": "http://other.127.0.0.1"},
    "another port of the host": {"Origin": "http://127.0.0.1:1"},
    "a sandboxed frame": {"Origin": "null"},
    "no origin at all": {"Origin": None},
    "a site that the browser names": {"Origin": None, "Sec_Fetch_Site": "cross-site"},
    "a sibling that the browser names": {"Origin": None, "Sec_Fetch_Site": "same-site"},
}


@capability("CSRF: token, Origin, media type")
@pytest.mark.parametrize("headers", FORGERIES.values(), ids=FORGERIES)
def test_a_forged_call_does_nothing(adapter, wire, headers):
    caller = signed_in(wire, "user")
    caller.call("add", list_id=LIST, value=1)
    reply = forged(caller, **headers)
    assert reply.status in (403, 415), reply.body
    assert wire_of(reply)["error"]["code"] in ("CSRF_FAILED", "UNSUPPORTED_MEDIA_TYPE")
    assert wire.control("rows") == [[LIST, 1]]


@capability("CSRF: token, Origin, media type")
@pytest.mark.parametrize("headers", [{}, {"Origin": None, "Sec_Fetch_Site": "same-origin"}])
def test_a_call_of_the_page_itself_works(adapter, wire, headers):
    assert forged(signed_in(wire, "user"), **headers).status == 200


@capability("CSRF: token, Origin, media type")
def test_a_token_is_worth_nothing_in_another_session(adapter, wire):
    token = signed_in(wire, "other").fetched_token()
    assert forged(signed_in(wire, "user"), X_Mizan_Csrf=token).status == 403


# --- Effects ---------------------------------------------------------------------------------


@capability("one request: the answer of a mutation holds what the page shows")
def test_a_change_comes_back_as_merges(adapter, wire):
    caller = Caller(wire)
    first = wire_of(caller.call("add", list_id=LIST, value=1))
    row = first["result"]["row"]
    params = {"list_id": LIST}
    assert first["merge"] == [
        {
            "context": "list",
            "params": params,
            "slot": "list_rows",
            "op": "upsert",
            "key": "id",
            "value": row,
        },
        {
            "context": "list",
            "params": params,
            "slot": "list_total",
            "op": "replace",
            "value": {"total": 1},
        },
    ]
    assert "invalidate" not in first
    gone = wire_of(caller.call("remove", list_id=LIST, row_id=row["id"]))
    assert [each["op"] for each in gone["merge"]] == ["remove", "replace"]
    assert json.loads(caller.read("list", f"list_id={LIST}").body) == {
        "list_rows": [],
        "list_total": {"total": 0},
    }


@capability("invalidation while a function runs replaces the automatic one")
def test_invalidate_replaces_the_entry_of_affects(adapter, wire):
    reply = Caller(wire).call("clear_another", list_id=LIST, other_id=9)
    assert entry(reply, 9)
    assert not entry(reply, LIST)


# --- Transactions ----------------------------------------------------------------------------

FAILURES = {
    "write_then_conflict": (409, "CONFLICT"),
    "write_then_crash": (500, "INTERNAL_ERROR"),
    "write_then_unserialisable": (500, "INTERNAL_ERROR"),
}


@capability("a failed call keeps nothing and purges nothing")
@pytest.mark.parametrize("name", FAILURES)
def test_a_failure_is_rolled_back(adapter, wire, name):
    reply = Caller(wire).call(name, list_id=LIST)
    assert (reply.status, wire_of(reply)["error"]["code"]) == FAILURES[name]
    assert wire.control("rows") == []
    assert not entry(reply)
    assert wire.control("log") == []


@capability("a failed call that kept something purges and says so (no unit of work)")
@pytest.mark.parametrize("name", FAILURES)
def test_what_a_failure_kept_is_purged(adapter, autocommit, name):
    reply = Caller(autocommit).call(name, list_id=LIST)
    assert (reply.status, wire_of(reply)["error"]["code"]) == FAILURES[name]
    assert autocommit.control("rows") == [[LIST, 1]]
    assert entry(reply)
    assert [each["entries"] for each in autocommit.control("log")] == [
        [{"context": "list", "params": {"list_id": LIST}}]
    ]


@capability("caches are told after the commit, never before")
def test_a_purge_comes_after_the_commit(adapter, wire):
    Caller(wire).call("add", list_id=LIST, value=1)
    Caller(wire).call("clear", list_id=LIST)
    assert [each["rows"] for each in wire.control("log")] == [1, 0]


# --- View paths ------------------------------------------------------------------------------


@capability("view-path functions: their response passes through, their effects count")
def test_a_view_path_answers_as_it_likes(adapter, wire):
    reply = wire.exchange("GET", "/export/5/", {})
    assert (reply.status, reply.body) == (200, b"list 5")
    assert reply.headers["content-type"].startswith("text/plain")
    assert reply.headers["cache-control"] == "no-store"
    assert "x-mizan-invalidate" not in reply.headers


@capability("view-path functions: their response passes through, their effects count")
def test_a_view_path_that_changes_something_says_so(adapter, wire):
    caller = Caller(wire)
    headers = {"Origin": wire.origin, "X-Mizan-Csrf": caller.fetched_token()}
    headers["X-CSRFToken"] = caller.token
    reply = caller.exchange("POST", "/import/5/", headers)
    assert (reply.status, reply.body) == (201, b"done")
    assert reply.headers["x-mizan-invalidate"] == "list;list_id=5"
    assert wire.control("rows") == [[5, 1]]
    refused = caller.exchange("POST", "/import/5/", {"Origin": "https://evil.example"})
    assert refused.status == 403
    assert wire.control("rows") == [[5, 1]]


# --- Limits ----------------------------------------------------------------------------------


def chunked(size, piece=65536):
    """A body of so many bytes, without a Content-Length."""
    chunks = [min(piece, size - at) for at in range(0, size, piece)]
    return b"".join(b"%x\r\n%s\r\n" % (each, b" " * each) for each in chunks) + b"0\r\n\r\n"


@capability("limits: bodies, with and without their length")
@pytest.mark.parametrize("size", [1024 * 1024 + 1, 3 * 1024 * 1024])
def test_a_body_over_the_limit_is_refused_without_its_length(adapter, wire, size):
    caller = Caller(wire)
    token = caller.fetched_token()
    cookie = "; ".join(f"{name}={value}" for name, value in caller.cookies.items())
    head = (
        f"POST /api/mizan/call/ HTTP/1.1\r\nHost: 127.0.0.1:{wire.port}\r\nConnection: close\r\n"
        f"Content-Type: application/json\r\nX-Mizan-Csrf: {token}\r\nOrigin: {wire.origin}\r\n"
        f"Cookie: {cookie}\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    reply = wire.raw(head.encode() + chunked(size))
    assert (reply.status, wire_of(reply)["error"]["code"]) == (413, "PAYLOAD_TOO_LARGE")


@capability("limits: bodies, with and without their length")
def test_the_server_goes_on_after_that(adapter, wire):
    assert Caller(wire).call("clear", list_id=LIST).status == 200


# --- Many at once ----------------------------------------------------------------------------


@capability("50 calls at once on one row: no merge lost, no identity mixed up")
def test_fifty_parallel_calls_on_one_row(adapter, wire):
    row = wire_of(Caller(wire).call("add", list_id=LIST, value=0))["result"]["row"]["id"]
    callers = [signed_in(wire, name) for name in ("user", "other") * 4]

    def increment(number):
        reply = callers[number % len(callers)].call("increment", list_id=LIST, row_id=row)
        return wire_of(reply)

    for caller in callers:
        caller.fetched_token()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(increment, range(50)))
    assert sorted(each["merge"][0]["value"]["value"] for each in answers) == list(range(1, 51))
    assert wire.control("rows") == [[LIST, 50]]


@capability("50 calls at once on one row: no merge lost, no identity mixed up")
def test_fifty_parallel_calls_of_two_people(adapter, wire):
    callers = {name: signed_in(wire, name) for name in ("user", "other")}
    for caller in callers.values():
        caller.fetched_token()

    def ask(number):
        name = ("user", "other")[number % 2]
        reply = callers[name].call("whoami", marker=str(number))
        return wire_of(reply)["result"] == [name, str(number)]

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(ask, range(50)))
