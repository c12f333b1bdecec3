"""The layouts of the worklist's database, one step a file, and how they are run (alembic)."""
