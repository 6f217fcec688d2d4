"""The leave of examinees to hand in for them in the LMS, one for each attempt whose examinee gave it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "2026_12_07_own_leave"
down_revision = "2026_12_06_script_seen"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nobody has given it yet."""
    json = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
    op.add_column("attempts", sa.Column("own_leave_at", sa.Double(), nullable=True))
    op.create_table(
        "personal_tokens",
        sa.Column("attempt_id", sa.String(64), sa.ForeignKey("attempts.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("platform_id", sa.String(64), sa.ForeignKey("platforms.id", ondelete="CASCADE"), nullable=False),
        sa.Column("access_token", sa.Text(), nullable=False),
        sa.Column("refresh_token", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.Double(), nullable=False),
        sa.Column("scopes", json, nullable=False),
        sa.Column("given_at", sa.Double(), nullable=False),
        sa.Column("revoked_at", sa.Double(), nullable=True),
    )


def downgrade() -> None:
    """Forget them: an earlier version uses none. The LMS lists them among what a person has approved."""
    op.drop_table("personal_tokens")
    op.drop_column("attempts", "own_leave_at")
