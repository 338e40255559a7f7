"""Where shops deliver to what they tell by themselves, and what they have delivered."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0030"


def upgrade() -> None:
    op.create_table(
        "push_doors",
        sa.Column("store_id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(32), nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("entities", sa.Text, nullable=False),
        sa.Column("natively", sa.Text, nullable=False),
        sa.Column("failed", sa.Text, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("due", sa.Float, nullable=False),
        sa.PrimaryKeyConstraint("store_id", name="pk_push_doors"),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name="fk_push_doors_store_id", ondelete="CASCADE"),
        sa.UniqueConstraint("hash", name="uq_push_doors_hash"),
    )
    op.create_index("ix_push_doors_due", "push_doors", ["due"])
    op.create_table(
        "push_marks",
        sa.Column("store_id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("mark", sa.LargeBinary(32), nullable=False),
        sa.Column("expires", sa.Float, nullable=False),
        sa.PrimaryKeyConstraint("store_id", "mark", name="pk_push_marks"),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name="fk_push_marks_store_id", ondelete="CASCADE"),
    )
    op.create_index("ix_push_marks_expires", "push_marks", ["expires"])


def downgrade() -> None:
    for name in ("push_marks", "push_doors"):
        op.drop_table(name)
