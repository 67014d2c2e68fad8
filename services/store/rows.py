"""Claims and articles between their events, their rows and the values that merging sees. No SQL is run here."""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any, Final

from services.store.data import table
from services.store.names import fold, is_latin
from services.store.placed import Placed
from services.store.regions import block_of
from services.store.statement import ArticleFacts, Statement
from services.store.window import Shape, Window, sensible
from services.store.wordings import Wording, wording
from tocsin.article import ArticleExtracted
from tocsin.claim import ArticleRef, Claim, Place
from tocsin.vocabulary import Bound, ClaimantKind, EventKind, Family, Modality, ObjectKind, Outcome, TimeBasis

PENDING: Final = "pending"
LIVE: Final = "live"
RETRACTED: Final = "retracted"

_LARGEST: Final = 2**63
_SIMHASH: Final = re.compile(r"[0-9a-f]{16}")

# Thousands of rows are read for every batch, and a look-up in a table is five times as fast as calling the enumeration.
_EVENTS: Final = {member.value: member for member in EventKind}
_OBJECTS: Final = {member.value: member for member in ObjectKind}
_MODALITIES: Final = {member.value: member for member in Modality}
_SHAPES: Final = {member.value: member for member in Shape}
_BOUNDS: Final[dict[str | None, Bound]] = {member.value: member for member in Bound}
_OUTCOMES: Final[dict[str | None, Outcome]] = {member.value: member for member in Outcome}
_KINDS: Final[dict[str | None, ClaimantKind]] = {member.value: member for member in ClaimantKind}
_BASES: Final[dict[str | None, TimeBasis]] = {member.value: member for member in TimeBasis}
_FAMILIES: Final[dict[str | None, Family]] = {member.value: member for member in Family}


def claim_row(claim: Claim) -> dict[str, Any]:
    """A new row of the table `claim`: not placed yet, waiting for the rest of its article."""
    place, when, count, who = claim.place, claim.when, claim.count, claim.claimant
    region = place.region if place else None
    return {
        "id": claim.id,
        "article": claim.article.id,
        "revision": claim.article.revision,
        "status": PENDING,
        "block": block_of(region) if region else "",
        "event": claim.event.value,
        "object": claim.object.value,
        "outcome": claim.outcome and claim.outcome.value,
        "value": count and _fitting(count.value),
        "max": count and _fitting(count.max),
        "bound": count and count.bound and count.bound.value,
        "region": region,
        "region_name": place and _clean(place.region_name),
        "place": place and _clean(_known_as(place)),
        "lat": place and place.lat,
        "lon": place and place.lon,
        "claimant": who and _clean(who.name),
        "claimant_kind": who and who.kind.value,
        "start": when and when.start,
        "end": when and when.end,
        "basis": when and when.basis.value,
        "day_long": lasts_a_day(when.text) if when and when.text else False,
        "evening": is_evening(when.text) if when and when.text else False,
        "implied": _implies_its_weapon(claim),
        "modality": claim.modality.value,
        "part_of": claim.part_of,
        "background": "background" in claim.flags,
        "follow_up": "follow_up" in claim.flags or follows_up(_words_about(claim)),
        "position": claim.evidence.start,
        "words": str(wording(claim.evidence.text)),
        "data": claim.model_dump_json(),
    }


def statement(row: Mapping[str, Any]) -> Statement:
    """A row of the table `claim` as merging sees it."""
    return Statement(
        id=row["id"],
        article=row["article"],
        event=_EVENTS[row["event"]],
        object=_OBJECTS[row["object"]],
        region=row["region"],
        region_name=row["region_name"],
        value=row["value"],
        max=row["max"],
        bound=_BOUNDS.get(row["bound"]),
        outcome=_OUTCOMES.get(row["outcome"]),
        place=row["place"],
        point=None if row["lat"] is None or row["lon"] is None else (row["lon"], row["lat"]),
        claimant=row["claimant"],
        claimant_kind=_KINDS.get(row["claimant_kind"]),
        start=row["start"],
        end=row["end"],
        basis=_BASES.get(row["basis"]),
        day_long=row["day_long"],
        evening=row["evening"],
        implied=row["implied"],
        modality=_MODALITIES[row["modality"]],
        part_of=row["part_of"],
        background=row["background"],
        follow_up=row["follow_up"],
        offset=row["position"],
        words=Wording.read(row["words"]) if row["words"] else None,
    )


def placement(placed: Placed | None, totals: tuple[str, ...]) -> dict[str, Any]:
    """The columns that the whole article adds to a claim; all null for a claim that cannot be placed in time."""
    window = placed.window if placed else None
    return {
        "family": placed.family.value if placed and placed.family else None,
        "first_day": window and window.first,
        "last_day": window and window.last,
        "shape": window and window.shape.value,
        "hour": window and window.hour,
        "looks_back": placed and placed.background,
        "totals": " ".join(totals) or None,
    }


def placed(row: Mapping[str, Any]) -> Placed:
    """A placed row of the table `claim`."""
    window = Window(row["first_day"], row["last_day"], _SHAPES[row["shape"]], row["hour"])
    return Placed(statement(row), window, _FAMILIES.get(row["family"]), row["looks_back"])


def article_facts(row: Mapping[str, Any]) -> ArticleFacts:
    """A row of the table `article` as merging sees it."""
    return ArticleFacts(
        id=row["id"],
        source=row["source"],
        url=row["url"],
        title=row["title"],
        lang=row["lang"],
        revision=row["revision"],
        published=_moment(row["published"]),
        seen=_moment(row["seen"]),
        content_hash=row["content_hash"],
        simhash=row["simhash"],
    )


def reference_columns(article: ArticleRef) -> dict[str, Any]:
    """What a claim tells about its article."""
    return {
        "source": _clean(article.source),
        "url": _clean(article.url),
        "title": _clean(article.title),
        "lang": _clean(article.lang),
        "published": article.published and article.published.isoformat(),
    }


def closing_columns(closing: ArticleExtracted) -> dict[str, Any]:
    """What the end of an article tells about it; what it does not know is left to its claims."""
    known = {
        "source": _clean(closing.source),
        "published": closing.published and closing.published.isoformat(),
        "seen": closing.origin and closing.origin.isoformat(),
        "content_hash": _clean(closing.content_hash),
        "simhash": closing.simhash if _SIMHASH.fullmatch(closing.simhash or "") else None,
    }
    return {
        "revision": closing.revision,
        "extractor": _clean(closing.extractor),
        "claims": json.dumps(closing.claims),
        **{column: value for column, value in known.items() if value is not None},
    }


def _moment(text: str | None) -> datetime | None:
    return sensible(datetime.fromisoformat(text)) if text else None


def _clean(text: str | None) -> str | None:
    """Text that every database takes: PostgreSQL refuses NUL."""
    return text.replace("\x00", "\ufffd") if text else text


def _known_as(place: Place) -> str | None:
    """A town as messages name it: as written in Latin letters, else by its English name where that is known."""
    return place.name if place.name is None or is_latin(place.name) else place.english_name or place.name


def _fitting(number: int | None) -> int | None:
    """A number that the column holds; a larger one is none that anybody counted, and stays in the claim's JSON."""
    return number if number is not None and number < _LARGEST else None


def _implies_its_weapon(claim: Claim) -> bool:
    """Whether a claim of shelling names no gun."""
    shelled = claim.event is EventKind.ATTACK and claim.object is ObjectKind.ARTILLERY
    return shelled and claim.object_text is None and not names_guns(claim.evidence.text)


def names_guns(evidence: str) -> bool:
    """Whether words name guns or what they fire.

    >>> names_guns("came under artillery fire"), names_guns("артобстріл міста"), names_guns("the town was shelled")
    (True, True, False)
    """
    return _has(evidence, _cues("guns"))


def _words_about(claim: Claim) -> str:
    """The words that carry a claim; of a toll its whole sentence, for what has changed since may stand anywhere in that."""
    whole = claim.evidence.sentence if claim.event is EventKind.CASUALTIES else None
    return whole or claim.evidence.text


def follows_up(evidence: str) -> bool:
    """Whether words continue an older report.

    >>> follows_up("The number of injured has risen to four"), follows_up("Four people were injured")
    (True, False)
    >>> follows_up("Another body was found in the ruins"), follows_up("знайшли тіло жінки"), follows_up("умер от ран")
    (True, True, True)
    """
    return _has(evidence, _cues("follow_up"))


def lasts_a_day(words: str) -> bool:
    """Whether words of time mean the day up to the report, which begins on one date and ends on the next like a night.

    >>> lasts_a_day("over the past day"), lasts_a_day("минулої доби"), lasts_a_day("overnight"), lasts_a_day("в течение ночи")
    (True, True, False, False)
    """
    return _has(words, _cues("day_long")) and not _has(words, _cues("day_long", "nights"))


def is_evening(words: str) -> bool:
    """Whether words of time mean an evening.

    >>> is_evening("on Saturday evening"), is_evening("увечері напередодні"), is_evening("вечером"), is_evening("overnight")
    (True, True, True, False)
    """
    return _has(words, _cues("evening"))


def _has(words: str, cues: tuple[tuple[str, ...], ...]) -> bool:
    folded = f" {fold(words)}"
    return any(all(f" {stem}" in folded for stem in cue) for cue in cues)


@cache
def _cues(name: str, key: str = "cues") -> tuple[tuple[str, ...], ...]:
    return tuple((cue,) if isinstance(cue, str) else tuple(cue) for cue in table(name)[key])
