"""Whether an attempt's quiz, which LTI starts, is in a window of the LMS's own with Invigil's page behind it."""

import sqlalchemy as sa
from alembic import op

revision = "2026_12_10_aside"
down_revision = "2026_12_09_own_leave"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Until now every such quiz was taken to have the page beside it."""
    op.add_column("attempts", sa.Column("aside", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    """Forget it."""
    op.drop_column("attempts", "aside")
