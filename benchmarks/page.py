"""docs/reference/performance.md, from benchmarks/results.json and nothing else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "reference" / "performance.md"
RESULTS = ROOT / "benchmarks" / "results.json"
TEXT = ROOT / "benchmarks" / "performance.md.txt"


def table(times: Mapping[tuple[str, str], float]) -> str:
    """Microseconds of CPU for one request, as Markdown."""
    names = list(dict.fromkeys(name for name, _ in times))
    works = list(dict.fromkeys(work for _, work in times))
    rows = [f"| contender | {' | '.join(works)} |", f"|---|{'---:|' * len(works)}"]
    rows += [
        f"| {name} | {' | '.join(f'{times[name, work]:.1f}' for work in works)} |" for name in names
    ]
    return "\n".join(rows)


def goals_table(found: list[dict[str, Any]]) -> str:
    """The ratios as Markdown; above 1 is faster than the peer."""
    rows = ["| contender | peer | work | ratio | must | |", "|---|---|---|---:|---:|---|"]
    for each in found:
        said = "reached" if each["ratio"] >= each["must"] else "not reached yet"
        cells = [each[name] for name in ("contender", "peer", "work", "ratio", "must")]
        rows.append(f"| {' | '.join(map(str, cells))} | {said} |")
    return "\n".join(rows)


def text(results: Path = RESULTS) -> str:
    """The page."""
    content = json.loads(results.read_text("utf-8"))
    times = {tuple(key.split(" | ")): value for key, value in content["microseconds"].items()}
    return TEXT.read_text("utf-8").format(
        python=content["python"], times=table(times), ratios=goals_table(content["ratios"])
    )


def write(results: Path = RESULTS) -> None:
    """Write the page anew."""
    PAGE.write_text(text(results), encoding="utf-8")
