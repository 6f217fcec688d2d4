"""A picture of an incident says which look it shows: the start, the worst or the end."""

import sqlalchemy as sa
from alembic import op

revision = "2026_12_02_stills"
down_revision = "2026_12_02_baseline"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Of pictures from before it is not known: they were taken when their incident was reported."""
    op.add_column("evidence", sa.Column("role", sa.String(32), nullable=True))


def downgrade() -> None:
    """Nobody says it any more; the pictures stay, and so does their place in the chain."""
    op.drop_column("evidence", "role")
