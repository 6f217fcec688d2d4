"""The host that a platform registered with, to be compared with the issuer that it claims."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_25_registered_at"
down_revision = "2026_11_25_switched_off_by"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("platforms", sa.Column("registered_at", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("platforms", "registered_at")
