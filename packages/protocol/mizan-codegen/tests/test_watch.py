"""`mizan generate --watch`: a real process, real files, real signals."""

from __future__ import annotations

import os
import queue
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

CONFIG = (
    '[ir]\ncommand = ["{python}", "backend/ir.py"]\nwatch = ["backend"]\n'
    '[[target]]\nframework = "react"\nout = "api"\n'
)
PROGRAM = """import sys
print("mizan-ir 1")
print('mutation "{name}" {{ returns {{ int }}; }}')
"""
PATIENCE = 20


def save(path: Path, text: str) -> None:
    """In one step, as editors do: nobody ever reads half of it."""
    draft = path.with_suffix(".draft")
    draft.write_text(text)
    draft.replace(path)


class Watcher:
    """The process and the lines that it prints."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.program = folder / "backend" / "ir.py"
        self.lines: queue.Queue[str] = queue.Queue()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "mizan_codegen", "generate", "--watch"],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as lines:
            for line in lines:
                self.lines.put(line.rstrip("\n"))

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        self.reader.join()

    def next_line(self) -> str:
        return self.lines.get(timeout=PATIENCE)

    def write(self, name: str) -> None:
        save(self.program, PROGRAM.format(name=name))

    def hooks(self) -> str:
        return (self.folder / "api" / "hooks.gen.ts").read_text()


@pytest.fixture
def watcher(tmp_path: Path) -> Iterator[Watcher]:
    (tmp_path / "mizan.toml").write_text(CONFIG)
    (tmp_path / "backend").mkdir()
    (tmp_path / "backend" / "ir.py").write_text(PROGRAM.format(name="first"))
    found = Watcher(tmp_path)
    yield found
    found.end()


LINE = re.compile(r"\d\d:\d\d:\d\d (?P<what>.*) \((?P<seconds>\d+\.\d\d) s\)")


def said(line: str) -> str:
    match = LINE.fullmatch(line)
    assert match, line
    return match["what"]


def test_each_save_is_one_line_and_a_new_client(watcher: Watcher) -> None:
    assert said(watcher.next_line()).startswith("client: api/client.gen.ts")
    assert "useFirst" in watcher.hooks()
    watcher.write("second")
    assert said(watcher.next_line()) == "client: api/client.gen.ts, api/hooks.gen.ts"
    assert "useSecond" in watcher.hooks()
    assert watcher.lines.empty()


def test_several_saves_at_once_end_with_the_last(watcher: Watcher) -> None:
    watcher.next_line()
    for number in range(20):
        watcher.write(f"number_{number}")
    while "useNumber19" not in watcher.hooks():
        watcher.next_line()
    assert watcher.lines.qsize() <= 1


def test_a_fault_in_python_is_told_in_one_line_and_the_next_save_mends_it(watcher: Watcher) -> None:
    watcher.next_line()
    save(watcher.program, "import sys\nprint(1 +\n")
    line = said(watcher.next_line())
    assert line.startswith("not generated: SyntaxError: '(' was never closed")
    assert "useFirst" in watcher.hooks()
    watcher.write("mended")
    assert said(watcher.next_line()).startswith("client: ")
    assert "useMended" in watcher.hooks()


def test_a_fault_in_the_configuration_is_told_and_mended_too(watcher: Watcher) -> None:
    watcher.next_line()
    config = watcher.folder / "mizan.toml"
    save(config, "[ir")
    assert "not valid TOML" in said(watcher.next_line())
    save(config, CONFIG.replace('"api"', '"other"'))
    assert said(watcher.next_line()).startswith("client: other/client.gen.ts")


def test_another_folder_to_watch_takes_effect_at_once(watcher: Watcher) -> None:
    watcher.next_line()
    config = watcher.folder / "mizan.toml"
    save(config, CONFIG.replace('["backend"]', '["elsewhere"]'))
    assert "elsewhere is to be watched, but is not there" in said(watcher.next_line())
    (watcher.folder / "elsewhere").mkdir()
    save(config, CONFIG.replace('["backend"]', '["elsewhere", "backend/ir.py"]'))
    assert said(watcher.next_line()) == "client is up to date"
    assert said(watcher.next_line()) == "client is up to date"
    save(watcher.folder / "elsewhere" / "models.py", "")
    assert said(watcher.next_line()) == "client is up to date"
    watcher.write("single_file")
    assert "hooks.gen.ts" in said(watcher.next_line())


def test_files_that_are_no_source_wake_nobody(watcher: Watcher) -> None:
    watcher.next_line()
    (watcher.folder / "backend" / "db.sqlite3").write_text("x")
    (watcher.folder / "backend" / "__pycache__").mkdir(exist_ok=True)
    (watcher.folder / "backend" / "__pycache__" / "x.py").write_text("x")
    watcher.write("third")
    assert "hooks.gen.ts" in said(watcher.next_line())
    assert watcher.lines.empty()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_cleanly(number: signal.Signals, watcher: Watcher) -> None:
    watcher.next_line()
    watcher.process.send_signal(number)
    assert watcher.process.wait(timeout=PATIENCE) == 0
    assert watcher.lines.empty()


def test_a_signal_ends_the_ir_command_that_is_running(watcher: Watcher) -> None:
    watcher.next_line()
    mark = watcher.folder / "running"
    os.mkfifo(mark)
    save(
        watcher.program,
        "import os, time\n"
        f"with open({str(mark)!r}, 'w') as file: file.write(str(os.getpid()))\n"
        "time.sleep(600)\n",
    )
    child = int(mark.read_text())
    watcher.process.terminate()
    assert watcher.process.wait(timeout=PATIENCE) == 0
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)


def round_trip(watcher: Watcher, name: str) -> float:
    """Seconds from a save to its line, less those that the command takes on its own."""
    begin = time.monotonic()
    watcher.write(name)
    watcher.next_line()
    middle = time.monotonic()
    subprocess.run([sys.executable, str(watcher.program)], check=True, capture_output=True)
    return (middle - begin) - (time.monotonic() - middle)


def test_it_adds_little_to_the_time_of_the_ir_command(watcher: Watcher) -> None:
    watcher.next_line()
    rounds = [round_trip(watcher, f"timed_{number}") for number in range(5)]
    assert min(rounds) < 0.5, rounds


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "mizan.toml").write_text(CONFIG)
    command = [sys.executable, "-m", "mizan_codegen", "generate", "--watch"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 1
    assert "backend is to be watched, but is not there" in done.stderr
