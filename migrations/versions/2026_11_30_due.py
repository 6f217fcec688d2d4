"""What is due is found by an index: attempts without a page or past their retention, and evidence without a row.

The days of retention stand beside the policy that says them, so that nobody has to read every policy."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")

revision = "2026_11_30_due"
down_revision = "2026_11_29_outbox_lanes"
branch_labels = None
depends_on = None

_EXAMS = sa.table(
    "exams", sa.column("id", sa.String), sa.column("policy", JSON), sa.column("retention_days", sa.Integer)
)
_USUAL_DAYS, _MOST_DAYS = 90, 3650


def upgrade() -> None:
    """Write the days down, and make the indexes."""
    usual = sa.text(str(_USUAL_DAYS))
    op.add_column("exams", sa.Column("retention_days", sa.Integer(), nullable=False, server_default=usual))
    connection = op.get_bind()
    for exam_id, policy in connection.execute(sa.select(_EXAMS.c.id, _EXAMS.c.policy)).all():
        days = _days(policy)
        if days != _USUAL_DAYS:
            connection.execute(_EXAMS.update().where(_EXAMS.c.id == exam_id).values(retention_days=days))
    op.create_index("ix_exams_retention", "exams", ["retention_days", "id"])
    op.create_index("ix_attempts_ended", "attempts", ["exam_id", "ended_at"])
    op.create_index("ix_attempts_silent", "attempts", ["connected", "state", "last_seen_at"])
    op.create_index(op.f("ix_evidence_key"), "evidence", ["key"])


def downgrade() -> None:
    """Only the policy says the days again."""
    op.drop_index(op.f("ix_evidence_key"), "evidence")
    op.drop_index("ix_attempts_silent", "attempts")
    op.drop_index("ix_attempts_ended", "attempts")
    op.drop_index("ix_exams_retention", "exams")
    op.drop_column("exams", "retention_days")


def _days(policy: Any) -> int:
    found: Any = policy
    for name in ("overrides", "fields", "retention_days"):
        found = found.get(name) if isinstance(found, dict) else None
    good = isinstance(found, int) and not isinstance(found, bool) and 1 <= found <= _MOST_DAYS
    return int(found) if good else _USUAL_DAYS
