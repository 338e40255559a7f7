"""The streams of changes of stores, who watches and who reads them, and what is known of entities."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "streams",
        _store(),
        sa.Column("last", sa.Integer, nullable=False),
        sa.Column("purged", sa.Integer, nullable=False),
        sa.Column("pushed", sa.Text, nullable=False),
        sa.Column("due", sa.Float, nullable=False),
        sa.Column("pause", sa.Float, nullable=False),
        sa.Column("nudged", sa.Boolean, nullable=False),
        sa.Column("owner", sa.String(200), nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("lost", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("store_id", name="pk_streams"),
        _of_the_store("streams"),
    )
    op.create_index("ix_streams_due", "streams", ["due"])
    op.create_table(
        "watches",
        _store(),
        sa.Column("by", sa.String(64), nullable=False),
        sa.Column("entities", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("store_id", "by", name="pk_watches"),
        _of_the_store("watches"),
    )
    op.create_table(
        "changes",
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("store_id", sa.Integer, nullable=False),
        sa.Column("entity", sa.String(40), nullable=False),
        sa.Column("action", sa.String(8), nullable=False),
        sa.Column("entity_id", sa.Text, nullable=False),
        sa.Column("parent_id", sa.Text, nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("source", sa.String(8), nullable=False),
        sa.Column("moment", sa.Float, nullable=False),
        sa.Column("kept", sa.Float, nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_changes"),
        _of_the_store("changes"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_changes_kept", "changes", ["kept"])
    op.create_index("ix_changes_store_id_seq", "changes", ["store_id", "seq"])
    op.create_table(
        "known",
        _store(),
        sa.Column("entity", sa.String(40), nullable=False),
        sa.Column("entity_id", sa.String(200), nullable=False),
        sa.Column("parent_id", sa.Text, nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("action", sa.String(8), nullable=False),
        sa.Column("told", sa.Boolean, nullable=False),
        sa.Column("moment", sa.Float, nullable=False),
        sa.Column("seen", sa.Float, nullable=False),
        sa.PrimaryKeyConstraint("store_id", "entity", "entity_id", name="pk_known"),
        _of_the_store("known"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "consumers",
        _store(),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("moment", sa.Float, nullable=False),
        sa.PrimaryKeyConstraint("store_id", "name", name="pk_consumers"),
        _of_the_store("consumers"),
    )


def downgrade() -> None:
    for name in ("consumers", "known", "changes", "watches", "streams"):
        op.drop_table(name)


def _store() -> sa.Column[int]:
    return sa.Column("store_id", sa.Integer, autoincrement=False, nullable=False)


def _of_the_store(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=f"fk_{table}_store_id", ondelete="CASCADE")
