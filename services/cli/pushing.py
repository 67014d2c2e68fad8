"""What `tocsin backfill` does: articles into ingest's tables, and for a batch everything up to the report. Reads no file itself."""

import json
import os
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path
from typing import Final

import click

from services.cli.draining import Flow, Rest, drained, flow
from services.cli.embedded import Running, own_environment, running
from services.cli.incidents import print_table
from services.cli.migrate import migrate_all
from services.cli.progress import Progress
from services.ingest.cleaning.pool import Limits, Pool
from services.ingest.handed.backfill import Backfill, Totals
from services.ingest.settings import Defaults, ingest_settings
from services.runtime import database, deadletter, settings
from services.runtime.clock import SystemClock
from services.runtime.errors import Transient
from services.runtime.settings import Document
from services.runtime.waiting import until_there
from services.store import lookup
from services.store.report import report as report_of
from tocsin import streams

PATIENCE: Final = 60.0
"""Seconds without any progress after which a batch gives up."""

_SETTINGS: Final = """\
# Written by `tocsin backfill --once`.
[runtime]
state_dir = {state}
log_format = "text"
min_idle = 2.0
max_deliveries = 3
[ingest]
relay = "20ms"
[store]
relay_seconds = 0.02
"""


async def into_system(document: Document, paths: Sequence[Path]) -> Totals:
    """Puts the articles where the configured system's ingest takes them from; waits while a database is away."""
    runtime = settings.runtime_settings(document)
    await until_there("the databases", lambda: migrate_all(runtime))
    with Progress(paths) as progress:
        totals = await _push(document, runtime.database("ingest"), paths, progress)
    click.echo(f"{_told(totals)}; a running system (`tocsin up`) takes it from here", err=True)
    return totals


async def as_batch(paths: Sequence[Path], shape: str, state: Path | None) -> Totals:
    """Runs the whole path on the articles with parts of its own, then reports on standard output.

    Raises Transient when nothing moves any more before everything is done; the message tells what the services said last.
    """
    log: list[str] = []
    async with _own_system(state, log) as (document, system), flow(system.settings, system.redis_url) as work:
        totals, rest = await system.during(_handle(document, system, paths, work))
        await _report(work, shape)
        await _tell_dead(work)
        if rest.total:
            raise Transient("\n".join([f"nothing moves any more, and this is left: {rest}; the last words were:", *log[-10:]]))
    click.echo(_told(totals), err=True)
    return totals


async def _handle(document: Document, system: Running, paths: Sequence[Path], work: Flow) -> tuple[Totals, Rest]:
    """Puts the articles in and waits until everything that follows from them is done."""
    with Progress(paths) as progress:
        totals = await _push(document, system.settings.database("ingest"), paths, progress)
        return totals, await drained(work, PATIENCE, lambda rest: progress.stage(f"under way: {rest}"))


async def _push(document: Document, url: str, paths: Sequence[Path], progress: Progress) -> Totals:
    """Every article of the files, in order, into the tables of ingest."""
    reading = ingest_settings(document)
    defaults = document.read(Defaults, "defaults")
    limits = Limits(seconds=defaults.extract.timeout, memory=defaults.extract.memory, body=defaults.max_body)
    engine = database.engine(url)
    try:
        async with Pool(reading.workers, limits) as pool:
            run = Backfill(engine, reading, defaults, SystemClock(), pool.clean, progress.problem, progress.read)
            return await run.run(paths)
    finally:
        await engine.dispose()


@asynccontextmanager
async def _own_system(state: Path | None, log: list[str]) -> AsyncIterator[tuple[Document, Running]]:
    """A system without sources and destinations, in a directory that is gone afterwards unless `state` names one."""
    with ExitStack() as stack:
        directory = state or Path(stack.enter_context(_temporary()))
        document = settings.load(_settings_file(directory), own_environment(os.environ))
        async with running(document, lambda name, line: log.append(f"{name}: {line}")) as system:
            yield document, system


def _settings_file(state: Path) -> Path:
    """Written into the state directory: tocsin.toml of the working directory would bring sources and destinations along."""
    state.mkdir(parents=True, exist_ok=True)
    file = state / "backfill.toml"
    file.write_text(_SETTINGS.format(state=json.dumps(str(state.absolute()))), "utf-8")
    return file


def _temporary() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="tocsin-backfill-", ignore_cleanup_errors=True)


async def _report(work: Flow, shape: str) -> None:
    if shape == "table":
        await print_table(lookup.incidents(work.store, lookup.Wanted()))
        return
    async for line in report_of(work.store):
        click.echo(json.dumps(line, ensure_ascii=False))


async def _tell_dead(work: Flow) -> None:
    """Names what could not be handled: it is missing in the report."""
    keys = [key for stream in streams.ALL for key in streams.keys(stream, work.partitions)]
    for key in keys:
        for letter in await deadletter.listing(work.server, key):
            click.echo(f"set aside, and not in the report: {key} {letter.entry}: {letter.reason.error}", err=True)


def _told(totals: Totals) -> str:
    """What became of the articles.

    >>> _told(Totals(new=4, unchanged=1, bad=2))
    '4 articles are new, 1 known already; 2 could not be read'
    """
    parts = [f"{totals.new} articles are new"]
    parts += [f"{totals.revised} revised"] if totals.revised else []
    parts += [f"{totals.unchanged} known already"] if totals.unchanged else []
    bad = f"; {totals.bad} could not be read" if totals.bad else ""
    passed_over = f"; {totals.passed_over} files of other kinds were passed over" if totals.passed_over else ""
    return ", ".join(parts) + bad + passed_over
