"""The databases and the Redis of a system that may be stopped: what backup and restore share."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

import click

from services.cli.migrate import SCHEMAS
from services.cli.reaching import redis_of

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

    from services.cli.archive import Manifest
    from services.cli.migrate import Schema
    from services.runtime.server import Server
    from services.runtime.settings import Document, RuntimeSettings

without_streams_option: Final = click.option("--without-streams", is_flag=True, help="the databases only; leave Redis alone")


def contents(manifest: "Manifest") -> str:
    """What is in an archive, in a few words."""
    rows = sum(table.rows for database in manifest.databases.values() for table in database.tables.values())
    entries = sum(stream.entries for stream in manifest.streams.values())
    return f"{rows:,} rows of {len(manifest.databases)} databases, {entries:,} entries of {len(manifest.streams)} streams"


def schema_of(name: str) -> "Schema | None":
    """The migrations of a service; None for what is no service with a database."""
    return next((schema for schema in SCHEMAS if schema.service == name), None)


@asynccontextmanager
async def engine_of(schema: "Schema", settings: "RuntimeSettings") -> "AsyncIterator[AsyncEngine]":
    """The database of a service, whatever state it is in."""
    from services.runtime import database

    engine = database.engine(settings.database(schema.service))
    try:
        yield engine
    finally:
        await engine.dispose()


@asynccontextmanager
async def redis_started(document: "Document", settings: "RuntimeSettings") -> "AsyncIterator[Server]":
    """The system's Redis. An embedded one that does not run is started for the while."""
    from services.runtime.redis_server import EmbeddedServer

    embedded = None if settings.redis_url else EmbeddedServer(settings.state_dir, document.env)
    ours = embedded if embedded and embedded.address() is None else None
    if ours:
        await asyncio.to_thread(ours.start)
    try:
        async with redis_of(document, settings) as server:
            yield server
    finally:
        if ours:
            await asyncio.to_thread(ours.stop)
