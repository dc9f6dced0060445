"""Names that need care. Prints its IR."""

from typing import Any, TypedDict

from mizan_core import Conflict, Context, client
from mizan_core.ir import render_ir
from mizan_core.registry import Registry
from pydantic import BaseModel, ConfigDict, Field

KeyContext = Context("key_values", doc="A param called `key` cannot be a prop: no Provider.")
AllOptionalContext = Context("search")


class Aliased(BaseModel):
    """Keys that are no identifiers, and one that is a reserved word."""

    model_config = ConfigDict(serialize_by_alias=True)

    first: str = Field(alias="first-name")
    second: int = Field(alias="2nd")
    third: bool = Field(alias="class")
    fourth: str = Field(alias="größe")


Headers = TypedDict("Headers", {"Content-Type": str, 'a "quoted" one': int})


class AVeryLongErrorNameOne(Conflict):
    code = "A_VERY_LONG_ERROR_CODE_THAT_FILLS_THE_LINE"


class AVeryLongErrorNameTwo(Conflict):
    code = "ANOTHER_VERY_LONG_ERROR_CODE_THAT_FILLS_THE_LINE"


@client(context=KeyContext)
def key_value(request: Any, key: str) -> Aliased:
    """Ends a comment: */ and begins one /* and has `code` and "quotes"."""


@client(context=AllOptionalContext)
def search(request: Any, text: str = 'it\'s "here"', page: int = 1) -> list[Aliased]:
    """The hook of the read has the context's name, so the bundle's hook gets another."""


@client(context="local")
def local_thing(request: Any) -> int:
    """A context of its own."""


@client(name="delete")
def delete_it(request: Any) -> None:
    """A reserved word as a function name."""


@client(name="contact.submit")
def contact_submit(request: Any, headers: Headers) -> Headers:
    """A composed name."""


@client(errors=[AVeryLongErrorNameOne, AVeryLongErrorNameTwo])
def a_function_whose_name_is_so_long_that_nothing_fits_in_one_line(
    request: Any, headers: list[Headers]
) -> dict[str, list[Headers | Aliased]]:
    """Long lines are broken."""


@client(private=True)
def for_the_server_only(request: Any, secret: bytes) -> bytes:
    """No client sees it."""


if __name__ == "__main__":
    import __main__

    registry = Registry()
    registry.discover(__main__)
    print(render_ir(registry.freeze()), end="")
