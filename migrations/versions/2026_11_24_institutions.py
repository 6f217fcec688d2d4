"""What an institution administers: role mapping, approval, deployments to allow; invited proctors; used states."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "2026_11_24_institutions"
down_revision = "2026_11_22_exams"
branch_labels = None
depends_on = None

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.add_column("institutions", sa.Column("role_map", JSON, nullable=False, server_default=sa.text("'{}'")))
    _platforms()
    op.add_column("deployments", sa.Column("allowed", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column("deployments", sa.Column("first_seen_at", sa.Double(), nullable=False, server_default=sa.text("0")))
    op.add_column("exams", sa.Column("nrps_url", sa.Text(), nullable=True))
    op.add_column("attempts", sa.Column("acting", sa.String(length=16), nullable=False, server_default=""))
    _guests()
    op.drop_table("launch_states")
    op.create_table(
        "used_states",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_used_states")),
    )
    op.create_index(op.f("ix_used_states_expires_at"), "used_states", ["expires_at"], unique=False)


def downgrade() -> None:
    op.drop_table("used_states")
    _launch_states()
    op.drop_table("guests")
    op.drop_column("attempts", "acting")
    op.drop_column("exams", "nrps_url")
    for column in ("first_seen_at", "allowed"):
        op.drop_column("deployments", column)
    for column in ("last_launch_at", "messages", "scopes", "family", "learns_deployments", "approved_at"):
        op.drop_column("platforms", column)
    op.drop_column("institutions", "role_map")


def _platforms() -> None:
    op.add_column("platforms", sa.Column("approved_at", sa.Double(), nullable=True))
    op.add_column(
        "platforms", sa.Column("learns_deployments", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column("platforms", sa.Column("family", sa.String(length=200), nullable=False, server_default=""))
    op.add_column("platforms", sa.Column("scopes", JSON, nullable=False, server_default=sa.text("'[]'")))
    op.add_column("platforms", sa.Column("messages", JSON, nullable=False, server_default=sa.text("'[]'")))
    op.add_column("platforms", sa.Column("last_launch_at", sa.Double(), nullable=True))
    op.execute("UPDATE platforms SET approved_at = created_at WHERE active")


def _guests() -> None:
    op.create_table(
        "guests",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("exam_id", sa.String(length=64), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("invited_by", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.Column("expires_at", sa.Double(), nullable=False),
        sa.Column("last_used_at", sa.Double(), nullable=True),
        sa.Column("revoked_at", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(["exam_id"], ["exams.id"], name=op.f("fk_guests_exam_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guests")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_guests_code_hash")),
    )
    op.create_index(op.f("ix_guests_exam_id"), "guests", ["exam_id"], unique=False)


def _launch_states() -> None:
    op.create_table(
        "launch_states",
        sa.Column("state", sa.String(length=128), nullable=False),
        sa.Column("nonce", sa.String(length=128), nullable=False),
        sa.Column("platform_id", sa.String(length=64), nullable=False),
        sa.Column("target_link_uri", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.Column("expires_at", sa.Double(), nullable=False),
        sa.Column("consumed_at", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(
            ["platform_id"], ["platforms.id"], name=op.f("fk_launch_states_platform_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("state", name=op.f("pk_launch_states")),
    )
    op.create_index(op.f("ix_launch_states_expires_at"), "launch_states", ["expires_at"], unique=False)
