"""`make demo`: renders the template with its defaults and runs the app's own `make dev`.

.venv/bin/python -m tools.demo .demo/myapp
"""

import argparse
import os
import warnings
from pathlib import Path

import copier
from copier.errors import DirtyLocalWarning

ROOT = Path(__file__).resolve().parents[1]


def render(destination: Path, answers: dict[str, str] | None = None) -> None:
    """Render this repository as it is now, uncommitted changes included."""
    warnings.simplefilter("ignore", DirtyLocalWarning)
    options = {"vcs_ref": "HEAD", "defaults": True, "overwrite": True, "quiet": True}
    copier.run_copy(str(ROOT), destination, data=answers, **options)


def main() -> None:
    """Render, then become `make dev` in there, so that Ctrl-C reaches it alone."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("destination", type=Path, help="the folder for the app")
    parser.add_argument("--backend", help="Django or FastAPI")
    parser.add_argument("--frontend", help="React, Vue or Svelte")
    arguments = parser.parse_args()
    destination: Path = arguments.destination.resolve()
    answers = {"backend": arguments.backend, "frontend": arguments.frontend}
    render(destination, {name: answer for name, answer in answers.items() if answer})
    print(f"demo: the app is in {destination.relative_to(Path.cwd())}", flush=True)
    os.chdir(destination)
    os.execvp("make", ["make", "dev"])


if __name__ == "__main__":
    main()
