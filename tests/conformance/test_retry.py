"""Calls that are sent again under an Idempotency-Key take effect once. Protocol §4 "Retry"."""

from __future__ import annotations

import http.client
import json
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from adapters import ADAPTERS
from proxy import losing_answers
from vector_server import check_every_answer
from wire import Caller, Wire, signed_in

LIST = 5
pytestmark = pytest.mark.parametrize("adapter", ADAPTERS, ids=str)
once = pytest.mark.capability("idempotency: a call that is sent again takes effect once")
LOST = (http.client.RemoteDisconnected, ConnectionResetError)


@pytest.fixture(params=[(), ("--autocommit",)], ids=["unit", "no-unit"])
def wire(fleet, adapter, request):
    """A server with an empty table; with a transaction for each call, and without."""
    found = fleet.wire(adapter, *request.param)
    found.control("house")
    return found


@pytest.fixture
def caller(wire):
    return signed_in(wire, "user")


def new_key():
    return str(uuid.uuid4())


def wire_of(reply):
    check_every_answer(reply)
    return json.loads(reply.body)


def rows(wire):
    return wire.control("rows")


@once
def test_the_session_says_so(adapter, wire):
    reply = Caller(wire).exchange("GET", "/api/mizan/session/", {})
    assert wire_of(reply)["idempotency"] is True


@once
def test_an_answer_that_was_lost_is_given_again(adapter, wire):
    with losing_answers(wire.port) as proxy:
        caller = signed_in(Wire(proxy.port), "user")
        caller.fetched_token()
        key, proxy.losses = new_key(), 2
        for _ in range(2):
            with pytest.raises(LOST):
                caller.call("add", key, list_id=LIST, value=1)
            assert rows(wire) == [[LIST, 1]]
        found = wire_of(caller.call("add", key, list_id=LIST, value=1))
    assert rows(wire) == [[LIST, 1]]
    assert found["result"]["row"]["value"] == 1
    assert found["result"]["total"] == {"total": 1}


@once
def test_a_replay_answers_the_result_and_plain_invalidations(adapter, wire, caller):
    key = new_key()
    first = wire_of(caller.call("add", key, list_id=LIST, value=1))
    again = caller.call("add", key, list_id=LIST, value=1)
    found = wire_of(again)
    assert found["result"] == first["result"]
    assert "merge" in first
    assert "merge" not in found
    (entry,) = found["invalidate"]
    assert (entry["context"], entry["params"]) == ("list", {"list_id": LIST})
    assert again.headers["x-mizan-invalidate"].startswith(f"list;list_id={LIST}")
    assert rows(wire) == [[LIST, 1]]


@once
def test_many_at_once_take_effect_once(adapter, wire, caller):
    caller.fetched_token()
    key = new_key()

    def call(_):
        return caller.call("add", key, list_id=LIST, value=1)

    with ThreadPoolExecutor(8) as pool:
        replies = list(pool.map(call, range(8)))
    assert rows(wire) == [[LIST, 1]]
    codes = {wire_of(each).get("error", {}).get("code") for each in replies}
    assert None in codes
    assert codes <= {None, "IN_PROGRESS"}


@once
def test_another_body_under_the_key_is_refused(adapter, wire, caller):
    key = new_key()
    caller.call("add", key, list_id=LIST, value=1)
    reply = caller.call("add", key, list_id=LIST, value=2)
    assert (reply.status, wire_of(reply)["error"]["code"]) == (409, "CONFLICT")
    assert rows(wire) == [[LIST, 1]]


@once
def test_keys_belong_to_those_who_made_them(adapter, wire, caller):
    key = new_key()
    caller.call("add", key, list_id=LIST, value=1)
    for stranger in (signed_in(wire, "other"), signed_in(wire, "user"), Caller(wire)):
        stranger.call("add", key, list_id=LIST, value=1)
    assert len(rows(wire)) == 4


@once
def test_a_call_that_failed_may_be_tried_again(adapter, wire, caller):
    key = new_key()
    codes = [
        wire_of(caller.call("write_then_crash", key, list_id=LIST))["error"]["code"]
        for _ in range(2)
    ]
    assert codes == ["INTERNAL_ERROR"] * 2


@once
def test_a_refusal_is_a_refusal_again(adapter, wire, caller):
    key = new_key()
    before = wire_of(caller.call("write_then_conflict", key, list_id=LIST))
    kept = rows(wire)
    assert wire_of(caller.call("write_then_conflict", key, list_id=LIST)) == before
    assert rows(wire) == kept


@once
@pytest.mark.parametrize("key", ["", "1", "x" * 36, new_key() + "0", new_key()[:-1], "🌲"])
def test_a_key_that_is_no_uuid_is_refused_before_anything_runs(adapter, wire, caller, key):
    reply = caller.call("add", key, list_id=LIST, value=1)
    assert (reply.status, wire_of(reply)["error"]["code"]) == (400, "BAD_REQUEST")
    assert rows(wire) == []


@once
def test_who_may_not_call_gets_no_replay_either(adapter, wire, caller):
    key = new_key()
    reply = Caller(wire).call("change_mine", key)
    assert (reply.status, wire_of(reply)["error"]["code"]) == (401, "UNAUTHORIZED")
    assert wire_of(caller.call("change_mine", key))["result"] is None
