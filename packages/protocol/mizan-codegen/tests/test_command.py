"""The command as a person meets it: what it writes, what it leaves alone, what it says."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from codegen_cases import GOLDEN
from mizan_codegen.generate import HEADER

BOARD = (GOLDEN / "board" / "schema.kdl").read_text("utf-8")
NAMES = ("client.gen.ts", "hooks.gen.ts", "index.gen.ts", "types.gen.ts")
CONFIG = '[ir]\ncommand = ["{python}", "ir.py"]\n[[target]]\nframework = "react"\nout = "api"\n'
PRINT_FILE = "import pathlib, sys; sys.stdout.buffer.write(pathlib.Path('schema.kdl').read_bytes())"


@dataclass
class App:
    """A folder with a mizan.toml whose command prints schema.kdl."""

    folder: Path

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "mizan_codegen", *arguments]
        return subprocess.run(command, cwd=self.folder, capture_output=True, text=True)

    @property
    def api(self) -> Path:
        return self.folder / "api"

    def texts(self) -> dict[str, str]:
        return {path.name: path.read_text("utf-8") for path in sorted(self.api.iterdir())}


@pytest.fixture
def app(tmp_path: Path) -> App:
    (tmp_path / "mizan.toml").write_text(CONFIG)
    (tmp_path / "schema.kdl").write_text(BOARD, "utf-8")
    (tmp_path / "ir.py").write_text(PRINT_FILE)
    return App(tmp_path)


def test_generates_what_the_golden_case_has(app: App) -> None:
    done = app.run("generate")
    assert (done.returncode, done.stderr) == (0, "")
    golden = GOLDEN / "board" / "react"
    assert app.texts() == {name: (golden / name).read_text("utf-8") for name in NAMES}
    assert done.stdout == f"client: {', '.join(f'api/{name}' for name in NAMES)}\n"


def test_a_second_run_touches_nothing(app: App) -> None:
    app.run("generate")
    before = {path.name: path.stat().st_mtime_ns for path in app.api.iterdir()}
    done = app.run("generate")
    assert done.stdout == "client is up to date\n"
    assert {path.name: path.stat().st_mtime_ns for path in app.api.iterdir()} == before


def test_only_files_that_changed_are_written(app: App) -> None:
    app.run("generate")
    text = BOARD.replace('doc="Something to do."', 'doc="A thing to do."')
    (app.folder / "schema.kdl").write_text(text, "utf-8")
    assert app.run("generate").stdout == "client: api/client.gen.ts, api/types.gen.ts\n"


def test_stale_files_of_its_own_go_and_others_stay(app: App) -> None:
    app.api.mkdir()
    (app.api / "old.gen.ts").write_text(f"{HEADER}\nexport {{}};\n")
    (app.api / "mine.gen.ts").write_text("export const mine = 1;\n")
    (app.api / "notes.txt").write_text(HEADER)
    done = app.run("generate")
    assert "api/old.gen.ts" in done.stdout
    assert sorted(app.texts()) == sorted([*NAMES, "mine.gen.ts", "notes.txt"])
    assert app.texts()["mine.gen.ts"] == "export const mine = 1;\n"


def test_check_passes_after_generate_and_writes_nothing_before(app: App) -> None:
    assert app.run("generate", "--check").returncode == 1
    assert not app.api.exists()
    app.run("generate")
    done = app.run("generate", "--check")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_check_lists_each_file_that_drifted(app: App) -> None:
    app.run("generate")
    (app.api / "types.gen.ts").write_text("// edited\n")
    (app.api / "hooks.gen.ts").unlink()
    (app.api / "old.gen.ts").write_text(f"{HEADER}\n")
    done = app.run("generate", "--check")
    assert done.returncode == 1
    assert done.stderr == (
        "the generated client is not what the Python functions say:\n\n"
        "  api/hooks.gen.ts: missing\n"
        "  api/old.gen.ts: stale\n"
        "  api/types.gen.ts: out of date\n\n"
        "hint: run python -m mizan_codegen generate, and commit the result\n"
    )
    assert (app.api / "types.gen.ts").read_text() == "// edited\n"


def test_ir_prints_what_the_command_prints(app: App) -> None:
    done = app.run("ir")
    assert (done.returncode, done.stdout) == (0, BOARD)


def test_direct_use_needs_no_configuration(app: App) -> None:
    (app.folder / "mizan.toml").unlink()
    direct = ("--ir", "schema.kdl", "--framework", "react", "--out", "api")
    assert app.run("generate", *direct).returncode == 0
    assert sorted(app.texts()) == sorted(NAMES)
    assert app.run("generate", "--check", *direct).returncode == 0
    (app.api / "index.gen.ts").unlink()
    assert f"run python -m mizan_codegen generate {' '.join(direct)}," in (
        app.run("generate", "--check", *direct).stderr
    )


def test_another_folder_than_that_of_the_configuration(app: App, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    done = App(elsewhere).run("generate", "--config", str(app.folder / "mizan.toml"))
    assert done.returncode == 0
    assert sorted(app.texts()) == sorted(NAMES)


def test_umask_decides_who_may_read_new_files_and_modes_are_kept(app: App) -> None:
    app.run("generate")
    assert (app.api / "types.gen.ts").stat().st_mode & 0o777 == 0o644
    (app.api / "types.gen.ts").chmod(0o664)
    (app.api / "types.gen.ts").write_text("")
    app.run("generate")
    assert (app.api / "types.gen.ts").stat().st_mode & 0o777 == 0o664


def unreadable_ir(app: App) -> None:
    (app.folder / "ir.py").write_text("import sys; sys.exit('no database at all')")


def broken_ir(app: App) -> None:
    (app.folder / "schema.kdl").write_text("Performing system checks...\n" + BOARD, "utf-8")


def binary_ir(app: App) -> None:
    (app.folder / "schema.kdl").write_bytes(b"\xff\xfe\x00")


def missing_program(app: App) -> None:
    (app.folder / "mizan.toml").write_text(CONFIG.replace("{python}", "no-such-program"))


def missing_config(app: App) -> None:
    (app.folder / "mizan.toml").unlink()


def file_in_the_way(app: App) -> None:
    app.api.write_text("a file")


def folder_in_the_way(app: App) -> None:
    (app.api / "types.gen.ts").mkdir(parents=True)


FAILURES: list[tuple[Callable[[App], None], list[str]]] = [
    (
        unreadable_ir,
        ["no database at all\n", "error: the IR command failed with exit code 1", "hint: mend"],
    ),
    (broken_ir, ["error: the IR", "hint: the IR command may print something else"]),
    (binary_ir, ["error: the IR command prints no UTF-8", "hint: the IR is UTF-8"]),
    (missing_program, ["error: the IR command cannot be run: no-such-program: No such file"]),
    (missing_config, ["error: there is no mizan.toml", "hint: run this in the folder"]),
    (file_in_the_way, ["cannot be written", "hint: see [[target]] out in mizan.toml"]),
    (folder_in_the_way, ["types.gen.ts cannot be written: Is a directory"]),
]


@pytest.mark.parametrize(
    ("spoil", "words"), FAILURES, ids=[spoil.__name__ for spoil, _ in FAILURES]
)
def test_failure(spoil: Callable[[App], None], words: list[str], app: App) -> None:
    spoil(app)
    done = app.run("generate")
    assert (done.returncode, done.stdout) == (1, "")
    assert "Traceback" not in done.stderr
    for each in words:
        assert each in done.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_folder_of_somebody_else(app: App) -> None:
    app.api.mkdir(mode=0o555)
    assert "cannot be written: Permission denied" in app.run("generate").stderr


def test_a_failure_leaves_the_old_client_whole(app: App) -> None:
    app.run("generate")
    before = app.texts()
    broken_ir(app)
    app.run("generate")
    assert app.texts() == before


USAGE: list[tuple[list[str], str]] = [
    ([], "the following arguments are required: command"),
    (["generate", "--check", "--watch"], "not allowed with argument"),
    (["generate", "--ir", "schema.kdl"], "--ir, --framework and --out go together"),
    (["make"], "invalid choice: 'make'"),
]


@pytest.mark.parametrize(("arguments", "complaint"), USAGE)
def test_wrong_usage(arguments: list[str], complaint: str, app: App) -> None:
    done = app.run(*arguments)
    assert done.returncode == 2
    assert complaint in done.stderr


def test_help_names_every_option(app: App) -> None:
    text = app.run("generate", "--help").stdout
    for option in ("--config", "--check", "--watch", "--ir", "--framework", "--out"):
        assert option in text
