"""Which media node an examinee's screen arrives at."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_25_screen_node"
down_revision = "2026_11_25_screen"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("attempts", sa.Column("screen_node", sa.String(64), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("attempts", "screen_node")
