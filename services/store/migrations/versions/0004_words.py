"""A digest of the words that carry a claim: articles that tell all they tell in the words of another are copies of it."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("claim", sa.Column("words", sa.String(24), nullable=True))
