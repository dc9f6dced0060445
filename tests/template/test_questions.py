"""The questions: what is refused and with which words, and that every default works."""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import copier
import pytest
import yaml


@pytest.fixture(scope="module")
def questions(starter: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The questions without the template, which asks the same and writes nothing."""
    folder = tmp_path_factory.mktemp("questions")
    shutil.copy(starter / "copier.yml", folder)
    (folder / "template").mkdir()
    return folder


NAME_FORM = "allowed: a lower-case letter, then up to 49 lower-case letters, digits and _"

REFUSED: list[tuple[str, str, str]] = [
    ("project_slug", "class", '"class" is a keyword of Python or JavaScript; allowed: class_app'),
    ("project_slug", "export", '"export" is a keyword'),
    ("project_slug", "json", '"json" is a module of Python\'s standard library; allowed: json_app'),
    ("project_slug", "tomllib", '"tomllib" is a module'),
    ("project_slug", "mizan", '"mizan" is the name of a part of the app'),
    ("project_slug", "config", '"config" is the name of a part of the app'),
    ("project_slug", "boards", '"boards" is the name of a part of the app'),
    ("project_slug", "accounts", '"accounts" is the name of a part of the app'),
    ("project_slug", "django", '"django" is the name of a part of the app'),
    ("project_slug", "frontend", '"frontend" is the name of a part of the app'),
    ("project_slug", "1x", NAME_FORM),
    ("project_slug", "../x", NAME_FORM),
    ("project_slug", "a/b", NAME_FORM),
    ("project_slug", "Abc", NAME_FORM),
    ("project_slug", "a-b", NAME_FORM),
    ("project_slug", "_x", NAME_FORM),
    ("project_slug", "naïve", NAME_FORM),
    ("project_slug", "x\n", NAME_FORM),
    ("project_slug", "a" * 51, NAME_FORM),
    ("project_slug", "", f"It is empty; {NAME_FORM}"),
    ("project_name", " ", "It is empty; allowed: 1 to 60 characters on one line"),
    ("project_name", " x", "It begins or ends with white space; allowed: x"),
    ("project_name", "a\nb", "allowed: 1 to 60 characters on one line"),
    ("project_name", "x" * 61, "allowed: 1 to 60 characters on one line"),
    ("description", "a\nb", "allowed: up to 200 characters on one line"),
    ("author_name", "<me>", "allowed: up to 100 characters on one line"),
    ("author_email", "me", "allowed: nothing, or for example: me@example.com"),
    ("backend", "Rails", "['Django', 'FastAPI']"),
    ("frontend", "Ember", "['React', 'Vue', 'Svelte']"),
    ("ci", "Jenkins", "['GitHub', 'GitLab', 'none']"),
]


@pytest.mark.parametrize(("question", "answer", "message"), REFUSED)
def test_a_bad_answer_is_refused_with_what_is_allowed(
    questions: Path, tmp_path: Path, question: str, answer: str, message: str
) -> None:
    with pytest.raises(ValueError, match=r"Validation error|Invalid choice") as refusal:
        _answers(questions, tmp_path / "app", **{question: answer})
    assert message in str(refusal.value)
    assert not (tmp_path / "app").exists()


def test_the_command_fails_too(questions: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "copier", "copy", "--defaults", "-d", "project_slug=class"]
    done = subprocess.run([*command, questions, tmp_path / "app"], capture_output=True, text=True)
    assert done.returncode == 1
    assert "allowed: class_app" in done.stderr


GOOD_SLUGS = ["a", "my_app", "x1", "a" * 50, "classes", "jsonx", "my_mizan"]


@pytest.mark.parametrize("slug", GOOD_SLUGS)
def test_a_good_slug_is_taken(questions: Path, tmp_path: Path, slug: str) -> None:
    assert _answers(questions, tmp_path / "app", project_slug=slug)["project_slug"] == slug


DERIVED = {
    "My App": "my_app",
    "class": "class_project",
    "Django": "django_project",
    "123": "app_123",
    "日本": "app_project",
    "a\"b'c": "a_b_c",
    "--x--": "x",
    "App 2.0 (beta)": "app_2_0_beta",
    "x" * 60: "x" * 50,
}


@pytest.mark.parametrize(("name", "slug"), DERIVED.items())
def test_any_project_name_has_a_slug_that_works(
    questions: Path, tmp_path: Path, name: str, slug: str
) -> None:
    assert _answers(questions, tmp_path / "app", project_name=name)["project_slug"] == slug


FOLDERS = {"my-app": "My App", "myapp": "Myapp", "123": "123", "…": "My App"}


@pytest.mark.parametrize(("folder", "name"), FOLDERS.items())
def test_the_name_comes_from_the_folder(
    questions: Path, tmp_path: Path, folder: str, name: str
) -> None:
    assert _answers(questions, tmp_path / folder)["project_name"] == name


def test_every_word_of_python_and_its_library_is_reserved(questions: Path) -> None:
    import keyword

    groups = _questions(questions)["reserved_words"]["default"]
    words = set(" ".join(groups).split())
    wanted = {*keyword.kwlist, *sys.stdlib_module_names}
    assert sorted(word for word in wanted if _could_be_a_slug(word) and word not in words) == []


def _could_be_a_slug(word: str) -> bool:
    return word == word.lower() and not word.startswith("_")


def test_at_most_six_questions_are_asked_unless_more_are_wanted(questions: Path) -> None:
    asked = [
        name
        for name, question in _questions(questions).items()
        if question.get("when", True) and question.get("ask", True) is True
    ]
    assert asked == ["project_name", "project_slug", "description", "backend", "frontend", "more"]


def test_each_question_has_one_line_of_help(questions: Path) -> None:
    for name, question in _questions(questions).items():
        if question.get("when", True):
            assert "\n" not in question["help"].strip(), name


def test_nothing_in_it_needs_trust(questions: Path) -> None:
    settings = yaml.safe_load((questions / "copier.yml").read_text("utf-8"))
    assert not {"_tasks", "_migrations", "_jinja_extensions"} & settings.keys()


def _answers(source: Path, destination: Path, **answers: str) -> dict[str, Any]:
    """What the answers file would hold; nothing is written."""
    with copier._main.Worker(
        src_path=str(source),
        dst_path=destination,
        data=answers,
        defaults=True,
        quiet=True,
        pretend=True,
    ) as worker:
        worker.run_copy()
        return {name: worker.answers.combined[name] for name in ("project_name", "project_slug")}


def _questions(folder: Path) -> dict[str, dict[str, Any]]:
    content = yaml.safe_load((folder / "copier.yml").read_text("utf-8"))
    return {name: question for name, question in content.items() if not name.startswith("_")}
