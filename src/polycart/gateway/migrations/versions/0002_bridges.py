"""Bridges that wait for their store, and builds of plugins."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "bridges",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("account_id", sa.Integer, nullable=False),
        sa.Column("prefix", sa.String(8), nullable=False),
        sa.Column("hash", sa.LargeBinary(32), nullable=False),
        sa.Column("data_key", sa.LargeBinary, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("created", sa.Float, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_bridges"),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_bridges_account_id", ondelete="CASCADE"),
        sa.UniqueConstraint("hash", name="uq_bridges_hash"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_bridges_account_id", "bridges", ["account_id"])
    op.create_index("ix_bridges_prefix", "bridges", ["prefix"])
    op.create_table(
        "plugin_builds",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("account_id", sa.Integer, nullable=False),
        sa.Column("build", sa.String(32), nullable=False),
        sa.Column("platform", sa.String(64), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("gateway", sa.LargeBinary(32), nullable=False),
        sa.Column("data_key", sa.LargeBinary, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("created", sa.Float, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_plugin_builds"),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name="fk_plugin_builds_account_id", ondelete="CASCADE"
        ),
        sa.UniqueConstraint("build", name="uq_plugin_builds_build"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_plugin_builds_account_id", "plugin_builds", ["account_id"])
    op.create_index("ix_plugin_builds_gateway", "plugin_builds", ["gateway"])


def downgrade() -> None:
    for name in ("plugin_builds", "bridges"):
        op.drop_table(name)
