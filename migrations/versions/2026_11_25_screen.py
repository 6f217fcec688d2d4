"""Whether an examinee's screen arrives."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_25_screen"
down_revision = "2026_11_25_set_in_lms"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("attempts", sa.Column("screen", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column("attempts", "screen")
