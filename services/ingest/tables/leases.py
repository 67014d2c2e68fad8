"""Who may do what only one process does at a time: named leases in SQL, ended by time when their holder dies."""

import os
import secrets
import socket
from dataclasses import dataclass

from sqlalchemy import delete, or_
from sqlalchemy.ext.asyncio import AsyncConnection

from services.ingest.tables.schema import LEASE, insert_into


@dataclass(frozen=True, slots=True)
class Me:
    """This process among its replicas, and how long its leases hold."""

    name: str
    seconds: float


def this_process(seconds: float) -> Me:
    """A name that no other process has, not even a later one with the same number."""
    return Me(f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}", seconds)


async def take(connection: AsyncConnection, name: str, me: Me, now: float) -> bool:
    """Takes or renews a lease in the caller's transaction; False while another process holds it."""
    insert = insert_into(connection, LEASE).values(name=name, owner=me.name, until=now + me.seconds)
    taken = insert.on_conflict_do_update(
        index_elements=["name"],
        set_={"owner": insert.excluded.owner, "until": insert.excluded.until},
        where=or_(LEASE.c.owner == me.name, LEASE.c.until <= now),
    )
    return (await connection.execute(taken)).rowcount == 1


async def release(connection: AsyncConnection, me: Me) -> None:
    """Gives every named lease of this process back."""
    await connection.execute(delete(LEASE).where(LEASE.c.owner == me.name))
