"""What goes over the socket to a worker: `u32 length | u32 id | u8 type | payload`, big-endian."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

RENDER, HTML, FAILURE, MISSING, DATA, HEALTH, CHUNK, END = range(1, 9)
LIMIT = 64 * 1024 * 1024
_HEAD = struct.Struct(">IIB")


class Frame(NamedTuple):
    """One message; `id` tells which request it belongs to."""

    id: int
    type: int
    payload: bytes


class FrameTooLong(ValueError):
    """A stream that has lost its way."""

    def __init__(self, length: int) -> None:
        self.length = length
        super().__init__(f"a frame of {length} bytes: {LIMIT} are allowed")


def encode_frame(id: int, type: int, payload: bytes) -> bytes:
    """One frame as bytes."""
    return _HEAD.pack(len(payload), id, type) + payload


class FrameParser:
    """Takes chunks as they come, of any size, and gives whole frames."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, chunk: bytes) -> Iterator[Frame]:
        """The frames that are whole now. Raises FrameTooLong."""
        self._buffer += chunk
        while len(self._buffer) >= _HEAD.size:
            length, id, type = _HEAD.unpack_from(self._buffer)
            if length > LIMIT:
                raise FrameTooLong(length)
            end = _HEAD.size + length
            if len(self._buffer) < end:
                return
            with memoryview(self._buffer) as view:
                payload = bytes(view[_HEAD.size : end])
            del self._buffer[:end]
            yield Frame(id, type, payload)
