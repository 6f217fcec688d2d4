"""Where an exam stands on its way into the LMS; what deep linking needs is kept for each visit, not with the exam."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
EXAMS = sa.table(
    "exams", sa.column("id", sa.String), sa.column("standing", sa.String), sa.column("deep_link", JSON),
    sa.column("resource_link_id", sa.String),
)
AUDIT = sa.table("audit", sa.column("exam_id", sa.String), sa.column("action", sa.String))

revision = "2026_11_29_one_exam_one_form"
down_revision = "2026_11_29_streams"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """An exam that waited for its link is a draft, unless it was given to the LMS; the audit knows who saved."""
    op.add_column("exams", sa.Column("standing", sa.String(16), nullable=False, server_default="placed"))
    op.add_column("exams", sa.Column("copied", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "linkings",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("platform_id", sa.String(64), sa.ForeignKey("platforms.id", ondelete="CASCADE"), nullable=False),
        sa.Column("deployment_id", sa.String(255), nullable=False),
        sa.Column("asked_title", sa.String(200), nullable=False),
        sa.Column("request", JSON, nullable=False),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.Column("expires_at", sa.Double(), nullable=False),
    )
    op.create_index("ix_linkings_expires_at", "linkings", ["expires_at"])
    run = op.get_bind()
    saved = set(run.scalars(sa.select(AUDIT.c.exam_id).where(AUDIT.c.action == "exam.choose")))
    waiting = sa.select(EXAMS.c.id, EXAMS.c.deep_link).where(EXAMS.c.deep_link.is_not(None))
    for exam_id, kept in run.execute(waiting).all():
        if not kept.get("answered"):
            standing = "saved" if exam_id in saved else "draft"
            run.execute(sa.update(EXAMS).where(EXAMS.c.id == exam_id).values(standing=standing))
    op.drop_column("exams", "deep_link")


def downgrade() -> None:
    """What a visit kept is not given back: whoever has a form open has to open it again from the LMS."""
    op.add_column("exams", sa.Column("deep_link", JSON, nullable=True))
    waiting = sa.update(EXAMS).where(EXAMS.c.resource_link_id.is_(None))
    op.execute(waiting.where(EXAMS.c.standing == "placed").values(deep_link={"answered": True}))
    op.execute(waiting.where(EXAMS.c.standing != "placed").values(deep_link={}))
    op.drop_index("ix_linkings_expires_at", "linkings")
    op.drop_table("linkings")
    op.drop_column("exams", "copied")
    op.drop_column("exams", "standing")
