"""POST /push/SOURCE: articles that a source sends us, taken once they are in SQL. Owns the endpoint's answers.

The body is one JSON object, {"articles": […]}, or one object a line, each as `tocsin backfill` takes it.
"""

import json
from dataclasses import dataclass
from typing import Any, Final

from services.ingest.articles.kept import Candidate, Verdict, any_change, keep
from services.ingest.cleaning.page import Cleaned, Page
from services.ingest.handed.given import Given, Line, Problem, line
from services.ingest.handed.given_article import Origin, candidate
from services.ingest.hooks import asgi, signing
from services.ingest.settings import Source
from services.ingest.sources import coverage
from services.ingest.tables import outbox
from services.ingest.work import Work
from services.runtime.database import writing
from services.runtime.errors import Transient
from tocsin.ids import article_id
from tocsin.vocabulary import SourceKind

PREFIX: Final = "/push"

MOST: Final = 1000
"""Articles of one request."""


@dataclass(frozen=True, slots=True)
class Push:
    """The endpoint."""

    work: Work

    async def app(self, scope: Any, receive: Any, send: Any) -> None:
        """The ASGI application below /push."""
        if scope["type"] != "http":
            return
        source = self.work.sources.get(scope["path"].removeprefix(PREFIX).strip("/"))
        if source is None or source.kind is not SourceKind.PUSH or not source.enabled:
            await asgi.answer(send, 404, {"error": "no such source of kind push is declared"})
        elif scope["method"] != "POST":
            await asgi.answer(send, 405, {"error": "POST articles here"}, allow="POST")
        else:
            await self._take(source, scope, receive, send)

    async def _take(self, source: Source, scope: Any, receive: Any, send: Any) -> None:
        try:
            body = await asgi.body(receive, source.max_body)
        except asgi.BodyTooLarge:
            await asgi.answer(send, 413, {"error": f"at most {source.max_body} bytes are taken (max_body)"}, connection="close")
            return
        except ConnectionError:
            return
        assert source.auth is not None  # a push source has it: settings see to that
        signed = signing.of_headers({name.decode(): value.decode("latin-1") for name, value in scope["headers"]})
        if why := signing.refusal(source.auth, signed, body, self.work.at().now):
            await asgi.answer(send, 401, {"error": why}, www_authenticate="Bearer")
            return
        key = asgi.header(scope, "idempotency-key") or signed.message
        status, content = await self._kept(source, body, key)
        await asgi.answer(send, status, content, **({"retry_after": "30"} if status == 503 else {}))

    async def _kept(self, source: Source, body: bytes, key: str) -> tuple[int, dict[str, Any]]:
        """Keeps what is good; 202 only after the commit."""
        found = articles(body)
        if len(found) > MOST:
            return 413, {"error": f"{len(found)} articles; at most {MOST} are taken at a time"}
        problems = [str(each) for each in found if isinstance(each, Problem)]
        lines = [each for each in found if isinstance(each, Line)]
        candidates = [await self._candidate(source, each.given, f"{key}/{each.number}" if key else None) for each in lines]
        good = [each for each in candidates if isinstance(each, Candidate)]
        problems += [each for each in candidates if isinstance(each, str)]
        if not good:
            return 400, {"error": "no article was taken", "problems": problems}
        try:
            await outbox.require_room(self.work.engine, self.work.settings.outbox_max)
            async with writing(self.work.engine) as connection:
                kept = await keep(connection, good, any_change, self.work.clock.now())
                new = sum(each.verdict is not Verdict.UNCHANGED for each in kept)
                await coverage.arrived(connection, source.id, len(kept), new, self.work.clock.now())
        except Transient as error:
            return 503, {"error": str(error)}
        told = [{"id": each.article, "revision": each.revision, "verdict": each.verdict.value} for each in kept]
        return 202, {"articles": told, "problems": problems}

    async def _candidate(self, source: Source, given: Given, key: str | None) -> Candidate | str:
        """An article of this source and no other: a given id counts within the source only."""
        now = self.work.clock.now()
        own = given.id or (key if given.url is None else None)
        named = given.model_copy(update={"source": source.id, "id": article_id(source.id, f"id:{own}") if own else None})
        origin = Origin(SourceKind.PUSH, now, source.id, source.lang, source.tags)
        if given.text is not None:
            return candidate(named, origin)
        page = await self.work.pool.clean(
            Page((given.html or "").encode("utf-8", "replace"), given.url, "text/html; charset=utf-8", now)
        )
        if not isinstance(page, Cleaned) or not page.text:
            return f'{given.url or given.id or "an article"}: no article found in "html"'
        return candidate(named, origin, page)


def articles(body: bytes) -> list[Line | Problem]:
    """The articles of a body; wrong ones as problems with their number."""
    try:
        whole = json.loads(body)
    except (ValueError, UnicodeDecodeError):
        return [line(raw, "line", number) for number, raw in enumerate(body.splitlines(), 1) if raw.strip()]
    several = whole.get("articles") if isinstance(whole, dict) else whole
    listed = several if isinstance(several, list) else [whole]
    return [line(json.dumps(each).encode(), "article", number) for number, each in enumerate(listed, 1)]
