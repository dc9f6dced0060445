"""The hooks one by one, without a set-up app: what they decide and what they say."""

import ast
import os
import socket
import subprocess
from pathlib import Path

import pytest

from hooks import app as app_module
from hooks import check, groups, node, ports, redis
from hooks.console import Problem
from tests.template.in_app import run

NODE_VERSIONS = {
    "v18.20.0": False,
    "v20.18.3": False,
    "v20.19.0": True,
    "v21.7.0": False,
    "v22.11.0": False,
    "v22.12.0": True,
    "v23.0.0": True,
    "v24.1.0": True,
    "v9.0.0": False,
}


@pytest.mark.parametrize(("version", "expected"), NODE_VERSIONS.items())
def test_which_node_is_new_enough(version: str, expected: bool) -> None:
    assert node.is_new_enough(version) is expected


def test_the_version_of_what_is_no_node(tmp_path: Path) -> None:
    assert node.version_of(tmp_path / "none") is None
    liar = tmp_path / "node"
    liar.write_text("#!/bin/sh\necho hello\n")
    liar.chmod(0o755)
    assert node.version_of(liar) is None


ENV_FILE = """
# comment
NAME=value
SPACED = spaced out
QUOTED="a b"
SINGLE='c'
EQUALS=a=b
EMPTY=
no line
"""


def test_the_env_file(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_text(ENV_FILE)
    assert app_module.env_file(path) == {
        "NAME": "value",
        "SPACED": "spaced out",
        "QUOTED": "a b",
        "SINGLE": "c",
        "EQUALS": "a=b",
        "EMPTY": "",
    }
    assert app_module.env_file(tmp_path / "none") == {}


def test_the_environment_wins_over_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "9000")
    monkeypatch.setenv("VITE_PORT", "")
    values = app_module.environment(HOST="::1")
    assert (values["PORT"], values["VITE_PORT"], values["HOST"]) == ("9000", "5173", "::1")


@pytest.mark.parametrize("text", ["", "x", "0", "65536", "-1", "８０"])
def test_a_port_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(Problem, match="no port"):
        app_module.port("PORT", {"PORT": text})


def test_a_taken_port_names_the_variable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        values = {"HOST": "127.0.0.1", "VITE_PORT": str(port)}
        with pytest.raises(Problem) as refusal:
            ports.refuse_taken(values, "VITE_PORT", command="make dev")
    assert f"Port {port} on 127.0.0.1 is taken (VITE_PORT)" in refusal.value.what
    assert f"VITE_PORT={port + 1} make dev" in refusal.value.hint
    ports.refuse_taken(values, "VITE_PORT", command="make dev")


def test_a_free_port_is_free() -> None:
    assert ports.is_free("127.0.0.1", ports.free_port())


def test_waiting_ends_when_it_makes_no_sense() -> None:
    assert ports.wait_until(lambda: True, lambda: False, 10)
    assert not ports.wait_until(lambda: False, lambda: True, 10)
    assert not ports.wait_until(lambda: False, lambda: False, 0)


def test_redis_runs_answers_and_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app_module, "STATE", tmp_path)
    program, port = redis.executable(), ports.free_port()
    assert program
    command = redis.command(program, port)
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        assert ports.wait_until(lambda: redis.pongs(port), lambda: False, 10)
    finally:
        groups.send(process.pid, groups.TERMINATE)
        process.wait(10)
    assert not redis.pongs(port)
    assert os.listdir(tmp_path) == []


STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
    "print(1, flush=True); time.sleep(600)"
)


def test_a_group_that_does_not_listen_is_killed() -> None:
    command = ["python3", "-c", STUBBORN]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True)
    assert process.stdout
    process.stdout.readline()
    groups.end([process.pid], patience=0.05)
    assert process.wait(10) == -groups.KILL
    process.stdout.close()


COMMANDS = ("build", "check", "dev", "doctor", "packages", "setup", "smoke", "start", "update")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(app: Path, name: str) -> None:
    done = run(app, "-m", f"hooks.{name}", "--help")
    assert done.returncode == 0
    assert f"python -m hooks.{name}" in done.stdout
    assert len(done.stdout.splitlines()) > 4
    assert run(app, "-m", f"hooks.{name}", "--nonsense").returncode == 2


def test_an_old_python_learns_what_to_do(app: Path) -> None:
    code = "import sys; sys.version_info = (3, 9, 2); import hooks"
    done = run(app, "-c", code)
    assert done.returncode == 1
    assert "needs Python 3.11 or newer" in done.stderr
    assert "make setup PYTHON=python3.12" in done.stderr
    tree = ast.parse((app / "hooks" / "__init__.py").read_text(), feature_version=(3, 7))
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]


def test_start_refuses_without_a_build(app: Path) -> None:
    done = run(app, "-m", "hooks.start")
    assert done.returncode == 1
    assert "There is no production build" in done.stderr
    assert "Run `make build`" in done.stderr


def test_the_doctor_of_an_app_that_is_not_set_up(app: Path) -> None:
    done = run(app, "-m", "hooks.doctor")
    assert done.returncode == 1
    assert "python is not installed" in done.stdout
    assert "Run `make setup`" in done.stdout
    assert not (app / ".dev").exists()


MAKE_TARGETS = {
    *("build", "check", "ci", "clean", "dev", "doctor", "e2e", "format", "generate", "help"),
    *("lock", "setup", "smoke", "start", "test", "update"),
}


def test_make_help_lists_every_target_with_a_line(app: Path) -> None:
    done = subprocess.run(["make"], cwd=app, capture_output=True, text=True, check=True)
    lines = [line.split(maxsplit=2) for line in done.stdout.splitlines()]
    assert {words[1] for words in lines} == MAKE_TARGETS
    assert all(len(words) == 3 for words in lines)
    assert done.stderr == ""


def test_checks_are_told_apart() -> None:
    names = [each.name for each in check.CHECKS]
    assert len(names) == len(set(names))
    assert all(each.hint for each in check.CHECKS)
