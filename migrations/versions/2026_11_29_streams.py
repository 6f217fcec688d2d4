"""What arrives from an attempt is rows, one per channel and stretch of time, not columns for camera and screen."""

import time
import uuid

import sqlalchemy as sa
from alembic import op

revision = "2026_11_29_streams"
down_revision = "2026_11_29_platform_tokens"
branch_labels = None
depends_on = None

_OVER = ("submitted", "terminated", "abandoned", "reviewed")
_ATTEMPTS = sa.table(
    "attempts", sa.column("id", sa.String), sa.column("state", sa.String), sa.column("stream", sa.String),
    sa.column("stream_node", sa.String), sa.column("screen", sa.Boolean), sa.column("screen_node", sa.String),
)
_NODES = sa.table("nodes", sa.column("node_id", sa.String), sa.column("boot_id", sa.String))
_STREAMS = sa.table(
    "streams", sa.column("id", sa.String), sa.column("attempt_id", sa.String), sa.column("channel", sa.String),
    sa.column("node_id", sa.String), sa.column("boot_id", sa.String), sa.column("path", sa.String),
    sa.column("since", sa.Double), sa.column("until", sa.Double),
)


def upgrade() -> None:
    op.create_table(
        "streams",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("attempt_id", sa.String(64), nullable=False),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("node_id", sa.String(64), nullable=False),
        sa.Column("boot_id", sa.String(64), nullable=False),
        sa.Column("path", sa.String(16), nullable=False),
        sa.Column("since", sa.Double(), nullable=False),
        sa.Column("until", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempts.id"], name=op.f("fk_streams_attempt_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_streams")),
    )
    op.create_index(op.f("ix_streams_attempt_id"), "streams", ["attempt_id"])
    op.create_index(op.f("ix_streams_node_id"), "streams", ["node_id"])
    op.create_index(
        "uq_streams_open", "streams", ["attempt_id", "channel"], unique=True,
        sqlite_where=sa.text("until IS NULL"), postgresql_where=sa.text("until IS NULL"),
    )
    _columns_to_rows()
    for column in ("stream", "stream_node", "screen", "screen_node"):
        op.drop_column("attempts", column)


def downgrade() -> None:
    for column in (
        sa.Column("stream", sa.String(16), nullable=False, server_default="none"),
        sa.Column("stream_node", sa.String(64), nullable=False, server_default=""),
        sa.Column("screen", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("screen_node", sa.String(64), nullable=False, server_default=""),
    ):
        op.add_column("attempts", column)
    _rows_to_columns()
    op.drop_table("streams")


def _columns_to_rows() -> None:
    """What arrives now becomes open rows. When it began was not kept: the rows say since now, which is known to be
    true. Attempts that are over send nothing, whatever their columns still say."""
    connection = op.get_bind()
    boots = {node.node_id: node.boot_id for node in connection.execute(sa.select(_NODES))}
    here = connection.execute(sa.select(_ATTEMPTS).where(_ATTEMPTS.c.state.not_in(_OVER))).mappings().all()
    arriving = [(row["id"], "camera", row["stream_node"], row["stream"]) for row in here if row["stream"] != "none"]
    arriving += [(row["id"], "screen", row["screen_node"], "webrtc") for row in here if row["screen"]]
    now = time.time()
    for attempt_id, channel, node_id, path in arriving:
        connection.execute(
            _STREAMS.insert().values(
                id=uuid.uuid4().hex, attempt_id=attempt_id, channel=channel, node_id=node_id,
                boot_id=boots.get(node_id, ""), path=path, since=now, until=None,
            )
        )


def _rows_to_columns() -> None:
    """Open rows of camera and screen become columns again; what has stopped has no place in them."""
    connection = op.get_bind()
    for row in connection.execute(sa.select(_STREAMS).where(_STREAMS.c.until.is_(None))).mappings().all():
        fields = {
            "camera": {"stream": row["path"], "stream_node": row["node_id"]},
            "screen": {"screen": True, "screen_node": row["node_id"]},
        }
        if row["channel"] in fields:
            connection.execute(
                _ATTEMPTS.update().where(_ATTEMPTS.c.id == row["attempt_id"]).values(**fields[row["channel"]])
            )
