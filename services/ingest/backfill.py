"""Articles from files: JSON Lines, texts, pages, directories. The same tables and outbox as what is fetched. Owns no command."""

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from sqlalchemy.ext.asyncio import AsyncEngine

from services.ingest import given, outbox
from services.ingest.given import Given, Problem
from services.ingest.given_article import Origin, candidate
from services.ingest.kept import Candidate, Kept, Verdict, any_change, keep
from services.ingest.page import Cleaned, CleaningFailed, Page
from services.ingest.settings import Defaults, IngestSettings
from services.runtime.clock import Clock
from services.runtime.database import writing
from services.runtime.waiting import until_there
from tocsin.ids import article_id
from tocsin.vocabulary import SourceKind

BATCH: Final = 100
"""Articles of one transaction."""

STDIN: Final = Path("-")
"""Stands for standard input, which is read as JSON Lines."""

JSON_LINES: Final = frozenset({".jsonl", ".ndjson", ".json"})
TEXTS: Final = frozenset({".txt"})
PAGES: Final = frozenset({".html", ".htm", ".xhtml"})

Clean = Callable[[Page], Awaitable[Cleaned | CleaningFailed]]
"""Turns a page into text, in a process of its own."""


@dataclass(slots=True)
class Totals:
    """What a backfill has done so far."""

    new: int = 0
    revised: int = 0
    unchanged: int = 0
    bad: int = 0
    passed_over: int = 0
    """Files of a kind that is not read."""

    def count(self, kept: Sequence[Kept]) -> None:
        """Adds what became of some articles."""
        for each in kept:
            self.new += each.verdict is Verdict.NEW
            self.revised += each.verdict is Verdict.REVISED
            self.unchanged += each.verdict is Verdict.UNCHANGED


@dataclass(slots=True)
class Backfill:
    """One run over files and directories. Bad input is reported and passed over; what is good is kept and will be published."""

    engine: AsyncEngine
    settings: IngestSettings
    defaults: Defaults
    clock: Clock
    clean: Clean
    report: Callable[[Problem], None]
    """Told of every line and file that could not be taken."""
    progress: Callable[[Totals], None]
    """Told after every transaction."""
    totals: Totals = field(default_factory=Totals)

    async def run(self, paths: Sequence[Path]) -> Totals:
        """Takes every article of the files, in order. Waits while the database is away or the outbox is full."""
        batch: list[Candidate] = []
        async for found in self._found(paths):
            if isinstance(found, Problem):
                self.totals.bad += 1
                self.report(found)
                continue
            batch.append(found)
            if len(batch) >= BATCH:
                await self._keep(batch)
                batch = []
        if batch:
            await self._keep(batch)
        return self.totals

    async def _keep(self, batch: Sequence[Candidate]) -> None:
        await until_there("room in the outbox", lambda: outbox.require_room(self.engine, self.settings.outbox_max))
        self.totals.count(await until_there("the database", lambda: self._kept(batch)))
        self.progress(self.totals)

    async def _kept(self, batch: Sequence[Candidate]) -> list[Kept]:
        async with writing(self.engine) as connection:
            return await keep(connection, batch, any_change, self.clock.now())

    async def _found(self, paths: Sequence[Path]) -> AsyncIterator[Candidate | Problem]:
        for root in paths:
            for file in _files(root):
                if isinstance(file, Problem):
                    yield file
                elif file == STDIN or file.suffix.lower() in JSON_LINES:
                    async for found in self._lines(file):
                        yield found
                elif file.suffix.lower() in TEXTS | PAGES:
                    yield await self._document(file, root)
                else:
                    self.totals.passed_over += 1

    async def _lines(self, file: Path) -> AsyncIterator[Candidate | Problem]:
        try:
            stream = sys.stdin.buffer if file == STDIN else file.open("rb")
        except OSError as error:
            yield Problem(str(file), None, f"cannot be read: {error.strerror or error}")
            return
        name = "standard input" if file == STDIN else str(file)
        try:
            for found in given.lines(stream, name, self.defaults.max_body):
                yield found if isinstance(found, Problem) else await self._article(found.given, name, found.number)
                await asyncio.sleep(0)  # lines come as fast as the disk gives them; others want to run
        finally:
            if file != STDIN:
                stream.close()

    async def _article(self, one: Given, file: str, number: int) -> Candidate | Problem:
        if one.text is not None:
            return candidate(one, self._origin())
        page = await self.clean(Page((one.html or "").encode("utf-8", "replace"), one.url, "text/html; charset=utf-8"))
        if isinstance(page, CleaningFailed) or not page.text:
            return Problem(file, number, f'no article found in "html": {_why(page)}')
        return candidate(one, self._origin(), page)

    async def _document(self, file: Path, root: Path) -> Candidate | Problem:
        """One .txt or .html file; its id follows from its path below `root`, so that reading it again revises it."""
        try:
            body = await asyncio.to_thread(self._bytes, file)
            if file.suffix.lower() in TEXTS:
                return candidate(self._named(file, root, text=given.text_file(body)), self._origin())
        except OSError as error:
            return Problem(str(file), None, f"cannot be read: {error.strerror or error}")
        except ValueError as error:
            return Problem(str(file), None, str(error))
        page = await self.clean(Page(body, None, None))
        if isinstance(page, CleaningFailed) or not page.text:
            return Problem(str(file), None, f"no article found in the page: {_why(page)}")
        return candidate(self._named(file, root, html=""), self._origin(), page)

    def _bytes(self, file: Path) -> bytes:
        size = file.stat().st_size
        if size > self.defaults.max_body:
            raise ValueError(f"the file has {size} bytes; at most {self.defaults.max_body} are read (max_body in [defaults])")
        if not size:
            raise ValueError("the file is empty")
        return file.read_bytes()

    @staticmethod
    def _named(file: Path, root: Path, *, text: str | None = None, html: str | None = None) -> Given:
        name = str(file.relative_to(root)) if root.is_dir() else file.name
        return Given(id=article_id(given.SOURCE, f"file:{name}"), text=text, html=html)

    def _origin(self) -> Origin:
        return Origin(SourceKind.FILE, self.clock.now())


def _files(root: Path) -> Iterator[Path | Problem]:
    """The files of a path in a stable order; hidden ones are left alone."""
    if root == STDIN or root.is_file():
        yield root
    elif root.is_dir():
        for file in sorted(root.rglob("*")):
            hidden = any(part.startswith(".") for part in file.relative_to(root).parts)
            if file.is_file() and not hidden:
                yield file
    else:
        yield Problem(str(root), None, "no such file or directory")


def _why(page: Cleaned | CleaningFailed) -> str:
    return page.message if isinstance(page, CleaningFailed) else "it holds no text that stands out from menus and teasers"
