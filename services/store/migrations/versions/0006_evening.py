"""Whether a claim's words of time mean an evening, which belongs to the night that begins with it where one is told of."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("claim", sa.Column("evening", sa.Boolean(), nullable=False, server_default=sa.false()))
