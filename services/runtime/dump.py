"""The rows of a service's tables as plain JSON values, the same from SQLite and PostgreSQL, and back. Owns no table and no file.

Which tables a service has at a revision is asked of its migrations, run in a scratch database: so a dump cannot forget one.
"""

import base64
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

from sqlalchemy import Column, MetaData, Table, create_engine, func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import Boolean, Date, DateTime, Float, Integer, LargeBinary, Text, TypeEngine

from services.runtime.database import run_up_to

_KINDS: Final[dict[str, TypeEngine[Any]]] = {
    "boolean": Boolean(),
    "moment": DateTime(timezone=True),
    "date": Date(),
    "bytes": LargeBinary(),
    "real": Float(),
    "integer": Integer(),
    "text": Text(),
}
"""Kind of a column in a dump → its type in statements. The first that fits counts."""

_PAGE: Final = 1000
"""Rows read or written at a time."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A table as a dump sees it: its name, and the kind of each column by name."""

    name: str
    kinds: dict[str, str]

    def table(self) -> Table:
        """For statements on either dialect."""
        return Table(self.name, MetaData(), *(Column(name, _KINDS[kind]) for name, kind in self.kinds.items()))


def shapes(package: str, version_table: str, revision: str) -> list[Shape]:
    """Every table that a service has at a revision. Raises ConfigError when this version does not know the revision."""
    scratch = create_engine("sqlite://")
    found = MetaData()
    with scratch.begin() as connection:
        run_up_to(connection, package, version_table, revision)
        found.reflect(connection)
    scratch.dispose()
    return [
        Shape(table.name, {column.name: _kind(column) for column in table.columns})
        for table in found.sorted_tables
        if table.name != version_table
    ]


def _kind(column: Column[Any]) -> str:
    return next((kind for kind, type_ in _KINDS.items() if isinstance(column.type, type(type_))), "text")


async def begin_snapshot(connection: AsyncConnection) -> None:
    """Makes every query of the transaction see one state; must be its first statement. SQLite does so by itself."""
    if connection.dialect.name == "postgresql":
        await connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))


async def rows(connection: AsyncConnection, shape: Shape) -> AsyncIterator[list[object]]:
    """Every row of a table, as JSON values in the order of the shape's columns. Holds a page of them at a time."""
    kinds = list(shape.kinds.values())
    async with connection.stream(select(shape.table()).execution_options(yield_per=_PAGE)) as result:
        async for row in result:
            yield [_plain(kind, value) for kind, value in zip(kinds, row, strict=True)]


async def fill(connection: AsyncConnection, shape: Shape, page: Sequence[Sequence[object]]) -> None:
    """Inserts rows that `rows` gave, into a table of the same shape."""
    if not page:
        return
    kept_without_zone = connection.dialect.name == "sqlite"
    values = [
        {name: _value(kind, value, kept_without_zone) for (name, kind), value in zip(shape.kinds.items(), row, strict=True)}
        for row in page
    ]
    await connection.execute(insert(shape.table()), values)


async def count(connection: AsyncConnection, shape: Shape) -> int:
    """Rows of a table."""
    return (await connection.execute(select(func.count()).select_from(shape.table()))).scalar_one()


async def continue_numbers(connection: AsyncConnection, shape: Shape) -> None:
    """Lets the numbers that the database gives by itself go on after the highest in the table. SQLite does so by itself."""
    if connection.dialect.name != "postgresql":
        return
    for name in (name for name, kind in shape.kinds.items() if kind == "integer"):
        sequence = await connection.scalar(select(func.pg_get_serial_sequence(shape.name, name)))
        highest = await connection.scalar(select(func.max(shape.table().c[name]))) if sequence else None
        if highest is not None:
            await connection.execute(select(func.setval(sequence, highest)))


def _plain(kind: str, value: Any) -> Any:
    """A value of a row as JSON holds it; moments in UTC."""
    if value is None:
        return None
    if kind == "moment":
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC).isoformat()
    if kind == "date":
        return value.isoformat()
    if kind == "bytes":
        return base64.b64encode(value).decode("ascii")
    return value


def _value(kind: str, value: Any, kept_without_zone: bool) -> Any:
    """The other way round."""
    if value is None:
        return None
    if kind == "moment":
        moment = datetime.fromisoformat(value)
        return moment.replace(tzinfo=None) if kept_without_zone else moment
    if kind == "date":
        return date.fromisoformat(value)
    if kind == "bytes":
        return base64.b64decode(value)
    return value
