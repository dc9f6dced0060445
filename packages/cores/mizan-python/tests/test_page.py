"""A page with its data: what is read, in which order, and what the answer holds. Protocol §10."""

import json
import logging

import pytest
from mizan_core import Context, Forbidden, NotFound, client
from mizan_core.engine import Engine, EngineSettings
from mizan_core.identity import ANONYMOUS, Identity
from mizan_core.registry import Registry
from mizan_core.ssr import (
    Place,
    PropsError,
    Render,
    Rendered,
    RenderFailed,
    RenderTimeout,
    RenderUnavailable,
    UnknownInstance,
    page_script,
)
from mizan_core.ssr.page import ROUNDS, escaped
from mizan_core.steps import Identify, Invoke, InvokeAll, IssueCsrf, perform_all

BoardContext = Context("board")
StaffContext = Context("staff")
BrokenContext = Context("broken")
ADA = Identity("1", epoch="e")
HOSTILE = "</script><!-- & \u2028\u2029 \" ' 🎉 \\u003c"


@client(context="global")
def me(request) -> str | None:
    return request


@client(context=BoardContext)
def board(request, board_id: int, done: bool = False) -> str:
    if board_id == 404:
        raise NotFound("No such board.")
    return HOSTILE if board_id == 9 else f"board {board_id} for {request}"


@client(context=StaffContext, auth=True)
def staff(request) -> str:
    return "secret"


@client(context=BrokenContext)
def broken(request) -> str:
    raise RuntimeError("a bug")


@client(context="local")
def chain(request, number: int) -> int:
    return number


def engine_of(*functions, **settings):
    registry = Registry()
    for function in functions or (me, board, staff, broken, chain):
        registry.register(function)
    return Engine(registry.freeze(), EngineSettings(secret=b"for tests", **settings))


class Driver:
    """Performs the steps of one page; `renderer` stands for the worker."""

    def __init__(self, renderer, identity=ANONYMOUS):
        self.renderer = renderer
        self.identity = identity
        self.trace = []
        self.pages = []

    def perform(self, step):
        match step:
            case Identify():
                return self.identity
            case IssueCsrf():
                return "token"
            case InvokeAll():
                return [self.perform(each) for each in step.invokes]
            case Invoke():
                self.trace.append(step.name)
                return step.function(self.identity.pk, **step.kwargs)
            case Render():
                self.trace.append("render")
                self.pages.append(step.page)
                return self.renderer(step.page)
        raise AssertionError(step)


def place(name, /, **params):
    query = "&".join(f"{key}={json.dumps(value)}" for key, value in params.items())
    return Place(name, params, f"ctx/{name}/" + (f"?{query}" if query else ""))


def board_place(number):
    return Place("board", {"board_id": number, "done": False}, f"ctx/board/?board_id={number}")


def showing(*places):
    """A page that shows these places, each under the one before it: they come out one by one."""

    def render(page):
        given = {each.place.path for each in page.given}
        missing = [each for each in places if each.path not in given][:1]
        return Rendered(b"<p>" + str(len(given)).encode() + b"</p>", tuple(missing))

    return render


def run(renderer, *, engine=None, identity=ANONYMOUS, props=None, contexts=(), address="/"):
    driver = Driver(renderer, identity)
    script = page_script(engine or engine_of(), "Page.tsx", props or {}, contexts, address)
    result = perform_all(script, driver.perform)
    return driver, result, json.loads(result.data)


def test_global_is_always_there_and_one_round_is_enough():
    driver, result, data = run(showing(), identity=ADA, props={"n": 1}, address="/x?y=1")
    assert driver.trace == ["me", "render"]
    assert (result.html, result.status, result.is_rendered) == ("<p>1</p>", 200, True)
    assert driver.pages[0].address == "/x?y=1"
    assert data["bundles"] == [
        {"context": "global", "params": {}, "path": "ctx/global/", "data": {"me": "1"}}
    ]
    assert (data["component"], data["props"]) == ("Page.tsx", {"n": 1})
    assert data["session"] == {"csrf": "token", "idempotency": False}
    assert data["who"] == engine_of().who(ADA)
    assert data["build"] == engine_of().build


def test_without_a_global_context_nothing_is_read():
    driver, _, data = run(showing(), engine=engine_of(board))
    assert (driver.trace, data["bundles"]) == (["render"], [])


def test_declared_contexts_need_no_second_round():
    contexts = [(BoardContext, {"board_id": 5}), ("chain", {"number": 2}), "staff"]
    shown = showing(board_place(5), place("chain", number=2))
    driver, _, data = run(shown, contexts=contexts, identity=ADA)
    assert driver.trace == ["me", "board", "chain", "staff", "render"]
    assert [each["path"] for each in data["bundles"]] == [
        *("ctx/global/", "ctx/board/?board_id=5", "ctx/chain/?number=2", "ctx/staff/"),
    ]
    assert data["bundles"][1]["params"] == {"board_id": 5, "done": False}


def test_what_components_ask_for_is_read_once_and_it_renders_again():
    driver, result, data = run(showing(board_place(1), place("chain", number=1)))
    assert driver.trace == ["me", "render", "board", "render", "chain", "render"]
    assert result.html == "<p>3</p>"
    assert len(data["bundles"]) == 3


def test_after_three_rounds_the_client_reads_the_rest():
    driver, result, data = run(showing(*(place("chain", number=n) for n in range(9))))
    assert driver.trace.count("render") == ROUNDS
    assert len(data["bundles"]) == ROUNDS
    assert result.html == f"<p>{ROUNDS}</p>"


def test_a_page_that_names_what_does_not_exist_is_rendered_as_it_is():
    for unknown in (place("nothing"), place("board", board_id="x"), place("board", other=1)):
        driver, _, data = run(lambda page, unknown=unknown: Rendered(b"<p></p>", (unknown,)))
        assert driver.trace == ["me", "render"]
        assert len(data["bundles"]) == 1


@pytest.mark.parametrize(
    ("asked", "code", "status"),
    [(place("staff"), "UNAUTHORIZED", 401), (board_place(404), "NOT_FOUND", 404)],
)
def test_what_may_not_be_read_is_an_error_in_the_page(asked, code, status):
    driver, _, data = run(showing(asked))
    assert driver.pages[1].given[1].is_refused
    (refused,) = data["bundles"][1:]
    assert (refused["error"]["code"], refused["error"]["status"]) == (code, status)
    assert "data" not in refused


def test_what_fails_is_left_to_the_client_and_logged(caplog):
    with caplog.at_level(logging.ERROR, "mizan.ssr"):
        driver, _, data = run(showing(place("broken")))
    assert [each["context"] for each in data["bundles"]] == ["global"]
    assert driver.trace == ["me", "render", "broken", "render"]
    assert "a bug" in caplog.text


@pytest.mark.parametrize(
    "error",
    [
        RenderTimeout("too slow"),
        RenderUnavailable("nobody there"),
        RenderFailed("RENDER_FAILED", "Page.tsx: no such thing", "at Page (Page.tsx:3)"),
    ],
)
def test_a_page_that_cannot_be_rendered_goes_to_the_client_with_its_data(error, caplog):
    def fail(page):
        raise error

    with caplog.at_level(logging.ERROR, "mizan.ssr"):
        _, result, data = run(fail, contexts=[(BoardContext, {"board_id": 1})])
    assert (result.html, result.head, result.is_rendered, result.status) == ("", "", False, 200)
    assert len(data["bundles"]) == 2
    assert "Page.tsx" in caplog.text
    if isinstance(error, RenderFailed):
        assert "at Page (Page.tsx:3)" in caplog.text


def test_a_page_that_is_not_there_is_the_callers_mistake():
    def unknown(page):
        raise RenderFailed("UNKNOWN_COMPONENT", "no page")

    with pytest.raises(RenderFailed):
        run(unknown)


def test_props_have_to_be_json():
    with pytest.raises(PropsError, match=r"props of Page\.tsx are not JSON.*from contexts"):
        run(showing(), props={"board": object()})


@pytest.mark.parametrize(
    "declared", ["nothing", ("board", {}), ("board", {"board_id": "x"}), ("staff", {"a": 1})]
)
def test_declared_contexts_have_to_exist(declared):
    with pytest.raises(UnknownInstance, match="there is no context"):
        run(showing(), contexts=[declared])


def test_data_is_text_whatever_it_holds():
    _, result, data = run(showing(board_place(9)), props={"title": HOSTILE})
    assert data["bundles"][1]["data"] == {"board": HOSTILE}
    assert data["props"] == {"title": HOSTILE}
    for mark in ("<", ">", "&", "\u2028", "\u2029"):
        assert mark not in result.data


def test_escaping_changes_no_value():
    value = {"<>&": ["\u2028\u2029", "\\u003c", '"'], "n": [1, None, True]}
    assert json.loads(escaped(json.dumps(value, ensure_ascii=False).encode())) == value


@pytest.mark.parametrize(
    ("location", "kept"),
    [
        ("/boards/1", True),
        ("/a?b=c#d", True),
        ("//evil.example", False),
        ("/\\evil.example", False),
        ("https://evil.example", False),
        ("boards", False),
        ("/a\r\nSet-Cookie: x=1", False),
        ("/a b", False),
        ("", False),
    ],
)
def test_a_page_leads_to_this_site_only(location, kept):
    _, result, _ = run(lambda page: Rendered(b"", (), location=location))
    assert result.location == (location if kept else None)


@pytest.mark.parametrize(
    ("said", "status"), [(None, 200), (404, 404), (401, 401), (0, 200), (99, 200), (600, 200)]
)
def test_a_page_says_its_status(said, status):
    _, result, _ = run(lambda page: Rendered(b"", (), status=said))
    assert result.status == status


def test_a_page_is_checked_as_whoever_asks():
    _, _, theirs = run(showing(place("staff")))
    _, _, own = run(showing(place("staff")), identity=ADA)
    assert (
        theirs["bundles"][1]["error"]["code"] == Forbidden.code or "error" in theirs["bundles"][1]
    )
    assert own["bundles"][1]["data"] == {"staff": "secret"}
