"""An attempt keeps, while it is open, what was usual of the examinee at check-in; and whether their gaze is judged."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "2026_12_02_baseline"
down_revision = "2026_12_01_conduct"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Of attempts from before nothing was measured, and no accommodation was made."""
    json = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
    op.add_column("attempts", sa.Column("gaze_off", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("attempts", sa.Column("baseline", json, nullable=True))
    op.add_column("attempts", sa.Column("baseline_at", sa.Double(), nullable=True))
    op.add_column("attempts", sa.Column("not_calibrated", sa.String(32), nullable=True))


def downgrade() -> None:
    """Accommodations go with the decisions that made them: an earlier version cannot read them."""
    op.execute("DELETE FROM interventions WHERE kind IN ('gaze_off', 'gaze_on')")
    op.drop_column("attempts", "not_calibrated")
    op.drop_column("attempts", "baseline_at")
    op.drop_column("attempts", "baseline")
    op.drop_column("attempts", "gaze_off")
