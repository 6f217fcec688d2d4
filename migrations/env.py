"""What Alembic runs for every command: the migrations, on the connection that `migrations.schema` has opened."""

from alembic import context

from tool.db.rows import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    compare_type=True,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
