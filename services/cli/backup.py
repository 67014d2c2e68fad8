"""`tocsin backup`: everything a system knows in one file, taken while it runs.

It follows the flow (ingest's database, articles, claims, the store's database, incidents), so what moves on meanwhile is in the
file twice rather than not at all; ids are the same for every repeat, so twice does no harm.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from services.cli.migrate import SCHEMAS
from services.cli.offline import contents, engine_of, redis_started, schema_of, without_streams_option
from services.cli.options import config_option, configuration
from services.cli.reaching import expect_file
from tocsin.streams import ARTICLES, CLAIMS, COVERAGE, INCIDENTS, by_name

if TYPE_CHECKING:
    from services.cli.archive import DatabaseFacts, Manifest, Writer
    from services.cli.migrate import Schema
    from services.runtime.server import Server
    from services.runtime.settings import Document, RuntimeSettings

_FLOW: Final = ("ingest", ARTICLES, CLAIMS, "store", INCIDENTS, COVERAGE)
"""Databases and streams in the order in which an article passes them."""


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), required=False)
@without_streams_option
@config_option
def backup(file: Path | None, config: Path | None, *, without_streams: bool) -> None:
    """Write databases and streams to FILE, while services run.

    Without FILE it is tocsin-DATE.zip. It has every table, and of the streams what is under way. It holds the texts of articles, so
    only this user can read it. It fits SQLite and PostgreSQL alike.
    """
    now = datetime.now(UTC)
    target = file or Path(f"tocsin-{now:%Y%m%dT%H%M%SZ}.zip")
    manifest = asyncio.run(_backup(configuration(config), target, now, streams=not without_streams))
    click.echo(f"{target}: {contents(manifest)}")


async def _backup(document: "Document", target: Path, now: datetime, *, streams: bool) -> "Manifest":
    from services.cli import archive
    from services.runtime.settings import runtime_settings
    from tocsin import __version__

    settings = runtime_settings(document)
    for each in SCHEMAS:
        expect_file(settings.database(each.service))
    manifest = archive.Manifest(__version__, now.isoformat(timespec="seconds"), settings.partitions if streams else None)
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(redis_started(document, settings)) if streams else None
        out = stack.enter_context(archive.writing(target))
        for part in _FLOW:
            if schema := schema_of(part):
                manifest.databases[part] = await _save_database(out, schema, settings)
            elif server:
                from services.runtime.positions import all_keys

                for key in all_keys(by_name(part), settings.partitions):
                    await _save_stream(out, server, key, manifest)
        out.manifest(manifest)
    return manifest


async def _save_database(out: "Writer", schema: "Schema", settings: "RuntimeSettings") -> "DatabaseFacts":
    from services.cli.archive import DatabaseFacts, TableFacts
    from services.runtime import database, dump

    async with engine_of(schema, settings) as engine:
        state = await database.schema_state(engine, schema.package, schema.version_table)
        if state.current is None:
            raise click.ClickException(
                f"the database of {schema.service} has no tables yet, so there is nothing to back up: "
                "name the configuration of the system that runs (--config, TOCSIN_STATE_DIR)"
            )
        facts = DatabaseFacts(state.current)
        async with database.reading(engine) as connection:
            await dump.begin_snapshot(connection)
            for shape in dump.shapes(schema.package, schema.version_table, state.current):
                written = await out.lines(f"{schema.service}/{shape.name}", dump.rows(connection, shape))
                facts.tables[shape.name] = TableFacts(shape.kinds, written)
    return facts


async def _save_stream(out: "Writer", server: "Server", key: str, manifest: "Manifest") -> None:
    from services.cli.archive import StreamFacts
    from services.runtime import positions

    groups = await positions.standing(server, key)

    async def entries() -> AsyncIterator[dict[str, object]]:
        async for entry in positions.unfinished(server, key, list(groups.values())):
            yield asdict(entry)

    written = await out.lines(f"streams/{key}", entries())
    if groups or written:
        manifest.streams[key] = StreamFacts(groups, written)
