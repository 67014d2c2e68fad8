"""`tocsin read`: what ingest makes of saved bytes, through the code that the service runs; no network, no database.

One JSON line a file, in the order of the arguments; a file that cannot be read is a line with `error`, and where none could be read
the command fails.
"""

import asyncio
import json
import sys
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from services.cli.options import format_option

if TYPE_CHECKING:
    from services.ingest.cleaning.page import Cleaned
    from services.ingest.cleaning.pool import Pool
    from services.ingest.readers.entry import Entry, Reading

LISTS: Final = ("feed", "sitemap", "section", "telegram")

_STDIN: Final = "-"

_LARGEST: Final = 64 * 1024**2
"""Bytes of a file, unpacked where it is gzipped, that are read."""

_AHEAD: Final = 8
"""Pages under way for each worker: one is cleaned, the others wait, so that a slow one holds up few."""

_SHORT: Final = 250
"""Characters below which a text is told to be short, as `extract.min_chars` of a source has it by default."""

_PREVIEW: Final = 1500
"""Characters of a page's text that the table shows."""

Line = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Given:
    """What is known of every file of a run beside its bytes."""

    kind: str
    url: str | None


@click.command("read")
@click.argument("kind", type=click.Choice([*LISTS, "page"]))
@click.argument("files", nargs=-1, required=True, type=click.Path(allow_dash=True))
@click.option("--url", help="address that the files came from: relative links resolve against it")
@format_option
def read(kind: str, files: tuple[str, ...], url: str | None, shape: str) -> None:
    """Show what ingest makes of saved FILES ("-": standard input).

    That is the entries of a list, or the article of a page.

    Gzipped files are unpacked. A file that cannot be read as KIND says so in its place, and the others are read all the same;
    the exit code is 1 when not one file could be read.
    """
    show = _print_table if shape == "table" else _print_line
    if not asyncio.run(_run(Given(kind, url), files, show)):
        raise click.ClickException("no file could be read; each line says why")


async def _run(given: Given, files: tuple[str, ...], show: Callable[[Line], None]) -> int:
    """Shows every file's line; how many files could be read."""
    good = 0
    async with AsyncExitStack() as stack:
        if given.kind == "page":
            from services.ingest.cleaning.pool import Pool

            pool = await stack.enter_async_context(Pool())
            lines = in_order(files, lambda file: page_line(file, given, pool), pool.workers * _AHEAD)
        else:
            lines = in_order(files, lambda file: list_line(file, given), 1)
        with click.progressbar(length=len(files), label="reading", file=sys.stderr, hidden=not _watched(files)) as bar:
            async for line in lines:
                show(line)
                good += "error" not in line
                bar.update(1)
    return good


async def in_order(files: Iterable[str], work: Callable[[str], Awaitable[Line]], ahead: int) -> AsyncIterator[Line]:
    """The result for each file in the order given, with at most `ahead` under way and as many results in memory."""
    waiting: deque[asyncio.Future[Line]] = deque()
    try:
        for file in files:
            waiting.append(asyncio.ensure_future(work(file)))
            if len(waiting) >= ahead:
                yield await waiting.popleft()
        while waiting:
            yield await waiting.popleft()
    finally:
        for task in waiting:
            task.cancel()


async def list_line(file: str, given: Given) -> Line:
    """The entries of one file, or why there are none."""
    from services.ingest.readers.entry import Unreadable

    reader = import_module(f"services.ingest.readers.{given.kind}")
    try:
        reading: Reading = reader.read(_bytes(file), url=given.url)
    except OSError as error:
        return {"file": file, "error": _why(file, error)}
    except Unreadable as error:
        return {"file": file, "error": str(error)}
    line: Line = {"file": file, "entries": [entry_fields(entry) for entry in reading.entries]}
    if reading.about.children:
        line["sitemaps"] = [child.url for child in reading.about.children]
    return line


async def page_line(file: str, given: Given, pool: "Pool") -> Line:
    """The article of one file, or why there is none."""
    from services.ingest.cleaning.page import CleaningFailed, Page

    try:
        body = _bytes(file)
    except OSError as error:
        return {"file": file, "error": _why(file, error)}
    cleaned = await pool.clean(Page(body, given.url))
    if isinstance(cleaned, CleaningFailed):
        return {"file": file, "error": f"{cleaned.kind.value}: {cleaned.message}"}
    return {"file": file, "article": article_fields(cleaned)}


def entry_fields(entry: "Entry") -> Line:
    """One entry as it is printed: HTML made safe; the content stands in for a summary that the list does not give."""
    from services.ingest.readers.markup import safe

    title = entry.title and (safe(entry.title) if entry.title_is_html else entry.title)
    content = entry.content and (safe(entry.content) if entry.content_is_html else entry.content)
    summary = entry.summary and (safe(entry.summary) if entry.summary_is_html else entry.summary)
    fields: Line = {
        "id": entry.id,
        "url": entry.url,
        "title": title,
        "published": entry.published and entry.published.isoformat(),
        "updated": entry.updated and entry.updated.isoformat(),
        "authors": list(entry.authors),
        "summary": summary or content,
        "content": content,
    }
    marks = {"edited": entry.edited, "forwarded_from": entry.forwarded_from, "text_missing": entry.text_missing}
    return {**fields, **{name: mark for name, mark in marks.items() if mark}}


def article_fields(page: "Cleaned") -> Line:
    """The article of a page as it is printed; a publication time of which only the day is stated is a day."""
    flags = {
        "paywalled": page.paywalled,
        "truncated": page.truncated or len(page.text) < _SHORT,
        "text_missing": page.text_missing,
        "encoding_errors": page.encoding_errors,
    }
    moment = page.published and (page.published if page.published_has_time else page.published.date()).isoformat()
    return {
        "title": page.title,
        "published": moment,
        "published_source": page.published_source,
        "authors": list(page.authors),
        "lang": page.lang,
        "text": page.text,
        "flags": [name for name, stands in flags.items() if stands],
    }


def _bytes(file: str) -> bytes:
    """The bytes of a file, unpacked. Raises OSError, also for one that is too large or broken."""
    from services.ingest.web.decode import BadEncoding, TooLarge, unpacked

    if file == _STDIN:
        body = sys.stdin.buffer.read(_LARGEST + 1)
    else:
        with Path(file).open("rb") as stream:
            body = stream.read(_LARGEST + 1)
    try:
        body = unpacked(body, _LARGEST)
    except (BadEncoding, TooLarge) as error:
        raise OSError(f"{file}: {error}") from error
    if len(body) > _LARGEST:
        raise OSError(f"{file} is longer than {_LARGEST:,} bytes")
    return body


def _why(file: str, error: OSError) -> str:
    """Why a file could not be read: what the system said, or what we did."""
    return f"{file}: {error.strerror}" if error.strerror else str(error)


def _watched(files: tuple[str, ...]) -> bool:
    """Whether a person waits for many files to go elsewhere; on one terminal the lines themselves are the progress."""
    return len(files) > 1 and sys.stderr.isatty() and not sys.stdout.isatty()


def _print_line(line: Line) -> None:
    click.echo(json.dumps(line, ensure_ascii=False).encode("utf-8", "replace"))


def _print_table(line: Line) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console(soft_wrap=True, highlight=False)
    console.rule(line["file"], align="left")
    if "error" in line:
        console.print(line["error"], style="red", markup=False)
    elif "article" in line:
        _print_article(console, line["article"])
    else:
        table = Table("published", "title", "address", box=None, header_style="bold")
        for entry in line["entries"]:
            words = entry["title"] or (entry["content"] or "")[:100]
            table.add_row((entry["published"] or entry["updated"] or "")[:16], words, entry["url"] or entry["id"] or "")
        console.print(table if table.row_count else "no entries", soft_wrap=False)
        for sitemap in line.get("sitemaps", ()):
            console.print(sitemap, markup=False)


def _print_article(console: Any, article: Line) -> None:
    facts = (
        (article["published"] or "no date") + f" ({article['published_source']})",
        ", ".join(article["authors"]) or "no author",
        article["lang"] or "language unknown",
        f"{len(article['text']):,} characters",
        *article["flags"],
    )
    console.print(article["title"] or "no title", style="bold", markup=False)
    console.print(" · ".join(facts), style="dim", markup=False)
    rest = len(article["text"]) - _PREVIEW
    console.print(article["text"][:_PREVIEW] + (f"\n… {rest:,} more" if rest > 0 else ""), markup=False)
