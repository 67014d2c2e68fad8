"""`tocsin extract` and `tocsin explain`: texts or articles in, claims out; no service, no broker, no database."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

import click

from services.cli.options import config_option

if TYPE_CHECKING:
    from tocsin.article import Article

_DATE: Final = len("2025-07-21")
_NOON: Final = 12
_HOME: Final = {"ru": ZoneInfo("Europe/Moscow"), "uk": ZoneInfo("Europe/Kyiv")}
"""Zones of articles that do not say theirs."""


class Moment(click.ParamType[datetime]):
    """A day, or a time of a day with its zone."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """The moment; a usage error that shows the form for anything else. A day is its beginning, UTC."""
        try:
            found = datetime.fromisoformat(str(value).strip())
        except ValueError:
            found = None
        if found is None or (found.tzinfo is None and len(str(value).strip()) > _DATE):
            self.fail(f"{value!r} is no moment; write 2025-07-21 or 2025-07-21T16:02+03:00", param, ctx)
        return found if found.tzinfo else found.replace(tzinfo=UTC)


_lang: Final = click.option("--lang", type=click.Choice(["en", "ru", "uk"]), help="language of a plain text; detected otherwise")
_published: Final = click.option(
    "--published",
    type=Moment(),
    metavar="TIME",
    help="when a plain text appeared: 2025-07-21, or with time and zone",
)
_propose: Final = click.option(
    "--propose", is_flag=True, help="ask the language model of [extract.propose] too, as the service would; its claims are flagged"
)


@click.command("extract")
@click.argument("files", metavar="FILES...", nargs=-1, type=click.Path(allow_dash=True))
@click.option(
    "--format",
    "shape",
    type=click.Choice(["table", "jsonl"]),
    default="table",
    show_default=True,
    help="a table for people, or a claim a line",
)
@_lang
@_published
@_propose
@config_option
def extract_command(  # noqa: PLR0913  # one argument each option
    files: tuple[str, ...], shape: str, lang: str | None, published: datetime | None, config: Path | None, *, propose: bool
) -> None:
    """Show the claims of texts or articles.

    Each of FILES (or "-", standard input) is a plain text, or articles as JSON lines: {"id", "url", "lang", "published", "text"}.
    What cannot be read is told and passed over.
    """
    from services.cli.proposing import reading
    from services.extract.explain import table

    with reading(config, propose=propose) as read:
        for article in _Reading(lang, published).articles(files or ("-",)):
            found, _ = read(article)
            if shape == "table":
                click.echo(table(found))
            else:
                for claim in found.claims:
                    click.echo(claim.model_dump_json())


@click.command("explain")
@click.argument("file", type=click.Path(allow_dash=True), default="-")
@_lang
@_published
@_propose
@config_option
def explain_command(file: str, lang: str | None, published: datetime | None, config: Path | None, *, propose: bool) -> None:
    """Show a text with its claims marked, and how each was found."""
    from services.cli.proposing import reading
    from services.extract.explain import explained

    with reading(config, propose=propose) as read:
        for article in _Reading(lang, published).articles((file,)):
            found, proposals = read(article)
            click.echo("\n\n".join(filter(None, (explained(found), proposals))))


@dataclass(frozen=True, slots=True)
class _Reading:
    """What is known of plain texts beforehand."""

    lang: str | None
    published: datetime | None

    def articles(self, names: tuple[str, ...]) -> Iterator["Article"]:
        """Articles as they can be read. ClickException at the end where there was none and something was wrong."""
        good = bad = 0
        for name in names:
            for found in self._file(name):
                if isinstance(found, str):
                    bad += 1
                    click.echo(f"{'standard input' if name == '-' else name}{found}", err=True)
                else:
                    good += 1
                    yield found
        if bad and not good:
            raise click.ClickException("nothing could be read; see above")

    def _file(self, name: str) -> "Iterator[Article | str]":
        """The articles of one file; for what is none, where it stands and what is wrong."""
        try:
            with click.open_file(name, "rb") as stream:
                first = stream.readline()
                if first.lstrip().startswith(b"{"):
                    yield from _lines(first, stream, Path(name).stem)
                else:
                    yield from self._text(first + stream.read(), Path(name).stem)
        except OSError as error:
            yield f": cannot be read: {error.strerror or error}"

    def _text(self, raw: bytes, name: str) -> "Iterator[Article | str]":
        from services.extract.text.language import detect
        from tocsin.article import Article

        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            yield f": not UTF-8: byte 0x{raw[error.start]:02x} at {error.start}; save the file as UTF-8"
            return
        if not text.strip():
            yield ": the file is empty"
            return
        yield Article.model_validate(
            {"id": name, "source": "file", "lang": detect(text, self.lang), "published": self.published, "text": text}
        )


def _lines(first: bytes, rest: IO[bytes], name: str) -> "Iterator[Article | str]":
    line, number = first, 1
    while line:
        if line.strip():
            yield _told(lambda line=line, number=number: _article(line, f"{name}-{number}"), number)  # type: ignore[misc]
        line, number = rest.readline(), number + 1


def _told(make: "Callable[[], Article]", number: int) -> "Article | str":
    """The article, or what is wrong with its line."""
    from pydantic import ValidationError

    try:
        return make()
    except ValidationError as error:
        problem = error.errors(include_url=False)[0]
        return f':{number}: "{".".join(str(step) for step in problem["loc"])}" {problem["msg"]}'
    except ValueError as error:
        return f":{number}: not an article as JSON: {error}"


def _article(line: bytes, name: str) -> "Article":
    """The article of a line. Raises ValueError saying what is wrong with it."""
    from services.extract.text.language import detect
    from tocsin.article import Article

    data: Any = json.loads(line)
    if not isinstance(data, dict) or not isinstance(data.get("text"), str):
        raise ValueError('it needs a "text"')  # noqa: TRY004  # told like any other wrong value
    lang = detect(data["text"], data.get("lang"))
    known = {key: data[key] for key in ("id", "url", "source", "published", "title", "revision") if data.get(key) is not None}
    if isinstance(known.get("published"), str):
        known["published"] = _zoned(known["published"], lang)
    return Article.model_validate({"id": name, "source": "file", **known, "text": data["text"], "lang": lang})


def _zoned(written: str, lang: str) -> Any:
    """A publication time with its zone: without one, that of the language's home; a bare day is its noon."""
    try:
        found = datetime.fromisoformat(written)
    except ValueError:
        return written  # the model says what is wrong with it
    if found.tzinfo is not None:
        return found
    return found.replace(hour=_NOON if len(written) <= _DATE else found.hour, tzinfo=_HOME.get(lang, UTC))
