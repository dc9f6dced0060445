import json
import logging
import logging.config
import sys

import pytest

from app import logs

FORGED = 'hello\n{"level": "error", "message": "forged"}\x1b[31m'


def record(message: str) -> logging.LogRecord:
    made = logging.LogRecord("app", logging.INFO, "file", 1, "%s", (message,), None)
    logs.RequestIdFilter().filter(made)
    return made


def test_json_keeps_one_entry_on_one_line() -> None:
    logs.request_id.set("request-1")
    written = logs.JsonFormatter().format(record(FORGED))
    assert "\n" not in written
    entry = json.loads(written)
    assert entry["message"] == FORGED
    assert entry["request_id"] == "request-1"


def test_lines_show_control_characters_as_escapes() -> None:
    line = logs.LineFormatter("%(message)s").format(record(FORGED))
    assert "\n" not in line
    assert "\x1b" not in line
    assert r"hello\n" in line


def test_json_carries_the_exception_and_plain_extras() -> None:
    made = record("it broke")
    made.status_code = 500
    made.request = object()
    try:
        raise ValueError("why")
    except ValueError:
        made.exc_info = sys.exc_info()
    entry = json.loads(logs.JsonFormatter().format(made))
    assert entry["status_code"] == 500
    assert "ValueError: why" in entry["exception"]
    assert "request" not in entry


@pytest.mark.parametrize("as_json", [True, False])
def test_the_configuration_is_one_that_logging_takes(as_json: bool) -> None:
    configuration = logs.configuration(as_json=as_json, level="INFO")
    assert configuration["handlers"]["stderr"]["formatter"] == ("json" if as_json else "line")
    logging.config.DictConfigurator(configuration).configure_formatter(
        configuration["formatters"]["json"]
    )
