"""A command on its way says where it goes, how soon it has to be there, and which run of the process tries it."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_29_outbox_lanes"
down_revision = "2026_11_29_policies"
branch_labels = None
depends_on = None

_LATER = ("flag", "annotate", "grade", "roster")
_OUTBOX = sa.table(
    "outbox", sa.column("attempt_id", sa.String), sa.column("exam_id", sa.String), sa.column("platform_id", sa.String),
    sa.column("verb", sa.String), sa.column("lane", sa.String),
)
_ATTEMPTS = sa.table("attempts", sa.column("id", sa.String), sa.column("exam_id", sa.String))
_EXAMS = sa.table("exams", sa.column("id", sa.String), sa.column("platform_id", sa.String))


def upgrade() -> None:
    with op.batch_alter_table("outbox") as table:
        table.add_column(sa.Column("exam_id", sa.String(64), nullable=False, server_default=""))
        table.add_column(sa.Column("platform_id", sa.String(64), nullable=False, server_default=""))
        table.add_column(sa.Column("lane", sa.String(32), nullable=False, server_default="urgent"))
        table.add_column(sa.Column("leased_by", sa.String(64), nullable=False, server_default=""))
    _fill()
    with op.batch_alter_table("outbox") as table:
        for name in ("exam_id", "platform_id", "lane", "leased_by"):
            table.alter_column(name, server_default=None)
        table.drop_index(op.f("ix_outbox_status"))
        table.create_index("ix_outbox_due", ["status", "lane", "next_at", "id", "platform_id"])


def _fill() -> None:
    connection = op.get_bind()
    exam = sa.select(_ATTEMPTS.c.exam_id).where(_ATTEMPTS.c.id == _OUTBOX.c.attempt_id).scalar_subquery()
    connection.execute(_OUTBOX.update().values(exam_id=exam))
    platform = sa.select(_EXAMS.c.platform_id).where(_EXAMS.c.id == _OUTBOX.c.exam_id).scalar_subquery()
    connection.execute(_OUTBOX.update().values(platform_id=platform))
    connection.execute(_OUTBOX.update().where(_OUTBOX.c.verb.in_(_LATER)).values(lane="later"))


def downgrade() -> None:
    with op.batch_alter_table("outbox") as table:
        table.drop_index("ix_outbox_due")
        for name in ("exam_id", "platform_id", "lane", "leased_by"):
            table.drop_column(name)
        table.create_index(op.f("ix_outbox_status"), ["status"])
