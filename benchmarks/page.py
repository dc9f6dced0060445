"""docs/reference/performance.md, from benchmarks/results.json and nothing else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "reference" / "performance.md"
RESULTS = ROOT / "benchmarks" / "results.json"
CLIENT_RESULTS = ROOT / "benchmarks" / "client" / "results.json"
BROWSER_RESULTS = ROOT / "benchmarks" / "browser" / "results.json"
RENDERING_RESULTS = ROOT / "benchmarks" / "rendering" / "results.json"
TEXT = ROOT / "benchmarks" / "performance.md.txt"


def table(times: Mapping[tuple[str, str], float], digits: int = 1) -> str:
    """Figures by contender and work, as Markdown."""
    names = list(dict.fromkeys(name for name, _ in times))
    works = list(dict.fromkeys(work for _, work in times))
    rows = [f"| contender | {' | '.join(works)} |", f"|---|{'---:|' * len(works)}"]
    rows += [
        f"| {name} | {' | '.join(_figure(times.get((name, work)), digits) for work in works)} |"
        for name in names
    ]
    return "\n".join(rows)


def _figure(value: float | None, digits: int) -> str:
    return "" if value is None else f"{value:.{digits}f}"


def goals_table(found: list[dict[str, Any]]) -> str:
    """The ratios as Markdown; above 1 is faster than the peer."""
    rows = ["| contender | peer | work | ratio | must | |", "|---|---|---|---:|---:|---|"]
    for each in found:
        cells = [each[name] for name in ("contender", "peer", "work", "ratio")]
        rows.append(f"| {' | '.join(map(str, cells))} | {_judged(each)} |")
    return "\n".join(rows)


def _judged(each: Mapping[str, Any]) -> str:
    if each["must"] is None:
        return " | "
    return f"{each['must']} | {'reached' if each['ratio'] >= each['must'] else 'not reached yet'}"


CLIENT_COLUMNS = {
    "gzip": "gzip, bytes",
    "strictReads": "reads of a first load, StrictMode",
    "requests": "requests of a click",
    "rendered": "rows rendered",
    "milliseconds": "answer to screen, ms",
    "skewed": "requests of a click, clock a day off",
}
SCHEDULE_COLUMNS = {
    "wrong": "wrong last screens of 10 000",
    "calls": "calls a schedule",
    "extraReads": "extra reads a schedule",
    "races": "races lost",
}
BROWSER_COLUMNS = {
    "add ms": "add: click to screen, ms",
    "add requests": "requests",
    "clear ms": "clear: click to screen, ms",
    "clear requests": "requests",
}
SIZE_COLUMNS = {"gzip": "gzip, bytes"}


def client_table(file: Path, columns: Mapping[str, str]) -> str:
    """What `make bench-client` found, as Markdown."""
    results = json.loads(file.read_text("utf-8"))
    rows = [f"| client | {' | '.join(columns.values())} |", f"|---|{'---:|' * len(columns)}"]
    for name, found in results.items():
        rows.append(f"| {name} | {' | '.join(str(found[key]) for key in columns)} |")
    return "\n".join(rows)


def text(results: Path = RESULTS) -> str:
    """The page."""
    content = json.loads(results.read_text("utf-8"))
    return TEXT.read_text("utf-8").format(
        python=content["python"],
        times=table(_by_key(content["microseconds"])),
        ratios=goals_table(content["ratios"]),
        rates=table(_by_key(content["requests_per_second"]), digits=0),
        clients=client_table(CLIENT_RESULTS, CLIENT_COLUMNS),
        notify=_kernel()["merge into 10 000 rows, answer to listener"]["milliseconds"],
        hydration=_kernel()["hydration after an early merge"],
        sizes=client_table(CLIENT_RESULTS.with_name("sizes.json"), SIZE_COLUMNS),
        schedules=client_table(CLIENT_RESULTS.with_name("schedules.json"), SCHEDULE_COLUMNS),
        browser=client_table(BROWSER_RESULTS, BROWSER_COLUMNS),
        bridge=bridge_table(),
        bridge_ratios=bridge_ratios(),
        sites=sites_table(),
    )


def _rendering() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(RENDERING_RESULTS.read_text("utf-8"))
    return found


def bridge_table() -> str:
    """Pages a second, with the milliseconds of half of them and of all but one in a hundred."""
    cells = _rendering()["bridge"]
    names = list(next(iter(cells.values())))
    rows = [f"| page, at a time | {' | '.join(names)} |", f"|---|{'---:|' * len(names)}"]
    for key, found in cells.items():
        texts = (
            f"{each['rate']:.0f} ({each['p50']:.1f}, {each['p99']:.1f})" for each in found.values()
        )
        rows.append(f"| {key} | {' | '.join(texts)} |")
    return "\n".join(rows)


def bridge_ratios() -> str:
    """Of each comparison its worst, its middle and its best cell."""
    rows = ["| comparison | worst | median | best |", "|---|---:|---:|---:|"]
    for name, found in _rendering()["ratios"].items():
        rows.append(f"| {name} | {found['worst']} | {found['median']} | {found['best']} |")
    return "\n".join(rows)


def sites_table() -> str:
    """Whole pages through a server."""
    rows = ["| site | pages a second | p50, ms | p99, ms |", "|---|---:|---:|---:|"]
    for name, found in _rendering()["sites"].items():
        rows.append(f"| {name} | {found['rate']:.0f} | {found['p50']:.1f} | {found['p99']:.1f} |")
    return "\n".join(rows)


def _kernel() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(CLIENT_RESULTS.with_name("mizan.json").read_text("utf-8"))
    return found


def _by_key(figures: Mapping[str, float]) -> dict[tuple[str, str], float]:
    pairs = ((key.partition(" | "), value) for key, value in figures.items())
    return {(name, work): value for (name, _, work), value in pairs}


def write(results: Path = RESULTS) -> None:
    """Write the page anew."""
    PAGE.write_text(text(results), encoding="utf-8")


if __name__ == "__main__":
    write()
