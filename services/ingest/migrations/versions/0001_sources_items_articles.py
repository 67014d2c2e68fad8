"""The first tables of ingest: sources, items, domains, articles, robots, leases, progress, and the outbox."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    _source()
    _item()
    _domain()
    _article()
    _outbox()
    _robots()
    _lease()
    _progress()
    _websub()


def downgrade() -> None:
    for table in (
        "ingest_websub",
        "ingest_progress",
        "ingest_lease",
        "ingest_robots",
        "ingest_outbox",
        "ingest_article",
        "ingest_domain",
        "ingest_item",
        "ingest_source",
    ):
        op.drop_table(table)


def _source() -> None:
    op.create_table(
        "ingest_source",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("declared", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("domain", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("paused", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("added", sa.Float(), nullable=False),
        sa.Column("due", sa.Float(), nullable=False),
        sa.Column("interval", sa.Float(), nullable=False),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("body_hash", sa.String(length=64), nullable=True),
        sa.Column("failures", sa.Float(), server_default="0", nullable=False),
        sa.Column("status", sa.String(length=20), server_default="new", nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("last_try", sa.Float(), nullable=True),
        sa.Column("last_ok", sa.Float(), nullable=True),
        sa.Column("last_full", sa.Float(), nullable=True),
        sa.Column("last_new", sa.Float(), nullable=True),
        sa.Column("cadence", sa.Float(), nullable=True),
        sa.Column("items_seen", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("items_new", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("silent_since", sa.Float(), nullable=True),
        sa.Column("redirect_to", sa.Text(), nullable=True),
        sa.Column("redirect_count", sa.Integer(), server_default="0", nullable=False),
        sa.Column("redirect_since", sa.Float(), nullable=True),
        sa.Column("gone_since", sa.Float(), nullable=True),
        sa.Column("identity", sa.String(length=12), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ingest_source_domain_due", "ingest_source", ["domain", "due"])


def _item() -> None:
    op.create_table(
        "ingest_item",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("url_key", sa.String(length=64), nullable=True),
        sa.Column("domain", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("due", sa.Float(), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("rechecks", sa.Integer(), server_default="0", nullable=False),
        sa.Column("missing", sa.Integer(), server_default="0", nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("entry", sa.Text(), nullable=True),
        sa.Column("digest", sa.String(length=32), nullable=True),
        sa.Column("article", sa.Text(), nullable=True),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("first_seen", sa.Float(), nullable=False),
        sa.Column("last_seen", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("source", "key"),
    )
    op.create_index("ingest_item_domain_due", "ingest_item", ["domain", "due"])
    op.create_index("ingest_item_url", "ingest_item", ["source", "url_key"])


def _domain() -> None:
    op.create_table(
        "ingest_domain",
        sa.Column("domain", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("until", sa.Float(), server_default="0", nullable=False),
        sa.Column("work", sa.Float(), nullable=True),
        sa.Column("next_start", sa.Float(), server_default="0", nullable=False),
        sa.Column("strikes", sa.Integer(), server_default="0", nullable=False),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("last_ok", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("domain"),
    )
    op.create_index("ingest_domain_work", "ingest_domain", ["work"])


def _article() -> None:
    op.create_table(
        "ingest_article",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("url_key", sa.String(length=64), nullable=True),
        sa.Column("canonical_key", sa.String(length=64), nullable=True),
        sa.Column("content_hash", sa.String(length=64), nullable=True),
        sa.Column("simhash", sa.String(length=16), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("first_seen", sa.Float(), nullable=False),
        sa.Column("updated", sa.Float(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ingest_article_canonical", "ingest_article", ["canonical_key"])
    op.create_index("ingest_article_hash", "ingest_article", ["content_hash"])
    op.create_index("ingest_article_url", "ingest_article", ["url_key"])


def _outbox() -> None:
    op.create_table(
        "ingest_outbox",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("created", sa.Float(), nullable=False),
        sa.Column("published", sa.Float(), nullable=True),
        sa.Column("event", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
        sa.UniqueConstraint("id"),
    )
    op.create_index("ingest_outbox_published", "ingest_outbox", ["published", "seq"])


def _robots() -> None:
    op.create_table(
        "ingest_robots",
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("good", sa.Float(), nullable=True),
        sa.Column("failing_since", sa.Float(), nullable=True),
        sa.Column("expires", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("origin"),
    )


def _lease() -> None:
    op.create_table(
        "ingest_lease",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("until", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )


def _progress() -> None:
    op.create_table(
        "ingest_progress",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("stamp", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("source", "path"),
    )


def _websub() -> None:
    op.create_table(
        "ingest_websub",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("hub", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("asked", sa.Float(), nullable=False),
        sa.Column("until", sa.Float(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("source"),
    )
