"""The order of a call, step by step. Protocol §2 "Order of a call".

A script is driven by hand: the trace shows what the engine asks for and when.
"""

import json

import pytest
from mizan_core import Conflict, ReactContext, announce, client, invalidate
from mizan_core.engine import Engine, EngineSettings
from mizan_core.errors import PayloadTooLarge
from mizan_core.identity import ANONYMOUS, Identity
from mizan_core.registry import Registry
from mizan_core.steps import Head, perform_all

ADA = Identity(pk="7", epoch="a")
HEAD = Head("POST", "application/json", None, "https://site.example", None, "https://site.example")
Board = ReactContext("board")


def may_edit(request, board_id: int) -> bool:
    return board_id != 403


@client(context=Board)
def board(request, board_id: int) -> int:
    return board_id


@client(affects=Board, auth=may_edit)
def rename(request, board_id: int) -> str:
    return "done"


@client(affects=Board)
def fail(request, board_id: int) -> str:
    raise Conflict("after a write")


@client(affects=Board)
def crash(request, board_id: int) -> str:
    invalidate(Board, board_id=9)
    raise RuntimeError("after a write")


@client(affects=Board)
def lie(request, board_id: int) -> str:
    return 5


class Driver:
    """Performs nothing; remembers what it was asked. Options say what goes wrong."""

    def __init__(self, call, *, keeps=False, fails_at=(), after=ANONYMOUS, has_token=True):
        self.call, self.keeps, self.fails_at, self.after = call, keeps, fails_at, after
        self.has_token, self.trace, self.purged = has_token, [], []

    def perform(self, step):
        name = type(step).__name__
        self.trace.append(f"Invoke {step.name}" if name == "Invoke" else name)
        if name in self.fails_at:
            raise self.fails_at[name]
        return getattr(self, name, lambda _: None)(step)

    def Identify(self, step):
        return self.after if self.trace.count("Identify") > 1 else ANONYMOUS

    def CheckCsrf(self, step):
        return self.has_token

    def ReadBody(self, step):
        return json.dumps(self.call).encode()

    def Invoke(self, step):
        return step.function(None, **step.kwargs)

    def InvokeAll(self, step):
        return [self.perform(each) for each in step.invokes]

    def Rollback(self, step):
        return self.keeps or "Commit" in self.fails_at

    def Purge(self, step):
        self.purged += [entry.to_wire() for entry in step.entries]


@pytest.fixture(scope="module")
def engine():
    registry = Registry()
    for function in (board, rename, fail, crash, lie):
        registry.register(function)
    return Engine(registry.freeze(), EngineSettings(secret=b"for tests"))


@pytest.fixture
def run(engine, caplog):
    def run(function, head=HEAD, board_id=5, **options):
        driver = Driver({"fn": function, "args": {"board_id": board_id}}, **options)
        answer = perform_all(engine.call(head), driver.perform)
        return driver, answer, json.loads(answer.body)

    return run


WHOLE = [
    "Identify",
    "CheckCsrf",
    "ReadBody",
    "Invoke may_edit",
    "Begin",
    "Invoke rename",
    "Commit",
    "Purge",
    "Identify",
]


def test_a_call_goes_through_all_steps_in_order(run):
    driver, answer, _ = run("rename")
    assert driver.trace == WHOLE
    assert answer.status == 200


@pytest.mark.parametrize(
    ("options", "last_step", "code"),
    [
        ({"head": Head("GET")}, "Identify", "METHOD_NOT_ALLOWED"),
        ({"head": Head("POST", "text/plain")}, "Identify", "UNSUPPORTED_MEDIA_TYPE"),
        ({"head": Head("POST", "application/json")}, "Identify", "CSRF_FAILED"),
        (
            {"head": Head("POST", "application/json", 2**30, "https://a", None, "https://a")},
            "Identify",
            "PAYLOAD_TOO_LARGE",
        ),
        ({"has_token": False}, "CheckCsrf", "CSRF_FAILED"),
        ({"fails_at": {"ReadBody": PayloadTooLarge()}}, "ReadBody", "PAYLOAD_TOO_LARGE"),
        ({"board_id": "5"}, "ReadBody", "VALIDATION_FAILED"),
        ({"board_id": 403}, "Invoke may_edit", "UNAUTHORIZED"),
    ],
)
def test_a_refused_call_opens_no_unit_of_work(run, options, last_step, code):
    driver, _, wire = run("rename", **options)
    assert driver.trace[-1] == last_step
    assert wire["error"]["code"] == code


UNDONE = ["Begin", "Invoke {}", "Rollback", "Identify"]
KEPT = ["Begin", "Invoke {}", "Rollback", "Purge", "Identify"]


@pytest.mark.parametrize(
    ("function", "status"), [("fail", 409), ("crash", 500), ("lie", 500)], ids=str
)
def test_an_error_that_undid_everything_purges_nothing(run, function, status):
    driver, answer, wire = run(function)
    assert driver.trace[3:] == [step.format(function) for step in UNDONE]
    assert (answer.status, driver.purged) == (status, [])
    assert "invalidate" not in wire


@pytest.mark.parametrize(("function", "board_id"), [("fail", 5), ("crash", 9), ("lie", 5)], ids=str)
def test_an_error_that_may_have_kept_something_purges_like_a_success(run, function, board_id):
    driver, answer, wire = run(function, keeps=True)
    entry = {"context": "board", "params": {"board_id": board_id}}
    assert driver.trace[3:] == [step.format(function) for step in KEPT]
    assert driver.purged == wire["invalidate"] == [entry]
    assert dict(answer.headers)["X-Mizan-Invalidate"] == f"board;board_id={board_id}"
    assert "error" in wire


def test_a_commit_that_fails_may_have_kept_something(run):
    driver, answer, wire = run("rename", fails_at={"Commit": RuntimeError("a hook crashed")})
    assert driver.trace[5:] == ["Invoke rename", "Commit", "Rollback", "Purge", "Identify"]
    assert answer.status == 500
    assert wire["invalidate"] == [{"context": "board", "params": {"board_id": 5}}]


@pytest.mark.parametrize("function", ["rename", "fail"])
def test_the_answer_says_who_after_the_call(run, engine, function):
    _, answer, _ = run(function, after=ADA)
    assert dict(answer.headers)["X-Mizan-Who"] == engine.who(ADA) != engine.who(ANONYMOUS)


def test_what_a_function_said_ends_with_its_call(run):
    run("crash")
    heard = []
    stop = announce.subscribe(heard.extend)
    try:
        driver, _, _ = run("rename")
    finally:
        stop()
    assert driver.purged == [{"context": "board", "params": {"board_id": 5}}]
    assert heard == []


def test_a_read_opens_no_unit_of_work_and_purges_nothing(engine):
    driver = Driver(None)
    answer = perform_all(engine.read(Head("GET"), "board", "board_id=5"), driver.perform)
    assert driver.trace == ["Identify", "InvokeAll", "Invoke board"]
    assert answer.body == b'{"board":5}'
