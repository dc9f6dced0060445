"""What the page may read and change on boards.

Every function marked with `@client` becomes a typed hook of the frontend, with its docstring.
A function with `context=` is read; the others change something, and say what that concerns:

    merge=BoardContext    the value returned goes straight into the board on screen: one request
    affects=BoardContext  the board on screen is read again
"""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from mizan import Conflict, Context, Merged, Removed, Rows, client
from pydantic import BaseModel, ConfigDict

from accounts.requests import SignedInRequest
from boards import models
from boards.text import BoardName, Note, Title

BoardsContext = Context("boards", doc="The boards that one may open.")
BoardContext = Context("board", doc="One board with its cards.")


# --- What the page sees --------------------------------------------------------------------


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

    model_config = ConfigDict(from_attributes=True)

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
    default_message = "There is a card with this title already."


# --- Who may ---------------------------------------------------------------------------------


def may_see_board(request: HttpRequest, board_id: int) -> bool:
    """Everybody sees a public board, only the owner any other: a stranger can't tell it exists."""
    return models.Board.objects.visible_to(request.user.pk).filter(id=board_id).exists()


def may_edit_board(request: HttpRequest, board_id: int) -> bool:
    """Who sees a board may change it, too."""
    return may_see_board(request, board_id)


# --- Reading ---------------------------------------------------------------------------------


@client(context=BoardsContext, rows=Rows(key="id", order_by=("name", "id")))
def boards(request: HttpRequest) -> list[BoardSummary]:
    """The boards that one may open, by name."""
    visible = models.Board.objects.visible_to(request.user.pk)
    # Sorted here, for the page sorts by code point where a database may have other rules.
    in_order = sorted(visible, key=lambda board: (board.name, board.id))
    return [_summary(request, board) for board in in_order]


@client(context=BoardContext, auth=may_see_board)
def board_summary(request: HttpRequest, board_id: int) -> BoardSummary:
    """The board's name, and whose it is."""
    return _summary(request, get_object_or_404(models.Board, id=board_id))


@client(context=BoardContext, auth=may_see_board)
def board_counts(request: HttpRequest, board_id: int) -> BoardCounts:
    """How much of the board is done."""
    return _counts(board_id)


@client(context=BoardContext, auth=may_see_board, rows=Rows(key="id"))
def board_cards(request: HttpRequest, board_id: int) -> list[Card]:
    """The cards of the board, the oldest first."""
    return [Card.model_validate(card) for card in models.Card.objects.filter(board_id=board_id)]


# --- Changing boards -------------------------------------------------------------------------


@client(merge=BoardsContext, auth=True)
def create_board(request: SignedInRequest, name: BoardName) -> BoardSummary:
    """Make a board of one's own."""
    board = models.Board.objects.create(name=name, owner=request.user)
    return _summary(request, board)


@client(merge=[BoardContext, BoardsContext], auth=may_edit_board)
def rename_board(request: HttpRequest, board_id: int, name: BoardName) -> BoardSummary:
    """Give a board another name."""
    board = _locked_board(board_id)
    board.name = name
    board.save(update_fields=["name"])
    return _summary(request, board)


@client(affects=BoardContext, auth=may_edit_board)
def clear_done(request: HttpRequest, board_id: int) -> int:
    """Delete the cards that are done; says how many there were."""
    count, _ = _locked_board(board_id).cards.filter(is_done=True).delete()
    return count


# --- Changing cards --------------------------------------------------------------------------


@client(merge=BoardContext, auth=may_edit_board, errors=[DuplicateCard])
def add_card(request: HttpRequest, board_id: int, title: Title) -> CardChange:
    """Put a card at the end of the board."""
    card = models.Card(board=_locked_board(board_id), title=title)
    if card.has_twin():
        raise DuplicateCard(field="title")
    return _saved(card)


@client(merge=BoardContext, auth=may_edit_board)
def set_card_done(request: HttpRequest, board_id: int, card_id: int, is_done: bool) -> CardChange:
    """Tick a card, or untick it."""
    card = _locked_card(board_id, card_id)
    card.is_done = is_done
    return _saved(card)


@client(merge=BoardContext, auth=may_edit_board, errors=[DuplicateCard])
def edit_card(
    request: HttpRequest, board_id: int, card_id: int, title: Title, note: Note
) -> CardChange:
    """Change the title of a card and its note."""
    card = _locked_card(board_id, card_id)
    card.title, card.note = title, note
    if card.has_twin():
        raise DuplicateCard(field="title")
    return _saved(card)


@client(merge=BoardContext, auth=may_edit_board)
def delete_card(request: HttpRequest, board_id: int, card_id: int) -> CardRemoval:
    """Take a card off the board."""
    card = _locked_card(board_id, card_id)
    card.delete()
    return CardRemoval(card=Removed(card_id), counts=_counts(board_id))


# --- Helpers ---------------------------------------------------------------------------------


def _locked_board(board_id: int) -> models.Board:
    """The board, and no other call changes it or its cards before this one is through."""
    return get_object_or_404(models.Board.objects.select_for_update(), id=board_id)


def _locked_card(board_id: int, card_id: int) -> models.Card:
    """A card of this board; a card of another one does not exist here."""
    return get_object_or_404(_locked_board(board_id).cards, id=card_id)


def _saved(card: models.Card) -> CardChange:
    card.save()
    return CardChange(card=Card.model_validate(card), counts=_counts(card.board_id))


def _counts(board_id: int) -> BoardCounts:
    return BoardCounts(**models.Card.objects.filter(board_id=board_id).counts())


def _summary(request: HttpRequest, board: models.Board) -> BoardSummary:
    return BoardSummary(
        id=board.id,
        name=board.name,
        is_public=board.owner_id is None,
        is_mine=board.owner_id is not None and board.owner_id == request.user.pk,
    )
