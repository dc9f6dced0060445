"""The same work over the wire: servers on one core, wrk on another, everybody in turn.

Uvicorn serves what is ASGI, Waitress what is WSGI; 16 connections stay open. Figures are requests
per second, medians over the rounds.
"""

from __future__ import annotations

import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from benchmarks.contenders.asgi import Contender
from benchmarks.work import Exchange

CONNECTIONS, SECONDS, ROUNDS = 16, 2, 3
SERVER_CORE, CLIENT_CORE = 0, 1
RATE = re.compile(r"Requests/sec:\s+([\d.]+)")
Key = tuple[str, str]


def reason_to_skip() -> str | None:
    """Why nothing can be measured here, or None."""
    if shutil.which("wrk") is None:
        return "wrk is not installed: apt-get install wrk"
    if (os.cpu_count() or 1) < 2:
        return "the server and the client want a core each"
    return None


def measure(everybody: list[Contender], works: list[str]) -> dict[Key, float]:
    """Requests per second, by contender and work."""
    seen: dict[Key, list[float]] = {}
    with ExitStack() as stack:
        ports = {each.name: stack.enter_context(_served(each)) for each in everybody}
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        for number in range(ROUNDS):
            print(f"wire: round {number + 1} of {ROUNDS}", file=sys.stderr, flush=True)
            for work in works:
                for each in (one for one in everybody if work in one.exchanges):
                    rate = _rate(folder, ports[each.name], each.exchanges[work])
                    seen.setdefault((each.name, work), []).append(rate)
    return {key: statistics.median(rates) for key, rates in seen.items()}


@contextmanager
def _served(each: Contender) -> Iterator[int]:
    command = [sys.executable, "-m", "benchmarks.serve", each.name]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            os.sched_setaffinity(process.pid, {SERVER_CORE})
            assert process.stdout
            yield int(process.stdout.readline())
        finally:
            process.terminate()


def _rate(folder: Path, port: int, exchange: Exchange) -> float:
    script = folder / "request.lua"
    script.write_text(_lua(exchange), encoding="utf-8")
    command = ["taskset", "-c", str(CLIENT_CORE), "wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s"]
    url = f"http://127.0.0.1:{port}{exchange.target}"
    done = subprocess.run(
        [*command, "-s", str(script), url], capture_output=True, text=True, check=True
    )
    is_refused = "Non-2xx" in done.stdout
    assert is_refused == (exchange.status >= 400), (exchange.path, done.stdout)
    found = RATE.search(done.stdout)
    assert found, done.stdout
    return float(found[1])


def _lua(exchange: Exchange) -> str:
    headers = {"Host": "127.0.0.1:8000", **dict(exchange.headers)}
    lines = [f'wrk.method = "{exchange.method}"', f"wrk.body = [==[{exchange.body.decode()}]==]"]
    lines += [f"wrk.headers[ [==[{name}]==] ] = [==[{value}]==]" for name, value in headers.items()]
    return "\n".join(lines)
