"""What the rules about an attempt's page remember is kept, so that no death of a process forgets it; and an incident
says how often it came, when there were too many to keep each."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_30_kept_rules"
down_revision = "2026_11_30_unseen"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table. Of attempts that run now nothing is kept yet: their pages say anew how things stand."""
    op.create_table(
        "kept_rules",
        sa.Column("attempt_id", sa.String(64), nullable=False),
        sa.Column("saved_at", sa.Double(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempts.id"], name=op.f("fk_kept_rules_attempt_id_attempts"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("attempt_id", name=op.f("pk_kept_rules")),
    )
    op.add_column("incidents", sa.Column("times", sa.Integer(), nullable=False, server_default=sa.text("1")))
    op.add_column("incidents", sa.Column("latest_id", sa.String(64), nullable=False, server_default=""))


def downgrade() -> None:
    """Forget it; an earlier version closes what is open at its start."""
    op.drop_column("incidents", "latest_id")
    op.drop_column("incidents", "times")
    op.drop_table("kept_rules")
