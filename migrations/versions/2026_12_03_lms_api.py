"""Quizzes that Invigil shuts by an LMS's own API, and what it must know for that of platforms, people and attempts."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "2026_12_03_lms_api"
down_revision = "2026_12_02_stills"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Of what is there already no launch has told the LMS's own ids; the next one does."""
    json = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
    op.add_column("platforms", sa.Column("api_said", sa.Text(), nullable=False, server_default=""))
    op.add_column("platforms", sa.Column("settings", json, nullable=False, server_default="{}"))
    op.add_column("people", sa.Column("lms_id", sa.String(64), nullable=False, server_default=""))
    op.add_column("attempts", sa.Column("lms_submission", sa.String(64), nullable=False, server_default=""))
    op.add_column("attempts", sa.Column("lms_taking", sa.Integer(), nullable=True))
    op.add_column("outbox", sa.Column("memo", json, nullable=False, server_default="{}"))
    op.create_table(
        "bound_quizzes",
        sa.Column("id", sa.String(64), sa.ForeignKey("exams.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("platform_id", sa.String(64), sa.ForeignKey("platforms.id"), nullable=False),
        sa.Column("context_id", sa.String(255), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("course_id", sa.String(64), nullable=False),
        sa.Column("quiz_id", sa.String(64), nullable=False),
        sa.Column("assignment_id", sa.String(64), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("time_limit_min", sa.Integer(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=True),
        sa.Column("code_secret", sa.Text(), nullable=False),
        sa.Column("code_at", sa.Double(), nullable=False),
        sa.Column("before_secret", sa.Text(), nullable=False),
        sa.Column("former_secret", sa.Text(), nullable=False),
        sa.Column("gate", sa.String(32), nullable=False),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.Column("next_at", sa.Double(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("trouble", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.Double(), nullable=True),
        sa.UniqueConstraint("platform_id", "course_id", "kind", "quiz_id"),
    )
    op.create_index("ix_bound_quizzes_next_at", "bound_quizzes", ["next_at"])


def downgrade() -> None:
    """Quizzes keep the access code that they have in the LMS: an earlier version cannot take it away."""
    op.execute("DELETE FROM outbox WHERE verb IN ('hold_grade', 'release_grade')")
    op.drop_index("ix_bound_quizzes_next_at", "bound_quizzes")
    op.drop_table("bound_quizzes")
    op.drop_column("outbox", "memo")
    op.drop_column("attempts", "lms_taking")
    op.drop_column("attempts", "lms_submission")
    op.drop_column("people", "lms_id")
    op.drop_column("platforms", "settings")
    op.drop_column("platforms", "api_said")
