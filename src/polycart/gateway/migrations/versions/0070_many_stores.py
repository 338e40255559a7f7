"""What a million stores need: larger numbers, and indexes over those few that are due, taken or behind."""

import sqlalchemy as sa
from alembic import op

revision = "0070"
down_revision = "0060"

LARGE = {
    "streams": ("last", "purged"),
    "changes": ("seq",),
    "consumers": ("seq",),
    "webhooks": ("since",),
    "deliveries": ("id", "seq"),
    "delivery_attempts": ("delivery_id",),
}
SEQUENCES = ("changes_seq_seq", "deliveries_id_seq")


def _large(kind: type[sa.Integer] | type[sa.BigInteger], name: str) -> None:
    if op.get_bind().dialect.name != "postgresql":
        return  # an integer of SQLite has eight bytes
    for table, columns in LARGE.items():
        for column in columns:
            op.alter_column(table, column, type_=kind())
    for sequence in SEQUENCES:
        op.execute(f"ALTER SEQUENCE {sequence} AS {name}")


def upgrade() -> None:
    _large(sa.BigInteger, "bigint")
    op.add_column("consumers", sa.Column("behind", sa.Boolean, nullable=False, server_default=sa.true()))
    with op.batch_alter_table("consumers") as batch:
        batch.alter_column("behind", server_default=None)
    op.create_index(
        "ix_consumers_behind", "consumers", ["name"], postgresql_where=sa.text("behind"), sqlite_where=sa.text("behind")
    )
    op.drop_index("ix_streams_due", "streams")
    for name, column, where in (("due", "due", "owner = ''"), ("owner", "owner", "owner <> ''")):
        condition = sa.text(where)
        op.create_index(f"ix_streams_{name}", "streams", [column], postgresql_where=condition, sqlite_where=condition)


def downgrade() -> None:
    op.drop_index("ix_streams_owner", "streams")
    op.drop_index("ix_streams_due", "streams")
    op.create_index("ix_streams_due", "streams", ["due"])
    op.drop_index("ix_consumers_behind", "consumers")
    op.drop_column("consumers", "behind")
    _large(sa.Integer, "integer")
