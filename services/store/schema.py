"""The tables of the store. Every module that owns tables declares them on METADATA; migrations create them."""

from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    Float,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    false,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

METADATA: Final = MetaData()

VERSION_TABLE: Final = "alembic_version_store"
"""Where Alembic notes the store's migration; ingest may live in the same database."""


class Utc(TypeDecorator[datetime]):
    """A moment, kept in UTC on every database and always read back with its zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """UTC; naive on SQLite, which keeps no zone."""
        if value is None:
            return None
        return value.astimezone(UTC).replace(tzinfo=None) if dialect.name == "sqlite" else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """In UTC, with its zone."""
        del dialect
        return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


ARTICLE: Final = Table(
    "store_article",
    METADATA,
    Column("id", Text, primary_key=True),
    Column(
        "revision", Integer, nullable=False, default=0, comment="revision read to the end; 0 while its claims are still arriving"
    ),
    Column("source", Text),
    Column("url", Text),
    Column("title", Text),
    Column("lang", Text),
    Column("published", String(40), comment="ISO 8601 with the publisher's offset"),
    Column("seen", String(40), comment="ISO 8601; when ingest first published the revision"),
    Column("content_hash", Text),
    Column("simhash", String(16)),
    Column("extractor", Text, comment="version that read it"),
    Column("claims", Text, comment="JSON list of the ids of every claim of the revision"),
    Column("complete", Boolean, nullable=False, default=False, server_default=false(), comment="all of those claims are here"),
    Index("store_article_complete", "complete"),
)

CLAIM: Final = Table(
    "claim",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("article", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("status", String(10), nullable=False, comment="pending until its article is complete, then live; retracted"),
    Column("block", String(32), nullable=False, comment="region group; a bare country code; empty without a place"),
    Column("event", String(16), nullable=False),
    Column("object", String(20), nullable=False),
    Column("outcome", String(12)),
    Column("value", BigInteger),
    Column("max", BigInteger),
    Column("bound", String(10)),
    Column("region", String(16)),
    Column("region_name", Text),
    Column("place", Text),
    Column("lat", Float),
    Column("lon", Float),
    Column("claimant", Text),
    Column("claimant_kind", String(20)),
    Column("start", String(40), comment="first day or moment, as in the claim"),
    Column("end", String(40)),
    Column("basis", String(10)),
    Column("day_long", Boolean, nullable=False, default=False, server_default=false(), comment="a day up to the report, no night"),
    Column("evening", Boolean, nullable=False, default=False, server_default=false(), comment="its words of time mean an evening"),
    Column("implied", Boolean, nullable=False, default=False, server_default=false(), comment="its weapon is not named"),
    Column("modality", String(12), nullable=False),
    Column("part_of", Text),
    Column("background", Boolean, nullable=False, comment="marked so by the extractor"),
    Column("follow_up", Boolean, nullable=False, comment="its words continue an older report"),
    Column("position", Integer, nullable=False, comment="where its evidence begins in the article"),
    Column("words", String(24), comment="digest of its evidence, and how many characters that has"),
    Column("family", String(10), comment="placed: by its own weapon or by its article's"),
    Column("first_day", Date, comment="placed: local day; null for what cannot be placed in time"),
    Column("last_day", Date),
    Column("shape", String(10), comment="placed: how much its time commits to"),
    Column("hour", Integer),
    Column("looks_back", Boolean, comment="placed: it only looks back"),
    Column("totals", Text, comment="placed: ids of national claims it is a part of, separated by spaces"),
    Column("data", Text, nullable=False, comment="the claim as JSON"),
    Index("claim_block_days", "block", "last_day", "first_day"),
    Index("claim_article", "article"),
)

BLOCK: Final = Table(
    "block",
    METADATA,
    Column("block", String(32), primary_key=True),
    Column("stamp", BigInteger, nullable=False, comment="microseconds since 1970 of its last change; only ever grows"),
)
"""One row a block: whoever holds its lock may change the block's incidents."""

INCIDENT: Final = Table(
    "incident",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("block", String(32), nullable=False),
    Column("day", Date, nullable=False, comment="local day it counts under; a night under the day it ends on"),
    Column("family", String(10), nullable=False),
    Column("region", String(16), nullable=False),
    Column("state", String(8), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("severity", Integer, nullable=False),
    Column("quiet", Boolean, nullable=False),
    Column("announced", Boolean, nullable=False, comment="an incident.opened that may alert went out under this id"),
    Column("fingerprint", Text, nullable=False),
    Column("merged_into", Text),
    Column("split_from", Text),
    Column("lat", Float, comment="where to draw it"),
    Column("lon", Float),
    Column("changed", Utc, nullable=False, comment="when its last revision was made"),
    Column("data", Text, nullable=False, comment="the incident as JSON"),
    Index("incident_block_day", "block", "day"),
    Index("incident_region_day", "region", "day"),
    Index("incident_day", "day"),
    Index("incident_state_changed", "state", "changed"),
    Index("incident_merged_into", "merged_into"),
)

INCIDENT_CLAIM: Final = Table(
    "incident_claim",
    METADATA,
    Column("claim", Text, primary_key=True),
    Column("incident", Text, nullable=False),
    Index("incident_claim_incident", "incident"),
)

INCIDENT_REVISION: Final = Table(
    "incident_revision",
    METADATA,
    Column("incident", Text, primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("kind", String(8), nullable=False, comment="opened, updated, merged, split or closed"),
    Column("at", Utc, nullable=False),
    Column("cause_article", Text),
    Column("quiet", Boolean, nullable=False),
    Column("changes", Text, nullable=False, comment="JSON list of changes"),
)

"""What led to each revision; its whole state is in the event of the feed."""

LINK: Final = Table(
    "link",
    METADATA,
    Column("one", Text, primary_key=True, comment="id of a claim; when unlinked, it stays"),
    Column("other", Text, primary_key=True, comment="id of a claim; when unlinked, it leaves"),
    Column("kind", String(8), nullable=False, comment="link or unlink"),
    Column("block", String(32), nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Utc, nullable=False),
    Column("applied", Boolean, nullable=False, comment="the incidents it changes have been recomputed"),
    Index("link_block", "block"),
)
"""What people decided about two claims; part of the input of every merge."""

OUTBOX: Final = Table(
    "store_outbox",
    METADATA,
    Column("id", Text, primary_key=True, comment="id of the event"),
    Column("position", BigInteger, unique=True, comment="place in the feed; given after the commit, without gaps"),
    Column("stamp", BigInteger, nullable=False, comment="orders events of one block before they have a position"),
    Column("revision", Integer, nullable=False),
    Column("kind", String(40), nullable=False, comment="type of the event"),
    Column("subject", Text, nullable=False),
    Column("created", Utc, nullable=False),
    Column("published", Utc, comment="null until it is on its stream"),
    Column("event", Text, nullable=False, comment="the envelope as JSON"),
    Index("store_outbox_published", "published", "position"),
    Index("store_outbox_subject", "subject"),
)
"""Events that left in the transaction that caused them: first outbox, then, numbered, the durable feed."""


def insert_into(connection: AsyncConnection, table: Table) -> Any:
    """An INSERT of the connection's dialect, which knows ON CONFLICT; both dialects spell its methods alike."""
    return (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(table)
