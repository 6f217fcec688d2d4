"""An incident says how seldom it was looked at, and for how long nothing was looked at after its last look."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_30_unseen"
down_revision = "2026_11_30_due"
branch_labels = None
depends_on = None

_COLUMNS = ("interval_s", "unseen_s")


def upgrade() -> None:
    """Nothing is known of incidents from before: 0."""
    for name in _COLUMNS:
        op.add_column("incidents", sa.Column(name, sa.Double(), nullable=False, server_default=sa.text("0")))


def downgrade() -> None:
    """Nobody says it any more."""
    for name in reversed(_COLUMNS):
        op.drop_column("incidents", name)
