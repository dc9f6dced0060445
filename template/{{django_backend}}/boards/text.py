"""The texts that people type, and what is allowed in them.

The limits reach the generated client; the server alone decides.
"""

import unicodedata
from typing import Annotated

from pydantic import AfterValidator, StringConstraints
from pydantic_core import PydanticCustomError

_LINE_BREAKS = "\n\r\t"


def _one_line(text: str) -> str:
    return _printable(text, allowed="")


def _several_lines(text: str) -> str:
    return _printable(text, allowed=_LINE_BREAKS)


def _printable(text: str, allowed: str) -> str:
    """Refuse control characters: PostgreSQL cannot store some, and people cannot see any."""
    for character in text:
        if unicodedata.category(character) == "Cc" and character not in allowed:
            raise PydanticCustomError("control_character", "Remove the invisible characters.")
    return text


BoardName = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=80),
    AfterValidator(_one_line),
]
Title = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=120),
    AfterValidator(_one_line),
]
Note = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=2000),
    AfterValidator(_several_lines),
]
