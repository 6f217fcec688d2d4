"""When the LMS's own log of an attempt was read, so that its silence is not taken for innocence."""

import sqlalchemy as sa
from alembic import op

revision = "2026_12_07_log_read"
down_revision = "2026_12_06_script_seen"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Of attempts until now nobody knows it: they count as not read."""
    op.add_column("attempts", sa.Column("log_read_at", sa.Double(), nullable=True))


def downgrade() -> None:
    """Forget it."""
    op.drop_column("attempts", "log_read_at")
