"""Groups of a course that are kept apart: an examinee's, those that staff and invited proctors look after."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "2026_12_12_groups"
down_revision = "2026_12_11_people_gates"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """No LMS has said anything of groups yet."""
    json = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
    for table in ("exams", "guests", "attempts"):
        op.add_column(table, sa.Column("groups", json, nullable=True))
    op.create_table(
        "staff_groups",
        sa.Column("exam_id", sa.String(64), sa.ForeignKey("exams.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("person_id", sa.String(64), sa.ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("groups", json, nullable=True),
    )


def downgrade() -> None:
    """Forget them. An earlier version shows an exam's staff everybody: revoke invitations that were for groups."""
    op.drop_table("staff_groups")
    for table in ("attempts", "guests", "exams"):
        op.drop_column(table, "groups")
