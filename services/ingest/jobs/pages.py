"""One reading of one item: its page or its list's text becomes an article. Decides what became of it, writes nothing itself."""

import logging
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

from services.ingest.articles import items, making
from services.ingest.articles.items import ItemState
from services.ingest.articles.kept import Candidate
from services.ingest.articles.writer import Result
from services.ingest.cleaning.page import Cleaned, CleaningFailed, Page
from services.ingest.fetching.exchange import Fetched, Request, Unchanged
from services.ingest.fetching.failure import Failed, FailureKind
from services.ingest.pacing import schedule
from services.ingest.readers.entry import Entry
from services.ingest.settings import Source
from services.ingest.web import urls
from services.ingest.work import Work
from tocsin.vocabulary import SourceKind

LOG: Final = logging.getLogger(__name__)

LONG_ENOUGH: Final = 1500
"""Characters from which the text of a list is trusted to be whole where `content = "auto"`."""

_CUT: Final = ("…", "...", "[…]", "[...]", "→", "more", "далее", "далі")
"""How a text ends that goes on elsewhere."""

_FINAL: Final = frozenset({
    FailureKind.BAD_URL,
    FailureKind.BAD_ENCODING,
    FailureKind.REDIRECTS,
    FailureKind.ROBOTS,
    FailureKind.TOO_LARGE,
})  # fmt: skip
"""Failures of a page that asking again will not mend: the list's text is all there is."""

_TEASER_AFTER: Final = 2
"""Failed readings after which the list's text is published; the page becomes a revision if it can be had later."""


async def read_item(work: Work, source: Source, item: ItemState) -> Failed | None:
    """Reads one item and keeps what came of it; the failure is returned too when the page could not be had."""
    entry = item.stated()
    if _list_is_enough(source, entry):
        await work.writer.write(Result(item, _from_list(work, source, item), _done(work, source, item)))
        return None
    request = Request(entry.url or "", source)
    if item.article:
        request = replace(request, etag=item.etag, last_modified=item.last_modified)
    outcome = await work.ask(request)
    match outcome:
        case Failed():
            await work.writer.write(_after_failure(work, source, item, outcome))
            return outcome
        case Unchanged():
            await work.writer.write(Result(item, None, _done(work, source, item)))
        case Fetched():
            candidate = await _from_page(work, source, item, outcome)
            validators = {"etag": outcome.etag, "last_modified": outcome.last_modified}
            await work.writer.write(Result(item, candidate, {**_done(work, source, item), **validators}))
    return None


def _list_is_enough(source: Source, entry: Entry) -> bool:
    """Whether the text of the list is the article, so that no page is asked for."""
    if source.kind is SourceKind.TELEGRAM or source.content == "feed" or urls.refusal(entry.url):
        return True
    if source.content != "auto":
        return False
    text = making.list_text(entry).rstrip()
    return len(text) >= LONG_ENOUGH and not text.endswith(_CUT)


def _done(work: Work, source: Source, item: ItemState) -> dict[str, Any]:
    """An item that was read: finished, or due for its next second look."""
    looks = item.rechecks + (1 if item.state == items.DONE else 0)
    more = source.recheck and looks < len(schedule.RECHECKS)
    due = item.first_seen + schedule.RECHECKS[looks] if more else None
    if due is not None:
        due = max(due, work.at().now + schedule.RECHECKS[0] / 2)
    finished = {"entry": None} if due is None else {}
    return {"state": items.DONE, "due": due, "attempts": 0, "missing": 0, "rechecks": looks, "error": None, **finished}


def _after_failure(work: Work, source: Source, item: ItemState, failure: Failed) -> Result:
    """An item whose page could not be had: withdrawn, tried again, given up for its list's text, or refused."""
    error = {"error": f"{failure.kind.value}: {failure.message}"[:500]}
    if failure.kind is FailureKind.REFUSED_ADDRESS:
        return Result(item, None, {**error, "state": items.SKIPPED, "due": None, "entry": None})
    missing = item.missing + (failure.kind in {FailureKind.NOT_FOUND, FailureKind.GONE})
    if failure.kind is FailureKind.GONE or (missing >= 2 and item.article):
        changes = {**error, "state": items.FAILED, "due": None, "entry": None, "missing": missing}
        return Result(item, None, changes, withdrawn="410 Gone" if failure.kind is FailureKind.GONE else "404 Not Found, twice")
    attempts = item.attempts + 1
    if failure.kind in _FINAL or attempts > len(schedule.RETRIES):
        return Result(item, _from_list(work, source, item), {**error, "state": items.FAILED, "due": None, "entry": None})
    due = work.at().now + max(schedule.RETRIES[attempts - 1], failure.retry_after or 0.0)
    teaser = _from_list(work, source, item) if attempts >= _TEASER_AFTER and not item.article else None
    return Result(item, teaser, {**error, "attempts": attempts, "missing": missing, "due": due})


def _item(work: Work, source: Source, item: ItemState) -> making.Item:
    discovered = datetime.fromtimestamp(item.first_seen, UTC)
    return making.Item(source, item.key, item.stated(), discovered, work.clock.now())


def _from_list(work: Work, source: Source, item: ItemState, reason: str | None = None) -> Candidate | None:
    return making.from_list(_item(work, source, item), reason)


async def _from_page(work: Work, source: Source, item: ItemState, answer: Fetched) -> Candidate | None:
    """The article of a page; of its list's text where the page cannot be cleaned or holds none."""
    page = await work.pool.clean(Page(answer.body, answer.url, answer.content_type, work.clock.now()))
    if isinstance(page, Cleaned) and page.text:
        return making.from_page(_item(work, source, item), answer, page)
    reason = page.message if isinstance(page, CleaningFailed) else "no article was found in the page"
    LOG.info("%s: %s", answer.url, reason, extra={"source": source.id})
    return _from_list(work, source, item, reason)
