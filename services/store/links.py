"""People's decisions about claims: these tell of one happening, or that one does not belong. Owns the table `link`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

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


async def note(engine: AsyncEngine, decision: Decision, now: datetime) -> None:
    """Writes a decision down; a later one about the same two claims replaces it. The running store applies it.

    Raises Permanent for claims that are the same, unknown, cannot be placed in time, or lie in different region groups.
    """
    if decision.one == decision.other:
        raise Permanent(f"{decision.one} is given twice: name two claims")
    async with writing(engine) as connection:
        found = await _claims(connection, {decision.one, decision.other})
        for claim in (decision.one, decision.other):
            if claim not in found or found[claim].first_day is None:
                raise Permanent(f"{claim} is no claim of an incident; take ids from `tocsin incident ID`")
        one, other = found[decision.one], found[decision.other]
        if one.block != other.block:
            raise Permanent(
                f"{one.id} is of {one.block} and {other.id} of {other.block}: only claims of one region group can be linked"
            )
        reverse = (LINK.c.one == other.id, LINK.c.other == one.id)
        await connection.execute(delete(LINK).where(*reverse))
        values = {"kind": decision.kind, "by": decision.by, "at": now, "applied": False}
        insert = insert_into(connection, LINK).on_conflict_do_update(index_elements=[LINK.c.one, LINK.c.other], set_=values)
        await connection.execute(insert, {"one": one.id, "other": other.id, "block": one.block, **values})


async def apply(engine: AsyncEngine, now: datetime, on_change: OnChange) -> Sequence[IncidentEvent]:
    """Recomputes what the decisions change that were noted since the last time; the events that this caused."""
    async with writing(engine) as connection:
        noted = (await connection.execute(select(LINK).where(LINK.c.applied.is_(False)))).all()
        if not noted:
            return ()
        found = await _claims(connection, {claim for row in noted for claim in (row.one, row.other)})
        kept = Kept()
        for row in found.values():
            kept.touch(row.block, [row.first_day, row.last_day] if row.first_day else [], row.article)
        await connection.execute(update(LINK).where(LINK.c.applied.is_(False)).values(applied=True))
        return await settle(connection, kept, now, on_change)


async def _claims(connection: AsyncConnection, ids: set[str]) -> dict[str, Any]:
    query = select(CLAIM.c.id, CLAIM.c.block, CLAIM.c.article, CLAIM.c.first_day, CLAIM.c.last_day).where(CLAIM.c.id.in_(ids))
    return {row.id: row for row in await connection.execute(query)}
