"""People's decisions about claims: these tell of one happening, or that one does not belong. Owns the table `link`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.runtime.database import writing
from services.runtime.errors import Permanent
from services.store.claims import Kept
from services.store.incidents import OnChange, settle
from services.store.schema import CLAIM, LINK, insert_into
from tocsin.incident import IncidentEvent


@dataclass(frozen=True, slots=True)
class Decision:
    """Two claims of one block, and who decided what about them."""

    one: str
    other: str
    """When unlinked, the one that leaves."""
    kind: Literal["link", "unlink"]
    by: str


async def decide(engine: AsyncEngine, decision: Decision, now: datetime, on_change: OnChange) -> Sequence[IncidentEvent]:
    """Writes a decision and recomputes what it changes; a later decision about the same two claims replaces it.

    Raises Permanent for claims that are unknown, cannot be placed in time, or lie in different region groups.
    """
    async with writing(engine) as connection:
        query = select(CLAIM.c.id, CLAIM.c.block, CLAIM.c.article, CLAIM.c.first_day, CLAIM.c.last_day)
        found = {row.id: row for row in await connection.execute(query.where(CLAIM.c.id.in_([decision.one, decision.other])))}
        for claim in (decision.one, decision.other):
            if claim not in found or found[claim].first_day is None:
                raise Permanent(f"{claim} is no claim of an incident; take ids from `tocsin incident ID`")
        one, other = found[decision.one], found[decision.other]
        if one.block != other.block:
            raise Permanent(
                f"{one.id} is of {one.block} and {other.id} of {other.block}: only claims of one region group can be linked"
            )
        values = {"one": one.id, "other": other.id, "kind": decision.kind, "block": one.block, "by": decision.by, "at": now}
        insert = insert_into(connection, LINK)
        replaced = {name: insert.excluded[name] for name in ("kind", "by", "at")}
        await connection.execute(insert.on_conflict_do_update(index_elements=[LINK.c.one, LINK.c.other], set_=replaced), values)
        kept = Kept()
        for row in (one, other):
            kept.touch(row.block, [row.first_day, row.last_day], row.article)
        return await settle(connection, kept, now, on_change)
