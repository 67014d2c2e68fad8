"""The progress of a backfill on a terminal: a bar while it reads, then what is still under way. Nothing where nobody watches."""

import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

from services.ingest.handed.backfill import JSON_LINES, PAGES, STDIN, TEXTS, Totals
from services.ingest.handed.given import Problem

_BLOCK: Final = 1 << 20


class Progress:
    """`with Progress(paths) as progress`: shown on standard error, where it is a terminal."""

    def __init__(self, paths: Sequence[Path]) -> None:
        """`paths` are counted for the bar; what comes on standard input cannot be."""
        columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        self._bar = Bar(*columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty())
        self._task = self._bar.add_task("reading", total=None if self._bar.disable else articles_in(paths))

    def read(self, totals: Totals) -> None:
        """So many articles have been read."""
        self._bar.update(self._task, completed=totals.new + totals.revised + totals.unchanged + totals.bad)

    def stage(self, text: str) -> None:
        """What is under way now."""
        self._bar.update(self._task, description=text)

    def problem(self, problem: Problem) -> None:
        """A line or file that could not be taken: told at once, whoever watches."""
        if self._bar.disable:
            click.echo(str(problem), err=True)
        else:
            self._bar.console.print(str(problem), style="red", highlight=False, soft_wrap=True, markup=False)

    def __enter__(self) -> Self:
        """Begins to show."""
        self._bar.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Clears what was shown."""
        self._bar.stop()


def articles_in(paths: Sequence[Path]) -> int | None:
    """How many articles the files may hold, for a bar; None where standard input is one of them."""
    if STDIN in paths:
        return None
    files = [file for path in paths for file in (path.rglob("*") if path.is_dir() else [path]) if file.is_file()]
    return sum(_lines(file) if file.suffix.lower() in JSON_LINES else file.suffix.lower() in TEXTS | PAGES for file in files)


def _lines(file: Path) -> int:
    with file.open("rb") as stream:
        return sum(block.count(b"\n") for block in iter(lambda: stream.read(_BLOCK), b""))
