from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import environment


def test_the_env_file_fills_only_what_is_not_set(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("# A comment\n\nPORT=1\nHOST = 'h'\nURL=\"a=b\"\nnonsense\n#OFF=1\n")
    environ = {"PORT": "2"}
    environment.load_env_file(file, environ)
    assert environ == {"PORT": "2", "HOST": "h", "URL": "a=b"}


def test_a_missing_env_file_is_no_problem(tmp_path: Path) -> None:
    environ: dict[str, str] = {}
    environment.load_env_file(tmp_path / "none", environ)
    assert environ == {}


@pytest.mark.parametrize(
    ("value", "expected"), [("1", True), (" True ", True), ("off", False), ("", False)]
)
def test_flags(monkeypatch: pytest.MonkeyPatch, value: str, expected: bool) -> None:
    monkeypatch.setenv("A_FLAG", value)
    assert environment.flag("A_FLAG") is expected


def test_a_flag_is_never_guessed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_FLAG", "maybe")
    with pytest.raises(ImproperlyConfigured, match="A_FLAG is 'maybe'"):
        environment.flag("A_FLAG")


@pytest.mark.parametrize("value", ["-1", "1.5", "ten", "²"])
def test_numbers_are_whole(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("A_NUMBER", value)
    with pytest.raises(ImproperlyConfigured, match="not a whole number"):
        environment.whole_number("A_NUMBER", 3)


@pytest.mark.parametrize(
    ("value", "expected"),
    [("", "127.0.0.1"), ("0.0.0.0", "127.0.0.1"), ("::1", "[::1]"), ("192.0.2.1", "192.0.2.1")],
)
def test_hosts_as_they_stand_in_urls(
    monkeypatch: pytest.MonkeyPatch, value: str, expected: str
) -> None:
    monkeypatch.setenv("A_HOST", value)
    assert environment.host("A_HOST", "127.0.0.1") == expected


def test_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_WORDS", " a.example , ,b.example")
    assert environment.words("SOME_WORDS") == ["a.example", "b.example"]
