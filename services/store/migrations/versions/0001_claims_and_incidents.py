"""The first tables of the store: claims, incidents with their history, and the outbox."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    _store_article()
    _claim()
    _block()
    _incident()
    _incident_claim()
    _incident_revision()
    _link()
    _store_outbox()


def downgrade() -> None:
    for table in ("store_outbox", "link", "incident_revision", "incident_claim", "incident", "block", "claim", "store_article"):
        op.drop_table(table)


def _store_article() -> None:
    op.create_table(
        "store_article",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("lang", sa.Text(), nullable=True),
        sa.Column("published", sa.String(length=40), nullable=True),
        sa.Column("seen", sa.String(length=40), nullable=True),
        sa.Column("content_hash", sa.Text(), nullable=True),
        sa.Column("simhash", sa.String(length=16), nullable=True),
        sa.Column("extractor", sa.Text(), nullable=True),
        sa.Column("claims", sa.Text(), nullable=True),
        sa.Column("complete", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("store_article_complete", "store_article", ["complete"])


def _claim() -> None:
    op.create_table(
        "claim",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("article", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("block", sa.String(length=32), nullable=False),
        sa.Column("event", sa.String(length=16), nullable=False),
        sa.Column("object", sa.String(length=20), nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=True),
        sa.Column("value", sa.BigInteger(), nullable=True),
        sa.Column("max", sa.BigInteger(), nullable=True),
        sa.Column("bound", sa.String(length=10), nullable=True),
        sa.Column("region", sa.String(length=16), nullable=True),
        sa.Column("region_name", sa.Text(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("claimant", sa.Text(), nullable=True),
        sa.Column("claimant_kind", sa.String(length=20), nullable=True),
        sa.Column("start", sa.String(length=40), nullable=True),
        sa.Column("end", sa.String(length=40), nullable=True),
        sa.Column("basis", sa.String(length=10), nullable=True),
        sa.Column("modality", sa.String(length=12), nullable=False),
        sa.Column("part_of", sa.Text(), nullable=True),
        sa.Column("background", sa.Boolean(), nullable=False),
        sa.Column("follow_up", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("family", sa.String(length=10), nullable=True),
        sa.Column("first_day", sa.Date(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("shape", sa.String(length=10), nullable=True),
        sa.Column("hour", sa.Integer(), nullable=True),
        sa.Column("looks_back", sa.Boolean(), nullable=True),
        sa.Column("totals", sa.Text(), nullable=True),
        sa.Column("data", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("claim_article", "claim", ["article"])
    op.create_index("claim_block_days", "claim", ["block", "last_day", "first_day"])


def _block() -> None:
    op.create_table(
        "block",
        sa.Column("block", sa.String(length=32), nullable=False),
        sa.Column("stamp", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("block"),
    )


def _incident() -> None:
    op.create_table(
        "incident",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("block", sa.String(length=32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("family", sa.String(length=10), nullable=False),
        sa.Column("region", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("severity", sa.Integer(), nullable=False),
        sa.Column("quiet", sa.Boolean(), nullable=False),
        sa.Column("announced", sa.Boolean(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("merged_into", sa.Text(), nullable=True),
        sa.Column("split_from", sa.Text(), nullable=True),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("changed", sa.DateTime(timezone=True), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("incident_block_day", "incident", ["block", "day"])
    op.create_index("incident_day", "incident", ["day"])
    op.create_index("incident_merged_into", "incident", ["merged_into"])
    op.create_index("incident_region_day", "incident", ["region", "day"])
    op.create_index("incident_state_changed", "incident", ["state", "changed"])


def _incident_claim() -> None:
    op.create_table(
        "incident_claim",
        sa.Column("claim", sa.Text(), nullable=False),
        sa.Column("incident", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("claim"),
    )
    op.create_index("incident_claim_incident", "incident_claim", ["incident"])


def _incident_revision() -> None:
    op.create_table(
        "incident_revision",
        sa.Column("incident", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cause_article", sa.Text(), nullable=True),
        sa.Column("quiet", sa.Boolean(), nullable=False),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("incident", "revision"),
    )


def _link() -> None:
    op.create_table(
        "link",
        sa.Column("one", sa.Text(), nullable=False),
        sa.Column("other", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("block", sa.String(length=32), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applied", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("one", "other"),
    )
    op.create_index("link_block", "link", ["block"])


def _store_outbox() -> None:
    op.create_table(
        "store_outbox",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=True),
        sa.Column("stamp", sa.BigInteger(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published", sa.DateTime(timezone=True), nullable=True),
        sa.Column("event", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("position"),
    )
    op.create_index("store_outbox_published", "store_outbox", ["published", "position"])
    op.create_index("store_outbox_subject", "store_outbox", ["subject"])
