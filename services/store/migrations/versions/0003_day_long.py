"""Whether a claim's words of time mean the day up to its report, which begins on one date and ends on the next like a night."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("claim", sa.Column("day_long", sa.Boolean(), nullable=False, server_default=sa.false()))
