"""How much work the store has left. Reads only; the alerts tell their own part."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.runtime.database import reading
from services.store.schema import ARTICLE, OUTBOX


@dataclass(frozen=True, slots=True)
class Backlog:
    """What is still under way."""

    articles: int
    """Articles some of whose claims have not arrived."""
    events: int
    """Events that are not on their stream yet."""

    @property
    def empty(self) -> bool:
        """Whether nothing is left to do."""
        return self.articles == 0 and self.events == 0


async def drained(engine: AsyncEngine) -> Backlog:
    """What remains; empty when every article is complete and every event published. Raises Transient when the database is away."""
    async with reading(engine) as connection:
        waiting = await connection.execute(select(func.count()).select_from(ARTICLE).where(ARTICLE.c.complete.is_(False)))
        unsent = await connection.execute(select(func.count()).select_from(OUTBOX).where(OUTBOX.c.published.is_(None)))
        return Backlog(waiting.scalar_one(), unsent.scalar_one())
