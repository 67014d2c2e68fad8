"""The file that `tocsin backup` writes: a ZIP of one JSON-lines member per table and per stream, and a manifest. Owns its format.

Version 1: manifest.json says which program made it and when, the migration and the tables of each database with their columns
and numbers of rows, and the groups and numbers of entries of each stream. A later version of the program reads it; only keys are
added to it.
"""

import json
import os
import zipfile
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from services.runtime.errors import ConfigError

FORMAT: Final = 1

_MANIFEST: Final = "manifest.json"


@dataclass
class TableFacts:
    """One table of an archive."""

    columns: dict[str, str]
    """Name → kind (see services.runtime.dump), in the order of the values of each row."""
    rows: int


@dataclass
class DatabaseFacts:
    """One service's database in an archive."""

    migration: str
    tables: dict[str, TableFacts] = field(default_factory=dict)


@dataclass
class StreamFacts:
    """One stream key in an archive."""

    groups: dict[str, str]
    """Group → the id up to which it had finished everything."""
    entries: int


@dataclass
class Manifest:
    """What is in an archive."""

    version: str
    """Version of the program that made it."""
    made: str
    partitions: int | None = None
    """None when the streams were left out."""
    databases: dict[str, DatabaseFacts] = field(default_factory=dict)
    streams: dict[str, StreamFacts] = field(default_factory=dict)


class Writer:
    """An archive being written."""

    def __init__(self, file: zipfile.ZipFile) -> None:
        self._file = file

    async def lines(self, member: str, values: AsyncIterator[Any]) -> int:
        """Writes one member, a JSON value a line; how many there were."""
        written = 0
        with self._file.open(f"{member}.jsonl", "w", force_zip64=True) as out:
            async for value in values:
                out.write(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
                written += 1
        return written

    def manifest(self, manifest: Manifest) -> None:
        """Writes the manifest: last, so that a file without one is known to be unfinished."""
        self._file.writestr(_MANIFEST, json.dumps({"format": FORMAT, **asdict(manifest)}, ensure_ascii=False, indent=1))


@contextmanager
def writing(path: Path) -> Iterator[Writer]:
    """A new archive, readable by this user only; it gets its name when it is whole.

    Raises ConfigError when it cannot be written.
    """
    unfinished = path.with_name(f"{path.name}.part")
    try:
        unfinished.unlink(missing_ok=True)
        handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise ConfigError(f"cannot write {path}: {error.strerror}") from error
    try:
        with os.fdopen(handle, "wb") as raw:
            with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as file:
                yield Writer(file)
            raw.flush()
            os.fsync(raw.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


class Reader:
    """An archive that is being read. Every member's checksum is checked as it is read."""

    def __init__(self, file: zipfile.ZipFile, path: Path) -> None:
        self._file, self._path = file, path
        self.manifest = self._manifest()

    def pages(self, member: str, size: int = 1000) -> Iterator[list[Any]]:
        """The values of one member, `size` at a time. Raises ConfigError when the archive is damaged."""
        page: list[Any] = []
        try:
            with self._file.open(f"{member}.jsonl") as lines:
                for line in lines:
                    page.append(json.loads(line))
                    if len(page) == size:
                        yield page
                        page = []
        except (zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
            raise ConfigError(f"{self._path} is damaged at {member}: {error}; take another backup") from error
        if page:
            yield page

    def _manifest(self) -> Manifest:
        try:
            read = json.loads(self._file.read(_MANIFEST))
        except (KeyError, ValueError, zipfile.BadZipFile) as error:
            raise ConfigError(f"{self._path} is not a finished backup of tocsin: it has no readable {_MANIFEST}") from error
        if read.get("format") != FORMAT:
            raise ConfigError(
                f"{self._path} has format {read.get('format')}: restore it with tocsin {read.get('version')} or newer"
            )
        return Manifest(
            version=read["version"],
            made=read["made"],
            partitions=read["partitions"],
            databases={
                name: DatabaseFacts(
                    facts["migration"],
                    {table: TableFacts(row["columns"], row["rows"]) for table, row in facts["tables"].items()},
                )
                for name, facts in read["databases"].items()
            },
            streams={key: StreamFacts(row["groups"], row["entries"]) for key, row in read["streams"].items()},
        )


@contextmanager
def reading(path: Path) -> Iterator[Reader]:
    """An archive to restore from. Raises ConfigError when it is none."""
    try:
        with zipfile.ZipFile(path) as file:
            yield Reader(file, path)
    except FileNotFoundError as error:
        raise ConfigError(f"there is no {path}") from error
    except zipfile.BadZipFile as error:
        raise ConfigError(f"{path} is not a backup of tocsin: {error}") from error
