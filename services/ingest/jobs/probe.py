"""Reads one source now and tells what it holds, without keeping anything: for people who add or check sources."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from selectolax.lexbor import LexborHTMLParser

from services.ingest.articles.listing import read_aside
from services.ingest.fetching import robots
from services.ingest.fetching.exchange import FEED_TYPES, Fetched, Request
from services.ingest.fetching.failure import Failed, FailureKind
from services.ingest.fetching.fetch import Fetcher
from services.ingest.readers.entry import Reading, Unreadable
from services.ingest.settings import Source
from services.ingest.web import urls

_ALTERNATE: Final = (
    'link[rel~="alternate"][type*="rss"], link[rel~="alternate"][type*="atom"], link[rel~="alternate"][type*="feed+json"]'
)


@dataclass(frozen=True, slots=True)
class Probe:
    """What a source answers now."""

    url: str
    reading: Reading | None = None
    problem: str | None = None
    """Why it cannot be read; what to do stands in it."""
    feeds: tuple[str, ...] = ()
    """Feeds that a page names, where a page stood in place of a feed."""


async def probe(source: Source, fetcher: Fetcher, now: datetime) -> Probe:
    """Asks a source once, as a poll would: robots.txt first, then the list."""
    url = source.url or ""
    if why := urls.refusal(url):
        return Probe(url, problem=f"the address is not followed: {why}")
    if forbidden := await _forbidden(source, url, fetcher, now):
        return Probe(url, problem=forbidden)
    authorization = source.auth.header.get_secret_value() if source.auth and source.auth.header else None

    async def permit(target: str) -> Failed | None:
        told = await _forbidden(source, target, fetcher, now)
        return Failed(FailureKind.ROBOTS, f"it redirects to {target}; {told}") if told else None

    outcome = await fetcher.fetch(Request(url, source, FEED_TYPES, authorization=authorization, permit=permit))
    if isinstance(outcome, Failed):
        return Probe(url, problem=f"{outcome.kind}: {outcome.message}")
    if not isinstance(outcome, Fetched):
        return Probe(url, problem="the server says that nothing has changed, though it was not asked so")
    try:
        reading = await read_aside(source, outcome.body, outcome.url, outcome.content_type)
    except Unreadable as error:
        return Probe(outcome.url, problem=str(error), feeds=_named(outcome))
    return Probe(outcome.url, reading)


async def _forbidden(source: Source, url: str, fetcher: Fetcher, now: datetime) -> str | None:
    if source.robots == "ignore":
        return None
    outcome = await fetcher.fetch(Request(f"{robots.origin(url)}/robots.txt", source, "text/plain"))
    copy = robots.after(robots.Copy(), outcome, now.timestamp())
    if robots.allows(copy, url, source.user_agent, now.timestamp()):
        return None
    if isinstance(outcome, Failed) and outcome.kind is not FailureKind.REFUSED:
        return f"robots.txt cannot be had: {outcome.message}"
    return 'robots.txt asks us not to read it; robots = "ignore" in its [[source]] overrides that, if you may'


def _named(page: Fetched) -> tuple[str, ...]:
    """Feeds that an HTML page announces."""
    found = [urls.resolve(page.url, link.attributes.get("href")) for link in LexborHTMLParser(page.body).css(_ALTERNATE)]
    return tuple(dict.fromkeys(each for each in found if each))
