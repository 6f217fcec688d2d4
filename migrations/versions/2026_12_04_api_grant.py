"""How a token of an LMS's own API is renewed, and what a StartProctoring wants back with the examinee."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "2026_12_04_api_grant"
down_revision = "2026_12_03_lms_api"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """All tokens so far have a refresh token; what the platforms of open attempts want back was not kept."""
    json = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
    op.add_column(
        "platform_tokens", sa.Column("granted_by", sa.String(16), nullable=False, server_default="refresh")
    )
    op.add_column("attempts", sa.Column("echo", json, nullable=False, server_default="{}"))


def downgrade() -> None:
    """Tokens that only the application's own secret renews end: an earlier version would take them for revoked."""
    op.execute("DELETE FROM platform_tokens WHERE granted_by = 'client'")
    op.drop_column("attempts", "echo")
    op.drop_column("platform_tokens", "granted_by")
