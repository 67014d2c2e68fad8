"""Handed-over articles as events to be: ids, language, fingerprints. Pure; the text is never touched."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from services.ingest.articles.kept import Candidate, short
from services.ingest.articles.simhash import content_hash, simhash
from services.ingest.articles.storable import storable
from services.ingest.cleaning.language import code, detect
from services.ingest.cleaning.page import Cleaned
from services.ingest.handed.given import SOURCE, Given
from services.ingest.web import urls
from tocsin import __version__
from tocsin.article import Article, Extractor, Quality
from tocsin.ids import article_id
from tocsin.vocabulary import SourceKind

_AS_GIVEN: Final = Extractor(name="tocsin", version=__version__, mode="none")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where handed-over articles come from."""

    kind: SourceKind
    """file for a backfill, push for what a source sends us."""
    now: datetime
    source: str = SOURCE
    """Id of the source where the article names none."""
    lang: str | None = None
    tags: tuple[str, ...] = ()


def candidate(given: Given, origin: Origin, read: Cleaned | None = None) -> Candidate:
    """The article of a handed-over text, or of the page that its `html` was cleaned to.

    Its id is the given one; else it follows from source and address, or from title and text where there is no address.
    """
    page = storable(read) if read else None
    text = given.text if given.text is not None else (page.text if page else "")
    title = given.title or (page.title if page else None)
    source = given.source or origin.source
    key = urls.key(given.url) if given.url else None
    digest = content_hash(text)
    declared = given.lang or (page.lang_declared if page else None) or origin.lang
    published = given.published or (page.published if page else None)
    article = Article(
        id=given.id or article_id(source, key or f"{title}\n{digest}"),
        source=source,
        source_kind=origin.kind,
        url=given.url,
        canonical_url=urls.canonical(given.url) if given.url else None,
        title=title,
        text=text,
        authors=page.authors if page else (),
        published=published,
        published_source="input" if given.published else (page.published_source if page else "none"),
        discovered=origin.now,
        fetched=origin.now,
        lang=code(given.lang) or detect(text, declared),
        lang_declared=declared,
        tags=origin.tags,
        content_hash=digest,
        simhash=simhash(text),
        text_source="push" if origin.kind is SourceKind.PUSH else "file",
        extractor=Extractor(name=page.extractor, version=page.extractor_version, mode=page.mode) if page else _AS_GIVEN,
        quality=_quality(text, page),
    )
    return Candidate(article, url_key=short(key), own_id=given.id is not None)


def _quality(text: str, page: Cleaned | None) -> Quality:
    if page is None:
        return Quality(chars=len(text))
    return Quality(
        chars=len(text),
        truncated=page.truncated,
        paywalled=page.paywalled,
        text_missing=page.text_missing,
        encoding_errors=page.encoding_errors,
    )
