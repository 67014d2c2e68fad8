"""SQL engines, their transactions and their migrations, for SQLite and PostgreSQL. Owns no table."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any, Final

import asyncpg
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, event, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from services.runtime import sqlite
from services.runtime.errors import ConfigError, Transient
from services.runtime.tls import libpq_tls

_DRIVERS: Final = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg", "postgres": "postgresql+asyncpg"}

_READ_ONLY: Final = "tocsin_read_only"

_TURNS: Final = "tocsin_turns"
"""Writers of this process take turns on an SQLite file: its own lock is polled, and a busy writer would starve all others."""

_BUSY_TIMEOUT: Final = 30.0
"""Seconds that an SQLite writer waits for another before it fails."""

_DAMAGED: Final = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})

_MIGRATION_LOCK: Final = 7_286_246
"""Key of the PostgreSQL advisory lock that lets one replica migrate at a time; any fixed number does."""


def engine(url: str) -> AsyncEngine:
    """An engine for an address such as sqlite:///path, postgresql://user@host/name.

    SQLite runs in WAL mode with foreign keys and a busy timeout; its transactions begin IMMEDIATE, so a writer never fails half-way
    because another got in between. Nothing connects yet. Raises ConfigError for an address that cannot be used.
    """
    address = _address(url)
    if address.get_backend_name() == "sqlite":
        if address.database and address.database != ":memory:":
            _make_directory(Path(address.database).parent)
        turns = {_TURNS: asyncio.Lock()}
        made = create_async_engine(
            address, connect_args={"timeout": _BUSY_TIMEOUT, "async_creator_fn": sqlite.connect}, execution_options=turns
        )
        event.listen(made.sync_engine, "connect", _prepare_sqlite)
        event.listen(made.sync_engine, "begin", _begin_sqlite)
        return made
    address, encryption = libpq_tls(address)
    return create_async_engine(address, pool_pre_ping=True, pool_size=5, max_overflow=5, connect_args={"timeout": 10, **encryption})


def _make_directory(directory: Path) -> None:
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        settings = "state_dir (TOCSIN_STATE_DIR) or database_url (TOCSIN_DATABASE_URL)"
        raise ConfigError(f"{directory} cannot be made: {error.strerror}; change {settings}") from error


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise ConfigError("database_url is not an address; write sqlite:///path or postgresql://user:password@host/name") from error
    if address.drivername in _DRIVERS:
        return address.set(drivername=_DRIVERS[address.drivername])
    if address.drivername in _DRIVERS.values():
        return address
    raise ConfigError(f"database_url: {address.drivername} is not supported; use sqlite or postgresql")


def _prepare_sqlite(connection: Any, record: object) -> None:
    del record
    connection.isolation_level = None  # the driver must not begin by itself: _begin_sqlite does
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={int(_BUSY_TIMEOUT * 1000)}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    read_only = connection.get_execution_options().get(_READ_ONLY, False)
    connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")


@asynccontextmanager
async def reading(source: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """A connection for queries only: on SQLite it does not wait for writers, and sees one consistent state."""
    async with source.connect() as connection:
        yield await connection.execution_options(**{_READ_ONLY: True})


@asynccontextmanager
async def writing(source: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """One transaction, committed at the end of the block. Raises Transient when the database is away, locked or full."""
    turns = source.get_execution_options().get(_TURNS) or nullcontext()
    try:
        async with turns, source.begin() as connection:
            yield connection
    except (DBAPIError, OSError) as error:
        raise classified(error, _file(source)) from error


def classified(error: Exception, at: str = "the database") -> Exception:
    """The error as Transient where the database is away or busy, as ConfigError where it refuses us or is none, else itself."""
    cause = getattr(error, "orig", None) or error
    reason = getattr(cause, "__cause__", None) or cause
    if isinstance(reason, asyncpg.InvalidAuthorizationSpecificationError | asyncpg.InvalidCatalogNameError):
        return ConfigError(f"the database refuses the connection: {reason}; check database_url")
    if isinstance(reason, sqlite3.DatabaseError) and getattr(reason, "sqlite_errorcode", None) in _DAMAGED:
        return ConfigError(f"{at} is damaged, or no database ({reason}): put it aside and restore a backup")
    if isinstance(error, OSError | InterfaceError | OperationalError) or (
        isinstance(error, DBAPIError)
        and (
            error.connection_invalidated or isinstance(reason, sqlite3.OperationalError | asyncpg.PostgresConnectionError | OSError)
        )
    ):
        return Transient(f"the database does not answer: {str(reason) or type(reason).__name__}")
    if isinstance(reason, asyncpg.CannotConnectNowError | asyncpg.InsufficientResourcesError | asyncpg.TransactionRollbackError):
        return Transient(f"the database cannot work now: {reason}")
    return error


def _file(source: AsyncEngine) -> str:
    """The SQLite file of an engine; what errors call any other database."""
    return (source.url.database if source.dialect.name == "sqlite" else None) or "the database"


async def check(source: AsyncEngine) -> None:
    """Returns when the database answers; raises Transient or ConfigError with the reason when not."""
    try:
        async with reading(source) as connection:
            await connection.execute(text("SELECT 1"))
    except (DBAPIError, OSError, asyncpg.PostgresError) as error:
        raise classified(error, _file(source)) from error


@dataclass(frozen=True, slots=True)
class SchemaState:
    """Which migration a database has, and which this version of the program needs."""

    current: str | None
    head: str | None

    @property
    def ready(self) -> bool:
        """Whether they are the same."""
        return self.current == self.head


async def migrate(source: AsyncEngine, package: str, version_table: str, revision: str = "head") -> SchemaState:
    """Brings the tables of a service to the newest version, or up to `revision`; safe when many replicas start at once.

    `package` ("services.store") holds migrations/env.py and migrations/versions; `version_table` tells services that share a
    database apart. Raises Transient when the database is away, ConfigError for a revision that this version does not know.
    """
    async with writing(source) as connection:
        if source.dialect.name == "postgresql":
            await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})
        await connection.run_sync(run_up_to, package, version_table, revision)
    return await schema_state(source, package, version_table)


async def schema_state(source: AsyncEngine, package: str, version_table: str) -> SchemaState:
    """The migration a database has and the newest there is. Raises Transient when the database is away."""

    def current(connection: Connection) -> str | None:
        return MigrationContext.configure(connection, opts={"version_table": version_table}).get_current_revision()

    head = ScriptDirectory.from_config(_config(package)).get_current_head()
    try:
        async with reading(source) as connection:
            return SchemaState(await connection.run_sync(current), head)
    except (DBAPIError, OSError, asyncpg.PostgresError) as error:
        raise classified(error, _file(source)) from error


async def require_schema(source: AsyncEngine, package: str, version_table: str) -> None:
    """Returns when the tables are of this version; raises Transient, saying what to do, when they are older, newer or not there."""
    state = await schema_state(source, package, version_table)
    if not state.ready:
        raise Transient(
            f"the database has migration {state.current}, this version needs {state.head}: run `tocsin migrate` of this version, "
            "or the version that made it"
        )


def run_migrations(context: Any) -> None:
    """All that migrations/env.py does with `alembic.context`: run the scripts in the transaction of `migrate`."""
    attributes = context.config.attributes
    context.configure(connection=attributes["connection"], version_table=attributes["version_table"], transactional_ddl=False)
    context.run_migrations()


def run_up_to(connection: Connection, package: str, version_table: str, revision: str = "head") -> None:
    """Runs a service's migrations up to a revision in the connection's transaction. Raises ConfigError for an unknown revision."""
    config = _config(package)
    config.attributes.update(connection=connection, version_table=version_table)
    try:
        command.upgrade(config, revision)
    except CommandError as error:
        raise ConfigError(
            f"this version of tocsin does not know migration {revision} of {package}: use the version that made it, or a newer one"
        ) from error


def _config(package: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(resources.files(package).joinpath("migrations")))
    config.set_main_option("path_separator", "os")
    return config
