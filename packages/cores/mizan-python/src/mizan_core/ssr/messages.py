"""What is asked of a worker, what it answers, and how that may fail. Values only."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mizan_core.ssr.rest import Rest


@dataclass(frozen=True)
class Place:
    """An instance of a context: its name, all its params, and its canonical address."""

    context: str
    params: Mapping[str, Any]
    path: str


@dataclass(frozen=True)
class Given:
    """A place and its bundle as JSON bytes; `ref` is the name that the worker knows them by.

    Where `is_refused`, the bytes are the error that the read answers instead.
    """

    place: Place
    data: bytes
    ref: str
    is_refused: bool = False

    @classmethod
    def of(cls, place: Place, data: bytes, *, is_refused: bool = False) -> Given:
        """The bytes under the hash of what they are."""
        return cls(place, data, hashlib.sha256(data).hexdigest(), is_refused)


@dataclass(frozen=True)
class Page:
    """A component below the pages folder, its props, and the data that it is rendered with.

    `address` is what was asked for: the path, with its query. With `stream` what is not ready may
    come later; `nonce` is what the scripts that put it in its place need to run.
    """

    component: str
    props: Mapping[str, Any] = field(default_factory=dict)
    build: str = ""
    address: str = "/"
    given: tuple[Given, ...] = ()
    stream: bool = False
    nonce: str = ""

    def to_wire(self) -> bytes:
        """As the worker reads it."""
        bundles = [
            {
                "context": each.place.context,
                "params": each.place.params,
                "path": each.place.path,
                "ref": each.ref,
                "isRefused": each.is_refused,
            }
            for each in self.given
        ]
        wire = {
            "component": self.component,
            "props": self.props,
            "build": self.build,
            "address": self.address,
            "stream": self.stream,
            "nonce": self.nonce,
            "bundles": bundles,
        }
        return json.dumps(wire, separators=(",", ":")).encode()


@dataclass(frozen=True)
class Rendered:
    """The HTML, and the places that components asked for and were not given.

    `head` is HTML for the document's head; `status` and `location` are what the page says of
    itself, if anything: that there is nothing here, or that it is elsewhere. `rest` is what comes
    later, where the page may be streamed and is not whole.
    """

    html: bytes
    missing: tuple[Place, ...]
    head: str = ""
    status: int | None = None
    location: str | None = None
    rest: Rest | None = None


class RenderError(Exception):
    """A page that could not be rendered on the server: the client renders it instead."""


class RenderFailed(RenderError):
    """The page's own fault: no such component, or it threw. `stack` is for the log."""

    def __init__(self, code: str, message: str, stack: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.stack = stack


class RenderTimeout(RenderError):
    """It took longer than its budget."""


class RenderOverloaded(RenderError):
    """More pages wait than may."""


class RenderUnavailable(RenderError):
    """No worker is there, or it died under this page."""
