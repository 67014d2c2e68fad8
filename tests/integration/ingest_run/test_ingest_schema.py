"""The migrations make exactly the tables that the program works with."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from services.ingest.tables.schema import METADATA, VERSION_TABLE
from services.runtime.database import reading


async def test_migrations_and_tables_agree(any_ingest):
    def differences(connection):
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE, "compare_type": True})
        found = [step for group in compare_metadata(context, METADATA) for step in (group if isinstance(group, list) else [group])]
        return [step for step in found if step[0] != "modify_comment"]  # comments are for readers of schema.py

    async with reading(any_ingest) as connection:
        assert await connection.run_sync(differences) == []
