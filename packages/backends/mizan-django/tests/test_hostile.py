"""Whatever is sent, the endpoints answer: no 500, no traceback, always the envelope.

The tries are the same for the same code and selection of tests. What is drawn is near enough to
good requests to get past each check in turn: one thing wrong in a valid call tells more than noise.
"""

import json
from collections import Counter

import pytest
from django.contrib.auth.models import User
from django.test import Client, override_settings
from hostile import (
    broken,
    dumped,
    encoded,
    header_text,
    methods,
    number,
    path_text,
    query_value,
    text,
    value,
)
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from mizan_core.registry import registry
from sample.models import Board, Card

TRIES = 5_000
BASE = "/api/mizan/"
# All of the sample but `crash`, `add_then_…` and `sign_up`, whose own faults are 500s by right.
FUNCTIONS = [
    "add_async",
    "add_card",
    "clear_done",
    "delete_card",
    "echo",
    "feature_card",
    "internal",
    "move_all",
    "rename_board",
    "sign_in",
    "sign_out",
    "touch_card",
]
READS = ["board", "boards", "global", "profile", "public", "recent", "staff"]

deterministic = settings(
    max_examples=TRIES // 5,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

# --- what is sent ------------------------------------------------------------------------------

NAMES = ["board_id", "card_id", "title", "name", "text", "number", "username", "password"]
names = st.sampled_from(NAMES)
good_args = st.fixed_dictionaries(
    {},
    optional={
        "board_id": st.integers(0, 3) | value,
        "card_id": st.integers(0, 3) | value,
        "source_id": st.integers(0, 3) | value,
        "goal_id": st.integers(0, 3) | value,
        "title": text,
        "name": text,
        "text": text,
        "number": number,
        "fraction": number,
        "username": text,
        "password": text,
        "__proto__": value,
    },
)
fn = st.sampled_from([*FUNCTIONS, *READS, "crashes", "", "__class__"]) | text | value
body_value = st.fixed_dictionaries({"fn": fn, "args": good_args | value}) | value


@st.composite
def fitting_calls(draw):
    """A function with args of the right names and mostly of the right types."""
    plan = registry.freeze().functions[draw(st.sampled_from(FUNCTIONS))]
    fitting = {int: st.integers(0, 3), float: number}
    args = {}
    for arg in plan.args:
        is_odd = draw(st.integers(0, 5)) == 0
        args[arg.name] = draw(value if is_odd else fitting.get(arg.annotation, text))
    return {"fn": plan.name, "args": args}


json_body = (fitting_calls() | body_value).map(dumped)
deep = st.integers(1, 100_000).map(lambda depth: b'{"fn":"echo","args":' + b"[" * depth)
body = fitting_calls().map(dumped) | json_body | broken(json_body) | st.binary(max_size=200) | deep

headers = st.fixed_dictionaries(
    {},
    optional={
        "Content-Type": header_text | st.sampled_from(["application/json", "multipart/form-data"]),
        "Origin": header_text | st.sampled_from(["http://testserver", "null", ""]),
        "Sec-Fetch-Site": header_text | st.sampled_from(["same-origin", "cross-site"]),
        "X-Mizan-Csrf": header_text,
        "X-CSRFToken": header_text,
        "Cookie": header_text | st.sampled_from(["csrftoken=x", "sessionid=x; sessionid=y"]),
        "Content-Length": header_text | st.sampled_from(["-1", "9" * 5000, "0", "1e3"]),
        "Host": header_text | st.just("testserver"),
        "Accept-Language": header_text,
        "X-Forwarded-Host": header_text,
        "Content-Encoding": st.sampled_from(["gzip", "identity"]),
        "X-Requested-With": header_text,
    },
)
query = st.lists(st.tuples(names | encoded, query_value), max_size=4).map(
    lambda pairs: "&".join(f"{name}={each}" for name, each in pairs)
)
paths = (
    st.sampled_from([*(f"ctx/{name}/" for name in READS), "call/", "session/", "", "ctx/", "ctx//"])
    | path_text
    | path_text.map(lambda each: f"ctx/{each}/")
)


# --- what is answered --------------------------------------------------------------------------


class Page:
    """A page of nobody for each request: what one try signs in or out is not the next one's."""

    def __init__(self):
        self.token = self.client.get(f"{BASE}session/").json()["csrf"]
        self.cookie = self.token

    @property
    def client(self):
        """Errors of the server become answers, as in production."""
        client = Client(enforce_csrf_checks=True, raise_request_exception=False)
        if cookie := getattr(self, "cookie", None):
            client.cookies["csrftoken"] = cookie
        return client


@pytest.fixture
def page(db, caplog):
    caplog.set_level("CRITICAL")
    board = Board.objects.create(pk=1, name="Welcome")
    Card.objects.create(pk=1, board=board, title="Milk")
    Board.objects.create(pk=2, name="Private", owner=User.objects.create_user("ada"))
    yield Page()
    # Where a commit would have refused them, the test's own transaction never ends in one.
    Card.objects.exclude(board__in=Board.objects.all()).delete()


def check(response, request):
    """Below 500, one JSON object, in the envelope if it is an error, with nothing of a crash."""
    assert response.status_code < 500, request
    assert b"Traceback" not in response.content, request
    if _is_refused_by_django_itself(response):
        return
    answer = json.loads(response.content.decode("utf-8"), parse_constant=_no_constant)
    assert isinstance(answer, dict), request
    assert response["Cache-Control"] == "no-store", request
    assert response["X-Mizan-Build"], request
    if response.status_code >= 400:
        assert set(answer) <= {"error", "invalidate"}, request
        assert {"code", "message"} <= set(answer["error"]), request


def _is_refused_by_django_itself(response):
    """A Host that is not ours never reaches a view, and HEAD has no body."""
    is_bad_host = response.status_code == 400 and "html" in response["Content-Type"]
    return is_bad_host or not response.content


def _no_constant(found):
    raise AssertionError(f"the answer holds {found}")


def send(page, method, path, content=b"", extra=None):
    environment = {"Content-Type": "application/json", **(extra or {})}
    content_type = environment.pop("Content-Type")
    length = environment.pop("Content-Length", None)
    forged = {} if length is None else {"CONTENT_LENGTH": length}
    return page.client.generic(
        method, BASE + path, content, content_type=content_type, headers=environment, **forged
    )


def call(page, content, extra=None):
    good = {"X-Mizan-Csrf": page.token, "Origin": "http://testserver"}
    return send(page, "POST", "call/", content, {**good, **(extra or {})})


@given(content=body)
@deterministic
def test_bodies(page, content):
    check(call(page, content), content[:2000])


@given(content=fitting_calls().map(dumped))
@deterministic
def test_args_of_the_right_names(page, content):
    check(call(page, content), content[:2000])


@given(context=st.sampled_from(READS), asked=query)
@deterministic
def test_queries(page, context, asked):
    check(send(page, "GET", f"ctx/{context}/?{asked}"), (context, asked))


@given(content=json_body, extra=headers)
@deterministic
def test_headers(page, content, extra):
    check(call(page, content, extra), (content[:2000], extra))


@given(method=methods, path=paths, asked=query, content=body, extra=headers)
@deterministic
def test_methods_and_paths(page, method, path, asked, content, extra):
    response = send(page, method, f"{path}?{asked}", content, extra)
    check(response, (method, path, asked, content[:2000], extra))


def test_the_tries_get_past_the_door(page):
    """Were all tries refused early, finding nothing would mean nothing."""
    seen = Counter()

    @given(content=body)
    @settings(deterministic, max_examples=1_000)
    def draw(content):
        seen[call(page, content).status_code] += 1

    draw()
    assert set(seen) >= {200, 400, 401, 403, 404, 422}
    assert seen[200] > 20
    assert seen[403] < 250


@override_settings(DEBUG=True)
def test_not_even_debug_shows_a_traceback(page):
    response = call(page, dumped({"fn": "crash", "args": {}}))
    assert response.status_code == 500
    assert b"secret" not in response.content
