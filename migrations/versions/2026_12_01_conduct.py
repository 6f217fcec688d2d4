"""An incident holds what a proctor wrote about it; a step of the policy names the incident that it follows from."""

import sqlalchemy as sa
from alembic import op

revision = "2026_12_01_conduct"
down_revision = "2026_12_01_series"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nobody has written anything about incidents from before, and the policy has done nothing."""
    op.add_column("incidents", sa.Column("note", sa.Text(), nullable=False, server_default=""))
    op.add_column("interventions", sa.Column("incident_id", sa.String(64), nullable=True))


def downgrade() -> None:
    """Decisions to write a breach down go with the notes: an earlier version cannot read them."""
    op.execute("DELETE FROM interventions WHERE kind = 'breach'")
    op.drop_column("interventions", "incident_id")
    op.drop_column("incidents", "note")
