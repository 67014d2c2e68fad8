"""Wires the extractor: articles in, claims out, then the event that closes the article; keeps no state."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from services.extract.extract import Knowledge, extract
from services.extract.lexicon import LANGUAGES, LexiconError
from services.extract.scan import scan
from services.runtime.errors import ConfigError
from services.runtime.service import Delivery, Service, Transform
from services.runtime.settings import Document
from tocsin import __version__, streams
from tocsin.article import Article, ArticleExtracted
from tocsin.catalog import ARTICLE_EXTRACTED, ARTICLE_WITHDRAWN, CLAIM_EXTRACTED, make_event
from tocsin.envelope import Event

SOURCE: Final = "tocsin/extract"
"""`source` of the events of this service."""


def build(document: Document) -> Service:
    """The service `extract`, ready to run. Raises ConfigError where its own lexicons are broken."""
    knowledge = _knowledge()

    async def handle(delivery: Delivery) -> Sequence[Event[Any]]:
        event = delivery.event
        if event.type == ARTICLE_WITHDRAWN.name:
            return [event]
        if not isinstance(event.data, Article):
            return []
        return events(event.data, knowledge, event.time, event.traceparent)

    return Service(document, "extract", consumes=Transform(streams.ARTICLES, streams.EXTRACT_GROUP, streams.CLAIMS, handle))


def _knowledge() -> Knowledge:
    """All that reading an article needs, loaded now: a broken lexicon must stop the service, not an article."""
    try:
        for lang in LANGUAGES:
            scan("", lang)
        return Knowledge.load()
    except (LexiconError, ValueError, KeyError) as error:
        raise ConfigError(f"the extractor's lexicons do not load: {error}; install the package anew, or mend the file") from error


def events(article: Article, knowledge: Knowledge, time: datetime, trace: str | None = None) -> list[Event[Any]]:
    """What an article is answered with; its own time keeps a repeated delivery the same to the letter."""
    claims = extract(article, knowledge).claims
    closing = ArticleExtracted(
        id=article.id, revision=article.revision, source=article.source, claims=tuple(claim.id for claim in claims),
        extractor=__version__, content_hash=article.content_hash, simhash=article.simhash, published=article.published, origin=time,
    )  # fmt: skip
    made = [make_event(CLAIM_EXTRACTED, claim, source=SOURCE, time=time, traceparent=trace) for claim in claims]
    return [*made, make_event(ARTICLE_EXTRACTED, closing, source=SOURCE, time=time, traceparent=trace)]
