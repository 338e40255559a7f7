"""Batches that are worked off in the background, and their items."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "batches",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("store_id", sa.Integer, nullable=False),
        sa.Column("account_id", sa.Integer, nullable=False),
        sa.Column("key_id", sa.Integer, nullable=False),
        sa.Column("method", sa.String(100), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("created", sa.Float, nullable=False),
        sa.Column("processed", sa.Float),
        sa.Column("items", sa.Integer, nullable=False),
        sa.Column("owner", sa.String(200), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("progress", sa.Integer, nullable=False),
        sa.Column("cancelled", sa.Boolean, nullable=False),
        sa.Column("mark", sa.LargeBinary(32)),
        sa.PrimaryKeyConstraint("id", name="pk_batches"),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name="fk_batches_store_id", ondelete="CASCADE"),
        sa.UniqueConstraint("mark", name="uq_batches_mark"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_batches_store_id", "batches", ["store_id"])
    op.create_index("ix_batches_status", "batches", ["status"])
    op.create_table(
        "batch_items",
        sa.Column("batch_id", sa.Integer, nullable=False),
        sa.Column("place", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("request_id", sa.String(64), nullable=False),
        sa.Column("sent", sa.Float),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("item", sa.LargeBinary),
        sa.Column("status", sa.String(8)),
        sa.Column("entity_id", sa.Text),
        sa.Column("told", sa.LargeBinary),
        sa.PrimaryKeyConstraint("batch_id", "place", name="pk_batch_items"),
        sa.ForeignKeyConstraint(["batch_id"], ["batches.id"], name="fk_batch_items_batch_id", ondelete="CASCADE"),
    )


def downgrade() -> None:
    for name in ("batch_items", "batches"):
        op.drop_table(name)
