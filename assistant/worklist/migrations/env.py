"""Runs migrations on the connection that the caller opened (see `assistant.worklist.database`)."""

from __future__ import annotations

from alembic import context

from assistant.worklist.schema import metadata

context.configure(
    connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True,
    transactional_ddl=False,
)  # fmt: skip
context.run_migrations()
