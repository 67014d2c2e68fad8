"""An item and what was had of its page to an article. Pure; the dedupe ladder decides afterwards which article it is."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from services.ingest.articles.kept import Candidate, short
from services.ingest.articles.simhash import content_hash, simhash
from services.ingest.articles.storable import storable
from services.ingest.cleaning.language import code, detect
from services.ingest.cleaning.page import Cleaned
from services.ingest.fetching.exchange import Fetched
from services.ingest.readers.entry import Entry
from services.ingest.settings import Source
from services.ingest.web import plain, urls
from tocsin import __version__
from tocsin.article import Article, Extractor, Http, Quality
from tocsin.ids import article_id
from tocsin.vocabulary import SourceKind

_TOLERANCE: Final = timedelta(hours=1)
"""How far ahead a publisher's clock may be."""

_AS_LISTED: Final = Extractor(name="tocsin", version=__version__, mode="none")


@dataclass(frozen=True, slots=True)
class Item:
    """An item while it becomes an article."""

    source: Source
    key: str
    entry: Entry
    discovered: datetime
    now: datetime


def from_list(item: Item, reason: str | None = None) -> Candidate | None:
    """The article of the text that its list gave; None when it gave none, not even a title. `reason` says why no page was read."""
    entry = item.entry
    body, summary = _plain(entry.content, entry.content_is_html), _plain(entry.summary, entry.summary_is_html)
    text = body if len(body) >= len(summary) else summary
    title = _headline(entry)
    if not text and not title:
        return None
    short_text = len(text) < item.source.extract.min_chars and item.source.kind is not SourceKind.TELEGRAM
    quality = {"truncated": reason is not None or short_text, "text_missing": entry.text_missing or not text}
    return _candidate(item, text, {"title": title, "summary": summary or None, "lang": code(entry.lang)}, quality)


def list_text(entry: Entry) -> str:
    """The longer of the body and the teaser that a list gives, as plain text: many feeds put the whole article into the teaser."""
    body = plain.text(entry.content) if entry.content_is_html else (entry.content or "")
    summary = plain.text(entry.summary)
    return body if len(body) >= len(summary) else summary


def from_page(item: Item, answer: Fetched, read: Cleaned) -> Candidate:
    """The article of a page; what the list states about it comes first, for the list is made by hand or by the same system."""
    entry, page = item.entry, storable(read)
    more: dict[str, Any] = {
        "title": _headline(entry) or page.title,
        "summary": _plain(entry.summary, entry.summary_is_html) or page.summary,
        "url_fetched": answer.url,
        "authors": entry.authors or page.authors,
        "published": entry.published or page.published or entry.updated,
        "published_source": "feed" if entry.published or (entry.updated and not page.published) else page.published_source,
        "updated": entry.updated or page.updated,
        "lang": page.lang,
        "lang_declared": item.source.lang or entry.lang or page.lang_declared,
        "section": page.section,
        "tags": _tags(item, page.tags),
        "image": entry.image or page.image,
        "text_source": "page",
        "extractor": Extractor(name=page.extractor, version=page.extractor_version, mode=page.mode),
        "http": Http(
            status=answer.status,
            etag=answer.etag,
            content_type=answer.content_type,
            bytes=len(answer.body),
            encoding=page.encoding,
        ),
    }
    quality = {
        "truncated": page.truncated or len(page.text) < item.source.extract.min_chars,
        "paywalled": page.paywalled,
        "text_missing": page.text_missing,
        "encoding_errors": page.encoding_errors,
    }
    return _candidate(item, page.text, more, quality, _believed(page.canonical, answer.url))


def _headline(entry: Entry) -> str | None:
    return " ".join(_plain(entry.title, entry.title_is_html).split()) or None


def _plain(value: str | None, is_html: bool) -> str:
    return plain.text(value) if is_html else (value or "")


def _candidate(item: Item, text: str, more: dict[str, Any], quality: dict[str, bool], canonical: str | None = None) -> Candidate:
    entry, source = item.entry, item.source
    digest = content_hash(text or (more["title"] or ""))
    lang = more.pop("lang", None) or detect(text or (more["title"] or ""), source.lang or entry.lang)
    address = canonical or entry.url
    fields: dict[str, Any] = {
        "authors": entry.authors,
        "published": entry.published or entry.updated,
        "published_source": "feed" if entry.published or entry.updated else "none",
        "updated": entry.updated,
        "lang_declared": source.lang or entry.lang,
        "tags": _tags(item),
        "image": entry.image,
        "text_source": "telegram" if source.kind is SourceKind.TELEGRAM else "feed",
        "extractor": _AS_LISTED,
        **more,
    }
    clamped = fields["published"] is not None and fields["published"] > item.now + _TOLERANCE
    if clamped:
        fields["published"] = item.now
    article = Article(
        id=article_id(source.id, item.key),
        source=source.id,
        source_kind=source.kind,
        url=entry.url,
        canonical_url=urls.canonical(address) if address else None,
        guid=entry.id,
        text=text,
        discovered=item.discovered,
        fetched=item.now,
        lang=lang,
        content_hash=digest,
        simhash=simhash(text),
        quality=Quality(chars=len(text), date_clamped=clamped, **quality),
        **fields,
    )
    key, own = urls.key(entry.url) if entry.url else None, urls.key(canonical) if canonical else None
    return Candidate(article, short(key), short(own))


def _tags(item: Item, found: tuple[str, ...] = ()) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*item.source.tags, *item.entry.tags, *found)))


def _believed(canonical: str | None, url: str) -> str | None:
    """The address that a page calls its own, where that is another spelling of this article and not a section or another site."""
    if not canonical or urls.site(canonical) != urls.site(url):
        return None
    own, ours = ((urls.key(address) or "").partition("?")[0].count("/") for address in (canonical, url))
    return canonical if own >= max(1, ours - 1) else None
