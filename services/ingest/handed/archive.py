"""Web archives (WARC, ISO 28500) to pages, record by record from any position. Owns which records are pages."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from fastwarc.warc import ArchiveIterator, WarcRecordType

from services.ingest.cleaning.page import Page
from services.runtime.errors import Permanent

_HTML: Final = ("text/html", "application/xhtml+xml")


class BadArchive(Permanent):
    """A file that is no WARC, or is broken at a position; the message says where."""


@dataclass(frozen=True, slots=True)
class Archived:
    """One page of an archive."""

    page: Page
    position: int
    """Where the record after it begins, in bytes of the file: reading goes on from there."""


def pages(file: Path, position: int, largest: int) -> Iterator[Archived]:
    """Successful HTML responses of an archive, compressed or not, from a position on; longer bodies are cut at `largest` bytes.

    Raises BadArchive when the file cannot be read as WARC there.
    """
    with file.open("rb") as stream:
        stream.seek(position)
        try:
            found = ArchiveIterator(stream, record_types=WarcRecordType.response, parse_http=True, func_filter=_is_page)
            held: Archived | None = None
            for record in found:
                start = position + record.stream_pos
                if held is not None:
                    yield Archived(held.page, start)
                held = Archived(_page(record, largest), start)
            if held is not None:
                yield Archived(held.page, file.stat().st_size)
        except (ValueError, RuntimeError, OSError, EOFError) as error:
            raise BadArchive(f"broken after byte {position}: {error or type(error).__name__}") from error


def _is_page(record: Any) -> bool:
    http = record.http_headers
    if http is None or http.status_code != 200:
        return False
    return (record.http_content_type or "").lower().startswith(_HTML)


def _page(record: Any, largest: int) -> Page:
    stated = record.record_date
    fetched = (stated if stated.tzinfo else stated.replace(tzinfo=UTC)) if isinstance(stated, datetime) else None
    kind = record.http_headers.get("Content-Type") or "text/html"
    return Page(record.reader.read(largest), record.headers.get("WARC-Target-URI"), kind, fetched)
