"""The tables of alerts: deliveries, what each destination was told, its state, and mutes."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _delivery()
    op.create_table(
        "alert_thread",
        sa.Column("destination", sa.Text(), primary_key=True),
        sa.Column("incident", sa.Text(), primary_key=True),
        sa.Column("route", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("shown", sa.Integer(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("printed", sa.Text(), nullable=True),
        sa.Column("spoke", _MOMENT, nullable=False),
    )
    op.create_table(
        "alert_destination",
        sa.Column("name", sa.Text(), primary_key=True),
        sa.Column("fingerprint", sa.Text(), nullable=True),
        sa.Column("paused_until", _MOMENT, nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("lease_until", _MOMENT, nullable=True),
    )
    op.create_table(
        "alert_mute",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("destination", sa.Text(), nullable=True),
        sa.Column("region", sa.Text(), nullable=True),
        sa.Column("incident", sa.Text(), nullable=True),
        sa.Column("until", _MOMENT, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
    )


def downgrade() -> None:
    for table in ("alert_mute", "alert_destination", "alert_thread", "delivery"):
        op.drop_table(table)


def _delivery() -> None:
    op.create_table(
        "delivery",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("destination", sa.Text(), nullable=False),
        sa.Column("incident", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("action", sa.String(length=8), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("route", sa.Text(), nullable=False),
        sa.Column("cause_article", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("planned", _MOMENT, nullable=False),
        sa.Column("stamp", sa.BigInteger(), nullable=False),
        sa.Column("due", _MOMENT, nullable=False),
        sa.Column("status", sa.String(length=8), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("minimal", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("code", sa.Integer(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("ended", _MOMENT, nullable=True),
    )
    op.create_index("delivery_next", "delivery", ["destination", "status", "rank", "due", "stamp", "revision"])
    op.create_index("delivery_incident", "delivery", ["incident", "destination"])
    op.create_index("delivery_recent", "delivery", ["destination", "kind", "stamp"])
    op.create_index("delivery_stamp", "delivery", ["stamp"])
