"""The tables of alerts: deliveries, what each destination was told, its state, and mutes. Owns their columns, not their use."""

from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, String, Table, Text, false

from services.store.schema import METADATA, Utc

DELIVERY: Final = Table(
    "delivery",
    METADATA,
    Column("id", Text, primary_key=True, comment="follows from destination, incident, revision and action: planned twice is once"),
    Column("destination", Text, nullable=False),
    Column("incident", Text, nullable=False, comment="empty for a notice to the operator"),
    Column("revision", Integer, nullable=False, comment="revision of the incident that called for it"),
    Column("kind", String(8), nullable=False, comment="opened, updated, merged, closed or notice"),
    Column("action", String(8), nullable=False, comment="post, edit, reply or digest"),
    Column("rank", Integer, nullable=False, comment="0 for a first message, which goes before all else; 1"),
    Column("route", Text, nullable=False),
    Column("cause_article", Text),
    Column("note", Text, comment="the text of a notice"),
    Column("planned", Utc, nullable=False),
    Column("stamp", BigInteger, nullable=False, comment="order of planning: microseconds since 1970 and a step"),
    Column("due", Utc, nullable=False, comment="not sent before"),
    Column("status", String(8), nullable=False, comment="waiting, sent, skipped or failed"),
    Column("reason", Text, comment="why it is as it is"),
    Column("attempts", Integer, nullable=False, default=0),
    Column("minimal", Boolean, nullable=False, server_default=false(), comment="refused once: the shortest form is sent"),
    Column("code", Integer, comment="status of the last answer"),
    Column("answer", Text, comment="beginning of the last answer's body"),
    Column("ended", Utc, comment="when it was sent, skipped or given up"),
    Index("delivery_next", "destination", "status", "rank", "due", "stamp", "revision"),
    Index("delivery_incident", "incident", "destination"),
    Index("delivery_recent", "destination", "kind", "stamp"),
    Index("delivery_stamp", "stamp"),
)

THREAD: Final = Table(
    "alert_thread",
    METADATA,
    Column("destination", Text, primary_key=True),
    Column("incident", Text, primary_key=True),
    Column("route", Text, nullable=False),
    Column("message", Text, comment="the service's id of the message that opened it"),
    Column("channel", Text, comment="the service's id of where that message is, where edits need it"),
    Column("shown", Integer, nullable=False, default=0, comment="revision that the message shows"),
    Column("told", Integer, nullable=False, default=0, comment="revision up to which changes were told"),
    Column("printed", Text, comment="digest of what the message shows"),
    Column("spoke", Utc, nullable=False, comment="when a message that rings was last planned"),
)
"""One row where a destination is told of an incident: never two opening messages."""

STATE: Final = Table(
    "alert_destination",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("fingerprint", Text, comment="digest of its settings; a change of them ends a pause"),
    Column("paused_until", Utc, comment="nothing is sent before"),
    Column("reason", Text, comment="why it is paused"),
    Column("failures", Integer, nullable=False, default=0, comment="since the last success"),
    Column("owner", Text, comment="the process that sends to it now"),
    Column("lease_until", Utc, comment="until then no other process sends to it"),
)

MUTE: Final = Table(
    "alert_mute",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("destination", Text, comment="null: every destination"),
    Column("region", Text, comment="null: every region"),
    Column("incident", Text, comment="null: every incident"),
    Column("until", Utc, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Utc, nullable=False),
)
