"""Measures Mizan beside its peers: CPU time in one process, contenders interleaved, medians.

make bench                   the whole; writes results.json and docs/reference/performance.md
make bench ARGS=--quick      fewer rounds, for the gate; writes nothing
make bench ARGS="--only W1"  one kind of work; writes nothing
make bench ARGS=--wire       the whole, and over sockets too (wants wrk and two cores)

Ends with 1 where a ratio is under its goal by more than the slack.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import logging
import platform
import statistics
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvloop

from benchmarks import page, wire
from benchmarks.contenders import asgi, wsgi
from benchmarks.contenders.asgi import Contender
from benchmarks.goals import GOALS, SLACK
from benchmarks.work import WORKS, Exchange

RESULTS = Path(__file__).with_name("results.json")
# How many requests are under way at once: threads pay for their hop then, as under a server.
AT_ONCE = 16
THREAD = ThreadPoolExecutor(max_workers=1)
Key = tuple[str, str]


@dataclass(frozen=True)
class Plan:
    """How much is measured: rounds, and requests of each contender and work in each."""

    rounds: int
    requests: int


WHOLE, QUICK = Plan(21, 320), Plan(7, 160)


def contenders() -> list[Contender]:
    """Everybody, in the order in which a round asks them."""
    return [
        asgi.raw_asgi(),
        asgi.starlette_by_hand(),
        asgi.litestar(),
        asgi.plain_fastapi(is_async=True),
        asgi.mizan_fastapi(is_async=True, mount="router"),
        asgi.mizan_fastapi(is_async=True, mount="middleware"),
        asgi.plain_fastapi(is_async=False),
        asgi.mizan_fastapi(is_async=False, mount="router"),
        asgi.mizan_fastapi(is_async=False, mount="middleware"),
        *wsgi.contenders(),
    ]


async def measure(everybody: list[Contender], works: list[str], plan: Plan) -> dict[Key, float]:
    """Median CPU microseconds of one request, by contender and work."""
    for each in everybody:
        for work in _works_of(each, works):
            status, _, body = await _once(each, each.exchanges[work])
            each.exchanges[work].check(work, status, body)
    seen: dict[Key, list[float]] = {}
    gc.collect()
    gc.freeze()
    for number in range(plan.rounds):
        _progress(number + 1, plan.rounds)
        for work in works:
            for each in (one for one in everybody if work in one.exchanges):
                seconds = await _seconds(each, each.exchanges[work], plan.requests)
                seen.setdefault((each.name, work), []).append(seconds / plan.requests * 1e6)
    return {key: statistics.median(times) for key, times in seen.items()}


def _works_of(each: Contender, works: list[str]) -> list[str]:
    return [work for work in works if work in each.exchanges]


async def _seconds(each: Contender, exchange: Exchange, requests: int) -> float:
    run = _in_turns if each.kind == "wsgi" else _at_once
    started = time.process_time()
    await run(each, exchange, requests)
    return time.process_time() - started


async def _in_turns(each: Contender, exchange: Exchange, requests: int) -> None:
    """In one thread, as a WSGI server has it: Django's ORM refuses to block an event loop."""

    def run() -> None:
        for _ in range(requests):
            wsgi.exchange(each.app, exchange)

    await asyncio.get_running_loop().run_in_executor(THREAD, run)


async def _at_once(each: Contender, exchange: Exchange, requests: int) -> None:
    async def some() -> None:
        for _ in range(requests // AT_ONCE):
            await asgi.exchange(each.app, exchange)

    await asyncio.gather(*(some() for _ in range(AT_ONCE)))


async def _once(each: Contender, exchange: Exchange) -> tuple[int, Any, bytes]:
    if each.kind == "wsgi":
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(THREAD, wsgi.exchange, each.app, exchange)
    return await asgi.exchange(each.app, exchange)


def _progress(number: int, rounds: int) -> None:
    end = "\n" if number == rounds else ""
    print(f"\rround {number} of {rounds}", end=end, file=sys.stderr, flush=True)


def ratios(times: dict[Key, float], works: list[str]) -> list[dict[str, Any]]:
    """Each goal with what was reached: how many times as fast as the peer."""
    return [
        {
            "contender": goal.contender,
            "peer": goal.peer,
            "work": goal.work,
            "ratio": round(times[goal.peer, goal.work] / times[goal.contender, goal.work], 2),
            "must": goal.must,
            "gate": goal.gate,
        }
        for goal in GOALS
        if goal.work in works
    ]


def failures(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What is under its gate by more than the slack."""
    return [each for each in found if each["ratio"] < each["gate"] * (1 - SLACK)]


def main() -> int:
    """Read the command line, measure, print, write, judge."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.run",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--quick", action="store_true", help="fewer rounds; writes nothing")
    parser.add_argument("--only", choices=WORKS, help="one kind of work")
    parser.add_argument("--wire", action="store_true", help="over sockets, too: five minutes")
    arguments = parser.parse_args()
    works = [arguments.only] if arguments.only else list(WORKS)
    # What a log line costs is not the question.
    logging.disable(logging.CRITICAL)
    everybody = contenders()
    times = uvloop.run(measure(everybody, works, QUICK if arguments.quick else WHOLE))
    found = ratios(times, works)
    print(f"\nMicroseconds of CPU for one request:\n\n{page.table(times)}\n")
    print(f"How many times as fast as the peer:\n\n{page.goals_table(found)}")
    rates = _rates(everybody, works) if arguments.wire else None
    if not (arguments.quick or arguments.only):
        _write(times, found, rates)
    for each in (bad := failures(found)):
        print(f"\nerror: {each['contender']} is under its gate: {each}", file=sys.stderr)
    return 1 if bad else 0


def _rates(everybody: list[Contender], works: list[str]) -> dict[Key, float]:
    if reason := wire.reason_to_skip():
        sys.exit(f"error: {reason}")
    rates = wire.measure(everybody, works)
    print(f"\nRequests a second over the wire:\n\n{page.table(rates, digits=0)}\n")
    return rates


def _write(
    times: dict[Key, float], found: list[dict[str, Any]], rates: dict[Key, float] | None
) -> None:
    before = json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else {}
    content = {
        "python": platform.python_version(),
        "microseconds": {
            f"{name} | {work}": round(each, 1) for (name, work), each in times.items()
        },
        "ratios": found,
        "requests_per_second": before.get("requests_per_second", {})
        if rates is None
        else {f"{name} | {work}": round(each) for (name, work), each in rates.items()},
    }
    RESULTS.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    page.write(RESULTS)


if __name__ == "__main__":
    sys.exit(main())
