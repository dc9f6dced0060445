"""Every adapter answers every vector alike. Data-driven: the cases are in mizan-spec.

A case that an adapter is known to fail still runs; one that starts to pass fails here, so that
its line in `known-failing.json` goes.
"""

import json

import pytest
from adapters import ADAPTERS, KNOWN_FAILING, VectorServer
from vector_files import load
from vector_server import Request, check_answer, check_effects, check_every_answer, request_of

EFFECTS = ("scoping", "slots")
ECHO = {"functions": []}


def conformance(file, *groups):
    """One test per adapter and case of these groups; known failures marked as such."""
    found = load(f"vectors/{file}.json")
    cases = [(group, case) for group in groups for case in found[group] if "problem" not in case]
    return pytest.mark.parametrize(
        ("adapter", "group", "case"),
        [
            pytest.param(adapter, group, case, id=f"{adapter}-{case['name']}", marks=marks)
            for adapter in ADAPTERS
            for group, case in cases
            for marks in [known_failure(adapter, file, case)]
        ],
    )


def known_failure(adapter, file, case):
    reason = adapter.reason_to_fail(file, case["name"])
    return [pytest.mark.xfail(reason=reason, strict=True)] if reason else []


def is_refused_by_the_server(request, reply):
    """HTTP allows ASCII alone in a target; some servers insist, before the adapter sees it."""
    is_ascii = request.path.isascii() and request.query.isascii()
    return not is_ascii and reply.status == 400 and "x-mizan-build" not in reply.headers


@pytest.mark.capability("requests, answers and errors of the specification")
@conformance("envelopes", "cases")
def test_envelopes(fleet, adapter, group, case):
    server = VectorServer(fleet.wire(adapter), load("vectors/envelopes.json")["app"], {})
    request = request_of(case["request"])
    reply = server.send(request)
    if not is_refused_by_the_server(request, reply):
        check_answer(reply, case["answer"])


@pytest.mark.capability("invalidation, scoped in three tiers")
@conformance("scoping", "cases")
def test_scoping(fleet, adapter, group, case):
    check_effects(
        VectorServer(fleet.wire(adapter), load("vectors/scoping.json")["app"], case), case
    )


@pytest.mark.capability("merges, found by type, exact or degraded")
@conformance("slots", "cases")
def test_slots(fleet, adapter, group, case):
    check_effects(VectorServer(fleet.wire(adapter), load("vectors/slots.json")["app"], case), case)


def echo_of(params):
    """One read that returns its params."""
    read = {"name": "echo", "context": "echo", "args": params, "returns": "json"}
    return {"functions": [{**read, "gives_args": True}]}


@pytest.mark.capability("typed params in canonical URLs")
@conformance("canonical-urls", "canonical", "answered")
def test_a_query_becomes_its_values(fleet, adapter, group, case):
    server = VectorServer(fleet.wire(adapter), ECHO, echo_of(case["params"]))
    request = Request("GET", "ctx/echo/", case["query"])
    reply = server.send(request)
    if is_refused_by_the_server(request, reply):
        return
    check_every_answer(reply)
    defaults = {name: of["default"] for name, of in case["params"].items() if "default" in of}
    assert json.loads(reply.body) == {"echo": {**defaults, **case["values"]}}


@pytest.mark.capability("typed params in canonical URLs")
@conformance("canonical-urls", "refused")
def test_a_query_is_refused(fleet, adapter, group, case):
    server = VectorServer(fleet.wire(adapter), ECHO, echo_of(case["params"]))
    reply = server.send(Request("GET", "ctx/echo/", case["query"]))
    statuses = {row["code"]: row["status"] for row in load("errors.json")["errors"]}
    expected = {"status": statuses[case["error"]], "error": case["error"]}
    check_answer(reply, {**expected, "paths": case.get("paths", [])})


def test_known_failures_are_of_known_adapters_and_cases():
    adapters = {adapter.name for adapter in ADAPTERS}
    assert set(KNOWN_FAILING) == adapters
    named = {key.partition(": ")[0] for each in KNOWN_FAILING.values() for key in each}
    assert named <= {"envelopes", "canonical-urls", *EFFECTS}
