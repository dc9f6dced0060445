"""Ports of this machine: is one free, which is, and when does a server answer on it."""

import contextlib
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from random import SystemRandom

from hooks import app
from hooks.console import Problem

PAUSE = 0.03
# Below what Linux (from 32768), macOS and Windows (from 49152) give to outgoing connections.
OWN_PORTS = range(20_000, 32_000)


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
    """A port that nothing listens on at this moment.

    It is none of those that systems hand to outgoing connections: a client that polls such a port
    before its server is there may be given that very port, and the server finds it taken.

    Raises:
        Problem: Of a hundred ports none is free.
    """
    for port in SystemRandom().sample(OWN_PORTS, 100):
        if is_free(host, port):
            return port
    raise Problem(f"No port is free on {host}.", "See what listens there.")


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
