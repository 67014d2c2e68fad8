"""`tocsin restore`: a system from the file that `tocsin backup` wrote. Fills what is empty, overwrites nothing."""

import asyncio
from contextlib import AsyncExitStack, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from services.cli.offline import contents, engine_of, redis_started, schema_of, without_streams_option
from services.cli.options import config_option, configuration
from services.cli.sole import sole_owner

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from services.cli.archive import DatabaseFacts, Manifest, Reader
    from services.cli.migrate import Schema
    from services.runtime.dump import Shape
    from services.runtime.server import Server
    from services.runtime.settings import Document, RuntimeSettings


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@without_streams_option
@config_option
def restore(file: Path, config: Path | None, *, without_streams: bool) -> None:
    """Fill empty databases and empty streams from FILE. No service may run meanwhile. Run `tocsin migrate` afterwards.

    The tables are made as they were at the time of the backup; `tocsin migrate` brings them to this version. Nothing that is there
    is ever overwritten: name new databases, or empty ones.
    """
    manifest = asyncio.run(_restore(configuration(config), file, streams=not without_streams))
    click.echo(f"restored from tocsin {manifest.version}, {manifest.made}: {contents(manifest)}")
    click.echo("now run `tocsin migrate`, then start the services")


async def _restore(document: "Document", file: Path, *, streams: bool) -> "Manifest":
    from services.cli import archive
    from services.runtime.errors import ConfigError
    from services.runtime.settings import runtime_settings

    settings = runtime_settings(document)
    async with AsyncExitStack() as stack:
        source = stack.enter_context(archive.reading(file))
        manifest = source.manifest
        if streams and manifest.partitions not in {None, settings.partitions}:
            raise ConfigError(f"the backup has partitions = {manifest.partitions}: set the same, for articles stay in theirs")
        stack.enter_context(nullcontext() if settings.redis_url else sole_owner(settings.state_dir))
        server = await stack.enter_async_context(redis_started(document, settings)) if streams and manifest.streams else None
        if server:
            await _expect_empty_streams(server, manifest)
        for name, facts in manifest.databases.items():
            schema = schema_of(name)
            if schema is None:
                raise ConfigError(f"{file} has a database {name} that this version does not know: use the version that made it")
            await _restore_database(source, schema, facts, settings)
        if server:
            await _restore_streams(source, server)
    return manifest


async def _restore_database(source: "Reader", schema: "Schema", facts: "DatabaseFacts", settings: "RuntimeSettings") -> None:
    from services.runtime import database, dump

    shapes = dump.shapes(schema.package, schema.version_table, facts.migration)
    async with engine_of(schema, settings) as engine:
        state = await database.schema_state(engine, schema.package, schema.version_table)
        if state.current not in {None, facts.migration}:
            raise click.ClickException(
                f"the database of {schema.service} has migration {state.current} already, the backup {facts.migration}: "
                "name an empty database (TOCSIN_DATABASE_URL, or another TOCSIN_STATE_DIR)"
            )
        await database.migrate(engine, schema.package, schema.version_table, facts.migration)
        async with database.writing(engine) as connection:
            await _expect_empty_tables(connection, schema, shapes)
            for shape in shapes:
                columns = facts.tables[shape.name].columns
                restored = 0
                for page in source.pages(f"{schema.service}/{shape.name}"):
                    await dump.fill(connection, dump.Shape(shape.name, columns), page)
                    restored += len(page)
                if restored != facts.tables[shape.name].rows:
                    raise click.ClickException(
                        f"the backup is damaged: {shape.name} has {restored} rows, its manifest says otherwise"
                    )
                await dump.continue_numbers(connection, shape)


async def _expect_empty_tables(connection: "AsyncConnection", schema: "Schema", shapes: "list[Shape]") -> None:
    from services.runtime import dump

    for shape in shapes:
        if there := await dump.count(connection, shape):
            raise click.ClickException(
                f"the database of {schema.service} is not empty ({there} rows in {shape.name}), and nothing is overwritten: "
                "name an empty one (TOCSIN_DATABASE_URL, or another TOCSIN_STATE_DIR)"
            )


async def _expect_empty_streams(server: "Server", manifest: "Manifest") -> None:
    for key in manifest.streams:
        if there := await server.length(key):
            raise click.ClickException(
                f"the stream {key} is not empty ({there} entries), and nothing is overwritten: "
                "name an empty Redis, or keep what is there with --without-streams"
            )


async def _restore_streams(source: "Reader", server: "Server") -> None:
    from services.runtime.positions import Saved, place, put_back

    for key, facts in source.manifest.streams.items():
        for page in source.pages(f"streams/{key}", size=200):
            await put_back(server, key, [Saved(row["id"], tuple((name, value) for name, value in row["fields"])) for row in page])
        await place(server, key, facts.groups)
