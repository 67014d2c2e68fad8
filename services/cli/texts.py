"""`tocsin extract` and `tocsin explain`: texts or articles in, claims out; no service, no broker, no database."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import click

from services.extract.explain import explained, table
from services.extract.extract import Knowledge, extract
from services.extract.language import detect
from tocsin.article import Article

_DATE: Final = len("2025-07-21")
_NOON: Final = 12
_HOME: Final = {"ru": ZoneInfo("Europe/Moscow"), "uk": ZoneInfo("Europe/Kyiv")}
"""Zones of articles that say only the day they appeared."""


@click.command("extract")
@click.argument("files", nargs=-1, type=click.Path(allow_dash=True))
@click.option(
    "--format", "shape", type=click.Choice(["table", "jsonl"]), default="table", help="A table for people, or a claim a line."
)
@click.option("--lang", help="Language of plain texts; detected otherwise.")
@click.option(
    "--published", type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M%z", "%Y-%m-%dT%H:%M:%S%z"]), help="When plain texts appeared."
)
def extract_command(files: tuple[str, ...], shape: str, lang: str | None, published: datetime | None) -> None:
    """Print the claims of FILES, or of standard input ("-").

    A file is a plain text, or articles as JSON lines: {"id", "url", "lang", "published", "text"}.
    """
    knowledge = Knowledge.load()
    for article in _articles(files or ("-",), lang, published):
        found = extract(article, knowledge)
        if shape == "table":
            click.echo(table(found))
        else:
            for claim in found.claims:
                click.echo(claim.model_dump_json())


@click.command("explain")
@click.argument("file", type=click.Path(allow_dash=True), default="-")
@click.option("--lang", help="Language of a plain text; detected otherwise.")
@click.option(
    "--published", type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M%z", "%Y-%m-%dT%H:%M:%S%z"]), help="When a plain text appeared."
)
def explain_command(file: str, lang: str | None, published: datetime | None) -> None:
    """Print FILE with its claims marked, and how each was found."""
    knowledge = Knowledge.load()
    for article in _articles((file,), lang, published):
        click.echo(explained(extract(article, knowledge)))


def _articles(files: tuple[str, ...], lang: str | None, published: datetime | None) -> Iterator[Article]:
    """Articles of JSON lines as they arrive; a plain text is one article."""
    for name in files:
        with click.open_file(name, encoding="utf-8", errors="replace") as lines:
            first = lines.readline()
            if first.lstrip().startswith("{"):
                yield _article(first, name, 1)
                for number, line in enumerate(lines, 2):
                    if line.strip():
                        yield _article(line, name, number)
                continue
            text = first + lines.read()
        if text.strip():
            yield Article(id=Path(name).stem, source="file", lang=detect(text, lang), published=published, text=text)  # type: ignore[arg-type]


def _article(line: str, name: str, number: int) -> Article:
    try:
        data: dict[str, Any] = json.loads(line)
        text = data["text"]
    except (ValueError, KeyError, TypeError) as error:
        where = "standard input" if name == "-" else name
        raise click.ClickException(f'{where}, line {number}: not an article as JSON with a "text" ({error})') from error
    lang = detect(text, data.get("lang"))
    known = {key: data[key] for key in ("id", "url", "published", "title", "revision") if data.get(key) is not None}
    if len(str(known.get("published", ""))) == _DATE:
        day = datetime.fromisoformat(known["published"]).replace(hour=_NOON, tzinfo=_HOME.get(lang, UTC))
        known["published"] = day.isoformat()
    return Article.model_validate({
        "id": f"{Path(name).stem}-{number}", "source": "file", **known, "text": text, "lang": lang,
    })  # fmt: skip
