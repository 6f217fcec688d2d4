"""When a launch last came from Invigil's script in an LMS's own pages."""

import sqlalchemy as sa
from alembic import op

revision = "2026_12_06_script_seen"
down_revision = "2026_12_05_connected_as"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Of launches until now nobody knows it."""
    op.add_column("platforms", sa.Column("script_seen_at", sa.Double(), nullable=True))


def downgrade() -> None:
    """Forget it."""
    op.drop_column("platforms", "script_seen_at")
