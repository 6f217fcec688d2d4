"""Who switched a platform off: whoever runs the server, or its institution."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_25_switched_off_by"
down_revision = "2026_11_24_institutions"
branch_labels = None
depends_on = None

# Where the audit says that the operator ever switched it off, it is the operator's off: the safer reading.
_WHO = """
UPDATE platforms SET switched_off_by = CASE
    WHEN EXISTS (
        SELECT 1 FROM audit WHERE audit.action = 'platform.off' AND audit.detail = platforms.id || ' by operator'
    ) THEN 'operator' ELSE 'institution' END
WHERE NOT active AND approved_at IS NOT NULL
"""


def upgrade() -> None:
    op.add_column("platforms", sa.Column("switched_off_by", sa.String(length=16), nullable=False, server_default=""))
    op.execute(_WHO)


def downgrade() -> None:
    op.drop_column("platforms", "switched_off_by")
