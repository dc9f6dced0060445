"""Pages rendered by a worker: right, in time, and whatever becomes of the worker."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from mizan_core.ssr import (
    Given,
    Page,
    Place,
    RenderFailed,
    RenderOverloaded,
    RenderPool,
    RenderSettings,
    RenderTimeout,
    RenderUnavailable,
)
from mizan_core.ssr.frames import LIMIT, Frame, FrameParser, FrameTooLong, encode_frame
from mizan_core.ssr.messages import RenderError
from mizan_core.ssr.worker import WorkerConnection

HERE = Path(__file__).parent
WORKER = HERE.parents[2] / "workers" / "mizan-ssr" / "src" / "worker.js"
COMMAND = (shutil.which("node") or "node", str(WORKER), "--entry", str(HERE / "ssr_entry.mjs"))
RESTART = 3.0


@pytest.fixture(scope="module")
def pool():
    """One worker with a budget that no test of a well page reaches."""
    made = RenderPool(RenderSettings(COMMAND, budget=20))
    yield made
    made.close()


def new_pool(*more, **settings):
    return RenderPool(RenderSettings((*COMMAND, *more), **settings))


@pytest.fixture
def making():
    """Pools of a test's own, closed after it."""
    made = []

    def make(*more, **settings):
        made.append(new_pool(*more, **settings))
        return made[-1]

    yield make
    for each in made:
        each.close()


def place(board_id=1):
    return Place("board", {"board_id": board_id}, f"ctx/board/?board_id={board_id}")


# --- frames ------------------------------------------------------------------------------------

FRAMES = [Frame(1, 1, b""), Frame(2**32 - 1, 5, b"x"), Frame(3, 2, "🌲 \u2028".encode() * 50)]


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 8, 9, 10, 11, 1000])
def test_frames_survive_chunks_of_any_size(size):
    stream = b"".join(encode_frame(*frame) for frame in FRAMES)
    parser = FrameParser()
    chunks = [stream[at : at + size] for at in range(0, len(stream), size)]
    assert [frame for chunk in chunks for frame in parser.feed(chunk)] == FRAMES


def test_a_frame_over_the_limit_is_refused_before_it_is_read():
    head = encode_frame(1, 1, b"")[4:]
    with pytest.raises(FrameTooLong):
        list(FrameParser().feed((LIMIT + 1).to_bytes(4, "big") + head))


# --- what is rendered --------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Ada", "</script>", '"', "🌲", "\u2028", "line\nfeed", ""])
def test_html_comes_back_as_it_was_made(pool, name):
    assert pool.render(Page("Hello.js", {"name": name})).html.decode() == f"<p>{name}</p>"


@pytest.fixture
def sent(monkeypatch):
    """How many bytes of each kind went to the worker: ahead of a page, and because it asked."""
    found = {"ahead": 0, "asked": 0}
    ask, answer = WorkerConnection._ask, WorkerConnection._send_data

    def asking(self, type, payload, page, new=()):
        found["ahead"] += len(new)
        return ask(self, type, payload, page, new)

    def answering(self, frame, page):
        found["asked"] += len(json.loads(frame.payload))
        answer(self, frame, page)

    monkeypatch.setattr(WorkerConnection, "_ask", asking)
    monkeypatch.setattr(WorkerConnection, "_send_data", answering)
    return found


def test_data_that_was_dropped_is_asked_for(making, sent):
    pool = making("--data", "0", budget=20)
    given = [Given.of(place(number), b'{"n":%d}' % number) for number in range(3)]
    for each in (*given, *given):
        (bundle,) = json.loads(pool.render(Page("Data.js", given=(each,))).html)
        assert bundle["data"] == json.loads(each.data)
    assert sent == {"ahead": 3, "asked": 3}


def test_data_is_sent_once_and_named_after_that(pool, sent):
    given = Given.of(place(), '{"board_cards":[{"title":"🌲"}]}'.encode())
    for _ in range(3):
        rendered = pool.render(Page("Data.js", given=(given,)))
        (bundle,) = json.loads(rendered.html)
        assert bundle["data"] == {"board_cards": [{"title": "🌲"}]}
        assert (bundle["context"], bundle["path"]) == ("board", "ctx/board/?board_id=1")
    assert sent == {"ahead": 1, "asked": 0}
    pool.render(Page("Data.js", given=(given, Given.of(place(2), b"{}"))))
    assert sent == {"ahead": 2, "asked": 0}


def test_what_was_not_given_is_named(pool):
    wire = {"context": "board", "params": {"board_id": 3}, "path": "ctx/board/?board_id=3"}
    rendered = pool.render(Page("Hello.js", {"name": "x", "missing": [wire]}))
    assert rendered.missing == (place(3),)


NOT_PAGES = (
    *("", "Nobody.js", "../ssr_entry.mjs", "/etc/passwd", "deep/../Hello.js", "./Hello.js"),
    *("..\\Hello.js", "deep\\Inner.js", "Hello.js\0", "pages/Hello.js", "__proto__", "x/Hello.js"),
)


@pytest.mark.parametrize("component", NOT_PAGES)
def test_only_pages_of_the_bundle_are_found(pool, component):
    with pytest.raises(RenderFailed, match=r"there are: Data\.js") as caught:
        pool.render(Page(component))
    assert caught.value.code == "UNKNOWN_COMPONENT"


def test_a_page_below_a_folder_is_found(pool):
    assert pool.render(Page("deep/Inner.js")).html == b"inner"


def test_a_page_that_throws_says_where(pool):
    with pytest.raises(RenderFailed, match=r"Throws\.js: no such thing") as caught:
        pool.render(Page("Throws.js"))
    assert "TypeError" in caught.value.stack
    assert "ssr_entry.mjs" in caught.value.stack
    assert pool.render(Page("Hello.js", {"name": "still"})).html == b"<p>still</p>"


def test_both_fronts_at_once(pool):
    async def many():
        pages = [pool.arender(Page("Hello.js", {"name": str(n)})) for n in range(40)]
        return [each.html.decode() for each in await asyncio.gather(*pages)]

    def one(number):
        return pool.render(Page("Hello.js", {"name": str(number)})).html.decode()

    expected = [f"<p>{number}</p>" for number in range(40)]
    with ThreadPoolExecutor(8) as threads:
        found = threads.map(one, range(40))
        assert asyncio.run(many()) == expected
        assert list(found) == expected


# --- what goes wrong ---------------------------------------------------------------------------


def rendered_again(pool):
    """Seconds until a page is rendered, whatever was before."""
    started = time.monotonic()
    while time.monotonic() - started < 20:
        try:
            pool.render(Page("Hello.js", {"name": "again"}))
        except RenderError:
            time.sleep(0.02)
        else:
            return time.monotonic() - started
    raise AssertionError("it never came back")


def test_a_page_that_never_ends_costs_its_budget_and_the_worker(making):
    pool = making(budget=0.5)
    rendered_again(pool)
    started = time.monotonic()
    with pytest.raises(RenderTimeout):
        pool.render(Page("Forever.js"))
    assert time.monotonic() - started < 1.5
    assert rendered_again(pool) < RESTART
    assert pool.metrics.restarts == 1


def test_a_page_that_only_waits_costs_nobody_anything(making):
    pool = making(budget=0.5)
    rendered_again(pool)
    with pytest.raises(RenderTimeout):
        pool.render(Page("Never.js"))
    pid = pool.render(Page("Pid.js")).html
    time.sleep(0.7)  # longer than it would take to find that the worker hangs
    assert pool.render(Page("Pid.js")).html == pid


def test_a_worker_killed_in_the_middle_of_many(making):
    pool = making(budget=10, at_once=64)
    pid = int(pool.render(Page("Pid.js")).html)
    with ThreadPoolExecutor(50) as threads:
        page = Page("Slow.js", {"milliseconds": 5_000})
        waiting = [threads.submit(pool.render, page) for _ in range(50)]
        while pool._workers[0].connection.busy < 50:
            time.sleep(0.01)
        started = time.monotonic()
        os.kill(pid, signal.SIGKILL)
        assert all(isinstance(each.exception(5), RenderUnavailable) for each in waiting)
        assert time.monotonic() - started < 1
    assert rendered_again(pool) < RESTART


def test_more_pages_than_may_wait_are_refused_at_once(making):
    pool = making(budget=5, at_once=2, waiting=3)
    rendered_again(pool)
    page = Page("Slow.js", {"milliseconds": 300})
    with ThreadPoolExecutor(12) as threads:
        waiting = [threads.submit(pool.render, page) for _ in range(12)]
        errors = [each.exception(10) for each in waiting]
    assert sum(isinstance(error, RenderOverloaded) for error in errors) == 7
    assert sum(error is None for error in errors) == 5
    assert pool.metrics.overloads == 7


def test_a_worker_that_eats_memory_is_replaced_without_an_error(making):
    pool = making("--memory", "100", budget=20)
    pids = set()
    while pool.metrics.replaced < 1:
        pool.render(Page("Eats.js"))
        pids.add(pool.render(Page("Pid.js")).html)
        assert len(pids) < 5
    rendered_again(pool)
    assert pool.metrics.failed == 0


def test_a_worker_that_does_not_start_is_an_error_not_a_wait(making):
    pool = RenderPool(RenderSettings((sys.executable, "-c", "print('no')"), budget=0.3))
    try:
        started = time.monotonic()
        with pytest.raises(RenderTimeout):
            pool.render(Page("Hello.js"))
        assert time.monotonic() - started < 1
    finally:
        pool.close()


# --- nothing is left running -------------------------------------------------------------------


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/status")
    return not (status.exists() and "State:\tZ" in status.read_text())


def ends(pid, seconds=5.0):
    end = time.monotonic() + seconds
    while time.monotonic() < end and is_alive(pid):
        time.sleep(0.02)
    return not is_alive(pid)


def test_closing_ends_the_workers(making):
    pool = new_pool(workers=2, budget=20)
    pid = int(pool.render(Page("Pid.js")).html)
    pool.close()
    assert ends(pid)


PARENT = """
import sys, time
sys.path[:0] = {paths!r}
from mizan_core.ssr import Page, RenderPool, RenderSettings
pool = RenderPool(RenderSettings({command!r}, budget=20))
print(pool.render(Page("Pid.js")).html.decode(), flush=True)
time.sleep(60)
"""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_no_worker_survives_its_parent(how):
    script = PARENT.format(paths=sys.path, command=COMMAND)
    command = [sys.executable, "-c", script]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as parent:
        assert parent.stdout
        pid = int(parent.stdout.readline())
        assert is_alive(pid)
        parent.send_signal(how)
    assert ends(pid)


# --- what comes later --------------------------------------------------------------------------


def later(chunks=3, milliseconds=1, **props):
    props = {"chunks": chunks, "milliseconds": milliseconds, **props}
    return Page("Later.js", props, stream=True)


def parts_of(count):
    return b"".join(b"<b>%d</b>" % number * 1000 for number in range(count))


def test_a_page_that_may_not_be_streamed_is_whole(pool):
    page = Page("Later.js", {"chunks": 3, "milliseconds": 1})
    rendered = pool.render(page)
    assert (rendered.html, rendered.rest) == (b"<p>whole</p>", None)


def test_what_waits_comes_later(pool):
    rendered = pool.render(later(chunks=30))
    assert rendered.html == b"<p>first</p>"
    assert b"".join(rendered.rest) == parts_of(30)


def test_fifty_streams_at_once_stay_apart(making):
    pool = making(budget=20, at_once=64)

    async def whole(count):
        rendered = await pool.arender(later(chunks=count, milliseconds=5))
        return b"".join([chunk async for chunk in rendered.rest])

    async def all_of_them():
        return await asyncio.gather(*(whole(count) for count in range(50)))

    assert asyncio.run(all_of_them()) == [parts_of(count) for count in range(50)]


def test_a_rest_that_fails_ends(pool, caplog):
    rendered = pool.render(later(chunks=2, fails=True))
    assert b"".join(rendered.rest) == parts_of(2)
    assert "no such part" in caplog.text


def test_a_rest_takes_no_longer_than_its_budget(making, caplog):
    pool = making(budget=1)
    rendered = pool.render(later(chunks=1, milliseconds=60_000))
    started = time.monotonic()
    assert list(rendered.rest) == []
    assert time.monotonic() - started < 2
    assert "longer than its budget" in caplog.text


def test_a_rest_ends_with_its_worker(making):
    pool = making(budget=20)
    pid = int(pool.render(Page("Pid.js")).html)
    rendered = pool.render(later(chunks=1000, milliseconds=20))
    chunks = iter(rendered.rest)
    assert next(chunks)
    os.kill(pid, signal.SIGKILL)
    assert len(list(chunks)) < 999


def test_a_rest_that_nobody_reads_holds_nothing_up(making):
    pool = making(budget=20, at_once=2)
    for _ in range(6):
        pool.render(later(chunks=3))
    assert pool.render(Page("Hello.js", {"name": "x"})).html == b"<p>x</p>"
