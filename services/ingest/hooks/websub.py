"""WebSub (w3.org/TR/websub): hubs send us what is new in a feed. Owns subscriptions and the callback; polling goes on as a net."""

import hashlib
import hmac
import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qs

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.ingest.articles import items
from services.ingest.articles.listing import listed, read_aside
from services.ingest.hooks import asgi
from services.ingest.readers.entry import About, Reading, Unreadable
from services.ingest.settings import Source
from services.ingest.sources import coverage
from services.ingest.tables.schema import WEBSUB, insert_into
from services.ingest.work import Work
from services.runtime.database import reading, writing
from services.runtime.errors import Transient
from tocsin.vocabulary import SourceKind

LOG: Final = logging.getLogger(__name__)

PREFIX: Final = "/websub"

NET: Final = 3600.0
"""Seconds between polls, at least, while a hub sends what is new."""

_LEASE: Final = 10 * 86_400
"""Seconds that we ask for; hubs give what they like."""

_RENEW: Final = 0.8
"""Part of a lease after which it is renewed."""

_AGAIN: Final = 3600.0
"""Seconds until a hub that did not answer, or said no, is asked again."""

_SIGNED: Final = {"sha1": hashlib.sha1, "sha256": hashlib.sha256, "sha384": hashlib.sha384, "sha512": hashlib.sha512}


async def ensure(work: Work, source: Source, about: About | None) -> bool:
    """Subscribes to a feed at its hub, or renews in time; whether a hub sends what is new in it now.

    `about` is what the feed says of itself; None when it was not read anew, and what is known of its hub holds.
    """
    public, now = work.settings.public_url, work.at().now
    if source.kind is not SourceKind.WEBSUB or not public:
        return False
    row = await _row(work, source.id)
    hub = about.hubs[0] if about and about.hubs else row and row["hub"]
    topic = (about and about.self_url) or (row and row["topic"]) or source.url
    if hub and topic and (row is None or _is_due(row, now)):
        await _subscribe(work, source, _Asked(hub, topic, public), row)
    return row is not None and row["until"] > now


@dataclass(frozen=True, slots=True)
class _Asked:
    hub: str
    topic: str
    public: str


def _is_due(row: Mapping[str, Any], now: float) -> bool:
    if row["state"] == "verified":
        return bool(now >= row["asked"] + _RENEW * (row["until"] - row["asked"]))
    return bool(now >= row["asked"] + _AGAIN)


async def _row(work: Work, source: str) -> dict[str, Any] | None:
    async with reading(work.engine) as connection:
        found = (await connection.execute(select(WEBSUB).where(WEBSUB.c.source == source))).mappings().first()
        return dict(found) if found else None


async def _subscribe(work: Work, source: Source, asked: _Asked, before: Mapping[str, Any] | None) -> None:
    """Asks a hub. A renewal keeps its address and key, so that what the hub sends meanwhile is still taken."""
    same = before is not None and (before["hub"], before["topic"]) == (asked.hub, asked.topic)
    kept = {name: before[name] for name in ("token", "secret", "state", "until")} if same and before else None
    values = {
        "hub": asked.hub,
        "topic": asked.topic,
        "asked": work.at().now,
        **(kept or {"token": secrets.token_urlsafe(24), "secret": secrets.token_urlsafe(32), "state": "asked", "until": 0.0}),
    }
    async with writing(work.engine) as connection:  # before the hub is asked: it may verify before it answers
        insert = insert_into(connection, WEBSUB).values(source=source.id, **values)
        await connection.execute(insert.on_conflict_do_update(index_elements=["source"], set_=values))
    form = {
        "hub.mode": "subscribe",
        "hub.topic": asked.topic,
        "hub.callback": f"{asked.public.rstrip('/')}{PREFIX}/{source.id}/{values['token']}",
        "hub.secret": str(values["secret"]),
        "hub.lease_seconds": str(_LEASE),
    }
    if failed := await work.fetcher.post(asked.hub, form, source):
        LOG.warning("the hub of %s does not take our subscription: %s", source.id, failed.message, extra={"source": source.id})


@dataclass(frozen=True, slots=True)
class Callback:
    """The endpoint that hubs speak to."""

    work: Work

    async def app(self, scope: Any, receive: Any, send: Any) -> None:
        """The ASGI application below /websub."""
        if scope["type"] != "http":
            return
        name, _, token = scope["path"].removeprefix(PREFIX).strip("/").partition("/")
        source = self.work.sources.get(name)
        try:
            row = await _row(self.work, name) if source else None
            if source is None or row is None or not hmac.compare_digest(row["token"].encode(), token.encode()):
                await asgi.answer(send, 404, "no such subscription\n")
            elif scope["method"] == "GET":
                await self._verify(row, scope, send)
            elif scope["method"] == "POST":
                await self._take(source, row, scope, receive, send)
            else:
                await asgi.answer(send, 405, "GET or POST\n", allow="GET, POST")
        except Transient as error:
            await asgi.answer(send, 503, f"{error}\n", retry_after="30")

    async def _verify(self, row: Mapping[str, Any], scope: Any, send: Any) -> None:
        """Confirms what we asked for, and nothing else: nobody may subscribe us to another topic, nor unsubscribe us."""
        query = {key: values[0] for key, values in parse_qs(scope["query_string"].decode("latin-1")).items()}
        if query.get("hub.mode") == "denied":
            await self._set(row, {"state": "denied"})
            LOG.warning("the hub of %s denies the subscription: %s", row["source"], query.get("hub.reason", "no reason given"))
            await asgi.answer(send, 200, "")
            return
        if query.get("hub.mode") != "subscribe" or query.get("hub.topic") != row["topic"] or "hub.challenge" not in query:
            await asgi.answer(send, 404, "not asked for\n")
            return
        lease = query.get("hub.lease_seconds", "")
        until = self.work.at().now + (float(lease) if lease.isdecimal() else _LEASE)
        await self._set(row, {"state": "verified", "until": until})
        await asgi.answer(send, 200, query["hub.challenge"])

    async def _set(self, row: Mapping[str, Any], values: Mapping[str, Any]) -> None:
        mine = (WEBSUB.c.source == row["source"], WEBSUB.c.token == row["token"])
        async with writing(self.work.engine) as connection:
            await connection.execute(update(WEBSUB).where(*mine).values(**values))

    async def _take(self, source: Source, row: Mapping[str, Any], scope: Any, receive: Any, send: Any) -> None:
        """Notes the items of what a hub sends; a wrong signature is answered like a right one, as WebSub asks, and dropped."""
        try:
            body = await asgi.body(receive, source.max_body)
        except asgi.BodyTooLarge:
            await asgi.answer(send, 413, f"at most {source.max_body} bytes are taken\n", connection="close")
            return
        except ConnectionError:
            return
        if not signed(row["secret"], asgi.header(scope, "x-hub-signature"), body):
            LOG.warning("content for %s without the right signature is dropped", source.id, extra={"source": source.id})
            await asgi.answer(send, 202, "")
            return
        try:
            found = await read_aside(source, body, row["topic"], asgi.header(scope, "content-type") or None)
        except Unreadable as error:
            LOG.warning("what the hub of %s sent cannot be read: %s", source.id, error, extra={"source": source.id})
            await asgi.answer(send, 202, "")
            return
        async with writing(self.work.engine) as connection:
            await self._note(connection, source, found)
        await asgi.answer(send, 202, "")

    async def _note(self, connection: AsyncConnection, source: Source, found: Reading) -> None:
        now = self.work.clock.now()
        _, rows = listed(source, None, found, now.timestamp())
        added = await items.add(connection, source, rows, now.timestamp())
        await coverage.arrived(connection, source.id, len(rows), added.new, now)


def signed(secret: str, header: str, body: bytes) -> bool:
    """Whether `X-Hub-Signature: method=hex` fits the body, in constant time."""
    method, _, given = header.partition("=")
    if method not in _SIGNED:
        return False
    expected = hmac.new(secret.encode(), body, _SIGNED[method]).hexdigest()
    return hmac.compare_digest(expected.encode(), given.strip().lower().encode())
