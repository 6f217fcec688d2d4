"""Quizzes that a list of people opens: how many it holds, who was in it, and whom Invigil has put in."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "2026_12_11_people_gates"
down_revision = "2026_12_10_aside"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    """Until now every bound quiz had an access code."""
    op.add_column("bound_quizzes", sa.Column("holds", sa.Integer(), nullable=True))
    for name in ("inside", "let_in"):
        op.add_column("bound_quizzes", sa.Column(name, _JSON, nullable=False, server_default="[]"))


def downgrade() -> None:
    """Forget the lists, and the quizzes that only they shut: without a code there is nothing to take away."""
    op.execute(sa.text("DELETE FROM bound_quizzes WHERE holds IS NOT NULL"))
    for name in ("let_in", "inside", "holds"):
        op.drop_column("bound_quizzes", name)
