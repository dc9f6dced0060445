"""Logs with the id of the request: JSON lines in production, short lines in development."""

import json
import logging
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

request_id: ContextVar[str] = ContextVar("request_id", default="-")

_ELSEWHERE = {"message", "asctime", "request_id", "color_message"}
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | _ELSEWHERE


class RequestIdFilter(logging.Filter):
    """Gives every record the id of the request in which it was logged."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get()
        return True


class JsonFormatter(logging.Formatter):
    """One JSON object a line. JSON escapes line breaks, so no input can forge a second entry."""

    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "request_id": getattr(record, "request_id", "-"),
        }
        entry |= {name: value for name, value in vars(record).items() if _is_plain(name, value)}
        if record.exc_info:
            entry["exception"] = self.formatException(record.exc_info)
        return json.dumps(entry)


def _is_plain(name: str, value: object) -> bool:
    return name not in _STANDARD and isinstance(value, str | int | float | bool | None)


class LineFormatter(logging.Formatter):
    """A line for people; control characters in the message are written as escapes."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802
        record.message = "".join(
            character if character.isprintable() else repr(character)[1:-1]
            for character in record.message
        )
        return super().formatMessage(record)


def configuration(*, as_json: bool, level: str) -> dict[str, Any]:
    """The `LOGGING` setting."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"request_id": {"()": RequestIdFilter}},
        "formatters": {
            "json": {"()": JsonFormatter},
            "line": {
                "()": LineFormatter,
                "format": "%(levelname)-7s %(name)s [%(request_id)s] %(message)s",
            },
        },
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "filters": ["request_id"],
                "formatter": "json" if as_json else "line",
            },
        },
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # Django's own handlers would write each entry a second time, or send mail.
            "django": {"handlers": [], "level": level, "propagate": True},
            "django.server": {"handlers": [], "level": level, "propagate": True},
            # The server's own lines look like ours.
            "uvicorn": {"handlers": [], "propagate": True},
            "uvicorn.access": {"handlers": [], "propagate": True},
            # Strangers send wrong host names all day; that is no error of the app.
            "django.security.DisallowedHost": {"handlers": [], "level": "CRITICAL"},
        },
    }
