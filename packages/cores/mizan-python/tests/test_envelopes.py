"""Requests and what they are answered. Protocol §2."""

import json

import pytest
from vector_files import cases, load
from vector_server import CoreServer, Request, check_answer, check_every_answer, request_of

APP = load("vectors/envelopes.json")["app"]


@pytest.fixture(scope="module")
def server():
    return CoreServer(APP, {})


@cases("envelopes")
def test_an_answer_is_as_the_vector_says(server, case):
    check_answer(server.send(request_of(case["request"])), case["answer"])


@cases("envelopes")
def test_the_same_request_is_answered_with_the_same_bytes(server, case):
    request = request_of(case["request"])
    assert server.send(request) == server.send(request)


def test_a_500_goes_to_the_log_with_its_cause(server, caplog):
    reply = server.send(request_of({"method": "GET", "path": "ctx/broken/"}))
    check_every_answer(reply)
    assert "a secret of the server" in caplog.text


def test_an_error_below_500_is_not_logged_as_one(server, caplog):
    server.send(request_of({"method": "POST", "path": "call/", "text": "{"}))
    assert caplog.text == ""


@pytest.mark.parametrize(("one", "other"), [("anonymous", "user"), ("user", "staff")])
def test_who_differs_between_callers_and_tells_nothing_of_them(server, one, other):
    answers = [server.send(Request("GET", "session/", caller=who)) for who in (one, other, one)]
    who = [answer.headers["x-mizan-who"] for answer in answers]
    assert who[0] == who[2] != who[1]
    assert all(len(each) == 22 for each in who)


def test_the_session_answer(server):
    reply = server.send(Request("GET", "session/"))
    assert json.loads(reply.body) == {"csrf": "a-token-that-is-valid", "idempotency": False}
