"""Takes a newer version of the starter: its app, its hooks, and the framework in vendor/mizan.

What you changed is kept. Where both sides changed the same lines, git's conflict markers stay in
the file and the command fails; mend them, then run `make setup generate check`.
"""

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

from hooks import app, packages
from hooks.console import Problem, paint, run, step

ANSWERS = app.ROOT / ".copier-answers.yml"
COPIER = "copier>=9.10"
MARKER = "<<<<<<< before updating"
AFTERWARDS = ("setup", "generate", "check")


def main() -> int:
    """Read the command line and update."""
    parser = argparse.ArgumentParser(
        prog="python -m hooks.update",
        description=__doc__,
        epilog="Everything after -- goes to `copier update`, for example: -- -d ci=GitLab",
    )
    parser.add_argument("--to", metavar="VERSION", help="another version than the newest")
    parser.add_argument("copier", nargs="*", metavar="-- options")
    options = parser.parse_args()
    refuse_unready()
    update([*(["--vcs-ref", options.to] if options.to else []), *options.copier])
    refuse_conflicts()
    for target in AFTERWARDS:
        step(f"make {target}")
        if subprocess.run(["make", target], cwd=app.ROOT, env=_outside_make()).returncode:
            raise Problem(f"Updated, but `make {target}` fails.", "Mend what it says above.")
    step(paint("green", "Updated. Look at it with `git diff`, then commit it."))
    return 0


def refuse_unready() -> None:
    """Stop where an update could not be taken back.

    Raises:
        Problem: The app is not in git, has uncommitted changes, or was not made by Copier.
    """
    if not ANSWERS.is_file():
        raise Problem(
            f"{ANSWERS.name} is missing: it says which version of the starter this app is from.",
            "Get it back from git: git checkout -- .copier-answers.yml",
        )
    if _git("rev-parse", "--show-toplevel") is None:
        raise Problem(
            "This app is not in git, so nobody could tell your changes from the update's.",
            "git init && git add -A && git commit -m 'Start', then `make update` again.",
        )
    if changed := _git("status", "--porcelain"):
        raise Problem(
            "There are changes that are not committed; the update would be mixed up with them:"
            f"\n\n{changed}",
            "Commit them, or put them away with `git stash`, then `make update` again.",
        )


def update(options: list[str]) -> None:
    """Have Copier merge the newer version into this folder."""
    step("Taking the newer version")
    # Nobody can answer a question where there is no terminal.
    answering = ["--skip-answered"] if sys.stdin.isatty() else ["--defaults"]
    command = [*_copier(), "update", *answering, *options]
    if subprocess.run(command, cwd=app.ROOT).returncode:
        raise Problem("copier update failed.", "What it printed is above; nothing was committed.")


def refuse_conflicts() -> None:
    """Stop where both sides changed the same lines. Copier itself calls that a success.

    Raises:
        Problem: It names the files.
    """
    if found := conflicts():
        raise Problem(
            f"Both you and the update changed the same lines in: {', '.join(found)}.",
            "Mend them between the markers, then run `make setup generate check` and commit.",
        )


def conflicts() -> list[str]:
    """The files with conflict markers, and what could not be applied."""
    changed = (_git("status", "--porcelain", "-z", "--untracked-files=all") or "").split("\0")
    names = sorted({line[3:] for line in changed if line})
    return [name for name in names if name.endswith(".rej") or _has_marker(app.ROOT / name)]


def _has_marker(path: Path) -> bool:
    if not path.is_file():
        return False
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    return any(line.startswith(MARKER) for line in lines)


def _copier() -> list[str]:
    """Copier of this system, by uv, or put into .dev/ for this purpose."""
    if found := shutil.which("copier"):
        return [found]
    if uv := shutil.which("uv"):
        return [uv, "tool", "run", "--from", COPIER, "copier"]
    program = packages.TOOLS / "bin" / "copier"
    if not program.exists():
        step("Fetching Copier")
        packages.make_tools(COPIER)
    return [str(program)]


def _git(*arguments: str) -> str | None:
    """What git says, or None where it fails."""
    done = subprocess.run(["git", *arguments], cwd=app.ROOT, capture_output=True, text=True)
    return done.stdout.strip("\n") if done.returncode == 0 else None


def _outside_make() -> dict[str, str]:
    """This environment, without what the make that runs this told its children."""
    return {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "ARGS")}


if __name__ == "__main__":
    run(main)
