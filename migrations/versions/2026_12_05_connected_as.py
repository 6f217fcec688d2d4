"""Whose leave an LMS's own API was connected by."""

import sqlalchemy as sa
from alembic import op

revision = "2026_12_05_connected_as"
down_revision = "2026_12_04_api_grant"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Of a connection that is there already nobody knows it."""
    op.add_column("platform_tokens", sa.Column("connected_as", sa.String(200), nullable=False, server_default=""))


def downgrade() -> None:
    """Forget it."""
    op.drop_column("platform_tokens", "connected_as")
