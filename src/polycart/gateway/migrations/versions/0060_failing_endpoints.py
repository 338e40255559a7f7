"""Since when an endpoint has taken nothing, so that it is given up in the end."""

import sqlalchemy as sa
from alembic import op

revision = "0060"
down_revision = "0050"


def upgrade() -> None:
    op.add_column("webhooks", sa.Column("failing", sa.Float))


def downgrade() -> None:
    op.drop_column("webhooks", "failing")
