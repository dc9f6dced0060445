"""`make dev` and `make start`: what they start ends with them, however they end."""

import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hooks import ports
from tests.template.in_app import clean_environment
from tests.template.terminal import Terminal

pytestmark = pytest.mark.slow

READY = r"ready in ([\d.]+) s: (\S+)"
# Redis, uvicorn and its worker, Vite, the generator, `dev` itself, its keeper, and make.
SERVICES = ["valkey|redis-server", "uvicorn", "vite.js", "mizan_codegen", "hooks.groups"]


@contextmanager
def development(app: Path, *, has_shell: bool = True, **variables: str) -> Iterator[Terminal]:
    """`make dev` in a terminal; nothing of it is left afterwards, even where the test fails."""
    terminal = Terminal(app, "make", "dev", has_shell=has_shell, **variables)
    try:
        yield terminal
    finally:
        terminal.end()


def _ctrl_c(terminal: Terminal) -> None:
    terminal.press_ctrl_c()


def _terminate(terminal: Terminal) -> None:
    _send(terminal, "hooks.dev", signal.SIGTERM)


def _close(terminal: Terminal) -> None:
    terminal.close()


def _kill(terminal: Terminal) -> None:
    _send(terminal, "hooks.dev", signal.SIGKILL)


def _kill_vite(terminal: Terminal) -> None:
    _send(terminal, "vite.js", signal.SIGKILL)


def _kill_backend(terminal: Terminal) -> None:
    _send(terminal, "uvicorn .*--reload", signal.SIGKILL)


def _send(terminal: Terminal, pattern: str, number: signal.Signals) -> None:
    process = terminal.process_of(pattern)
    assert process
    process.send_signal(number)


WAYS_TO_END: list[Callable[[Terminal], None]] = [
    _ctrl_c,
    _terminate,
    _close,
    _kill,
    _kill_vite,
    _kill_backend,
]


@pytest.mark.parametrize("end", WAYS_TO_END)
def test_nothing_is_left_running(ready_app: Path, end: Callable[[Terminal], None]) -> None:
    with development(ready_app) as terminal:
        terminal.wait_for(READY)
        processes = terminal.processes()
        assert [name for name in SERVICES if not terminal.process_of(name)] == []
        end(terminal)
        assert terminal.left_after(processes, seconds=8) == []
        assert ports.is_free("127.0.0.1", int(terminal.variables["PORT"]))
        assert ports.is_free("127.0.0.1", int(terminal.variables["VITE_PORT"]))


@pytest.mark.parametrize("moment", ["hooks.dev", "valkey-server|redis-server", "manage.py"])
@pytest.mark.parametrize("end", [_ctrl_c, _close])
def test_nothing_is_left_when_it_ends_while_starting(
    ready_app: Path, moment: str, end: Callable[[Terminal], None]
) -> None:
    with development(ready_app) as terminal:
        assert ports.wait_until(lambda: terminal.process_of(moment) is not None, lambda: False, 30)
        end(terminal)
        assert terminal.left_after(terminal.processes(), seconds=8) == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells others than the first")
def test_nothing_is_left_when_make_was_the_first_process(ready_app: Path) -> None:
    with development(ready_app, has_shell=False) as terminal:
        terminal.wait_for(READY)
        processes = terminal.processes()
        terminal.close()
        assert terminal.left_after(processes, seconds=8) == []


def test_an_open_connection_does_not_hold_it_up(ready_app: Path) -> None:
    with development(ready_app) as terminal:
        terminal.wait_for(READY)
        processes = terminal.processes()
        with socket.create_connection(("127.0.0.1", int(terminal.variables["PORT"]))):
            terminal.press_ctrl_c()
            assert terminal.left_after(processes, seconds=8) == []


def test_a_later_start_takes_less_than_five_seconds(ready_app: Path) -> None:
    # The best counts: what else the machine does is not what this asks.
    assert any(_seconds_to_start(ready_app) < 5 for _ in range(4))


def _seconds_to_start(app: Path) -> float:
    with development(app) as terminal:
        return float(terminal.wait_for(READY)[1])


def test_without_a_database_the_page_says_how_to_get_one(ready_app: Path) -> None:
    with development(ready_app, DATABASE_URL="sqlite:////nowhere/db.sqlite3") as terminal:
        terminal.wait_for("when the database is there, start again")
        found = terminal.wait_for(READY)
        with pytest.raises(urllib.error.HTTPError) as answer:
            urllib.request.urlopen(found[2], timeout=10)
        assert answer.value.code == 503
        assert "The database cannot be reached" in answer.value.read().decode()


def test_settings_that_are_refused_end_it_at_once(ready_app: Path) -> None:
    with development(ready_app, DATABASE_URL="mystery://x") as terminal:
        terminal.wait_for("DATABASE_URL is not a database address that is known here")
        assert terminal.left_after(terminal.processes(), seconds=8) == []
        assert terminal.exit_code() != 0


def test_one_address_is_printed_and_it_answers(ready_app: Path) -> None:
    with development(ready_app) as terminal:
        found = terminal.wait_for(READY)
        assert found[2] == f"http://127.0.0.1:{terminal.variables['PORT']}/"
        assert ports.answers(found[2])
        terminal.press_ctrl_c()
        terminal.left_after(terminal.processes(), seconds=8)
    assert re.findall(r"https?://\S+", terminal.output) == [found[2]]


@pytest.mark.parametrize("name", ["PORT", "VITE_PORT"])
def test_a_taken_port_names_its_variable(ready_app: Path, name: str) -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        development(ready_app, **{name: str(server.getsockname()[1])}) as terminal,
    ):
        terminal.wait_for(rf"is taken \({name}\)")
        terminal.wait_for(rf"{name}=\d+ make dev")
        assert terminal.left_after(terminal.processes(), seconds=8) == []
        assert terminal.exit_code() != 0


def test_a_second_set_up_takes_less_than_a_second(ready_app: Path) -> None:
    started = time.monotonic()
    done = subprocess.run(
        ["make", "setup"], cwd=ready_app, env=clean_environment(), capture_output=True, text=True
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert time.monotonic() - started < 1


@pytest.fixture(scope="module")
def built_app(ready_app: Path) -> Path:
    """The app with a production build."""
    terminal = Terminal(ready_app, "make", "build")
    try:
        terminal.wait_for(r"Built in")
        assert terminal.exit_code() == 0
    finally:
        terminal.end()
    return ready_app


@pytest.mark.parametrize("end", [_ctrl_c, _close])
def test_start_serves_the_build_and_ends(built_app: Path, end: Callable[[Terminal], None]) -> None:
    terminal = Terminal(built_app, "make", "start")
    try:
        found = terminal.wait_for(r"Production at (http://127.0.0.1:\d+)/")
        assert ports.wait_until(lambda: ports.answers(f"{found[1]}/readyz"), lambda: False, 30)
        processes = terminal.processes()
        end(terminal)
        assert terminal.left_after(processes, seconds=8) == []
    finally:
        terminal.end()
