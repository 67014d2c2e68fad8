"""Run by Alembic: ingest's migrations on the connection that `database.migrate` opened."""

from alembic import context

from services.runtime.database import run_migrations

run_migrations(context)
