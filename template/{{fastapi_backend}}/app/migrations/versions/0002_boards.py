"""Boards and the cards on them."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "boards",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("owner_id", NUMBER, nullable=True),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["users.id"], name="boards_owner_id_fkey", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="boards_pkey"),
    )
    op.create_index("boards_owner_id_index", "boards", ["owner_id"])
    op.create_table(
        "cards",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("board_id", NUMBER, nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("title_key", sa.String(480), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("is_done", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["board_id"], ["boards.id"], name="cards_board_id_fkey", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="cards_pkey"),
        sa.UniqueConstraint("board_id", "title_key", name="cards_board_id_unique"),
    )


def downgrade() -> None:
    """Go back to the one before."""
    op.drop_table("cards")
    op.drop_table("boards")
