"""`tocsin sources`: what is read, how it is doing, and changes to it. Looks at ingest's database and at the sources themselves."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from services.cli import source_rows
from services.cli.options import config_option, configuration, format_option, settings_of
from services.cli.reaching import database_of, missing_file

if TYPE_CHECKING:
    from services.ingest.jobs.probe import Probe
    from services.ingest.settings import Source
    from services.ingest.sources.state import SourceState
    from services.runtime.settings import Document

_SHOWN: Final = 5
"""Items of a checked source that are shown."""


@click.group()
def sources() -> None:
    """See and change what is read: feeds, sitemaps, pages, channels."""


@sources.command("list")
@format_option
@config_option
def list_sources(config: Path | None, shape: str) -> None:
    """Show every declared source and what became of its last reading."""
    document = configuration(config)
    rows = [source_rows.row(source, state) for source, state in asyncio.run(_joined(document))]
    source_rows.show(rows, ("id", "kind", "status", "last_ok", "last_new", "every", "next", "url"), shape)


@sources.command()
@format_option
@config_option
def health(config: Path | None, shape: str) -> None:
    """Show which sources bring nothing, and for how long.

    Exit code 1 when any is silent, gone or failing.
    """
    document = configuration(config)
    joined = asyncio.run(_joined(document))
    rows = [source_rows.health(source, state) for source, state in joined]
    rows.sort(key=lambda row: (row["well"], row["id"]))
    source_rows.show(rows, ("id", "status", "silent_for", "usual_gap", "last_ok", "items", "new", "failures", "error"), shape)
    unwell = sum(not row["well"] for row in rows)
    if unwell:
        raise click.ClickException(f"{unwell} of {len(rows)} sources need you; `tocsin sources check ID` asks one now")


@sources.command()
@click.argument("source")
@config_option
def check(config: Path | None, source: str) -> None:
    """Read one SOURCE now and show what it holds; keep nothing.

    SOURCE is an id, or an address.
    """
    document = configuration(config)
    found = asyncio.run(_probe(document, _named(document, source)))
    _tell(found)
    if found.problem:
        raise click.ClickException(found.problem + "".join(f"\nit names the feed {feed}" for feed in found.feeds))


@sources.command()
@click.argument("url")
@click.option("--id", "name", help="name in events and commands; from the title unless given")
@click.option(
    "--kind",
    type=click.Choice(["feed", "sitemap", "html", "telegram", "websub"]),
    default="feed",
    show_default=True,
    help="what URL is",
)
@click.option("--lang", help="language, for example en")
@click.option("--tag", "tags", multiple=True, help="tag of all its articles; may be given several times")
@click.option("--unchecked", is_flag=True, help="add it without reading it first")
@config_option
def add(config: Path | None, url: str, **given: Any) -> None:
    """Read URL; write it into tocsin.toml if articles are listed there.

    Of a page that names a feed, the feed is added.
    """
    from services.cli import declaring
    from services.ingest.sources.opml import Subscription, source_id

    file = declaring.file_to_write(config)
    known = declaring.declared(file)
    if same := [each.id for each in known if each.url == url]:
        raise click.ClickException(f"{url} is declared already, as {same[0]}")
    title = None
    if not given["unchecked"]:
        found = _followed(config, url, given["kind"])
        url, title = found.url, found.reading.about.title if found.reading else None
        _tell(found)
    name = given["name"] or source_id(Subscription(url, title), [each.id for each in known])
    kind = given["kind"] if given["kind"] != "feed" else None
    declaring.append(file, [declaring.block({"id": name, "kind": kind, "url": url, "lang": given["lang"], "tags": given["tags"]})])
    click.echo(f"added {name} to {file}; a running ingest reads it after SIGHUP or a restart")


@sources.command()
@click.argument("source")
@config_option
def pause(config: Path | None, source: str) -> None:
    """Stop reading a SOURCE until it is resumed.

    At once, and in every replica.
    """
    _pause(config, source, paused=True)
    click.echo(f"{source} is paused; `tocsin sources resume {source}` goes on with it")


@sources.command()
@click.argument("source")
@config_option
def resume(config: Path | None, source: str) -> None:
    """Go on reading a SOURCE that was paused or is gone."""
    _pause(config, source, paused=False)
    click.echo(f"{source} is read again")


@sources.command("import")
@click.argument("file", type=click.File("rb"))
@click.option("--dry-run", is_flag=True, help="show what would be added, write nothing")
@config_option
def import_opml(config: Path | None, file: Any, *, dry_run: bool) -> None:
    """Add every feed of an OPML FILE to tocsin.toml.

    Any feed reader exports such a file; "-" is standard input.
    """
    from services.cli import declaring
    from services.ingest.cleaning import language
    from services.ingest.sources import opml
    from services.ingest.web import urls

    target = declaring.file_to_write(config)
    known = declaring.declared(target)
    taken, addresses = [each.id for each in known], {urls.key(each.url or "") for each in known}
    blocks, refused = [], 0
    for each in opml.read(file.read()):
        if why := urls.refusal(each.url):
            click.echo(f"passed over {each.url[:80]}: {why}", err=True)
            refused += 1
        elif urls.key(each.url) not in addresses:
            name = opml.source_id(each, taken)
            taken.append(name)
            blocks.append(declaring.block({"id": name, "url": each.url, "lang": language.code(each.lang), "tags": each.tags}))
    if dry_run:
        click.echo("\n".join(blocks), nl=False)
    elif blocks:
        declaring.append(target, blocks)
    click.echo(f"{len(blocks)} feeds {'would be ' if dry_run else ''}added to {target}, {refused} passed over", err=True)


@sources.command("export")
@config_option
def export_opml(config: Path | None) -> None:
    """Write the declared feeds as OPML, for any feed reader.

    To standard output.
    """
    from services.ingest import settings
    from services.ingest.sources import opml

    click.echo(opml.write(settings.sources(configuration(config)), datetime.now(UTC)), nl=False)


async def _joined(document: "Document") -> "list[tuple[Source, SourceState | None]]":
    """Every declared source with what is known of it; nothing is known before ingest has first run."""
    from services.ingest import settings
    from services.ingest.sources import state

    known = {}
    if not missing_file(settings_of(document).database("ingest")):
        async with database_of("ingest", settings_of(document)) as engine:
            known = {each.id: each for each in await state.every(engine)}
    return [(source, known.get(source.id)) for source in settings.sources(document)]


def _named(document: "Document", source: str) -> "Source":
    """The source of an id or an address; an address that is not declared is taken as a feed."""
    from services.ingest.settings import sources as declared

    known = declared(document)
    for each in known:
        if source in {each.id, each.url}:
            return each
    if not source.startswith(("http://", "https://")):
        raise click.ClickException(f'no source "{source}" is declared; `tocsin sources list` shows them. An address works too')
    return _asked(document, url=source)


def _asked(document: "Document", **given: Any) -> "Source":
    """A source that is not declared, under the defaults of the configuration. Raises ConfigError for what cannot be one."""
    from services.ingest.settings import sources as declared
    from services.runtime.settings import Document

    alone = Document({**document.tables, "source": [{"id": "asked", **given}]}, document.env, "what was asked for")
    (asked,) = declared(alone)
    return asked


async def _probe(document: "Document", source: "Source") -> "Probe":
    from services.ingest.fetching.fetch import Fetcher
    from services.ingest.jobs.probe import probe
    from services.ingest.settings import ingest_settings
    from services.runtime.clock import SystemClock
    from services.runtime.guard import Guard

    if not source.url:
        raise click.ClickException(f"{source.id} is of kind {source.kind} and has no address to ask")
    clock = SystemClock()
    fetcher = Fetcher(Guard(ingest_settings(document).allow_private, setting="allow_private in [ingest]"), clock)
    try:
        return await probe(source, fetcher, clock.now())
    finally:
        await fetcher.aclose()


def _followed(config: Path | None, url: str, kind: str) -> "Probe":
    """What an address holds, or the first feed that its page names."""
    import os

    from services.cli.declaring import file_to_write
    from services.runtime.settings import Document, load

    file = file_to_write(config)
    document = load(file, os.environ) if file.exists() else Document({}, os.environ, "the environment")
    asked = _asked(document, kind=kind, url=url)
    found = asyncio.run(_probe(document, asked))
    if found.problem and found.feeds:
        click.echo(f"a page; it names the feed {found.feeds[0]}")
        found = asyncio.run(_probe(document, asked.model_copy(update={"url": found.feeds[0]})))
    if found.problem:
        raise click.ClickException(f"{found.problem}\n--unchecked adds it all the same")
    return found


def _pause(config: Path | None, source: str, *, paused: bool) -> None:
    asyncio.run(_set_paused(configuration(config), source, paused=paused))


async def _set_paused(document: "Document", source: str, *, paused: bool) -> None:
    from services.ingest.settings import sources as declared
    from services.ingest.sources import state

    async with database_of("ingest", settings_of(document)) as engine:
        await state.pause(engine, source, declared(document), paused=paused, now=datetime.now(UTC).timestamp())


def _tell(found: "Probe") -> None:
    from services.ingest.web import plain

    if found.reading is None:
        return
    about, entries = found.reading.about, found.reading.entries
    click.echo(f"{about.kind or 'list'} {about.title or ''} at {found.url}: {len(entries)} items".replace("  ", " "))
    for entry in entries[:_SHOWN]:
        title = plain.line(entry.title) if entry.title_is_html else " ".join((entry.title or "").split())
        click.echo(f"  {_moment(entry.published) or '—':<16}  {(title or entry.url or '—')[:90]}")


def _moment(value: datetime | None) -> str | None:
    return f"{value:%Y-%m-%d %H:%M}" if value else None
