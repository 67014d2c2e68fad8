"""Articles from files: JSON Lines, texts, pages, web archives, directories. The same tables and outbox as what is fetched."""

import asyncio
import sys
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from sqlalchemy.ext.asyncio import AsyncEngine

from services.ingest.articles.kept import Candidate, Kept, Verdict, any_change, keep
from services.ingest.cleaning.page import Cleaned, CleaningFailed, Page
from services.ingest.handed import archive, given
from services.ingest.handed.given import Given, Problem
from services.ingest.handed.given_article import Origin, candidate
from services.ingest.settings import Defaults, IngestSettings, Source
from services.ingest.sources import coverage
from services.ingest.tables import outbox, positions
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

AHEAD: Final = 16
"""Articles under way at a time: pages are cleaned by several workers while lines are read on; the order stays."""

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


@dataclass(frozen=True, slots=True)
class _Step:
    """One article or problem of a file, and how far the file has been read with it."""

    result: Candidate | Problem | None
    file: Path | None = None
    position: int = 0


@dataclass(slots=True)
class Backfill:
    """One run over files and directories. Bad input is reported and passed over; what is good is kept and will be published.

    A web archive is read on from where an earlier run left it; everything else may be read again at will and changes nothing.
    """

    engine: AsyncEngine
    settings: IngestSettings
    defaults: Defaults
    clock: Clock
    clean: Clean
    report: Callable[[Problem], None]
    """Told of every line and file that could not be taken."""
    progress: Callable[[Totals], None]
    """Told after every transaction."""
    source: Source | None = None
    """The declared source that the articles belong to, where it is one."""
    totals: Totals = field(default_factory=Totals)

    async def run(self, paths: Sequence[Path]) -> Totals:
        """Takes every article of the files, in order. Waits while the database is away or the outbox is full."""
        batch: list[_Step] = []
        async for step in _in_order(self._found(paths), AHEAD):
            if isinstance(step.result, Problem):
                self.totals.bad += 1
                self.report(step.result)
            batch.append(step)
            if len(batch) >= BATCH:
                await self._keep(batch)
                batch = []
        if batch:
            await self._keep(batch)
        return self.totals

    async def _keep(self, batch: Sequence[_Step]) -> None:
        await until_there("room in the outbox", lambda: outbox.require_room(self.engine, self.settings.outbox_max))
        self.totals.count(await until_there("the database", lambda: self._kept(batch)))
        self.progress(self.totals)

    async def _kept(self, batch: Sequence[_Step]) -> list[Kept]:
        """Articles and how far each archive has been read, in one transaction."""
        candidates = [step.result for step in batch if isinstance(step.result, Candidate)]
        now = self.clock.now()
        async with writing(self.engine) as connection:
            kept = await keep(connection, candidates, any_change, now)
            if self.source is not None:
                new = sum(each.verdict is not Verdict.UNCHANGED for each in kept)
                await coverage.arrived(connection, self.source.id, len(kept), new, now)
            for file, position in {step.file: step.position for step in batch if step.file}.items():
                await positions.note(connection, self._origin().source, file, position)
            return kept

    async def _found(self, paths: Sequence[Path]) -> AsyncIterator[Awaitable[_Step]]:
        for root in paths:
            for file in _files(root):
                if isinstance(file, Problem):
                    yield _ready(file)
                    continue
                kind = file.suffix.lower()
                if file == STDIN or kind in JSON_LINES:
                    async for step in self._lines(file):
                        yield step
                elif kind in TEXTS | PAGES:
                    yield self._document(file, root)
                elif kind == ".warc" or file.name.lower().endswith(".warc.gz"):
                    async for step in self._archive(file):
                        yield step
                else:
                    self.totals.passed_over += 1

    async def _lines(self, file: Path) -> AsyncIterator[Awaitable[_Step]]:
        try:
            stream = sys.stdin.buffer if file == STDIN else file.open("rb")
        except OSError as error:
            yield _ready(Problem(str(file), None, f"cannot be read: {error.strerror or error}"))
            return
        name = "standard input" if file == STDIN else str(file)
        try:
            for found in given.lines(stream, name, self.defaults.max_body):
                yield _ready(found) if isinstance(found, Problem) else self._article(found.given, name, found.number)
        finally:
            if file != STDIN:
                stream.close()

    async def _article(self, one: Given, file: str, number: int) -> _Step:
        if one.text is not None:
            return _Step(candidate(one, self._origin()))
        page = await self.clean(Page((one.html or "").encode("utf-8", "replace"), one.url, "text/html; charset=utf-8"))
        if isinstance(page, CleaningFailed) or not page.text:
            return _Step(Problem(file, number, f'no article found in "html": {_why(page)}'))
        return _Step(candidate(one, self._origin(), page))

    async def _archive(self, file: Path) -> AsyncIterator[Awaitable[_Step]]:
        try:
            start = await until_there("the database", lambda: positions.known(self.engine, self._origin().source, file))
            found = archive.pages(file, start, self.defaults.max_body)
            while (one := await asyncio.to_thread(next, found, None)) is not None:
                yield self._archived(file, one)
        except (archive.BadArchive, OSError) as error:
            yield _ready(Problem(str(file), None, str(error)))

    async def _archived(self, file: Path, one: archive.Archived) -> _Step:
        """A page of an archive; one without an article (a front page, a list) is passed over."""
        page = await self.clean(one.page)
        if isinstance(page, CleaningFailed) or not page.text:
            return _Step(None, file, one.position)
        return _Step(candidate(Given(url=one.page.url, html=""), self._origin(), page), file, one.position)

    async def _document(self, file: Path, root: Path) -> _Step:
        """One .txt or .html file; its id follows from its path below `root`, so that reading it again revises it."""
        try:
            body = await asyncio.to_thread(self._bytes, file)
            if file.suffix.lower() in TEXTS:
                return _Step(candidate(self._named(file, root, text=given.text_file(body)), self._origin()))
        except OSError as error:
            return _Step(Problem(str(file), None, f"cannot be read: {error.strerror or error}"))
        except ValueError as error:
            return _Step(Problem(str(file), None, str(error)))
        page = await self.clean(Page(body, None, None))
        if isinstance(page, CleaningFailed) or not page.text:
            return _Step(Problem(str(file), None, f"no article found in the page: {_why(page)}"))
        return _Step(candidate(self._named(file, root, html=""), self._origin(), page))

    def _bytes(self, file: Path) -> bytes:
        size = file.stat().st_size
        if size > self.defaults.max_body:
            raise ValueError(f"the file has {size} bytes; at most {self.defaults.max_body} are read (max_body in [defaults])")
        if not size:
            raise ValueError("the file is empty")
        return file.read_bytes()

    def _named(self, file: Path, root: Path, *, text: str | None = None, html: str | None = None) -> Given:
        name = str(file.relative_to(root)) if root.is_dir() else file.name
        return Given(id=article_id(self._origin().source, f"file:{name}"), text=text, html=html)

    def _origin(self) -> Origin:
        if self.source is None:
            return Origin(SourceKind.FILE, self.clock.now())
        return Origin(self.source.kind, self.clock.now(), self.source.id, self.source.lang, self.source.tags)


async def _ready(problem: Problem) -> _Step:
    return _Step(problem)


async def _in_order(steps: AsyncIterator[Awaitable[_Step]], ahead: int) -> AsyncIterator[_Step]:
    """The results of steps in their order, `ahead` of them under way at a time."""
    waiting: deque[asyncio.Future[_Step]] = deque()
    try:
        async for step in steps:
            waiting.append(asyncio.ensure_future(step))
            if len(waiting) >= ahead:
                yield await waiting.popleft()
        while waiting:
            yield await waiting.popleft()
    finally:
        for rest in waiting:
            rest.cancel()


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
