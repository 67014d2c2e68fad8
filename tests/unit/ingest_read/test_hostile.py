"""Whatever bytes come: a reader answers or says what is wrong, within a second; nothing else is raised."""

import gzip
import json
import random
import time
from importlib import import_module
from pathlib import Path

import pytest

from services.ingest.cleaning.clean import Uncleanable, clean
from services.ingest.cleaning.page import CleaningFault, Page
from services.ingest.readers.entry import Unreadable
from services.ingest.readers.markup import safe
from services.ingest.web import plain

CORPUS = Path(__file__).parents[2] / "corpus" / "ingest"
LISTS = ("feed", "sitemap", "section", "telegram")

MUTANTS = 25
"""Damaged forms of each file of the corpus."""

LIMIT = 1.0
"""Seconds of processor time for one document."""

RSS = b'<rss version="2.0"><channel><title>x</title>'
HOSTILE = {
    "bare-ampersands": RSS + b"<item><title>&amp& &</title></item>" * 10_000,
    "cdata-never-closed": (RSS + b"<item><title><![CDATA[") * 20_000,
    "comments-never-closed": RSS + b"<!-- " * 200_000,
    "quotes-never-closed": (RSS + b'<item a="') * 8_000,
    "less-than": b"<" * 500_000,
    "nested": RSS + b"<item><description>" + b"<div>" * 100_000,
    "many-items": RSS + b"<item><title>x</title><link>http://a.example/1</link></item>" * 12_000,
    "cut-in-the-middle": (RSS + b"<item><title>x</title><description>&lt;p&gt;y</description></item>" * 10_000)[:-30],
    "mismatched": RSS + b"<item><description><p>a<br>b</description></item>" * 5_000,
    "doctypes": b"<!DOCTYPE [" * 50_000 + RSS,
    "comments-then-nothing": b"<!-- a --> " * 300 + b"x",
    "attributes": RSS + b"<item " + b" ".join(b'a%d="1"' % number for number in range(30_000)) + b">",
    "spaces-in-reference": RSS + b"<item><description>&lt;a href=&quot;" + b" " * 200_000 + b"</description></item>",
    "long-author": RSS + b"<item><author>" + b"a" * 300_000 + b"</author></item>",
    "deep-json": b'{"items":' + b"[" * 100_000,
    "json-of-odd-types": json.dumps({"version": 1, "items": [None, 3, [], {"id": {}, "url": 5, "authors": "x"}]}).encode(),
    "utf-16-cut": "<rss><channel><item><title>x</title></item>".encode("utf-16")[:-1],
    "nulls": b"\x00" * 10_000,
    "random": bytes(random.Random(5).randrange(256) for _ in range(50_000)),
    "gzip-bomb": gzip.compress(bytes(60 * 1024**2)),
}  # fmt: skip


def outcome(kind: str, body: bytes) -> float:
    """Processor seconds that a reader took; anything but Unreadable that it raises fails the test."""
    reader = import_module(f"services.ingest.readers.{kind}")
    began = time.process_time()
    try:
        reader.read(body, url="https://base.example/list")
    except Unreadable as error:
        assert str(error)  # noqa: PT017  # it may raise, and then says why
    return time.process_time() - began


MARKUP = {
    "comments": "<!--" * 100_000,
    "declarations": "<!a" * 100_000,
    "tags": "<div>" * 50_000,
    "less-than": "<" * 100_000,
    "attributes": '<a href="x" style="color:red" ' * 10_000,
    "spaces": '<p class="a"' + " " * 200_000,
    "style": f'<p style="{"color:red;" * 20_000}">x</p>',
}


@pytest.mark.parametrize("name", MARKUP)
def test_making_hostile_html_safe_takes_no_second(name: str) -> None:
    began = time.process_time()
    safe(MARKUP[name])
    assert time.process_time() - began < LIMIT


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_feed_takes_no_second(name: str) -> None:
    assert outcome("feed", HOSTILE[name]) < LIMIT


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("kind", ["sitemap", "section", "telegram"])
def test_a_hostile_list_raises_nothing_else(kind: str, name: str) -> None:
    outcome(kind, HOSTILE[name][:100_000])


@pytest.mark.parametrize("kind", LISTS)
def test_damaged_lists_raise_nothing_else(kind: str) -> None:
    for file in sorted((CORPUS / kind).iterdir()):
        for mutant in mutants(file.read_bytes(), seed=file.name):
            outcome(kind, mutant)


def test_damaged_pages_raise_nothing_else() -> None:
    for file in sorted((CORPUS / "page").glob("*.html"))[::4]:
        for mutant in mutants(file.read_bytes(), seed=file.name)[:6]:
            try:
                clean(Page(mutant, "https://base.example/page"))
            except Uncleanable as error:
                assert str(error)  # noqa: PT017  # it may raise, and then says why


@pytest.mark.parametrize("start", [b"\xff\xd8\xff\xe0\x00\x10JFIF", b"PK\x03\x04\x14\x00", b"\x89PNG\r\n\x1a\n"])
def test_a_picture_or_an_archive_in_which_tags_occur_by_chance_is_no_page_and_no_list(start: bytes) -> None:
    body = start + random.Random(7).randbytes(60_000) + b"<p>" + random.Random(8).randbytes(300_000)
    with pytest.raises(Uncleanable) as raised:
        clean(Page(body))
    assert raised.value.kind is CleaningFault.NOT_HTML
    for kind in LISTS:
        with pytest.raises(Unreadable):
            import_module(f"services.ingest.readers.{kind}").read(body)


NESTED = {
    "div": "<div>" * 200_000 + "text",
    "closed": "<div>" * 100_000 + "text" + "</div>" * 100_000,
    "unknown": "<x-y>" * 100_000 + "text",
    "paragraphs": "<p>x" * 50_000 + "text",
}


@pytest.mark.parametrize("name", NESTED)
def test_nothing_nests_too_deep_for_a_second(name: str) -> None:
    began = time.process_time()
    assert plain.text(NESTED[name]).endswith("text")
    for kind in ("section", "telegram"):
        outcome(kind, NESTED[name].encode())
    assert time.process_time() - began < LIMIT


def test_a_page_that_nests_too_deep_keeps_its_words() -> None:
    words = "The words of a page that nobody should have to write like this are still its words, and are kept."
    assert words in clean(Page(f"<html><body>{'<div>' * 100_000}<p>{words}</p></body></html>".encode())).text


def mutants(body: bytes, seed: str) -> list[bytes]:
    """The same bytes cut, doubled, with bytes dropped, flipped and swapped; the same ones on every run."""
    chance = random.Random(seed)
    found = []
    for _ in range(MUTANTS):
        damaged = bytearray(body)
        for _ in range(chance.randint(1, 8)):
            at = chance.randrange(max(1, len(damaged)))
            match chance.randrange(5):
                case 0:
                    del damaged[at : at + chance.randint(1, 40)]
                case 1:
                    damaged[at:at] = chance.choice(
                        [b"<", b">", b"&", b"]]>", b"<![CDATA[", b"\x00", b"\xff", b"<item>", b"</item>", b'"']
                    )
                case 2:
                    damaged[at : at + 1] = bytes([chance.randrange(256)])
                case 3:
                    del damaged[at:]
                case _:
                    damaged[at:at] = damaged[at : at + 200]
        found.append(bytes(damaged))
    return found
