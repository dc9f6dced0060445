"""One of each kind of type, in arguments, in results and in records. Prints its IR."""

import enum
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Annotated, Any, Generic, Literal, NamedTuple, NotRequired, TypedDict, TypeVar
from uuid import UUID

from mizan_core import Conflict, Context, client
from mizan_core.ir import render_ir
from mizan_core.registry import Registry
from pydantic import BaseModel, ConfigDict, Field, computed_field, field_serializer

ShopContext = Context("shop")
Item = TypeVar("Item")


class Size(enum.Enum):
    """How big. */ A doc cannot end its comment."""

    SMALL = "s"
    LARGE = "l"


class Rank(enum.IntEnum):
    FIRST = 1
    SECOND = 2


class Scalars(BaseModel):
    """Every scalar."""

    model_config = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")

    flag: bool
    count: int
    ratio: float
    text: str
    raw: bytes
    at: datetime
    day: date
    moment: time
    span: timedelta
    key: UUID
    price: Decimal = Field(max_digits=8, decimal_places=2)
    anything: Any


class Collections(BaseModel):
    """Every collection."""

    names: list[str]
    tags: set[str] = Field(description="In no particular order.", max_length=5)
    by_key: dict[UUID, list[int]]
    pair: tuple[int, str]
    many: tuple[int, ...]
    maybe: str | None
    either: int | str | list[Size]
    mode: Literal["on", "off", 1, True, None]
    size: Size
    ranks: list[Rank | None]
    nested: dict[str, dict[str, tuple[Size, Rank] | None]]


class Node(BaseModel):
    """A tree; children have a default, so an input may leave them out, an output never does."""

    label: Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[^\x00]*$")]
    children: list["Node"] = []


class Wrapper(BaseModel):
    """It differs between input and output only because its node does."""

    node: Node


class Draft(BaseModel):
    """Only ever an input, so it keeps its name."""

    title: str = "Untitled"
    size: Size = Size.SMALL
    tags: list[str] = Field(default_factory=list)


@dataclass
class Line:
    """A dataclass."""

    product: str
    amount: int = 1
    notes: list[str] = field(default_factory=list)


class Options(TypedDict):
    """A TypedDict."""

    verbose: bool
    limit: NotRequired[int]


class Point(NamedTuple):
    """On the wire a NamedTuple is a list."""

    x: float
    y: float


class Page(BaseModel, Generic[Item]):
    """A generic record gets the names of what it holds."""

    items: list[Item]
    total: int


class Derived(BaseModel):
    """Fields that only an output has, or has in another form."""

    secret: str = Field(exclude=True)
    amount: int

    @computed_field(description="Twice the amount.")
    @property
    def double(self) -> int:
        return self.amount * 2

    @field_serializer("amount")
    def amount_text(self, value: int) -> str:
        return str(value)


class StockDetails(BaseModel):
    """What is left."""

    left: int


class OutOfStock(Conflict):
    """There is not enough of it."""

    code = "OUT_OF_STOCK"
    details_type = StockDetails


class Closed(Conflict):
    """The shop is closed."""

    code = "CLOSED"


@client(context=ShopContext)
def scalars(request: Any, shop_id: UUID, day: date, size: Size = Size.SMALL) -> Scalars:
    """Every scalar.

    With a second paragraph.
    """


@client(context=ShopContext)
def collections(
    request: Any,
    shop_id: UUID,
    pages: list[int],
    sort: Literal["up", "down"] = "up",
    search: str | None = None,
) -> Collections | None:
    """Every collection."""


@client(context=ShopContext)
def wrapped(request: Any, shop_id: UUID) -> Page[Wrapper]:
    pass


@client(context=ShopContext)
def derived(request: Any, shop_id: UUID) -> list[Derived]:
    pass


@client
def place_order(
    request: Any,
    lines: list[Line],
    wrapper: Wrapper,
    draft: Draft,
    options: Options,
    at: Point,
    due: datetime | None = None,
    code: Annotated[str, Field(description="A voucher, if there is one.")] = "",
) -> tuple[Line, Point]:
    """Order something."""


@client(errors=[OutOfStock, Closed])
def reserve(request: Any, ranks: dict[Rank, int] = {}) -> dict[str, Rank]:  # noqa: B006
    """Set something aside."""


@client
def ping(request: Any) -> Any:
    pass


if __name__ == "__main__":
    import __main__

    registry = Registry()
    registry.discover(__main__)
    print(render_ir(registry.freeze()), end="")
