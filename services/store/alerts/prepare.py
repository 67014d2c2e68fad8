"""From a planned delivery to what is sent now: the newest state, or the reason why nothing need be sent. Reads only."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from services.store.alerts import message, quotes
from services.store.alerts.policy import Action, Traits
from services.store.alerts.sender import Parcel, Reference
from services.store.alerts.tables import THREAD
from services.store.schema import ARTICLE, CLAIM, INCIDENT, INCIDENT_CLAIM, INCIDENT_REVISION
from tocsin.claim import Claim
from tocsin.incident import Change, Incident
from tocsin.vocabulary import IncidentState

STALE: Final = timedelta(hours=6)
"""Age at which a message for people is no news any more: it becomes a line of a digest."""

GIVEN_UP: Final = timedelta(hours=75)
"""Age at which a delivery is given up (Standard Webhooks: the attempts span 75 hours)."""

_DETAILS: Final = frozenset({"article_new", "place_new", "window_changed", "weapon_new"})
"""Changes that a message leaves out where it has weightier ones."""

_LATER: Final = {IncidentState.MERGED: "merged", IncidentState.CLOSED: "closed"}
"""State → kind of a message that is not the first; whatever it was planned as, it tells of the state now."""

_QUOTED: Final = 200
"""Claims that the quote is chosen from."""


@dataclass(frozen=True, slots=True)
class Item:
    """Something to send, and what its success will mean."""

    rows: tuple[str, ...]
    """Deliveries that it fulfils."""
    parcel: Parcel
    attempts: int = 0
    planned: datetime | None = None
    told: Mapping[str, int] = field(default_factory=dict)
    """Incident → the revision that it tells of."""
    printed: str = ""
    """Digest of the text."""
    opens: bool = False
    """It becomes the message of its incident that is edited later."""
    origin: datetime | None = None
    """When the article that caused it was first on its stream."""


@dataclass(frozen=True, slots=True)
class Skip:
    """Nothing need be sent."""

    reason: str
    failed: bool = False
    """It should have been sent."""


Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Desk:
    """Where deliveries of one destination are made ready, inside one transaction."""

    connection: AsyncConnection
    traits: Traits
    now: datetime

    async def prepare(self, row: Row) -> Item | Skip | Action:
        """What to send for a row of the table `delivery`; Action.DIGEST where it must be gathered with others first."""
        hopeless = self._hopeless(row)
        if hopeless is not None:
            return Skip(hopeless, failed=True)
        if not row["incident"]:
            return self._item(row, message.notice(row["note"] or ""), Action(row["action"]))
        about = await _about(self.connection, row)
        if about is None:
            return Skip("the incident is unknown")
        reason = _needless(row, about)
        if reason is not None:
            return Skip(reason)
        action = self._action(row, about)
        return action if action is Action.DIGEST else await self._filled(row, about, action)

    async def gather(self, rows: Sequence[Row]) -> Item | list[tuple[Row, Skip]]:
        """One digest of several rows; instead of it, the rows of which nothing need be sent."""
        wanted: list[tuple[Row, _About]] = []
        skipped: list[tuple[Row, Skip]] = []
        for row in rows:
            about = await _about(self.connection, row)
            reason = self._hopeless(row) or ("the incident is unknown" if about is None else _needless(row, about))
            if about is None or reason is not None:
                skipped.append((row, Skip(reason or "", failed=self._hopeless(row) is not None)))
            else:
                wanted.append((row, about))
        if skipped:
            return skipped
        told = {about.incident.id: about.incident for _, about in wanted}
        first = rows[0]
        if len(told) == 1 and self.now - first["planned"] <= STALE:
            row, about = wanted[-1]
            action = Action.REPLY if about.reference is not None and self.traits.replies else Action.POST
            item = await self._filled(row, about, action)
            return replace(item, rows=tuple(r["id"] for r in rows)) if isinstance(item, Item) else [(r, item) for r, _ in wanted]
        text = message.digest(message.full(incident) for incident in sorted(told.values(), key=lambda i: (-i.severity, i.region)))
        return Item(
            rows=tuple(row["id"] for row in rows),
            parcel=Parcel(first["id"], "digest", Action.DIGEST, text, self.now, minimal=any(row["minimal"] for row in rows)),
            attempts=max(row["attempts"] for row in rows),
            planned=first["planned"],
            told={incident.id: incident.revision for incident in told.values()},
        )

    def _hopeless(self, row: Row) -> str | None:
        """Why a delivery is given up; None while it is worth trying."""
        if self.now - row["planned"] <= GIVEN_UP:
            return None
        return f"given up after {GIVEN_UP.total_seconds() / 3600:g} hours: {row['reason']}"

    def _action(self, row: Row, about: "_About") -> Action:
        """What the service is asked to do now: circumstances may have changed since it was planned."""
        action = Action(row["action"])
        if action in {Action.POST, Action.REPLY} and not self.traits.machine and self.now - row["planned"] > STALE:
            return Action.DIGEST
        if action is Action.REPLY and about.reference is None:
            return Action.POST
        if action is Action.POST and about.reference is not None and self.traits.replies:
            return Action.REPLY
        return action

    async def _filled(self, row: Row, about: "_About", action: Action) -> Item | Skip:
        incident = about.incident
        changes = await _changes(self.connection, incident, about.shown if action is Action.EDIT else about.told)
        first = about.told == 0
        if action is Action.EDIT or first:
            text = message.full(incident, quotes.best(await _claims(self.connection, incident.id)))
        else:
            weighty = [change for change in changes if change.kind not in _DETAILS] or changes
            causes = {change.claim for change in weighty if change.claim}
            text = message.news(incident, weighty, quotes.best(await _claims(self.connection, incident.id, causes)))
        printed = hashlib.sha256(repr(text).encode("utf-8", "replace")).hexdigest()
        if action is Action.EDIT and printed == about.printed:
            return Skip("the message would say the same")
        item = self._item(row, text, action)
        parcel = replace(
            item.parcel,
            kind="opened" if first else _LATER.get(incident.state, "updated"),
            about=about.reference if action in {Action.EDIT, Action.REPLY} else None,
            incident=incident if self.traits.machine else None,
            changes=tuple(changes),
        )
        opens = action is Action.POST and about.reference is None
        origin = await _origin(self.connection, row["cause_article"]) if first else None
        return replace(item, parcel=parcel, told={incident.id: incident.revision}, printed=printed, opens=opens, origin=origin)

    def _item(self, row: Row, text: message.Message, action: Action) -> Item:
        parcel = Parcel(row["id"], row["kind"], action, text, self.now, cause_article=row["cause_article"], minimal=row["minimal"])
        return Item((row["id"],), parcel, row["attempts"], row["planned"])


@dataclass(frozen=True, slots=True)
class _About:
    """An incident as it stands, and what the destination knows of it."""

    incident: Incident
    told: int
    shown: int
    reference: Reference | None
    printed: str | None


async def _about(connection: AsyncConnection, row: Row) -> _About | None:
    query = (
        select(INCIDENT.c.data, THREAD)
        .join(THREAD, THREAD.c.incident == INCIDENT.c.id)
        .where(INCIDENT.c.id == row["incident"], THREAD.c.destination == row["destination"])
    )
    found = (await connection.execute(query)).first()
    if found is None:
        return None
    reference = None if found.message is None else Reference(found.message, found.channel)
    return _About(Incident.model_validate_json(found.data), found.told, found.shown, reference, found.printed)


def _needless(row: Row, about: _About) -> str | None:
    """Why a delivery has become needless; None where it has not."""
    incident, action = about.incident, Action(row["action"])
    if about.told == 0:
        if incident.state is IncidentState.MERGED:
            return f"merged into {incident.merged_into} before it was sent"
        if not incident.claims:
            return "withdrawn before it was sent"
    if action is Action.EDIT:
        if about.reference is None:
            return "there is no message to edit"
        return "the message shows it already" if about.shown >= row["revision"] else None
    return "told already, with a later revision or a digest" if about.told >= row["revision"] else None


async def _changes(connection: AsyncConnection, incident: Incident, after: int) -> list[Change]:
    query = (
        select(INCIDENT_REVISION.c.changes)
        .where(
            INCIDENT_REVISION.c.incident == incident.id,
            INCIDENT_REVISION.c.revision > after,
            INCIDENT_REVISION.c.revision <= incident.revision,
        )
        .order_by(INCIDENT_REVISION.c.revision)
    )
    return [Change.model_validate(change) for row in await connection.execute(query) for change in json.loads(row.changes)]


async def _origin(connection: AsyncConnection, article: str | None) -> datetime | None:
    found = (await connection.execute(select(ARTICLE.c.seen).where(ARTICLE.c.id == article))).first() if article else None
    return datetime.fromisoformat(found.seen) if found and found.seen else None


async def _claims(connection: AsyncConnection, incident: str, only: Collection[str] | None = None) -> list[Claim]:
    query = (
        select(CLAIM.c.data)
        .join(INCIDENT_CLAIM, INCIDENT_CLAIM.c.claim == CLAIM.c.id)
        .where(INCIDENT_CLAIM.c.incident == incident, true() if only is None else CLAIM.c.id.in_(only))
        .order_by(CLAIM.c.claimant.is_(None), CLAIM.c.id)
        .limit(_QUOTED)
    )
    return [Claim.model_validate_json(row.data) for row in await connection.execute(query)]
