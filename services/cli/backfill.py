"""`tocsin backfill`: articles from files, by the same path as what is fetched, into the running system or as a batch apart."""

import asyncio
from pathlib import Path

import click

from services.cli.options import config_option, configuration


@click.command()
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path, allow_dash=True, exists=True))
@click.option("--once", is_flag=True, help="handle them with parts of its own, show what they tell of, and stop; nobody is alerted")
@click.option(
    "--report", type=click.Choice(["table", "jsonl"]), help="with --once: how to show incidents and alerts [default: table]"
)
@click.option(
    "--state-dir",
    type=click.Path(path_type=Path, file_okay=False),
    help="with --once: keep everything in this directory, and go on with what it holds",
)
@config_option
def backfill(config: Path | None, paths: tuple[Path, ...], report: str | None, state_dir: Path | None, *, once: bool) -> None:
    """Read articles from files, directories or standard input (-).

    \b
    .jsonl       one article a line: {"id"?, "url"?, "title"?, "source"?, "lang"?, "published"?, "text" or "html"}
    .txt .html   one article a file
    .warc        a web archive, also gzipped: one article a page

    What cannot be read is told and passed over. Reading the same again changes nothing.
    """  # noqa: D301  # \b is click's mark for lines that stay as they are
    from services.cli import pushing

    if not once and (report or state_dir):
        raise click.UsageError("--report and --state-dir belong to --once")
    totals = asyncio.run(
        pushing.as_batch(paths, report or "table", state_dir) if once else pushing.into_system(configuration(config), paths)
    )
    if totals.bad and not totals.new + totals.revised + totals.unchanged:
        raise click.ClickException("nothing could be read; see above")
