"""Ports of this machine: is one free, which is, and when does a server answer on it."""

import contextlib
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping

from hooks import app
from hooks.console import Problem

PAUSE = 0.03


def is_free(host: str, port: int) -> bool:
    """Whether a server could listen there now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with contextlib.closing(socket.socket(family, socket.SOCK_STREAM)) as probe:
        # As servers do: a connection that was just closed does not keep the port taken.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def free_port(host: str = "127.0.0.1") -> int:
    """A port that nothing listens on at this moment."""
    with contextlib.closing(socket.create_server((host, 0))) as server:
        port: int = server.getsockname()[1]
        return port


def refuse_taken(values: Mapping[str, str], *names: str, command: str) -> None:
    """Stop where one of these variables names a port that is taken.

    Args:
        values: The environment that holds HOST and the variables.
        names: The variables.
        command: What was asked for, to show how it is said with another port.

    Raises:
        Problem: It says which variable names another one.
    """
    host = values["HOST"]
    for name in names:
        port = app.port(name, values)
        if not is_free(host, port):
            raise Problem(
                f"Port {port} on {host} is taken ({name}).",
                f"Stop what listens there, or choose another: {name}={port + 1} {command}. "
                f"To keep it, write {name}={port + 1} into .env.",
            )


def answers(url: str) -> bool:
    """Whether the address answers with a success."""
    try:
        with urllib.request.build_opener(NO_PROXY).open(url, timeout=10) as answer:
            return bool(answer.status < 400)
    except (OSError, urllib.error.URLError):
        return False


NO_PROXY = urllib.request.ProxyHandler({})


def accepts(host: str, port: int) -> bool:
    """Whether something listens there."""
    try:
        socket.create_connection((host, port), timeout=1).close()
    except OSError:
        return False
    return True


def wait_until(is_ready: Callable[[], bool], is_over: Callable[[], bool], seconds: float) -> bool:
    """Ask again and again until it is ready.

    Args:
        is_ready: Asks the server.
        is_over: Whether waiting makes no sense any more, for the server has ended.
        seconds: How long at most.

    Returns:
        Whether it became ready.
    """
    deadline = time.monotonic() + seconds
    while not is_ready():
        if is_over() or time.monotonic() > deadline:
            return False
        time.sleep(PAUSE)
    return True
