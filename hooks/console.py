"""What commands print, and how they end when something is wrong: what happened, then what to do."""

import os
import sys
from collections.abc import Callable
from typing import TextIO


class Problem(Exception):
    """Something that the person at the keyboard can mend.

    Attributes:
        what: What is wrong, as a sentence.
        hint: The next step, often a command.
    """

    def __init__(self, what: str, hint: str) -> None:
        super().__init__(what)
        self.what = what
        self.hint = hint


def run(command: Callable[[], int | None]) -> None:
    """Run a command's `main`, print a `Problem` without a traceback, and leave with its code."""
    try:
        code = command() or 0
    except Problem as problem:
        complain(problem)
        code = 1
    except KeyboardInterrupt:
        code = 130
    sys.exit(code)


def complain(problem: Problem) -> None:
    """Print what is wrong and the hint."""
    print(f"{paint('red', 'error:', sys.stderr)} {problem.what}", file=sys.stderr)
    print(f"\n{paint('yellow', 'hint:', sys.stderr)} {problem.hint}", file=sys.stderr)


def step(text: str) -> None:
    """Say what happens now."""
    print(f"{paint('cyan', '>')} {text}", flush=True)


COLOURS = {"red": 31, "green": 32, "yellow": 33, "blue": 34, "magenta": 35, "cyan": 36, "bold": 1}


def paint(colour: str, text: str, stream: TextIO | None = None) -> str:
    """`text` in a colour, where the stream shows colours."""
    return f"\033[{COLOURS[colour]}m{text}\033[0m" if shows_colours(stream) else text


def shows_colours(stream: TextIO | None = None) -> bool:
    """Whether the stream is a terminal; NO_COLOR and FORCE_COLOR decide over that."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return (stream or sys.stdout).isatty() and os.environ.get("TERM") != "dumb"
