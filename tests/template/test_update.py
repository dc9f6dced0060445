"""`copier update` from one version to the next: what users wrote stays, what we wrote arrives."""

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import copier
import pytest

from tests.template.in_app import evaluate, run
from tests.template.render import COMBINATIONS
from tests.template.source import commit, git, snapshot

FUNCTION = "backend/boards/mizan_clients.py"
COMPONENT = "frontend/src/components/SessionMenu.tsx"
FRAMEWORK = "vendor/mizan/python/mizan_core/plan.py"


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository of the starter with the tags v1 and v2."""
    repository = snapshot(tmp_path_factory.mktemp("versions") / "starter")
    _slim(repository)
    commit(repository, "v1")
    template = repository / "template"
    _append(template / "{{django_backend}}" / "boards" / "mizan_clients.py", "\n# of version 2\n")
    _append(template / "{{react_frontend}}" / "src/components/SessionMenu.tsx", "// version 2\n")
    _append(template / "Makefile", "\n.PHONY: new\nnew: ## Came with version 2\n\t@echo new\n")
    _append(repository / "locks" / "django" / "requirements.in", "\npython-dateutil~=2.9\n")
    _append(repository / "packages/cores/mizan-python/src/mizan_core/plan.py", "# version 2\n")
    new_module = repository / "packages/cores/mizan-python/src/mizan_core/version_two.py"
    new_module.write_text('"""Came with version 2."""\n')
    (template / "docs" / "packages.md").unlink()
    commit(repository, "v2")
    return repository


def _slim(repository: Path) -> None:
    """Leave out much of the same kind: Copier takes its time for each file."""
    kept = {Path(name).name for name in (FUNCTION, COMPONENT, FRAMEWORK)}
    for pattern in (
        "template/e2e/*",
        "template/{*/**/*.py",
        "template/{*/**/*.ts*",
        "packages/**/*",
    ):
        for path in repository.glob(pattern):
            if path.is_file() and path.name not in kept | KEPT:
                path.unlink()
    for link in (repository / "template").rglob("*"):
        if link.is_symlink() and not link.exists():
            link.unlink()


# Without one file each, the links into packages/ would point nowhere in git.
KEPT = {"__init__.py", "index.ts", "mizan.toml.jinja", "package.json"}


@pytest.fixture(scope="module")
def rendered(versions: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An app of version 1 in git. Look, don't touch."""
    app = tmp_path_factory.mktemp("app") / "myapp"
    copier.run_copy(str(versions), app, vcs_ref="v1", defaults=True, quiet=True)
    git(app, "init", "-q", "-b", "main")
    save(app, "Start")
    return app


@pytest.fixture
def app(rendered: Path, tmp_path: Path) -> Path:
    """An app of version 1 that may be changed."""
    return Path(shutil.copytree(rendered, tmp_path / "myapp"))


def save(app: Path, message: str) -> None:
    """Commit everything that is not ignored."""
    git(app, "add", "-A")
    author = ("-c", "user.name=user", "-c", "user.email=user@example.com")
    git(app, *author, "-c", "commit.gpgsign=false", "commit", "-q", "-m", message)


def update(app: Path, **answers: str) -> None:
    """Update to version 2, as `make update` has Copier do it."""
    copier.run_update(
        app,
        vcs_ref="v2",
        data=answers,
        defaults=True,
        overwrite=True,
        quiet=True,
        conflict="inline",
    )


LOCKS = ("requirements.lock", "requirements-dev.lock", "package-lock.json")


@pytest.fixture(scope="module")
def updated(rendered: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An app that its user has worked on, and that was then updated. Look, don't touch."""
    app = Path(shutil.copytree(rendered, tmp_path_factory.mktemp("updated") / "myapp"))
    _replace(app / FUNCTION, '"""The board\'s name, and whose it is."""', '"""Mine."""')
    _replace(app / COMPONENT, "export function", "/** Mine. */\nexport function")
    _replace(app / "Makefile", "dev: setup", ".PHONY: mine\nmine:\n\t@echo mine\n\ndev: setup")
    _replace(app / FRAMEWORK, '"""', '"""Mine: ')
    _replace(app / "requirements.in", "redis~=", "requests~=2.32\nredis~=")
    _replace(app / "frontend/package.json", '"dependencies": {', f'"dependencies": {{{LEFT_PAD}')
    for name in LOCKS:
        _append(app / name, "# mine\n")
    (app / "backend" / "mine.py").write_text("MINE = 1\n")
    (app / ".env").write_text("SECRET_KEY=mine\n")
    save(app, "Mine")
    update(app)
    return app


LEFT_PAD = '\n    "left-pad": "1.3.0",'

BOTH = {
    FUNCTION: ('"""Mine."""', "# of version 2"),
    COMPONENT: ("/** Mine. */", "// version 2"),
    "Makefile": ("echo mine", "Came with version 2"),
    FRAMEWORK: ('"""Mine: ', "# version 2"),
    "requirements.in": ("requests~=2.32", "python-dateutil~=2.9"),
}


@pytest.mark.parametrize("name", BOTH)
def test_edits_stay_where_the_new_version_arrives(updated: Path, name: str) -> None:
    content = (updated / name).read_text("utf-8")
    assert [text for text in BOTH[name] if text not in content] == []
    assert "<<<<<<<" not in content


def test_what_only_the_user_has_stays(updated: Path) -> None:
    assert (updated / "backend" / "mine.py").read_text() == "MINE = 1\n"
    assert (updated / ".env").read_text() == "SECRET_KEY=mine\n"
    assert "left-pad" in (updated / "frontend" / "package.json").read_text()


def test_what_only_the_new_version_has_arrives(updated: Path) -> None:
    assert (updated / "vendor/mizan/python/mizan_core/version_two.py").exists()
    assert not (updated / "docs" / "packages.md").exists()
    assert "_commit: v2" in (updated / ".copier-answers.yml").read_text()
    assert evaluate(updated, "update.conflicts()", "update") == []


@pytest.mark.parametrize("name", LOCKS)
def test_locks_are_never_merged(updated: Path, rendered: Path, name: str) -> None:
    assert (updated / name).read_text() == (rendered / name).read_text() + "# mine\n"


def test_set_up_will_renew_the_locks(updated: Path) -> None:
    assert evaluate(updated, "packages.is_stale('requirements.lock')", "packages") is True


def test_a_conflict_is_named(app: Path) -> None:
    _append(app / "Makefile", "\n.PHONY: new\nnew:\n\t@echo mine\n")
    save(app, "The same place")
    update(app)
    assert evaluate(app, "update.conflicts()", "update") == ["Makefile"]
    code = "from hooks import console, update; console.run(lambda: update.refuse_conflicts())"
    done = run(app, "-c", code)
    assert done.returncode == 1
    assert "changed the same lines in: Makefile" in done.stderr


def test_an_answer_can_change_and_change_back(app: Path) -> None:
    before = git(app, "ls-files", "-s")
    answer(app, ci="GitLab")
    assert (app / ".gitlab-ci.yml").exists()
    assert not (app / ".github").exists()
    save(app, "GitLab")
    answer(app, ci="GitHub")
    save(app, "GitHub")
    assert git(app, "ls-files", "-s") == before


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The starter with every file of it."""
    repository = snapshot(tmp_path_factory.mktemp("whole") / "starter")
    commit(repository, "v1")
    return repository


@pytest.mark.parametrize(("backend", "frontend"), COMBINATIONS)
def test_server_rendering_goes_and_comes_back(
    whole: Path, tmp_path: Path, backend: str, frontend: str
) -> None:
    app = tmp_path / "myapp"
    answers = {"backend": backend, "frontend": frontend}
    copier.run_copy(str(whole), app, vcs_ref="v1", data=answers, defaults=True, quiet=True)
    git(app, "init", "-q", "-b", "main")
    save(app, "Start")
    before = git(app, "ls-files", "-s")
    assert list(app.glob("frontend/src/server.*"))
    answer(app, ssr="false")
    assert not list(app.glob("frontend/src/server.*"))
    save(app, "Without")
    answer(app, ssr="true")
    save(app, "With")
    assert git(app, "diff", "HEAD~2", "--stat") == ""
    assert git(app, "ls-files", "-s") == before


def answer(app: Path, **answers: str) -> None:
    """Change answers and nothing else."""
    copier.run_update(
        app,
        vcs_ref=copier.VcsRef.CURRENT,
        data=answers,
        defaults=True,
        overwrite=True,
        quiet=True,
    )


@pytest.mark.parametrize(("fails_at", "code"), [("nothing", 0), ("generate", 1)])
def test_make_update_brings_everything_after_it(
    app: Path, tmp_path: Path, fails_at: str, code: int
) -> None:
    """Everything but what `make` itself does: that needs an app that is set up."""
    tools = tmp_path / "bin"
    tools.mkdir()
    (tools / "make").write_text(f'#!/bin/sh\necho "$1" >> made\ntest "$1" != {fails_at}\n')
    (tools / "make").chmod(0o755)
    path = os.pathsep.join([str(tools), str(Path(sys.executable).parent), os.environ["PATH"]])
    done = run(app, "-m", "hooks.update", "--to", "v2", PATH=path)
    assert done.returncode == code, done.stderr
    assert (app / "vendor/mizan/python/mizan_core/version_two.py").exists()
    made = (app / "made").read_text().split()
    if code == 0:
        assert made == ["setup", "generate", "check"]
        assert "git diff" in done.stdout
    else:
        assert made == ["setup", "generate"]
        assert "`make generate` fails" in done.stderr


def _uncommitted(app: Path) -> None:
    (app / "new.txt").write_text("")


def _without_git(app: Path) -> None:
    shutil.rmtree(app / ".git")


def _without_answers(app: Path) -> None:
    (app / ".copier-answers.yml").unlink()


REFUSED: dict[str, tuple[Callable[[Path], None], str, str]] = {
    "dirty": (_uncommitted, "?? new.txt", "Commit them, or put them away with `git stash`"),
    "no git": (_without_git, "This app is not in git", "git init"),
    "no answers": (_without_answers, ".copier-answers.yml is missing", "git checkout"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_an_update_that_could_not_be_taken_back_is_refused(app: Path, case: str) -> None:
    change, what, hint = REFUSED[case]
    change(app)
    before = _content(app)
    done = run(app, "-m", "hooks.update", GIT_CEILING_DIRECTORIES=str(app.parent))
    assert done.returncode == 1
    assert what in done.stderr
    assert hint in done.stderr
    assert _content(app) == before


def _content(app: Path) -> dict[str, bytes]:
    return {
        path.relative_to(app).as_posix(): path.read_bytes()
        for path in sorted(app.rglob("*"))
        if path.is_file() and ".git" not in path.parts
    }


def _append(path: Path, text: str) -> None:
    path.write_text(path.read_text("utf-8") + text, encoding="utf-8")


def _replace(path: Path, old: str, new: str) -> None:
    content = path.read_text("utf-8")
    assert old in content, f"{path} has no {old!r}"
    path.write_text(content.replace(old, new, 1), encoding="utf-8")
