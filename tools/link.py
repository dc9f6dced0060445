"""Puts folders on the virtual environment's import path: edits act at once, nothing is built.

.venv/bin/python -m tools.link packages/cores/mizan-python/src ...
"""

import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def link(folders: list[str]) -> Path:
    """Write one `.pth` file that names the folders; returns where it is."""
    target = Path(sysconfig.get_path("purelib")) / "mizan.pth"
    target.write_text("".join(f"{ROOT / folder}\n" for folder in folders), encoding="utf-8")
    return target


if __name__ == "__main__":
    link(sys.argv[1:])
