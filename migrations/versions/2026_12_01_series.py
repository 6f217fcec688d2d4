"""An incident says how it went: in how many looks its condition held, when it was worst, and a small series of what was
measured."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "2026_12_01_series"
down_revision = "2026_11_30_kept_rules"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing is known of incidents from before."""
    json = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
    op.add_column("incidents", sa.Column("trace", json, nullable=True))


def downgrade() -> None:
    """Nobody says it any more."""
    op.drop_column("incidents", "trace")
