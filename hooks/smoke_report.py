"""What a smoke test found, for people and for machines."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from hooks.console import paint

if TYPE_CHECKING:
    from playwright.sync_api import Page


# The app's own part; who deletes the demo deletes it too.
STEPS = "e2e.smoke"


@dataclass(frozen=True)
class Step:
    """Something to click, and what must then be on screen.

    Attributes:
        name: What it does.
        click: The gesture.
        wish: A JavaScript expression over `main`, true when the screen has changed.
    """

    name: str
    click: "Callable[[Page], None]"
    wish: str


@dataclass(frozen=True)
class Outcome:
    """How one step went.

    Attributes:
        name: What was done.
        requests: What it asked the server for.
        milliseconds: From the click to the changed screen, or to the answer.
        problem: What was wrong; empty where nothing was.
    """

    name: str
    requests: list[str]
    milliseconds: float
    problem: str = ""


@dataclass(frozen=True)
class Report:
    """What a smoke test found.

    Attributes:
        browser: Which browser was driven; None where there was none.
        skipped: Why the browser part was left out; empty where it was not.
        ready_seconds: How long the server took to start on a new database.
        steps: The steps in their order.
    """

    browser: str | None
    skipped: str
    ready_seconds: float
    steps: list[Outcome]

    @property
    def is_good(self) -> bool:
        """Whether every step did what it should."""
        return bool(self.steps) and not any(step.problem for step in self.steps)

    def as_json(self) -> str:
        """Everything, for machines."""
        return json.dumps({**asdict(self), "passed": self.is_good}, indent=2)

    def as_text(self) -> str:
        """A line for each step, for people."""
        skipped = f"{paint('yellow', 'skipped')} the browser part: {self.skipped}"
        lines = [
            f"server ready in {self.ready_seconds:.1f} s on a new database",
            f"browser {self.browser}" if self.browser else skipped,
        ]
        return "\n".join([*lines, *(_line(step) for step in self.steps)])


def _line(step: Outcome) -> str:
    word = paint("red", "failed") if step.problem else paint("green", "ok")
    count = f"{len(step.requests)} request{'' if len(step.requests) == 1 else 's'}"
    text = f"{word:6} {step.name:18} {count:11} {step.milliseconds:6.0f} ms"
    return f"{text}  {step.problem}" if step.problem else text
