"""Which quiz an exam proctored by an LMS's own API before that was stopped, so that the next exam leads back to it."""

import sqlalchemy as sa
from alembic import op

revision = "2026_12_08_past_quizzes"
down_revision = "2026_12_07_log_read"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table, empty: what was stopped before is not known."""
    op.create_table(
        "past_quizzes",
        sa.Column("id", sa.String(64), sa.ForeignKey("exams.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("platform_id", sa.String(64), sa.ForeignKey("platforms.id"), nullable=False),
        sa.Column("course_id", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("quiz_id", sa.String(64), nullable=False),
        sa.Column("until", sa.Double(), nullable=False),
    )
    op.create_index("ix_past_quizzes_quiz", "past_quizzes", ["platform_id", "course_id", "kind", "quiz_id"])


def downgrade() -> None:
    """Forget it; the exams stay."""
    op.drop_index("ix_past_quizzes_quiz", "past_quizzes")
    op.drop_table("past_quizzes")
