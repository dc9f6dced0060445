"""Writes `template/vendor/mizan/MANIFEST.sha256`: what an app gets of the framework, with hashes.

python tests/template/manifest.py           writes it
python tests/template/manifest.py --check   exits 1 if it is out of date
"""

import argparse
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from hooks import vendored
from tests.template.render import COMBINATIONS, render
from tests.template.source import ROOT

MANIFEST = ROOT / "template" / "vendor" / "mizan" / vendored.MANIFEST


def main() -> int:
    """Read the command line; write or compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=_formatter)
    parser.add_argument("--check", action="store_true")
    is_check = parser.parse_args().check
    text = manifest()
    is_fresh = MANIFEST.is_file() and MANIFEST.read_text("utf-8") == text
    if is_check:
        return report(is_fresh)
    if not is_fresh:
        MANIFEST.write_text(text, encoding="utf-8")
    return 0


def manifest() -> str:
    """The manifest of all packages that any app gets, as the work tree has them."""
    lines: set[str] = set()
    with tempfile.TemporaryDirectory() as folder:
        for backend, frontend in COMBINATIONS:
            answers = {"backend": backend, "frontend": frontend}
            app = render(Path(folder) / frontend, answers)
            lines.update(vendored.manifest_lines(app / "vendor" / "mizan"))
    return "".join(f"{line}\n" for line in sorted(lines, key=lambda line: line.split("  ")[1]))


def report(is_fresh: bool) -> int:
    """Say what to do where it is out of date."""
    if not is_fresh:
        print("MANIFEST.sha256 is out of date: python tests/template/manifest.py", file=sys.stderr)
    return 0 if is_fresh else 1


_formatter = argparse.RawDescriptionHelpFormatter

if __name__ == "__main__":
    sys.exit(main())
