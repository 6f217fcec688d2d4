"""Exams that are set up in the LMS's own quiz form, and services of the LMS beside LTI's."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")

revision = "2026_11_25_set_in_lms"
down_revision = "2026_11_25_registered_at"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("exams", sa.Column("set_in_lms_at", sa.Integer(), nullable=True))
    op.add_column("exams", sa.Column("lms_services", JSON, nullable=False, server_default="{}"))


def downgrade() -> None:
    op.drop_column("exams", "lms_services")
    op.drop_column("exams", "set_in_lms_at")
