"""Single flight: what the page shows comes back with the answer that made it stale. Protocol §4."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from adapters import ADAPTERS
from vector_server import ORIGIN, TOKEN, Request
from wire import signed_in

LIST = 5
HEADERS = {"Content-Type": "application/json", "X-Mizan-Csrf": TOKEN, "Origin": ORIGIN}
CALLERS = ("anonymous", "user", "staff", "superuser")

pytestmark = [
    pytest.mark.parametrize("adapter", ADAPTERS, ids=str),
    pytest.mark.capability("single flight: bundles in the answer of an invalidation"),
]


@pytest.fixture
def wire(fleet, adapter):
    found = fleet.wire(adapter)
    found.control("house")
    return found


def shown(context, **params):
    return {"context": context, "params": params}


def call(caller, fn, mounted, **args):
    body = json.dumps({"fn": fn, "args": args, "mounted": mounted}).encode()
    return caller.send(Request("POST", "call/", headers=HEADERS, body=body))


def bundles(reply):
    assert reply.status == 200, reply.body
    return json.loads(reply.body).get("bundles", [])


LISTED = shown("list", list_id=LIST)


def test_what_was_invalidated_comes_back_as_it_is_after_the_commit(adapter, wire):
    caller = signed_in(wire, "anonymous")
    reply = call(caller, "change_everything", [LISTED], list_id=LIST)
    (bundle,) = bundles(reply)
    assert bundle == {**LISTED, "data": json.loads(caller.read("list", f"list_id={LIST}").body)}
    assert bundle["data"]["list_total"] == {"total": 1}
    assert json.loads(reply.body)["invalidate"]


@pytest.mark.parametrize(
    ("mounted", "count"),
    [
        ([], 0),
        ([LISTED, LISTED], 1),
        ([LISTED, shown("list", list_id=6)], 1),
        ([shown("list", list_id=str(LIST))], 0),
        ([shown("list", list_id=float(LIST))], 0),
        ([shown("list")], 0),
        ([shown("list", list_id=LIST, page=1)], 0),
        ([shown("list", list_id=2**60)], 0),
        ([shown("no_such_context")], 0),
        ([shown("mine", user="other")], 0),
        ([LISTED] * 16, 1),
    ],
    ids=lambda value: json.dumps(value)[:60],
)
def test_only_what_is_meant_and_well_formed(adapter, wire, mounted, count):
    caller = signed_in(wire, "anonymous")
    assert len(bundles(call(caller, "clear", mounted, list_id=LIST))) == count


@pytest.mark.parametrize(
    "mounted",
    [
        [LISTED] * 17,
        [shown("list", list_id=number) for number in range(300)],
        "list",
        {"context": "list"},
        [1],
        [{"context": 5, "params": {}}],
        [{"context": "list"}],
        [{"context": "list", "params": []}],
        None,
    ],
    ids=lambda value: json.dumps(value)[:40],
)
def test_a_list_that_is_none_is_refused_before_anything_runs(adapter, wire, mounted):
    reply = call(signed_in(wire, "anonymous"), "change_everything", mounted, list_id=LIST)
    error = json.loads(reply.body)["error"]
    assert (reply.status, error["code"]) == (400, "BAD_REQUEST")
    assert "at most 16" in error["message"]
    assert wire.control("rows") == []


EVERYTHING = [
    (shown("list", list_id=LIST), f"list_id={LIST}"),
    (shown("mine"), ""),
    (shown("staff"), ""),
    (shown("superuser"), ""),
    (shown("picked", number=7), "number=7"),
    (shown("picked", number=8), "number=8"),
    (shown("half"), ""),
    (shown("public"), ""),
    (shown("nosy"), ""),
]


@pytest.mark.parametrize("name", CALLERS)
def test_nobody_gets_what_a_read_alone_would_not_give(adapter, wire, name):
    caller = signed_in(wire, name)
    asked = [instance for instance, _ in EVERYTHING]
    got = bundles(call(caller, "change_everything", asked, list_id=LIST))
    alone = [(instance, caller.read(instance["context"], query)) for instance, query in EVERYTHING]
    assert got == [
        {**instance, "data": json.loads(reply.body)}
        for instance, reply in alone
        if reply.status == 200
    ]


def test_a_call_that_fails_brings_nothing(adapter, wire):
    reply = call(signed_in(wire, "anonymous"), "change_and_refuse", [LISTED], list_id=LIST)
    assert reply.status == 409
    assert "bundles" not in json.loads(reply.body)


def test_a_merge_needs_none(adapter, wire):
    reply = call(signed_in(wire, "anonymous"), "add", [LISTED], list_id=LIST, value=1)
    assert bundles(reply) == []


def test_two_people_at_once_get_their_own(adapter, wire):
    callers = {name: signed_in(wire, name) for name in ("user", "other")}

    def own(name):
        (bundle,) = bundles(call(callers[name], "change_mine", [shown("mine")]))
        return bundle["data"]["mine"]["marker"] == f"only-for-{name}"

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(own, ["user", "other"] * 20))
