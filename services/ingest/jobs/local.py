"""Sources that are files: a file, a directory or a pattern, looked at as often as a feed; what changed is read."""

import asyncio
import glob
import logging
from pathlib import Path
from typing import Any, Final

from services.ingest.fetching.failure import Failed, FailureKind
from services.ingest.handed.backfill import Backfill
from services.ingest.handed.given import Problem
from services.ingest.settings import Source
from services.ingest.sources import state
from services.ingest.sources.progress import failed
from services.ingest.sources.state import SourceState
from services.ingest.tables import positions
from services.ingest.work import Work
from services.runtime.database import writing

LOG: Final = logging.getLogger(__name__)


async def poll(work: Work, source: Source, before: SourceState) -> Failed | None:
    """Reads the files of a source that changed since they were last read; the failure when there is no file at all."""
    files = await asyncio.to_thread(matching, source.path or "")
    if not files:
        failure = Failed(FailureKind.FILE, f"no file matches {source.path}")
        await _note(work, before, failed(before, failure, work.at()))
        return failure
    run = Backfill(work.engine, work.settings, source, work.clock, work.pool.clean, _tell, lambda _: None, source)
    for file in files:
        size = file.stat().st_size
        if await positions.known(work.engine, source.id, file) < max(size, 1):
            await run.run([file])
            async with writing(work.engine) as connection:
                await positions.note(connection, source.id, file, max(size, 1))
    at = work.at()
    well = {"status": "ok", "error": None, "failures": 0.0, "last_try": at.now, "last_ok": at.now}
    await _note(work, before, {**well, "due": at.now + source.interval.start})
    return None


def matching(path: str) -> list[Path]:
    """The files of a path or pattern, in order; those of a directory at any depth."""
    found = [Path(name) for name in sorted(glob.glob(path, recursive=True))]  # noqa: PTH207  # a pattern of the operator's, absolute or not
    inside = [sorted(each for each in one.rglob("*") if each.is_file()) if one.is_dir() else [one] for one in found]
    return [file for files in inside for file in files if not file.name.startswith(".")]


async def _note(work: Work, before: SourceState, changes: dict[str, Any]) -> None:
    async with writing(work.engine) as connection:
        await state.change(connection, before.id, changes)


def _tell(problem: Problem) -> None:
    LOG.warning("%s", problem)
