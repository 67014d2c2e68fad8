"""Owns what an article is answered with: the events of its claims, then the one that closes it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from services.extract.extract import Knowledge, extract
from tocsin import __version__
from tocsin.article import Article, ArticleExtracted
from tocsin.catalog import ARTICLE_EXTRACTED, CLAIM_EXTRACTED, make_event
from tocsin.claim import Claim
from tocsin.envelope import Event

SOURCE: Final = "tocsin/extract"
"""`source` of the events of this service."""


def events(article: Article, knowledge: Knowledge, time: datetime, trace: str | None = None) -> list[Event[Any]]:
    """What an article is answered with by the rules alone."""
    return answered(article, extract(article, knowledge).claims, time, trace)


def answered(article: Article, claims: Sequence[Claim], time: datetime, trace: str | None = None) -> list[Event[Any]]:
    """The events of these claims, then the one that closes the article; its own time keeps a repeat the same to the letter."""
    closing = ArticleExtracted(
        id=article.id, revision=article.revision, source=article.source, claims=tuple(claim.id for claim in claims),
        extractor=__version__, content_hash=article.content_hash, simhash=article.simhash, published=article.published, origin=time,
    )  # fmt: skip
    made = [make_event(CLAIM_EXTRACTED, claim, source=SOURCE, time=time, traceparent=trace) for claim in claims]
    return [*made, make_event(ARTICLE_EXTRACTED, closing, source=SOURCE, time=time, traceparent=trace)]
