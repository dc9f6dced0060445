"""A proxy on loopback that loses answers: the server has committed, the caller hears nothing."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Thread

from wire import PATIENCE


@dataclass
class Proxy:
    """`losses`: how many answers from here on are read whole and then dropped."""

    port: int
    losses: int = 0


@contextmanager
def losing_answers(upstream: int) -> Iterator[Proxy]:
    """A proxy before the server on that port; one request for each connection."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        proxy = Proxy(listener.getsockname()[1])
        Thread(target=_accept, args=(listener, proxy, upstream), daemon=True).start()
        yield proxy


def _accept(listener: socket.socket, proxy: Proxy, upstream: int) -> None:
    with suppress(OSError):
        while True:
            caller, _ = listener.accept()
            Thread(target=_carry, args=(caller, proxy, upstream), daemon=True).start()


def _carry(caller: socket.socket, proxy: Proxy, upstream: int) -> None:
    with caller, socket.create_connection(("127.0.0.1", upstream), PATIENCE) as server:
        server.sendall(_request(caller))
        answer = b"".join(iter(lambda: server.recv(65536), b""))
        if proxy.losses:
            proxy.losses -= 1
        else:
            caller.sendall(answer)


def _request(caller: socket.socket) -> bytes:
    """Head and body; the length says where it ends."""
    content = b""
    while b"\r\n\r\n" not in content:
        content += caller.recv(65536)
    head, _, body = content.partition(b"\r\n\r\n")
    lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    missing = int(lengths[0].split(b":")[1]) - len(body) if lengths else 0
    while missing > 0:
        more = caller.recv(65536)
        content += more
        missing -= len(more)
    return content
