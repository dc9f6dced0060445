"""What the page may read and change on boards.

Every function marked with `@client` becomes a typed hook of the frontend, with its docstring.
A function with `context=` is read; the others change something, and say what that concerns:

    merge=BoardContext    the value returned goes straight into the board on screen: one request
    affects=BoardContext  the board on screen is read again
"""

from fastapi import Request
from mizan_fastapi import Conflict, Context, Merged, NotFound, Removed, Rows, client
from pydantic import BaseModel, ConfigDict
from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app import db
from app.accounts.sessions import identify
from app.boards import models
from app.boards.text import BoardName, Note, Title

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


async def may_see_board(request: Request, board_id: int) -> bool:
    """Everybody sees a public board, only the owner any other: a stranger can't tell it exists."""
    is_visible = models.Board.is_visible_to(await identify(request))
    async with db.new_session() as session:
        found = await session.scalar(
            select(models.Board.id).where(models.Board.id == board_id, is_visible)
        )
    return found is not None


async def may_edit_board(request: Request, board_id: int) -> bool:
    """Who sees a board may change it, too."""
    return await may_see_board(request, board_id)


# --- Reading ---------------------------------------------------------------------------------


@client(context=BoardsContext, rows=Rows(key="id", order_by=("name", "id")))
async def boards(request: Request, session: db.Session) -> list[BoardSummary]:
    """The boards that one may open, by name."""
    is_visible = models.Board.is_visible_to(await identify(request))
    visible = await session.scalars(select(models.Board).where(is_visible))
    # Sorted here, for the page sorts by code point where a database may have other rules.
    in_order = sorted(visible, key=lambda board: (board.name, board.id))
    return [await _summary(request, board) for board in in_order]


@client(context=BoardContext, auth=may_see_board)
async def board_summary(request: Request, session: db.Session, board_id: int) -> BoardSummary:
    """The board's name, and whose it is."""
    return await _summary(request, await _board(session, board_id))


@client(context=BoardContext, auth=may_see_board)
async def board_counts(request: Request, session: db.Session, board_id: int) -> BoardCounts:
    """How much of the board is done."""
    return await _counts(session, board_id)


@client(context=BoardContext, auth=may_see_board, rows=Rows(key="id"))
async def board_cards(request: Request, session: db.Session, board_id: int) -> list[Card]:
    """The cards of the board, the oldest first."""
    on_board = models.Card.board_id == board_id
    cards = await session.scalars(select(models.Card).where(on_board).order_by(models.Card.id))
    return [Card.model_validate(card) for card in cards]


# --- Changing boards -------------------------------------------------------------------------


@client(merge=BoardsContext, auth=True)
async def create_board(request: Request, session: db.Session, name: BoardName) -> BoardSummary:
    """Make a board of one's own."""
    user = await identify(request)
    board = models.Board(name=name, owner_id=user.id if user else None)
    session.add(board)
    await session.flush()
    return await _summary(request, board)


@client(merge=[BoardContext, BoardsContext], auth=may_edit_board)
async def rename_board(
    request: Request, session: db.Session, board_id: int, name: BoardName
) -> BoardSummary:
    """Give a board another name."""
    board = await _locked_board(session, board_id)
    board.name = name
    return await _summary(request, board)


@client(affects=BoardContext, auth=may_edit_board)
async def clear_done(request: Request, session: db.Session, board_id: int) -> int:
    """Delete the cards that are done; says how many there were."""
    await _locked_board(session, board_id)
    is_done = (models.Card.board_id == board_id) & models.Card.is_done
    gone = await session.scalars(delete(models.Card).where(is_done).returning(models.Card.id))
    return len(gone.all())


# --- Changing cards --------------------------------------------------------------------------


@client(merge=BoardContext, auth=may_edit_board, errors=[DuplicateCard])
async def add_card(
    request: Request, session: db.Session, board_id: int, title: Title
) -> CardChange:
    """Put a card at the end of the board."""
    await _locked_board(session, board_id)
    card = models.Card(board_id=board_id, title=title, note="", is_done=False)
    await _refuse_twin(session, card)
    session.add(card)
    return await _saved(session, card)


@client(merge=BoardContext, auth=may_edit_board)
async def set_card_done(
    request: Request, session: db.Session, board_id: int, card_id: int, is_done: bool
) -> CardChange:
    """Tick a card, or untick it."""
    card = await _locked_card(session, board_id, card_id)
    card.is_done = is_done
    return await _saved(session, card)


@client(merge=BoardContext, auth=may_edit_board, errors=[DuplicateCard])
async def edit_card(
    request: Request, session: db.Session, board_id: int, card_id: int, title: Title, note: Note
) -> CardChange:
    """Change the title of a card and its note."""
    card = await _locked_card(session, board_id, card_id)
    with session.no_autoflush:
        card.title, card.note = title, note
        await _refuse_twin(session, card)
    return await _saved(session, card)


@client(merge=BoardContext, auth=may_edit_board)
async def delete_card(
    request: Request, session: db.Session, board_id: int, card_id: int
) -> CardRemoval:
    """Take a card off the board."""
    await session.delete(await _locked_card(session, board_id, card_id))
    await session.flush()
    return CardRemoval(card=Removed(card_id), counts=await _counts(session, board_id))


# --- Helpers ---------------------------------------------------------------------------------


async def _board(session: AsyncSession, board_id: int) -> models.Board:
    board = await session.get(models.Board, board_id)
    if board is None:
        raise NotFound
    return board


async def _locked_board(session: AsyncSession, board_id: int) -> models.Board:
    """The board, and no other call changes it or its cards before this one is through."""
    board = await session.get(models.Board, board_id, with_for_update=True)
    if board is None:
        raise NotFound
    return board


async def _locked_card(session: AsyncSession, board_id: int, card_id: int) -> models.Card:
    """A card of this board; a card of another one does not exist here."""
    await _locked_board(session, board_id)
    card = await session.get(models.Card, card_id)
    if card is None or card.board_id != board_id:
        raise NotFound
    return card


async def _refuse_twin(session: AsyncSession, card: models.Card) -> None:
    """Raise `DuplicateCard` where another card of the board has the same title."""
    query = select(models.Card.id).where(
        models.Card.board_id == card.board_id,
        models.Card.title_key == card.title_key,
        models.Card.id.is_distinct_from(card.id),
    )
    if await session.scalar(query) is not None:
        raise DuplicateCard(field="title")


async def _saved(session: AsyncSession, card: models.Card) -> CardChange:
    await session.flush()
    counts = await _counts(session, card.board_id)
    return CardChange(card=Card.model_validate(card), counts=counts)


async def _counts(session: AsyncSession, board_id: int) -> BoardCounts:
    is_done = func.count().filter(models.Card.is_done)
    query = select(func.count(), is_done).where(models.Card.board_id == board_id)
    total, done = (await session.execute(query)).one()
    return BoardCounts(total=total, done=done)


async def _summary(request: Request, board: models.Board) -> BoardSummary:
    user = await identify(request)
    return BoardSummary(
        id=board.id,
        name=board.name,
        is_public=board.owner_id is None,
        is_mine=user is not None and board.owner_id == user.id,
    )
