"""Runs the migrations inside the transaction that ``Database.open`` hands over."""

from alembic import context

from polycart.gateway.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite alters a table by copying it
)
with context.begin_transaction():
    context.run_migrations()
