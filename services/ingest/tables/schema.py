"""The tables of ingest. Moments are Unix seconds: the scheduler computes with them inside SQL. Migrations create them."""

from typing import Any, Final

from sqlalchemy import BigInteger, Boolean, Column, Float, Index, Integer, MetaData, String, Table, Text, false, true
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

METADATA: Final = MetaData()

VERSION_TABLE: Final = "alembic_version_ingest"
"""Where Alembic notes ingest's migration; the store may live in the same database."""

SOURCE: Final = Table(
    "ingest_source",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("kind", String(10), nullable=False),
    Column("declared", Text, nullable=False, comment="address in the configuration"),
    Column("url", Text, nullable=False, comment="address that is polled: the declared one, or where it moved for good"),
    Column("domain", Text, nullable=False, comment="whose politeness governs it"),
    Column("active", Boolean, nullable=False, default=True, server_default=true(), comment="declared and enabled now"),
    Column("paused", Boolean, nullable=False, default=False, server_default=false(), comment="by a person"),
    Column("added", Float, nullable=False),
    Column("due", Float, nullable=False, comment="next poll"),
    Column("interval", Float, nullable=False, comment="seconds between polls, as adapted"),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("body_hash", String(64)),
    Column("failures", Float, nullable=False, default=0, server_default="0", comment="weighted failures in a row"),
    Column(
        "status", String(20), nullable=False, default="new", server_default="new", comment="new, ok, gone, or a kind of failure"
    ),
    Column("error", Text, comment="what the last failure said"),
    Column("last_try", Float),
    Column("last_ok", Float, comment="last answer that could be read, unchanged included"),
    Column("last_full", Float, comment="last unconditional answer"),
    Column("last_new", Float, comment="when the last new item was seen"),
    Column("cadence", Float, comment="usual seconds between new items"),
    Column("items_seen", BigInteger, nullable=False, default=0, server_default="0"),
    Column("items_new", BigInteger, nullable=False, default=0, server_default="0"),
    Column("silent_since", Float, comment="set while it counts as silent"),
    Column("redirect_to", Text, comment="permanent redirect seen in a row"),
    Column("redirect_count", Integer, nullable=False, default=0, server_default="0"),
    Column("redirect_since", Float),
    Column("gone_since", Float, comment="first 410 in a row"),
    Column("identity", String(12), comment="identity policy that its documents made necessary"),
    Index("ingest_source_domain_due", "domain", "due"),
)

ITEM: Final = Table(
    "ingest_item",
    METADATA,
    Column("source", Text, primary_key=True),
    Column("key", String(64), primary_key=True),
    Column("url_key", String(64)),
    Column("domain", Text, nullable=False, comment="whose politeness governs its page"),
    Column("state", String(8), nullable=False, comment="new, done, failed or skipped"),
    Column("due", Float, comment="when it is worked on next: its first reading, a retry, a second look; null when it is finished"),
    Column("attempts", Integer, nullable=False, default=0, server_default="0"),
    Column("rechecks", Integer, nullable=False, default=0, server_default="0", comment="second looks done"),
    Column("missing", Integer, nullable=False, default=0, server_default="0", comment="404s in a row"),
    Column("error", Text),
    Column("entry", Text, comment="the item as its list gave it, JSON; null when it is finished"),
    Column("digest", String(32), comment="what its list said that tells an edit"),
    Column("article", Text, comment="id of the article made of it"),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("first_seen", Float, nullable=False),
    Column("last_seen", Float, nullable=False),
    Index("ingest_item_domain_due", "domain", "due"),
    Index("ingest_item_url", "source", "url_key"),
)

DOMAIN: Final = Table(
    "ingest_domain",
    METADATA,
    Column("domain", Text, primary_key=True),
    Column("owner", Text, comment="the process that works on it"),
    Column("until", Float, nullable=False, default=0, server_default="0", comment="end of the owner's lease"),
    Column("work", Float, comment="when the next of its sources or pages is due; null without any"),
    Column("next_start", Float, nullable=False, default=0, server_default="0", comment="no request begins earlier"),
    Column("strikes", Integer, nullable=False, default=0, server_default="0", comment="throttled answers in a row"),
    Column("failures", Integer, nullable=False, default=0, server_default="0", comment="unreachable in a row"),
    Column("last_ok", Float),
    Index("ingest_domain_work", "work"),
)
"""One row a registrable domain: whoever holds its lease works on all sources and pages of it, and so keeps its pace."""

ARTICLE: Final = Table(
    "ingest_article",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("source", Text, nullable=False),
    Column("url_key", String(64)),
    Column("canonical_key", String(64)),
    Column("content_hash", String(64)),
    Column("simhash", String(16)),
    Column("revision", Integer, nullable=False),
    Column("title", Text),
    Column("text", Text, nullable=False, comment="text of the last revision: decides whether a change is a real one"),
    Column("url", Text),
    Column("first_seen", Float, nullable=False),
    Column("updated", Float, nullable=False),
    Column("withdrawn", Boolean, nullable=False, default=False, server_default=false()),
    Index("ingest_article_url", "url_key"),
    Index("ingest_article_canonical", "canonical_key"),
    Index("ingest_article_hash", "content_hash"),
)

OUTBOX: Final = Table(
    "ingest_outbox",
    METADATA,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("id", Text, nullable=False, unique=True, comment="id of the event"),
    Column("size", Integer, nullable=False, comment="bytes of the event"),
    Column("created", Float, nullable=False),
    Column("published", Float, comment="null until it is on its stream"),
    Column("event", Text, nullable=False, comment="the envelope as JSON"),
    Index("ingest_outbox_published", "published", "seq"),
)
"""Events that left in the transaction that caused them."""

ROBOTS: Final = Table(
    "ingest_robots",
    METADATA,
    Column("origin", Text, primary_key=True, comment="scheme, host and port"),
    Column("body", Text, comment="last good copy; null when there is none"),
    Column("good", Float, comment="when it was had"),
    Column("failing_since", Float),
    Column("expires", Float, nullable=False),
)

LEASE: Final = Table(
    "ingest_lease",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("owner", Text, nullable=False),
    Column("until", Float, nullable=False),
)
"""What only one process may do at a time, by name."""

PROGRESS: Final = Table(
    "ingest_progress",
    METADATA,
    Column("source", Text, primary_key=True),
    Column("path", Text, primary_key=True),
    Column("stamp", Text, nullable=False, comment="size and modification time of the file"),
    Column("position", BigInteger, nullable=False, comment="bytes of it that are in the tables"),
)
"""How far files have been read."""


WEBSUB: Final = Table(
    "ingest_websub",
    METADATA,
    Column("source", Text, primary_key=True),
    Column("hub", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("token", Text, nullable=False, comment="part of the callback's address that nobody can guess"),
    Column("secret", Text, nullable=False, comment="key that the hub signs with"),
    Column("state", String(10), nullable=False, comment="asked, verified or denied"),
    Column("asked", Float, nullable=False),
    Column("until", Float, nullable=False, default=0, server_default="0", comment="end of the hub's lease"),
)
"""Subscriptions at hubs."""


def insert_into(connection: AsyncConnection, table: Table) -> Any:
    """An INSERT of the connection's dialect, which knows ON CONFLICT; both dialects spell its methods alike."""
    return (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(table)
