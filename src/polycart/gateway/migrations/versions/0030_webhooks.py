"""Webhooks, what was delivered to them, and stores whose shops can't be reached."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0020"


def upgrade() -> None:
    op.create_table(
        "webhooks",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("store_id", sa.Integer, nullable=False),
        sa.Column("entity", sa.String(32), nullable=False),
        sa.Column("action", sa.String(8), nullable=False),
        sa.Column("callback", sa.Text, nullable=False),
        sa.Column("label", sa.Text),
        sa.Column("fields", sa.Text, nullable=False),
        sa.Column("response_fields", sa.Text),
        sa.Column("lang_id", sa.Text),
        sa.Column("shop_id", sa.Text),
        sa.Column("conditions", sa.Text),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("created", sa.Float, nullable=False),
        sa.Column("updated", sa.Float, nullable=False),
        sa.Column("since", sa.Integer, nullable=False),
        sa.Column("secret", sa.LargeBinary, nullable=False),
        sa.Column("old_secret", sa.LargeBinary),
        sa.Column("old_until", sa.Float),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("rest", sa.Float, nullable=False),
        sa.Column("due", sa.Float),
        sa.Column("listener", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_webhooks"),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name="fk_webhooks_store_id", ondelete="CASCADE"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_webhooks_store_id", "webhooks", ["store_id"])
    op.create_index("ix_webhooks_due", "webhooks", ["due"])
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("webhook_id", sa.Integer, nullable=False),
        sa.Column("store_id", sa.Integer, nullable=False),
        sa.Column("message", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("entity", sa.String(32), nullable=False),
        sa.Column("action", sa.String(8), nullable=False),
        sa.Column("entity_id", sa.Text, nullable=False),
        sa.Column("parent_id", sa.Text, nullable=False),
        sa.Column("moment", sa.Float, nullable=False),
        sa.Column("created", sa.Float, nullable=False),
        sa.Column("opened", sa.Float, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("due", sa.Float),
        sa.Column("owner", sa.String(200), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("tried", sa.Float),
        sa.Column("finished", sa.Float),
        sa.Column("status", sa.Integer),
        sa.Column("said", sa.Text, nullable=False),
        sa.Column("told", sa.Text),
        sa.Column("digest", sa.LargeBinary(32)),
        sa.Column("size", sa.Integer),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
        sa.ForeignKeyConstraint(["webhook_id"], ["webhooks.id"], name="fk_deliveries_webhook_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name="fk_deliveries_store_id", ondelete="CASCADE"),
        sa.UniqueConstraint("message", name="uq_deliveries_message"),
        sqlite_autoincrement=True,
    )
    for name, columns in _INDEXES.items():
        op.create_index(name, "deliveries", columns)
    op.create_table(
        "delivery_attempts",
        sa.Column("delivery_id", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("moment", sa.Float, nullable=False),
        sa.Column("ms", sa.Float, nullable=False),
        sa.Column("status", sa.Integer),
        sa.Column("said", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("delivery_id", "number", name="pk_delivery_attempts"),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["deliveries.id"], name="fk_delivery_attempts_delivery_id", ondelete="CASCADE"
        ),
    )
    op.create_table(
        "outages",
        sa.Column("store_id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("began", sa.Float, nullable=False),
        sa.Column("checks", sa.Integer, nullable=False),
        sa.Column("due", sa.Float, nullable=False),
        sa.Column("code", sa.Integer, nullable=False),
        sa.Column("said", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("store_id", name="pk_outages"),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name="fk_outages_store_id", ondelete="CASCADE"),
    )
    op.create_index("ix_outages_due", "outages", ["due"])


_INDEXES = {
    "ix_deliveries_store_id": ["store_id"],
    "ix_deliveries_created": ["created"],
    "ix_deliveries_line": ["webhook_id", "state", "due"],
    "ix_deliveries_entity": ["webhook_id", "entity_id", "state"],
    "ix_deliveries_owner": ["state", "owner"],
}


def downgrade() -> None:
    for name in ("outages", "delivery_attempts", "deliveries", "webhooks"):
        op.drop_table(name)
