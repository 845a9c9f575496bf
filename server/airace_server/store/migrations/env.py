"""Alembic's entry: runs on the connection that ``store.migrate`` hands over."""

from __future__ import annotations

from alembic import context

from airace_server.store.tables import metadata

if context.is_offline_mode():
    raise RuntimeError("migrations run when airace opens the database; there is no offline mode")
connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
