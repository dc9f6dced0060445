"""The endpoints through Django's test client: envelopes, units of work, identity."""

import json

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client, override_settings
from mizan import Conflict, Forbidden, InternalError, NotFound, Unauthorized, invalidate
from mizan.testing import MizanTestClient
from mizan_core import announce
from sample.mizan_clients import (
    BoardContext,
    BoardsContext,
    DuplicateCard,
    add_card,
    add_then_fail,
    add_then_lie,
    clear_done,
    delete_card,
    feature_card,
    move_all,
    rename_board,
    sign_in,
    sign_out,
    sign_up,
    touch_card,
)
from sample.models import Card


@pytest.fixture
def purged():
    heard = []
    stop = announce.subscribe(lambda entries: heard.extend(e.to_wire() for e in entries))
    yield heard
    stop()


def test_a_bundle_has_every_function_once(page, board):
    assert page.read(BoardContext, board_id=board.pk) == {
        "board": {"id": board.pk, "name": "Welcome"},
        "cards": [],
        "counts": {"done": 0, "total": 0},
    }


def test_every_answer_says_who_and_which_build_and_is_not_stored(page, board):
    for answer in (page.get("session/"), page.get("ctx/boards/")):
        headers = answer.headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Mizan-Build"]
        assert headers["X-Mizan-Who"]


def test_merges_show_what_a_fresh_read_would(page, board):
    page.read(BoardContext, board_id=board.pk)
    page.read(BoardsContext)
    added = page.call(add_card, board_id=board.pk, title="Milk")
    page.call(add_card, board_id=board.pk, title="Bread")
    page.call(rename_board, board_id=board.pk, name="Shop")
    page.call(delete_card, board_id=board.pk, card_id=added.result["card"]["id"])
    page.call(touch_card, card_id=Card.objects.get().pk)
    page.assert_merges_are_exact()


def test_a_list_without_rows_is_invalidated_instead_of_merged(page, board):
    card = Card.objects.create(board=board, title="Milk")
    answer = page.call(feature_card, card_id=card.pk)
    assert answer.merges == []
    assert answer.invalidates("recent")


def test_a_removal_names_the_key_alone(page, board):
    card = Card.objects.create(board=board, title="Milk")
    answer = page.call(delete_card, board_id=board.pk, card_id=card.pk)
    assert answer.result == {"card": card.pk, "counts": {"done": 0, "total": 0}}


def test_the_header_covers_what_was_merged(page, board):
    answer = page.call(add_card, board_id=board.pk, title="Milk")
    expected = f"board;board_id={board.pk};@fn=cards+counts, recent"
    assert answer.headers["X-Mizan-Invalidate"] == expected


def test_said_invalidations_replace_the_automatic_one(page, board, private_board):
    answer = page.call(move_all, source_id=board.pk, goal_id=private_board.pk)
    assert [each["params"] for each in answer.invalidations] == [
        {"board_id": board.pk},
        {"board_id": private_board.pk},
    ]


def test_a_declared_error_names_its_field(page, board):
    page.call(add_card, board_id=board.pk, title="Milk")
    with pytest.raises(DuplicateCard) as raised:
        page.call(add_card, board_id=board.pk, title="Milk")
    assert raised.value.details[0]["path"] == ["title"]


# --- the unit of work ------------------------------------------------------------------------


def test_a_failed_call_that_was_rolled_back_purges_nothing(page, board, purged):
    answer = page.post("call/", _body("add_then_fail", board_id=board.pk))
    assert answer.status == 409
    assert "invalidate" not in answer.json()
    assert Card.objects.count() == 0
    assert purged == []


def test_a_result_that_cannot_be_serialised_is_rolled_back(page, board, caplog):
    with pytest.raises(InternalError):
        page.call(add_then_lie, board_id=board.pk)
    assert Card.objects.count() == 0
    assert "add_then_lie returned a dict that does not fit" in caplog.text


@pytest.fixture
def autocommit():
    from django.db import connections

    connections.settings["default"]["ATOMIC_REQUESTS"] = False
    yield
    connections.settings["default"]["ATOMIC_REQUESTS"] = True


def test_a_failed_call_in_autocommit_purges_and_says_so(page, board, purged, autocommit):
    answer = page.post("call/", _body("add_then_fail", board_id=board.pk))
    assert answer.status == 409
    assert answer.json()["error"]["code"] == "CONFLICT"
    assert "board" in answer.json()["invalidate"]
    assert "board" in answer.headers["X-Mizan-Invalidate"]
    assert "board" in purged
    assert Card.objects.count() == 1


def test_a_lie_in_autocommit_purges_too(page, board, autocommit):
    answer = page.post("call/", _body("add_then_lie", board_id=board.pk))
    assert answer.status == 500
    expected = [{"context": "board", "params": {"board_id": board.pk}}]
    assert answer.json()["invalidate"] == expected


@pytest.mark.django_db(transaction=True)
def test_caches_are_told_after_the_commit():
    from sample.models import Board

    board = Board.objects.create(name="Welcome")
    seen = []
    stop = announce.subscribe(
        lambda entries: seen.append((transaction.get_connection().in_atomic_block, len(entries)))
    )
    MizanTestClient().call(clear_done, board_id=board.pk)
    stop()
    assert seen == [(False, 1)]


@pytest.mark.django_db(transaction=True)
def test_invalidate_elsewhere_waits_for_the_commit(purged):
    with transaction.atomic():
        invalidate(BoardContext, board_id=5)
        assert purged == []
    assert purged == [{"context": "board", "params": {"board_id": 5}}]


# --- identity --------------------------------------------------------------------------------


def test_private_boards(page, private_board, ada):
    with pytest.raises(Unauthorized):
        page.read(BoardContext, board_id=private_board.pk)
    other = MizanTestClient(User.objects.create_user("eve"))
    with pytest.raises(Forbidden):
        other.read(BoardContext, board_id=private_board.pk)
    own = MizanTestClient(ada)
    assert own.read(BoardContext, board_id=private_board.pk)["board"]["name"] == "Private"
    with pytest.raises(NotFound):
        own.read(BoardContext, board_id=404)


@pytest.mark.parametrize(
    ("fields", "error"),
    [(None, Unauthorized), ({}, Forbidden), ({"is_staff": True}, None)],
    ids=["anonymous", "user", "staff"],
)
def test_staff(db, fields, error):
    user = None if fields is None else User.objects.create_user("bob", **fields)
    page = MizanTestClient(user)
    if error is None:
        assert page.read("staff") == {"staff_numbers": {"done": 1, "total": 1}}
        return
    with pytest.raises(error):
        page.read("staff")


def test_a_call_that_changes_identity_answers_no_merges(page):
    answer = page.call(sign_up, username="ada", password="pw")
    assert answer.merges == []
    assert page.read("global")["current_user"]["username"] == "ada"


def test_the_first_call_after_sign_in_works_and_who_differs_each_time(page, ada, private_board):
    seen = [page.get("session/").headers["X-Mizan-Who"]]
    for _ in range(2):
        page.call(sign_in, username="ada", password="pw")
        page.call(add_card, board_id=private_board.pk, title=f"Card {len(seen)}")
        seen.append(page.get("session/").headers["X-Mizan-Who"])
        page.call(sign_out)
    seen.append(page.get("session/").headers["X-Mizan-Who"])
    assert seen[0] == seen[-1]
    assert len(set(seen)) == 3


def test_public_functions_have_no_identity(page, caplog):
    assert page.read("public") == {"motd": "hello"}
    with pytest.raises(InternalError):
        page.read("broken")
    assert "may not use request.user" in caplog.text


# --- the door --------------------------------------------------------------------------------


def _body(function, **args):
    return json.dumps({"fn": function, "args": args}).encode()


def _post(client, **headers):
    given = {"Content-Type": "application/json", "Origin": "http://testserver", **headers}
    content_type = given.pop("Content-Type")
    kept = {name: value for name, value in given.items() if value is not None}
    url = "/api/mizan/call/"
    return client.post(url, _body("echo", text="hi"), content_type=content_type, headers=kept)


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({"X-Mizan-Csrf": "TOKEN"}, 200, None),
        ({"X-CSRFToken": "TOKEN"}, 200, None),
        ({"X-Mizan-Csrf": "TOKEN", "Origin": None, "Sec-Fetch-Site": "same-origin"}, 200, None),
        ({"X-Mizan-Csrf": "TOKEN", "Origin": "https://friend.example"}, 200, None),
        ({}, 403, "CSRF_FAILED"),
        ({"X-Mizan-Csrf": "a" * 64}, 403, "CSRF_FAILED"),
        ({"X-Mizan-Csrf": "TOKEN", "Origin": None}, 403, "CSRF_FAILED"),
        ({"X-Mizan-Csrf": "TOKEN", "Origin": "null"}, 403, "CSRF_FAILED"),
        ({"X-Mizan-Csrf": "TOKEN", "Origin": "https://testserver"}, 403, "CSRF_FAILED"),
        ({"X-Mizan-Csrf": "TOKEN", "Origin": "http://sub.testserver"}, 403, "CSRF_FAILED"),
        (
            {
                "X-Mizan-Csrf": "TOKEN",
                "Origin": "http://evil.example",
                "Sec-Fetch-Site": "cross-site",
            },
            403,
            "CSRF_FAILED",
        ),
        ({"X-Mizan-Csrf": "TOKEN", "Content-Type": "text/plain"}, 415, "UNSUPPORTED_MEDIA_TYPE"),
        (
            {"X-Mizan-Csrf": "TOKEN", "Content-Type": "application/x-www-form-urlencoded"},
            415,
            "UNSUPPORTED_MEDIA_TYPE",
        ),
    ],
)
@override_settings(CSRF_TRUSTED_ORIGINS=["https://friend.example", "https://*.wild.example"])
def test_csrf(db, headers, status, code):
    client = Client(enforce_csrf_checks=True)
    token = client.get("/api/mizan/session/").json()["csrf"]
    filled = {name: token if value == "TOKEN" else value for name, value in headers.items()}
    response = _post(client, **filled)
    assert response.status_code == status
    assert response.json().get("error", {}).get("code") == code


@override_settings(MIZAN={"MAX_BODY": 64})
def test_bodies_over_the_limit(page):
    with pytest.raises(Exception, match="64 bytes at most"):
        page.call("echo", text="x" * 100)


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "call/", 405, "METHOD_NOT_ALLOWED"),
        ("DELETE", "ctx/boards/", 405, "METHOD_NOT_ALLOWED"),
        ("POST", "session/", 405, "METHOD_NOT_ALLOWED"),
        ("GET", "ctx/nothing/", 404, "NOT_FOUND"),
        ("GET", "nothing", 404, "NOT_FOUND"),
        ("GET", "ctx/board/?board_id=x", 422, "VALIDATION_FAILED"),
        ("GET", "ctx/board/?board_id=%ff", 400, "BAD_REQUEST"),
        ("GET", "ctx/board/", 422, "VALIDATION_FAILED"),
    ],
)
def test_every_door_answers_the_envelope(page, method, path, status, code):
    answer = page.send(method, "/api/mizan/" + path, {}, b"")
    assert (answer.status, answer.json()["error"]["code"]) == (status, code)


def test_private_functions(page):
    answer = page.post("call/", _body("internal", password="x"))
    assert (answer.status, answer.json()["error"]["code"]) == (403, "FORBIDDEN")


def test_a_500_says_nothing_of_its_cause(page, caplog):
    answer = page.post("call/", _body("crash"))
    assert answer.status == 500
    assert b"secret" not in answer.body
    assert "a secret that no client may see" in caplog.text


# --- view-path functions ---------------------------------------------------------------------


def test_view_paths_pass_their_response_through(client, board):
    Card.objects.create(board=board, title="Milk")
    response = client.get(f"/boards/{board.pk}/export.csv?limit=5")
    assert (response.content, response["Content-Type"]) == (b"Milk", "text/csv")
    assert response["Cache-Control"] == "no-store"


def test_view_paths_are_guarded_and_validated(client, board, private_board):
    assert client.get(f"/boards/{private_board.pk}/export.csv").status_code == 401
    assert client.get(f"/boards/{board.pk}/export.csv?limit=x").status_code == 422
    assert client.get(f"/boards/{board.pk}/import/").status_code == 405


@pytest.mark.parametrize(("title", "is_told"), [("good", True), ("bad", False)])
def test_view_paths_invalidate_below_400(client, board, title, is_told):
    response = client.post(f"/boards/{board.pk}/import/", {"title": title})
    assert ("X-Mizan-Invalidate" in response.headers) is is_told


# --- async -----------------------------------------------------------------------------------


@pytest.mark.parametrize("mount", ["api", "async"])
def test_async_functions_run_inside_the_unit(db, board, mount):
    page = MizanTestClient(base=f"/{mount}/mizan/")
    card = page.call("add_async", board_id=board.pk, title="Milk").result
    assert card["title"] == "Milk"
    assert page.read(BoardContext, board_id=board.pk)["counts"]["total"] == 1


def test_failed_calls_raise_their_class(page, board):
    with pytest.raises(Conflict, match="Failed after a write"):
        page.call(add_then_fail, board_id=board.pk)


def test_a_view_path_refuses_json_that_is_none(client, board):
    url = f"/boards/{board.pk}/import/"
    for body in (b"{", b"[]"):
        response = client.post(url, body, content_type="application/json")
        assert (response.status_code, response.json()["error"]["code"]) == (400, "BAD_REQUEST")


def test_a_cache_that_is_down_costs_no_answer(page, board, purged, caplog):
    def fail(entries):
        raise ConnectionError("the cache is down")

    stop = announce.subscribe(fail)
    assert page.call(clear_done, board_id=board.pk).result == 0
    stop()
    assert purged == [{"context": "board", "params": {"board_id": board.pk}}]
    assert "the cache is down" in caplog.text


FOREIGN = {"Origin": "http://evil.example"}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 201),
        ({"Origin": "http://testserver"}, 201),
        ({"Origin": "null", "Sec-Fetch-Site": "same-origin"}, 201),
        (FOREIGN, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({**FOREIGN, "Sec-Fetch-Site": "cross-site"}, 403),
    ],
)
def test_a_browser_changes_nothing_by_a_view_path_from_elsewhere(client, board, headers, status):
    url = f"/boards/{board.pk}/import/"
    assert client.post(url, {"title": "Milk"}, headers=headers).status_code == status
