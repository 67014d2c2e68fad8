"""`tocsin migrate`: brings every service's tables to the version of this program."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from services.cli.options import config_option, configuration

if TYPE_CHECKING:
    from services.runtime.settings import RuntimeSettings


@dataclass(frozen=True, slots=True)
class Schema:
    """Where the migrations of a service are, and where its database notes them."""

    service: str
    version_table: str

    @property
    def package(self) -> str:
        """The package that holds migrations/."""
        return f"services.{self.service}"


SCHEMAS: Final = (Schema("ingest", "alembic_version_ingest"), Schema("store", "alembic_version_store"))


@click.command()
@config_option
def migrate(config: Path | None) -> None:
    """Bring the databases to this version.

    Safe to run again, and while services run.
    """
    from services.runtime.settings import runtime_settings

    for line in asyncio.run(migrate_all(runtime_settings(configuration(config)))):
        click.echo(line)


async def migrate_all(settings: "RuntimeSettings") -> list[str]:
    """Migrates the databases; one line per service. Raises Transient when a database is away, ConfigError when it refuses us."""
    from services.runtime import database

    lines = []
    for schema in SCHEMAS:
        engine = database.engine(settings.database(schema.service))
        try:
            state = await database.migrate(engine, schema.package, schema.version_table)
        finally:
            await engine.dispose()
        lines.append(f"{schema.service}: at migration {state.current}")
    return lines
