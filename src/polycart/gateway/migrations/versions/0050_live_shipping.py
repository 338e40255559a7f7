"""Services that shops ask for shipping rates."""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0040"


def upgrade() -> None:
    op.create_table(
        "live_shipping_services",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("store_id", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("callback", sa.Text, nullable=False),
        sa.Column("shop_id", sa.Text),
        sa.Column("hash", sa.LargeBinary(32), nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("registered", sa.Boolean, nullable=False),
        sa.Column("enabled", sa.Boolean, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("said", sa.Text, nullable=False),
        sa.Column("failing", sa.Float),
        sa.Column("failed", sa.Float),
        sa.Column("created", sa.Float, nullable=False),
        sa.Column("fallback", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_live_shipping_services"),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name="fk_live_shipping_services_store_id", ondelete="CASCADE"
        ),
        sa.UniqueConstraint("hash", name="uq_live_shipping_services_hash"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_live_shipping_services_store_id", "live_shipping_services", ["store_id"])


def downgrade() -> None:
    op.drop_table("live_shipping_services")
