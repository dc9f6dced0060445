"""`make bench-ssr`: pages a second, beside Node's own HTTP server in the same run.

python -m benchmarks.rendering.run                  the table
python -m benchmarks.rendering.run --quick          50 rows, 16 at a time
python -m benchmarks.rendering.run --write          keeps results.json and writes the page
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import itertools
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

from mizan_core.ssr import RenderPool, RenderSettings, worker_command

from benchmarks.rendering.clients import ROOT, Bridge, Http, Pool, rows
from benchmarks.rendering.sites import SITES, serving

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results.json"
WORKER = ROOT / "packages" / "workers" / "mizan-ssr" / "src" / "worker.js"
NODE = shutil.which("node") or "node"
FRAMEWORKS = ("react", "vue", "svelte")
CONTENDERS = ("node, data in memory", "node, JSON", "bridge, JSON", "bridge, refs", "pool, refs")
# Above 1 is faster than the peer; the second figure is what the design asks for.
GOALS = (("bridge, JSON", "node, JSON", 0.95), ("bridge, refs", "node, data in memory", 0.85))
SECONDS = 0.5
ROUNDS = 3


def build(framework: str, folder: Path) -> Path:
    """The bundle of one framework's pages."""
    out = folder / framework
    vite = ROOT / "node_modules" / "vite" / "bin" / "vite.js"
    subprocess.run(
        [NODE, str(vite), "build", "--config", str(HERE / "vite.config.js")],
        cwd=ROOT,
        env={**os.environ, "FRAMEWORK": framework, "OUT": str(out), "NODE_ENV": "production"},
        check=True,
    )
    (out / "package.json").write_text('{"type": "module"}')
    return out / "server.js"


@contextmanager
def node(*arguments: str) -> Iterator[str]:
    """A process of Node; the first line that it prints. It ends with its standard input."""
    process = subprocess.Popen(
        [NODE, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "NODE_ENV": "production"},
    )
    try:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
    finally:
        process.kill()
        process.wait()


@asynccontextmanager
async def contenders(entry: Path, data: bytes, at_once: int, folder: Path) -> AsyncIterator[Any]:
    """All of them, connected."""
    (folder / "data.json").write_bytes(data)
    socket = folder / "worker.sock"
    socket.unlink(missing_ok=True)
    worker = (str(WORKER), "--entry", str(entry), "--data", "256", "--memory", "4096")
    pool = RenderPool(
        RenderSettings(worker_command(NODE, WORKER, entry), at_once=at_once, budget=30)
    )
    with (
        node(str(HERE / "native.js"), str(entry), str(folder / "data.json")) as port,
        node(*worker, "--socket", str(socket)),
    ):
        made = (
            Http(int(port), None, at_once),
            Http(int(port), data, at_once),
            Bridge(str(socket), data, is_new=True),
            Bridge(str(socket), data, is_new=False),
            Pool(pool, data),
        )
        async with contextlib.AsyncExitStack() as stack:
            for each in made:
                await stack.enter_async_context(each)
            yield dict(zip(CONTENDERS, made, strict=True))
    pool.close()


_numbers = itertools.count(1)


async def measure(asked: Any, at_once: int, seconds: float) -> list[float]:
    """How long each page took, in milliseconds, and last how many came in a second."""
    took: list[float] = []
    end = time.perf_counter() + seconds

    async def ask() -> None:
        while (started := time.perf_counter()) < end:
            await asked.ask(next(_numbers))
            took.append((time.perf_counter() - started) * 1000)

    started = time.perf_counter()
    await asyncio.gather(*(ask() for _ in range(at_once)))
    return [*took, len(took) / (time.perf_counter() - started)]


async def cell(entry: Path, count: int, at_once: int, folder: Path) -> dict[str, Any]:
    """One framework, so many rows, so many at a time: all contenders in turn, round by round."""
    data = rows(count)
    found: dict[str, list[list[float]]] = {name: [] for name in CONTENDERS}
    async with contenders(entry, data, at_once, folder) as made:
        pages = {await each.ask(next(_numbers)) for each in made.values()}
        assert len(pages) == 1, "the contenders render different pages"
        for each in made.values():
            await measure(each, at_once, SECONDS)
        for _ in range(ROUNDS):
            for name, each in made.items():
                found[name].append(await measure(each, at_once, SECONDS))
    return {name: _summary(runs) for name, runs in found.items()}


def _summary(runs: list[list[float]]) -> dict[str, float]:
    took = sorted(each for run in runs for each in run[:-1])
    return {
        "rate": round(statistics.median(run[-1] for run in runs), 1),
        "p50": round(took[len(took) // 2], 2),
        "p99": round(took[min(len(took) - 1, int(len(took) * 0.99))], 2),
    }


def ratios(results: dict[str, Any]) -> dict[str, dict[str, float]]:
    """Of each goal: the worst cell, the median and the best."""
    found = {}
    for name, peer, _ in GOALS:
        each = [cell[name]["rate"] / cell[peer]["rate"] for cell in results.values()]
        found[f"{name} / {peer}"] = {
            "worst": round(min(each), 2),
            "median": round(statistics.median(each), 2),
            "best": round(max(each), 2),
        }
    return found


def show(results: dict[str, Any]) -> None:
    """The table."""
    print(f"{'':22}" + "".join(f"{name:>24}" for name in CONTENDERS))
    for key, each in results.items():
        figures = (each[name] for name in CONTENDERS)
        texts = (f"{one['rate']:.0f}/s {one['p50']:.1f} {one['p99']:.1f}" for one in figures)
        print(f"{key:22}" + "".join(f"{text:>24}" for text in texts))


def main() -> int:
    """Read the command line; build, measure, say."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="50 rows, 16 at a time")
    parser.add_argument("--write", action="store_true", help="keep the results, write the page")
    parser.add_argument("--no-sites", action="store_true", help="leave whole pages out")
    arguments = parser.parse_args()
    counts, crowds = ((50,), (16,)) if arguments.quick else ((10, 50, 200), (1, 16, 64))
    results: dict[str, Any] = {}
    sites: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="mizan-bench-") as name:
        folder = Path(name)
        entries = {framework: build(framework, folder) for framework in FRAMEWORKS}
        for framework, count, at_once in itertools.product(FRAMEWORKS, counts, crowds):
            key = f"{framework}, {count} rows, {at_once}"
            results[key] = asyncio.run(cell(entries[framework], count, at_once, folder))
            print(".", end="", flush=True, file=sys.stderr)
        if not arguments.no_sites:
            sites = whole_pages(entries, folder)
    print()
    show(results)
    found = ratios(results)
    for name, each in found.items():
        print(f"{name}: {each}")
    for name, each in sites.items():
        print(f"{name:32} {each}")
    if arguments.write and not arguments.quick:
        kept = {"bridge": results, "ratios": found, "sites": sites}
        RESULTS.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    return 0


def whole_pages(entries: dict[str, Path], folder: Path) -> dict[str, Any]:
    """Whole pages of 50 rows through a server: 16 at a time."""
    found: dict[str, Any] = {}

    async def one(port: int) -> dict[str, float]:
        async with Http(port, None, 16, "/board/1") as site:
            html = await site.ask(0)
            assert b"Card number 49" in html, html[:500]
            await measure(site, 16, 1.0)
            return _summary([await measure(site, 16, SECONDS * 2) for _ in range(ROUNDS)])

    for name in SITES:
        with serving(name, entries, folder) as port:
            if port is not None:
                found[name] = asyncio.run(one(port))
                print(".", end="", flush=True, file=sys.stderr)
    return found


if __name__ == "__main__":
    sys.exit(main())
