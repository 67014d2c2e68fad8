"""Files become articles in the outbox: texts letter for letter, given ids kept, bad lines told, good ones never lost."""

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from services.ingest.cleaning.page import Cleaned, CleaningFailed, CleaningFault, Page
from services.ingest.handed.backfill import Backfill, Totals
from services.ingest.handed.given import Problem
from services.ingest.jobs import local
from services.ingest.settings import Defaults, IngestSettings
from services.ingest.tables.schema import OUTBOX
from services.runtime.database import reading
from tocsin.article import Article
from tocsin.catalog import read_event


class StoppedClock:
    def now(self):
        return datetime(2025, 7, 21, 12, tzinfo=UTC)


async def cleaned(page: Page) -> Cleaned | CleaningFailed:
    """Stands for the workers: what they do is tested where they live."""
    if b"<article" in page.body:
        return Cleaned(text="The bridge is closed.", title="Bridge closed")
    return CleaningFailed(CleaningFault.NOT_HTML, "not a page")


async def backfilled(engine, *paths: Path, max_body: int = 1 << 20) -> tuple[Totals, list[Problem]]:
    problems: list[Problem] = []
    defaults = Defaults(max_body=max_body)
    run = Backfill(engine, IngestSettings(), defaults, StoppedClock(), cleaned, problems.append, lambda _: None)
    return await run.run(paths), problems


async def published(engine) -> list[Article]:
    async with reading(engine) as connection:
        found = await connection.execute(select(OUTBOX.c.event).order_by(OUTBOX.c.seq))
        return [read_event(row.event).data for row in found]


def written(path: Path, *lines: object) -> Path:
    path.write_text("".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines), encoding="utf-8")
    return path


async def test_a_text_is_kept_letter_for_letter_and_an_id_as_given(any_ingest, tmp_path):
    text = "  Two boats,\r\n\tsaid the harbour master.\u00a0 \u2028 End  "
    line = {
        "id": "story-7",
        "url": "https://harbour.example/7",
        "title": "Boats",
        "text": text,
        "published": "2025-07-20T08:00:00+03:00",
    }
    totals, problems = await backfilled(any_ingest, written(tmp_path / "a.jsonl", line))
    (article,) = await published(any_ingest)
    assert (totals.new, problems) == (1, [])
    assert (article.id, article.text, article.source) == ("story-7", text, "backfill")
    assert article.published is not None
    assert article.published.isoformat() == "2025-07-20T08:00:00+03:00"
    assert article.published_source == "input"


async def test_reading_a_file_again_changes_nothing_and_a_changed_line_is_a_revision(any_ingest, tmp_path):
    file = written(tmp_path / "a.jsonl", {"id": "x", "text": "One."}, {"url": "https://a.example/1", "text": "Two."})
    await backfilled(any_ingest, file)
    totals, _ = await backfilled(any_ingest, file)
    assert (totals.new, totals.unchanged) == (0, 2)
    written(file, {"id": "x", "text": "One and a half."}, {"url": "http://www.a.example/1?utm_source=y", "text": "Two!"})
    totals, _ = await backfilled(any_ingest, file)
    assert (totals.new, totals.revised) == (0, 2)
    assert [(article.revision, article.text) for article in await published(any_ingest)] == [
        (1, "One."), (1, "Two."), (2, "One and a half."), (2, "Two!"),
    ]  # fmt: skip


async def test_two_given_ids_of_one_address_are_two_articles(ingest, tmp_path):
    lines = [{"id": name, "url": "https://a.example/1", "text": f"Text {name}."} for name in ("a", "b")]
    totals, _ = await backfilled(ingest, written(tmp_path / "a.jsonl", *lines))
    assert totals.new == 2


async def test_the_same_text_again_in_one_source_points_to_the_first(ingest, tmp_path):
    lines = [{"url": f"https://a.example/{number}", "text": "Same text."} for number in (1, 2)]
    await backfilled(
        ingest, written(tmp_path / "a.jsonl", *lines, {"url": "https://b.example/", "source": "b", "text": "Same text."})
    )
    first, second, other = await published(ingest)
    assert (first.duplicate_of, second.duplicate_of, other.duplicate_of) == (None, first.id, None)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('{"text": "x"', "not JSON"),
        ('["text"]', "not a JSON object"),
        ('{"url": "https://a.example/"}', '"text" or "html"'),
        ('{"text": "  "}', '"text" is empty'),
        ('{"text": 5}', '"text"'),
        ('{"text": "x", "published": "yesterday"}', "write ISO 8601"),
        ('{"text": "a\\u0000b"}', "NUL"),
        ('{"text": "\\ud800"}', "not JSON"),
        ('{"html": "<p>"}', "no article found"),
    ],
)
async def test_a_bad_line_is_told_with_its_place_and_the_rest_flows(ingest, tmp_path, line, told):
    file = written(tmp_path / "a.jsonl", {"text": "Before."}, line, "", {"text": "After."})
    totals, (problem,) = await backfilled(ingest, file)
    assert (totals.new, totals.bad) == (2, 1)
    assert str(problem).startswith(f"{file}:2: ")
    assert told in problem.message


async def test_bytes_that_are_not_utf8_and_lines_that_are_too_long_are_told_and_the_rest_flows(ingest, tmp_path):
    file = tmp_path / "a.jsonl"
    file.write_bytes(b'{"text": "caf\xe9"}\n{"text": "' + b"x" * 3000 + b'"}\n{"text": "good"}')
    totals, problems = await backfilled(ingest, file, max_body=1000)
    assert totals.new == 1
    assert [str(problem).removeprefix(str(file)) for problem in problems] == [
        ":1: not UTF-8: byte 0xe9 at 13; save the file as UTF-8",
        ":2: the line has 3013 bytes; at most 1000 are read (max_body in [defaults])",
    ]


async def test_a_directory_is_read_whole(ingest, tmp_path):
    root = tmp_path / "given"
    (root / "in").mkdir(parents=True)
    written(root / "a.jsonl", {"text": "From a line."})
    (root / "in" / "note.txt").write_text("From a text.", encoding="utf-8")
    (root / "in" / "page.html").write_text("<article>…</article>", encoding="utf-8")
    (root / "in" / "menu.html").write_text("<nav>", encoding="utf-8")
    (root / "in" / "empty.txt").touch()
    (root / "in" / "big.txt").write_text("x" * 2000, encoding="utf-8")
    (root / "in" / "latin.txt").write_bytes("café".encode("latin-1"))
    (root / "in" / "photo.jpg").touch()
    (root / ".hidden.txt").write_text("Hidden.", encoding="utf-8")
    totals, problems = await backfilled(ingest, root, max_body=1000)
    assert sorted(article.text for article in await published(ingest)) == ["From a line.", "From a text.", "The bridge is closed."]
    assert {Path(problem.file).name: problem.message.partition(":")[0].partition(";")[0] for problem in problems} == {
        "big.txt": "the file has 2000 bytes",
        "empty.txt": "the file is empty",
        "latin.txt": "not UTF-8",
        "menu.html": "no article found in the page",
    }
    assert totals.passed_over == 1


async def test_a_path_that_is_not_there_and_an_empty_file_are_told(ingest, tmp_path):
    (tmp_path / "none.jsonl").touch()
    _, problems = await backfilled(ingest, tmp_path / "no.jsonl", tmp_path / "none.jsonl")
    assert [problem.message for problem in problems] == ["no such file or directory", "the file is empty"]


class CutOff(Exception):
    """The run ends here."""


def record(number: int, body: bytes, kind: str = "text/html", status: int = 200) -> bytes:
    http = f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{number}>\r\nWARC-Target-URI: https://a.example/{number}\r\n"
        f"WARC-Date: 2025-07-01T10:00:00Z\r\nContent-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(http)}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


def archived(path: Path, numbers: range, *others: bytes) -> Path:
    records = [record(number, b"<html><article>%d" % number) for number in numbers]
    packed = [gzip.compress(each) if path.suffix == ".gz" else each for each in (*others, *records)]
    path.write_bytes(b"".join(packed))
    return path


async def numbered(page: Page) -> Cleaned:
    text = page.body.rpartition(b">")[2].decode()
    return Cleaned(text=f"Story {text}." if text else "")


@pytest.mark.parametrize("name", ["old.warc", "old.warc.gz"])
async def test_pages_of_a_web_archive_become_articles_and_other_records_do_not(ingest, tmp_path, name):
    others = [record(90, b"png", "image/png"), record(91, b"<html>", status=404), record(92, b"<html>")]
    file = archived(tmp_path / name, range(3), *others)
    run = Backfill(ingest, IngestSettings(), Defaults(), StoppedClock(), numbered, pytest.fail, lambda _: None)
    assert (await run.run([file])).new == 3
    assert [(each.url, each.text) for each in await published(ingest)] == [
        (f"https://a.example/{n}", f"Story {n}.") for n in range(3)
    ]


async def test_an_archive_is_read_on_from_where_a_run_was_cut_off(any_ingest, tmp_path):
    file, asked = archived(tmp_path / "old.warc.gz", range(250)), []

    async def cut_off(page: Page) -> Cleaned:
        if len(asked) == 180:
            raise CutOff
        asked.append(page.url)
        return await numbered(page)

    with pytest.raises(CutOff):
        await Backfill(any_ingest, IngestSettings(), Defaults(), StoppedClock(), cut_off, pytest.fail, lambda _: None).run([file])
    first = len(asked)

    async def going_on(page: Page) -> Cleaned:
        asked.append(page.url)
        return await numbered(page)

    run = Backfill(any_ingest, IngestSettings(), Defaults(), StoppedClock(), going_on, pytest.fail, lambda _: None)
    await run.run([file])
    assert len(await published(any_ingest)) == 250
    assert len(asked) - first == 150  # a hundred had been kept, with the position after them


async def test_a_broken_archive_is_told(ingest, tmp_path):
    file = tmp_path / "a.warc"
    file.write_bytes(b"no archive " * 100)
    _, (problem,) = await backfilled(ingest, file)
    assert "broken after byte 0" in problem.message


async def test_a_declared_directory_is_read_once_and_what_changes_in_it_again(at_desk, tmp_path):
    box = tmp_path / "box"
    box.mkdir()
    written(box / "a.jsonl", {"url": "https://a.example/1", "text": "One."})
    source = at_desk.declare(id="box", kind="file", url=None, path=str(box), lang="en", tags=("own",))
    await at_desk.sync()
    for _ in range(2):
        assert await local.poll(at_desk.work, source, await at_desk.state("box")) is None
    (article,) = await at_desk.articles()
    assert (article.source, article.source_kind, article.tags) == ("box", "file", ("own",))
    written(box / "a.jsonl", {"url": "https://a.example/1", "text": "One and two."}, {"url": "https://a.example/2", "text": "Two."})
    await local.poll(at_desk.work, source, await at_desk.state("box"))
    assert [(each.revision, each.text) for each in await at_desk.articles()] == [(1, "One."), (2, "One and two."), (1, "Two.")]
    state = await at_desk.state("box")
    assert (state.status, state.items_new) == ("ok", 3)


async def test_a_declared_file_that_is_not_there_is_a_failure(at_desk):
    source = at_desk.declare(id="box", kind="warc", url=None, path="/none/*.warc")
    await at_desk.sync()
    failed = await local.poll(at_desk.work, source, await at_desk.state("box"))
    assert failed is not None
    assert "no file matches" in failed.message
