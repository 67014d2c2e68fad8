"""Where the parts of a system that runs elsewhere are found: its Redis, its databases. Owns what is said when they are away."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from services.cli.migrate import SCHEMAS

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

    from services.runtime.server import Server
    from services.runtime.settings import Document, RuntimeSettings


def redis_address(document: "Document", settings: "RuntimeSettings") -> str:
    """Address of the system's Redis: the configured one, else that of the embedded server while it runs.

    Raises ClickException that says what to do when no embedded server runs.
    """
    from services.runtime.redis_server import EmbeddedServer

    if settings.redis_url:
        return settings.redis_url
    found = EmbeddedServer(settings.state_dir, document.env).address() if settings.state_dir.exists() else None
    if found is None:
        raise click.ClickException(
            f"no Redis: none is configured, and the embedded one of {settings.state_dir} does not run\n"
            "start it with `tocsin up`, or name your --config, REDIS_URL or TOCSIN_STATE_DIR"
        )
    return found


@asynccontextmanager
async def redis_of(document: "Document", settings: "RuntimeSettings") -> "AsyncIterator[Server]":
    """The system's Redis, connected inside the block. Raises Transient when it does not answer."""
    from services.runtime.server import connect

    server = await connect(redis_address(document, settings))
    try:
        yield server
    finally:
        await server.close()


@asynccontextmanager
async def database_of(service: str, settings: "RuntimeSettings") -> "AsyncIterator[AsyncEngine]":
    """The database of a service, checked to be of this version; ClickException says what to do when it is not."""
    from services.runtime import database

    schema = next(schema for schema in SCHEMAS if schema.service == service)
    url = settings.database(service)
    expect_file(url)
    engine = database.engine(url)
    try:
        state = await database.schema_state(engine, schema.package, schema.version_table)
        if not state.ready:
            held = f"is at migration {state.current}" if state.current else "has no tables yet"
            raise click.ClickException(
                f"the database of {service} {held}, this version needs migration {state.head}: run `tocsin migrate`"
            )
        yield engine
    finally:
        await engine.dispose()


def expect_file(url: str) -> None:
    """Raises ClickException that says what to do where the SQLite file of an address is not there yet."""
    if file := missing_file(url):
        raise click.ClickException(f"nothing is kept yet: {file} does not exist; start with `tocsin up`, or name your --config")


def missing_file(url: str) -> Path | None:
    """The SQLite file of an address that is not there yet."""
    file = Path(url.removeprefix("sqlite:///"))
    return file if url.startswith("sqlite:///") and not file.exists() else None
