"""What a call merges and invalidates, and which declarations are refused. Protocol §3, §4."""

import json

import pytest
from mizan_core.registry import Registry, RegistryError
from vector_apps import register_app
from vector_files import cases, load
from vector_server import CoreServer, call_of, check_every_answer

APPS = {name: load(f"vectors/{name}.json")["app"] for name in ("scoping", "slots")}


@cases("scoping")
def test_scoping(case):
    check_effects("scoping", case)


@cases("slots")
def test_slots(case):
    check_effects("slots", case)


def check_effects(name, case):
    if "problem" in case:
        check_problem(APPS[name], case)
    else:
        check_call(CoreServer(APPS[name], case), case)


def check_problem(app, case):
    registry = Registry()
    register_app(registry, app, case)
    with pytest.raises(RegistryError) as raised:
        registry.freeze()
    function = case["problem"]["function"]
    texts = [each.message for each in raised.value.problems if function in (None, each.function)]
    assert texts, f"{function} was not refused; refused: {raised.value}"
    missing = [word for word in case["problem"]["names"] if word not in " ".join(texts)]
    assert missing == [], texts


def check_call(server, case):
    reply = server.send(call_of(case["call"]))
    check_every_answer(reply)
    wire = json.loads(reply.body)
    assert reply.status == 200, wire
    assert wire.get("invalidate", []) == case.get("invalidate", [])
    assert wire.get("merge", []) == case.get("merge", [])
    if "result" in case:
        assert wire["result"] == case["result"]
    if "header" in case:
        assert reply.headers.get("x-mizan-invalidate") == case["header"]
