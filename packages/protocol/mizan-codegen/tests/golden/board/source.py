"""The demo domain: boards of cards. Prints its IR."""

from typing import Annotated, Any

from mizan_core import Conflict, Context, Merged, MizanError, Removed, Rows, client
from mizan_core.ir import render_ir
from mizan_core.registry import Registry
from pydantic import BaseModel, Field, StringConstraints

BoardsContext = Context("boards", doc="The boards that one may open.")
BoardContext = Context("board", doc="One board with its cards.")

BoardName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Note = Annotated[str, StringConstraints(max_length=2000)]
Username = Annotated[str, StringConstraints(min_length=3, max_length=30)]


class User(BaseModel):
    """Somebody with an account, as the page sees them."""

    id: int
    username: str


class BoardSummary(BaseModel):
    """A board without its cards."""

    id: int
    name: str
    is_public: bool
    is_mine: bool


class BoardCounts(BaseModel):
    """How many cards a board has, and how many of them are done."""

    total: int
    done: int


class Card(BaseModel):
    """Something to do."""

    id: int
    title: str
    note: str
    is_done: bool


class CardChange(Merged):
    """A card that is new or changed, and the counts that go with it."""

    card: Card
    counts: BoardCounts


class CardRemoval(Merged):
    """The card that is gone, and the counts without it."""

    card: Removed[Card]
    counts: BoardCounts


class DuplicateCard(Conflict):
    """Another card of the board has this title."""

    code = "DUPLICATE_CARD"


class UsernameTaken(Conflict):
    """Somebody else has this username."""

    code = "USERNAME_TAKEN"


class SignInFailed(MizanError):
    """No account has this username and this password."""

    code, status = "SIGN_IN_FAILED", 400


@client(context="global")
def current_user(request: Any) -> User | None:
    """Who is signed in; nobody is null."""


@client(context=BoardsContext, rows=Rows(key="id", order_by=("name", "id")))
def boards(request: Any) -> list[BoardSummary]:
    """The boards that one may open, by name."""


@client(context=BoardContext)
def board_summary(request: Any, board_id: int) -> BoardSummary:
    """The board's name, and whose it is."""


@client(context=BoardContext)
def board_counts(request: Any, board_id: int) -> BoardCounts:
    """How much of the board is done."""


@client(context=BoardContext, rows=Rows(key="id"))
def board_cards(request: Any, board_id: int) -> list[Card]:
    """The cards of the board, the oldest first."""


@client(merge=BoardsContext, auth=True)
def create_board(request: Any, name: BoardName) -> BoardSummary:
    """Make a board of one's own."""


@client(merge=[BoardContext, BoardsContext])
def rename_board(request: Any, board_id: int, name: BoardName) -> BoardSummary:
    """Give a board another name."""


@client(affects=BoardContext)
def clear_done(request: Any, board_id: int) -> int:
    """Delete the cards that are done; says how many there were."""


@client(merge=BoardContext, errors=[DuplicateCard])
def add_card(request: Any, board_id: int, title: Title) -> CardChange:
    """Put a card at the end of the board."""


@client(merge=BoardContext)
def set_card_done(request: Any, board_id: int, card_id: int, is_done: bool) -> CardChange:
    """Tick a card, or untick it."""


@client(merge=BoardContext, errors=[DuplicateCard])
def edit_card(request: Any, board_id: int, card_id: int, title: Title, note: Note) -> CardChange:
    """Change the title of a card and its note."""


@client(merge=BoardContext)
def delete_card(request: Any, board_id: int, card_id: int) -> CardRemoval:
    """Take a card off the board."""


@client(errors=[UsernameTaken], idempotent=False)
def sign_up(
    request: Any,
    username: Username,
    password: Annotated[str, Field(min_length=8, max_length=128)],
) -> User:
    """Make an account and sign in with it."""


@client(errors=[SignInFailed], idempotent=False)
def sign_in(request: Any, username: str, password: str) -> User:
    """Sign in."""


@client(idempotent=False)
def sign_out(request: Any) -> None:
    """Sign out, and forget the session."""


if __name__ == "__main__":
    import __main__

    registry = Registry()
    registry.discover(__main__)
    print(render_ir(registry.freeze()), end="")
