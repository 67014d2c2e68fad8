"""Whether a claim's weapon is only implied by its verb: "was shelled" is said of rockets and missiles too."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("claim", sa.Column("implied", sa.Boolean(), nullable=False, server_default=sa.false()))
