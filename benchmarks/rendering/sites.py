"""Whole sites with one page of fifty rows out of memory: ours on both backends, and peers."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from benchmarks.rendering.clients import ROOT

PEERS = Path(__file__).resolve().parent / "peers"
NODE = shutil.which("node") or "node"
START = 30.0


class Site(NamedTuple):
    """How one site is started, and which framework's pages it shows."""

    command: tuple[str, ...]
    framework: str
    folder: Path = ROOT


def _ours(module: str, framework: str) -> Site:
    options = ("--host", "127.0.0.1", "--port", "PORT", "--log-level", "error")
    return Site((sys.executable, "-m", "uvicorn", module, *options), framework)


FASTAPI = "benchmarks.rendering.site_fastapi:app"
DJANGO = "benchmarks.rendering.site_django:application"
NEXT = PEERS / "next"
SVELTEKIT = PEERS / "sveltekit"
ALL = {
    "Mizan on FastAPI, React": _ours(FASTAPI, "react"),
    "Mizan on FastAPI, Vue": _ours(FASTAPI, "vue"),
    "Mizan on FastAPI, Svelte": _ours(FASTAPI, "svelte"),
    "Mizan on Django, React": _ours(DJANGO, "react"),
    "Mizan on Django, Vue": _ours(DJANGO, "vue"),
    "Mizan on Django, Svelte": _ours(DJANGO, "svelte"),
    "Next.js (React)": Site(
        (NODE, "node_modules/next/dist/bin/next", "start", "-H", "127.0.0.1", "-p", "PORT"),
        "react",
        NEXT,
    ),
    "SvelteKit (Svelte)": Site((NODE, "build/index.js"), "svelte", SVELTEKIT),
}
SITES = tuple(ALL)


@contextmanager
def serving(name: str, entries: dict[str, Path], folder: Path) -> Iterator[int | None]:
    """The port where the site answers, or None where it is not built here."""
    site = ALL[name]
    if site.folder != ROOT and not (site.folder / "node_modules" / ".ready").exists():
        print(f"{name} is not installed; make bench-ssr does that", file=sys.stderr)
        yield None
        return
    port = _free_port()
    values = {"PORT": str(port), "HOST": "127.0.0.1", "NODE_ENV": "production"}
    process = subprocess.Popen(
        [word if word != "PORT" else str(port) for word in site.command],
        cwd=site.folder,
        env={**os.environ, **values, "BENCH_ENTRY": str(entries[site.framework])},
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _wait_for(port, process)
        yield port
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + START
    while time.monotonic() < end and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"{process.args} does not answer")
