"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "meta",
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_meta"),
    )
    op.create_table(
        "processes",
        sa.Column("token", sa.String(200), nullable=False),
        sa.Column("beat", sa.Float, nullable=False),
        sa.PrimaryKeyConstraint("token", name="pk_processes"),
    )
    op.create_table(
        "accounts",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("created", sa.Float, nullable=False),
        sa.Column("disabled", sa.Boolean, nullable=False),
        sa.Column("concurrency", sa.Integer),
        sa.PrimaryKeyConstraint("id", name="pk_accounts"),
        sa.UniqueConstraint("name", name="uq_accounts_name"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "api_keys",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("account_id", sa.Integer, nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("prefix", sa.String(8), nullable=False),
        sa.Column("hash", sa.LargeBinary(32), nullable=False),
        sa.Column("scopes", sa.String(200), nullable=False),
        sa.Column("created", sa.Float, nullable=False),
        sa.Column("last_used", sa.Float),
        sa.Column("disabled", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_api_keys"),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_api_keys_account_id", ondelete="CASCADE"),
        sa.UniqueConstraint("hash", name="uq_api_keys_hash"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_api_keys_account_id", "api_keys", ["account_id"])
    op.create_index("ix_api_keys_prefix", "api_keys", ["prefix"])
    op.create_table(
        "stores",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("account_id", sa.Integer, nullable=False),
        sa.Column("cart_id", sa.String(64), nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("identity", sa.Text),
        sa.Column("prefix", sa.String(8), nullable=False),
        sa.Column("hash", sa.LargeBinary(32), nullable=False),
        sa.Column("data_key", sa.LargeBinary, nullable=False),
        sa.Column("sealed_key", sa.LargeBinary, nullable=False),
        sa.Column("sealed_settings", sa.LargeBinary, nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("custom_label", sa.Text, nullable=False),
        sa.Column("created", sa.Float, nullable=False),
        sa.Column("facts", sa.Text, nullable=False),
        sa.Column("unsupported", sa.String(8), nullable=False),
        sa.Column("concurrency", sa.Integer),
        sa.Column("private_network", sa.Boolean, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("generation", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_stores"),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_stores_account_id", ondelete="CASCADE"),
        sa.UniqueConstraint("identity", name="uq_stores_identity"),
        sa.UniqueConstraint("hash", name="uq_stores_hash"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_stores_account_id", "stores", ["account_id"])
    op.create_index("ix_stores_prefix", "stores", ["prefix"])
    op.create_table(
        "store_calls",
        sa.Column("store_id", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("calls", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("store_id", "day", name="pk_store_calls"),
    )
    op.create_table(
        "idempotency",
        sa.Column("scope", sa.LargeBinary(32), nullable=False),
        sa.Column("store_id", sa.Integer, nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(32), nullable=False),
        sa.Column("owner", sa.String(200), nullable=False),
        sa.Column("answer", sa.LargeBinary),
        sa.Column("expires", sa.Float, nullable=False),
        sa.PrimaryKeyConstraint("scope", name="pk_idempotency"),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name="fk_idempotency_store_id", ondelete="CASCADE"),
    )
    op.create_index("ix_idempotency_store_id", "idempotency", ["store_id"])
    op.create_index("ix_idempotency_expires", "idempotency", ["expires"])
    op.create_table(
        "journal",
        sa.Column("entry", sa.String(32), nullable=False),
        sa.Column("seq", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("store_id", sa.Integer, nullable=False),
        sa.Column("request_id", sa.String(64), nullable=False),
        sa.Column("owner", sa.String(200), nullable=False),
        sa.Column("created", sa.Float, nullable=False),
        sa.Column("step", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("entry", "seq", name="pk_journal"),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name="fk_journal_store_id", ondelete="CASCADE"),
    )
    op.create_index("ix_journal_store_id", "journal", ["store_id"])
    op.create_table(
        "traces",
        sa.Column("request_id", sa.String(64), nullable=False),
        sa.Column("ts", sa.Float, nullable=False),
        sa.Column("account_id", sa.Integer),
        sa.Column("store_id", sa.Integer),
        sa.Column("method", sa.String(100), nullable=False),
        sa.Column("code", sa.Integer, nullable=False),
        sa.Column("ms", sa.Float, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("request_id", name="pk_traces"),
    )
    for column in ("ts", "account_id", "store_id"):
        op.create_index(f"ix_traces_{column}", "traces", [column])


def downgrade() -> None:
    for name in (
        "traces", "journal", "idempotency", "store_calls", "stores", "api_keys", "accounts", "processes", "meta",
    ):  # fmt: skip
        op.drop_table(name)
