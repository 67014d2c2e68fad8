"""Incidents as JSON lines, CSV and GeoJSON, written as they come. Owns the shape of each format, not the choice of incidents."""

import csv
import io
import json
from collections.abc import AsyncGenerator, AsyncIterable
from typing import Any, Final

from services.store.codes import acled, plover
from services.store.lookup import Listed
from tocsin.incident import Fact, Incident
from tocsin.vocabulary import EventKind, ObjectKind

FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""Beginnings that a spreadsheet may take for a formula (OWASP, CSV Injection), and their full-width twins."""

CSV_COLUMNS: Final = (
    "id", "state", "family", "region", "region_name", "start", "end", "severity", "places", "weapons", "killed_min", "killed_max",
    "injured_min", "injured_max", "intercepted_min", "intercepted_max", "claimants", "origins", "articles", "acled_sub_events",
    "plover_events", "url",
)  # fmt: skip


async def jsonl(listed: AsyncIterable[Listed]) -> AsyncGenerator[str, None]:
    """One incident a line, in the contract's JSON."""
    async for each in listed:
        yield each.incident.model_dump_json() + "\n"


async def comma_separated(listed: AsyncIterable[Listed]) -> AsyncGenerator[str, None]:
    """RFC 4180 with a header; no cell can start a formula."""
    yield _line(CSV_COLUMNS)
    async for each in listed:
        row = _row(each.incident)
        yield _line([safe(row[column]) for column in CSV_COLUMNS])


async def geojson(listed: AsyncIterable[Listed]) -> AsyncGenerator[str, None]:
    """One FeatureCollection (RFC 7946); an incident that no claim places has a null geometry."""
    yield '{"type":"FeatureCollection","features":[\n'
    separator = ""
    async for each in listed:
        properties = {**each.incident.model_dump(mode="json", exclude={"claims", "articles"}), **_codes(each.incident)}
        geometry = {"type": "Point", "coordinates": list(each.point)} if each.point else None
        feature = {"type": "Feature", "id": each.incident.id, "geometry": geometry, "properties": properties}
        yield separator + json.dumps(feature, ensure_ascii=False)
        separator = ",\n"
    yield "\n]}\n"


def safe(cell: Any) -> str:
    """A cell that a spreadsheet shows as it is: what could begin a formula gets an apostrophe before it.

    >>> safe("=HYPERLINK(A1)"), safe(-4), safe(None), safe("Kaluga")
    ("'=HYPERLINK(A1)", '-4', '', 'Kaluga')
    """
    if cell is None:
        return ""
    text = str(cell)
    return f"'{text}" if isinstance(cell, str) and text.lstrip(" ").startswith(FORMULA_STARTS) else text


def _line(cells: Any) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerow(cells)
    return buffer.getvalue()


def _row(incident: Incident) -> dict[str, Any]:
    killed, injured = (
        _range(incident, EventKind.CASUALTIES, ObjectKind.KILLED),
        _range(incident, EventKind.CASUALTIES, ObjectKind.INJURED),
    )
    intercepted = _range(incident, EventKind.INTERCEPTION, None)
    first = incident.articles[0].article if incident.articles else None
    return {
        **incident.model_dump(mode="json", include={"id", "state", "family", "region", "region_name", "start", "end", "severity"}),
        "places": "; ".join(map(safe, incident.places)),  # a semicolon parts cells where a comma is the decimal mark
        "weapons": "; ".join(incident.objects),
        "killed_min": killed[0],
        "killed_max": killed[1],
        "injured_min": injured[0],
        "injured_max": injured[1],
        "intercepted_min": intercepted[0],
        "intercepted_max": intercepted[1],
        "claimants": incident.claimants,
        "origins": incident.origins,
        "articles": len(incident.articles),
        "acled_sub_events": "; ".join(acled(incident)),
        "plover_events": "; ".join(plover(incident)),
        "url": first.url if first else None,
    }


def _range(incident: Incident, event: EventKind, kind: ObjectKind | None) -> tuple[int | None, int | None]:
    """Lowest and highest standing figure of a metric; of several weapons the one with the highest, never their sum."""
    facts: list[Fact] = [
        f for f in incident.facts if f.event is event and kind in {None, f.object} and not f.part and f.maximum is not None
    ]
    if not facts:
        return (None, None)
    most = max(facts, key=lambda fact: fact.maximum or 0)
    return (most.minimum, most.maximum)


def _codes(incident: Incident) -> dict[str, list[str]]:
    return {"acled_sub_events": list(acled(incident)), "plover_events": list(plover(incident))}
