"""Reading without a network: feeds and pages a second on one core, each against its baseline in the same run.

Feeds against feedparser as it comes and without sanitising; pages against bare trafilatura, with and without its metadata.
Usage: benchmarks/ingest_read.py [feeds] [pages]
"""

import argparse
import io
import logging
import random
import time
from collections.abc import Callable, Sequence

import feedparser
import trafilatura

from services.ingest.cleaning.clean import clean
from services.ingest.cleaning.page import Page
from services.ingest.readers import feed

WORDS = (
    "air", "port", "storm", "crew", "line", "power", "night", "region", "governor", "harbour", "bridge", "channel", "tug",
    "barge", "school", "market", "council", "river", "road", "fire", "morning", "evening", "officials", "said", "told",
    "repaired", "closed", "opened", "reported", "statement", "damage", "houses", "district", "residents", "before",
    "after",
)  # fmt: skip

REPEATS = 3
"""Runs of each measurement; the best counts, for the others were disturbed."""


def main() -> None:
    """Prints a table: what, documents a second, ratio to the baseline."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("feeds", nargs="?", type=int, default=60)
    asked.add_argument("pages", nargs="?", type=int, default=150)
    options = asked.parse_args()
    logging.disable(logging.CRITICAL)
    chance = random.Random(2025)
    of_feeds(chance, options.feeds)
    of_pages(chance, options.pages)


def of_feeds(chance: random.Random, count: int) -> None:
    """Well-formed feeds, and the same ones with bare ampersands."""
    feeds = [a_feed(chance) for _ in range(count)]
    broken = [body.replace(b"<title>", b"<title>R&D: ") for body in feeds]
    print(f"{count} feeds of 30 items, {sum(map(len, feeds)) / count / 1000:,.0f} kB each")
    baseline = rate(feeds, lambda body: feedparser.parse(io.BytesIO(body)))
    show("feedparser", baseline, baseline)
    raw = rate(feeds, lambda body: feedparser.parse(io.BytesIO(body), sanitize_html=False, resolve_relative_uris=False))
    show("feedparser, not sanitising", raw, baseline)
    show("readers.feed", rate(feeds, feed.read), baseline)
    show("readers.feed, ill-formed", rate(broken, feed.read), baseline)


def of_pages(chance: random.Random, count: int) -> None:
    """News pages with navigation, teasers, scripts and JSON-LD."""
    pages = [a_page(chance) for _ in range(count)]
    print(f"{count} pages, {sum(map(len, pages)) / count / 1000:,.0f} kB each")
    whole = rate(pages, lambda body: trafilatura.bare_extraction(body, include_comments=False, with_metadata=True))
    bare = rate(pages, lambda body: trafilatura.extract(body, include_comments=False))
    show("trafilatura, text only", bare, bare)
    show("trafilatura, with metadata", whole, bare)
    show("ingest.clean (text, metadata, language)", rate(pages, lambda body: clean(Page(body))), bare)


def rate(bodies: Sequence[bytes], work: Callable[[bytes], object]) -> float:
    """Documents a second of processor time, the best of some runs."""
    work(bodies[0])
    best = 0.0
    for _ in range(REPEATS):
        began = time.process_time()
        for body in bodies:
            work(body)
        best = max(best, len(bodies) / (time.process_time() - began))
    return best


def show(what: str, got: float, baseline: float) -> None:
    """One line of the table."""
    print(f"  {what:42}{got:10,.1f}/s{got / baseline:9.2f} x")


def sentence(chance: random.Random) -> str:
    """Words in no order that matters."""
    return " ".join(chance.choices(WORDS, k=chance.randint(9, 24))).capitalize() + "."


def a_feed(chance: random.Random) -> bytes:
    """An RSS feed as the common systems write it, with full text in HTML."""
    items = []
    for number in range(30):
        html = "".join(f'<p class="b">{sentence(chance)} <a href="https://n.example/{number}">more</a></p>' for _ in range(12))
        items.append(
            f"<item><title>{sentence(chance)}</title><link>https://n.example/{number}</link><guid>https://n.example/{number}</guid>"
            f"<pubDate>Mon, 21 Jul 2025 16:{number:02}:00 +0300</pubDate><dc:creator>Ada Bow</dc:creator><category>News</category>"
            f"<description>{sentence(chance)}</description><content:encoded><![CDATA[{html}]]></content:encoded></item>"
        )
    namespaces = 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    return f'<rss version="2.0" {namespaces}><channel><title>News</title>{"".join(items)}</channel></rss>'.encode()


def a_page(chance: random.Random) -> bytes:
    """A news page: about a tenth of it is the article."""
    title = sentence(chance)
    menu = "".join(f'<li class="menu-item"><a href="/s/{number}">{word}</a></li>' for number, word in enumerate(WORDS))
    teasers = "".join(
        f'<div class="teaser card"><a href="/2025/{number}"><img src="/i/{number}.jpg"><h3>{sentence(chance)}</h3></a></div>'
        for number in range(60)
    )
    text = "".join(f"<p>{sentence(chance)} {sentence(chance)} {sentence(chance)}</p>" for _ in range(18))
    data = (
        f'{{"@context":"https://schema.org","@type":"NewsArticle","headline":"{title}","datePublished":"2025-07-21T16:02:00+03:00",'
        '"author":[{"@type":"Person","name":"Ada Bow"}]}'
    )
    return (
        f'<!doctype html><html lang="en"><head><title>{title} - News</title><meta property="og:title" content="{title}">'
        f'<script type="application/ld+json">{data}</script><script>{"var a=1;" * 2000}</script></head><body>'
        f'<nav><ul>{menu}</ul></nav><main><article><h1>{title}</h1>{text}</article><aside class="related">{teasers}</aside></main>'
        "<footer>Contact</footer></body></html>"
    ).encode()


if __name__ == "__main__":
    main()
