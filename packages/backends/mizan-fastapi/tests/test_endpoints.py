"""The endpoints on both mounts: dependencies, units of work, identity, CSRF."""

import app_for_tests
import pytest
from app_for_tests import STORE, BoardContext, DuplicateCard, add_card, build, delete_card
from mizan_core import announce
from mizan_fastapi import Conflict, Forbidden, InternalError, NotFound, Unauthorized
from mizan_fastapi.testing import MizanTestClient


@pytest.fixture(params=["router", "middleware"])
def mount(request):
    return request.param


@pytest.fixture
def page(mount):
    STORE.__init__()
    return MizanTestClient(*build(mount))


@pytest.fixture
def purged():
    heard = []
    stop = announce.subscribe(lambda entries: heard.extend(e.to_wire() for e in entries))
    yield heard
    stop()


def test_a_bundle_shares_its_dependencies_and_closes_them(page):
    assert page.read(BoardContext, board_id=5) == {"cards": [], "counts": {"total": 0}}
    assert (STORE.opened, STORE.closed) == (1, 1)


def test_merges_show_what_a_fresh_read_would(page):
    page.read(BoardContext, board_id=5)
    page.call(add_card, board_id=5, title="Milk")
    page.call(add_card, board_id=5, title="Bread")
    page.call(delete_card, board_id=5, card_id=1)
    page.assert_merges_are_exact()
    assert STORE.events == ["begin", "commit"] * 3


def test_dependencies_are_not_on_the_wire(page):
    answer = page.post("call/", b'{"fn":"which_tenant","args":{"number":1}}')
    assert answer.status == 422
    assert page.call("which_tenant").result == 0


def test_a_declared_error_is_rolled_back_and_names_its_field(page, purged):
    page.call(add_card, board_id=5, title="Milk")
    purged.clear()
    with pytest.raises(DuplicateCard) as raised:
        page.call(add_card, board_id=5, title="Milk")
    assert raised.value.details[0]["path"] == ["title"]
    assert STORE.events[-1] == "rollback"
    assert purged == []


def test_without_a_unit_of_work_a_failed_call_purges_and_says_so(mount, purged):
    STORE.__init__()
    page = MizanTestClient(*build(mount, has_unit=False))
    answer = page.post("call/", b'{"fn":"add_then_fail","args":{"board_id":5}}')
    expected = [{"context": "board", "params": {"board_id": 5}}]
    assert (answer.status, answer.json()["invalidate"], purged) == (409, expected, expected)


def test_with_a_unit_of_work_nothing_is_kept(page):
    with pytest.raises(Conflict):
        page.call("add_then_fail", board_id=5)
    assert STORE.cards == []


def test_who_may(mount):
    pages = {
        name: MizanTestClient(*build(mount), cookies={"user": name}) for name in ("", "ada", "bob")
    }
    with pytest.raises(Unauthorized):
        pages[""].read("staff")
    with pytest.raises(Forbidden):
        pages["ada"].read("staff")
    assert pages["bob"].read("staff") == {"numbers": 7}
    with pytest.raises(Unauthorized):
        pages[""].read(BoardContext, board_id=9)
    assert "cards" in pages["ada"].read(BoardContext, board_id=9)


def test_http_exceptions_are_translated(page):
    with pytest.raises(NotFound, match="No such board"):
        page.read(BoardContext, board_id=404)


def test_public_functions_have_no_identity(page, caplog):
    with pytest.raises(InternalError):
        page.read("public")
    assert "may not use request.state" in caplog.text


def test_a_500_says_nothing_of_its_cause(page):
    answer = page.post("call/", b'{"fn":"crash","args":{}}')
    assert answer.status == 500
    assert b"secret" not in answer.body


def test_a_call_that_changes_identity_says_who_is_here_now(page):
    before = page.get("session/").headers["x-mizan-who"]
    assert page.call("sign_in", name="ada").headers["x-mizan-who"] != before


HEADERS = {"Content-Type": "application/json", "Origin": "http://testserver"}


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({}, 200, None),
        ({"Origin": "", "Sec-Fetch-Site": "same-origin"}, 200, None),
        ({"X-Mizan-Csrf": "x"}, 403, "CSRF_FAILED"),
        ({"X-Mizan-Csrf": "ä"}, 403, "CSRF_FAILED"),
        ({"Cookie": "mizan_csrf=planted"}, 403, "CSRF_FAILED"),
        ({"Origin": "http://evil.example"}, 403, "CSRF_FAILED"),
        ({"Origin": "null"}, 403, "CSRF_FAILED"),
        ({"Content-Type": "text/plain"}, 415, "UNSUPPORTED_MEDIA_TYPE"),
        ({"Content-Length": "9" * 5000}, 413, "PAYLOAD_TOO_LARGE"),
    ],
)
def test_csrf(page, changes, status, code):
    token = page.get("session/").json()["csrf"]
    headers = {**HEADERS, "X-Mizan-Csrf": token, **changes}
    encoded = [(name, value.encode("latin-1")) for name, value in headers.items()]
    url = "/api/mizan/call/"
    response = page.http.post(url, headers=encoded, content=b'{"fn":"which_tenant","args":{}}')
    assert (response.status_code, response.json().get("error", {}).get("code")) == (status, code)


def test_a_token_is_void_for_another_identity(page):
    token = page.get("session/").json()["csrf"]
    page.http.cookies.set("user", "ada")
    headers = {**HEADERS, "X-Mizan-Csrf": token}
    url = "/api/mizan/call/"
    response = page.http.post(url, headers=headers, content=b'{"fn":"which_tenant","args":{}}')
    assert response.json()["error"]["code"] == "CSRF_FAILED"


def test_bodies_over_the_limit_are_refused_before_they_are_read_whole(page):
    sent = []

    def chunks():
        for _ in range(1000):
            sent.append(1)
            yield b" " * 1024

    token = page.get("session/").json()["csrf"]
    headers = {**HEADERS, "X-Mizan-Csrf": token}
    response = page.http.post("/api/mizan/call/", headers=headers, content=chunks())
    assert response.status_code == 413


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "call/", 405),
        ("POST", "session/", 405),
        ("GET", "ctx/nothing/", 404),
        ("GET", "ctx/board", 404),
        ("GET", "ctx/board/x/", 404),
        ("GET", "", 404),
        ("GET", "ctx/board/?board_id=x", 422),
    ],
)
def test_every_door_answers_the_envelope(page, method, path, status):
    answer = page.send(method, "/api/mizan/" + path, {}, b"")
    assert answer.status == status
    assert answer.json()["error"]["code"]
    assert answer.headers["x-mizan-who"]


def test_view_paths(page):
    STORE.cards.append(app_for_tests.Card(id=1, title="Milk"))
    response = page.http.get("/boards/5/export.csv?limit=5")
    assert (response.text, response.headers["cache-control"]) == ("Milk", "no-store")
    assert page.http.get("/boards/9/export.csv").status_code == 401
    assert page.http.get("/boards/5/export.csv?limit=x").status_code == 422
    response = page.http.post("/boards/5/import/", json={"title": "Bread"})
    assert response.headers["x-mizan-invalidate"] == "board;board_id=5"


def test_the_rest_of_the_app_is_left_alone(page):
    assert page.http.get("/docs").status_code == 200


@pytest.mark.parametrize(
    "headers", [{"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "same-site"}]
)
def test_a_browser_changes_nothing_by_a_view_path_from_elsewhere(page, headers):
    response = page.http.post("/boards/5/import/", json={"title": "Bread"}, headers=headers)
    assert response.json()["error"]["code"] == "CSRF_FAILED"
