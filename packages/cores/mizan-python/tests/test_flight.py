"""Single flight in the order of a call, and its budget of time. Protocol §4."""

import json

import pytest
from mizan_core.engine import Engine, EngineSettings
from mizan_core.identity import ANONYMOUS
from mizan_core.registry import Registry
from mizan_core.steps import perform_all
from test_order import ADA, HEAD, WHOLE, Driver, board, rename

MOUNTED = [{"context": "board", "params": {"board_id": number}} for number in (5, 6, 5)]


class Clock:
    """Every look at it takes a second."""

    def __init__(self):
        self.seconds = 0

    def __call__(self):
        self.seconds += 1
        return self.seconds


def engine_with(*functions, **settings):
    registry = Registry()
    for function in functions:
        registry.register(function)
    return Engine(registry.freeze(), EngineSettings(secret=b"for tests", **settings))


def fly(mounted=MOUNTED, flight=10.0, clock=None, after=ANONYMOUS, functions=(board, rename)):
    engine = engine_with(*functions, clock=clock or Clock(), flight=flight)
    call = {"fn": "rename", "args": {"board_id": 5}, "mounted": mounted}
    driver = Driver(call, after=after)
    answer = perform_all(engine.call(HEAD), driver.perform)
    return driver, json.loads(answer.body)


def test_reads_come_after_the_commit_the_purge_and_who_is_there_on_a_fresh_request():
    driver, wire = fly()
    assert driver.trace == [*WHOLE, "Refresh", "InvokeAll", "Invoke board"]
    assert wire["bundles"] == [
        {"context": "board", "params": {"board_id": 5}, "data": {"board": 5}}
    ]


@pytest.mark.parametrize(
    "options",
    [{"mounted": []}, {"mounted": MOUNTED[1:2]}, {"after": ADA}],
    ids=["nothing is mounted", "something else is", "somebody else is there"],
)
def test_nothing_is_read(options):
    driver, wire = fly(**options)
    assert driver.trace == WHOLE
    assert "bundles" not in wire


def test_without_a_clock_there_is_no_flight():
    engine = engine_with(board, rename)
    call = {"fn": "rename", "args": {"board_id": 5}, "mounted": MOUNTED}
    answer = perform_all(engine.call(HEAD), Driver(call).perform)
    assert "bundles" not in json.loads(answer.body)


@pytest.mark.parametrize(("flight", "read"), [(0.5, 0), (1.5, 1), (2.5, 2), (9.5, 3)])
def test_no_read_begins_when_the_time_is_over(flight, read):
    from mizan_core import Context, client

    contexts = [Context(f"c{number}") for number in range(3)]

    def make(context):
        def value(request, board_id: int) -> int:
            return board_id

        return client(context=context, name=f"read_{context.name}")(value)

    @client(affects=contexts)
    def rename(request, board_id: int) -> None:
        return None

    mounted = [{"context": each.name, "params": {"board_id": 5}} for each in contexts]
    _, wire = fly(mounted, flight, functions=[*map(make, contexts), rename])
    assert len(wire.get("bundles", [])) == read


def test_a_read_that_crashes_is_left_to_the_client(caplog):
    from mizan_core import Context, client

    context = Context("broken")

    @client(context=context)
    def crashes(request, board_id: int) -> int:
        raise RuntimeError("a secret of the server")

    @client(affects=context)
    def rename(request, board_id: int) -> str:
        return "done"

    mounted = [{"context": "broken", "params": {"board_id": 5}}]
    _, wire = fly(mounted, functions=(crashes, rename))
    assert wire["result"] == "done"
    assert "bundles" not in wire
    assert "secret" not in json.dumps(wire)
    assert "a read after a call failed" in caplog.text
