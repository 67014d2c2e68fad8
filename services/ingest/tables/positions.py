"""How far files have been read. Owns the rows of `ingest_progress`."""

from pathlib import Path

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.ingest.tables.schema import PROGRESS, insert_into
from services.runtime.database import reading


def stamp(file: Path) -> str:
    """What changes when a file is written anew: its size and time of change. Raises OSError."""
    found = file.stat()
    return f"{found.st_size}:{found.st_mtime_ns}"


def path_of(file: Path) -> str:
    """A file by its whole path: the working directory may be another one next time."""
    return str(file.absolute())


async def known(engine: AsyncEngine, source: str, file: Path) -> int:
    """Bytes of a file that have been read; 0 for one that is new or was written anew. Raises OSError."""
    where = (PROGRESS.c.source == source, PROGRESS.c.path == path_of(file), PROGRESS.c.stamp == stamp(file))
    query = select(PROGRESS.c.position).where(*where)
    async with reading(engine) as connection:
        return (await connection.execute(query)).scalar() or 0


async def note(connection: AsyncConnection, source: str, file: Path, position: int) -> None:
    """Notes in the caller's transaction how far a file has been read."""
    values = {"stamp": stamp(file), "position": position}
    insert = insert_into(connection, PROGRESS).values(source=source, path=path_of(file), **values)
    await connection.execute(insert.on_conflict_do_update(index_elements=["source", "path"], set_=values))
