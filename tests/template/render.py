"""Renders the template as the work tree has it now, uncommitted files included.

python tests/template/render.py /tmp/app
python tests/template/render.py /tmp/app --data ci=GitLab --overwrite
"""

import argparse
import sys
import tempfile
from pathlib import Path

import copier

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.template.source import snapshot

BACKENDS = ("Django", "FastAPI")
FRONTENDS = ("React", "Vue", "Svelte")
# Few that hold every backend and every frontend; `make matrix` takes them all.
COMBINATIONS = (("Django", "React"), ("FastAPI", "Vue"), ("Django", "Svelte"))


def render(destination: Path, answers: dict[str, str] | None = None) -> Path:
    """Render the work tree into `destination` with defaults for what is not answered."""
    with tempfile.TemporaryDirectory() as folder:
        source = snapshot(Path(folder) / "starter")
        copier.run_copy(
            str(source), destination, data=answers, defaults=True, overwrite=True, quiet=True
        )
    return destination


def main() -> None:
    """Read the command line and render."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=_formatter)
    parser.add_argument("destination", type=Path)
    parser.add_argument("--data", action="append", default=[], metavar="name=value")
    arguments = parser.parse_args()
    answers = dict(answer.split("=", 1) for answer in arguments.data)
    print(render(arguments.destination, answers))


_formatter = argparse.RawDescriptionHelpFormatter

if __name__ == "__main__":
    main()
