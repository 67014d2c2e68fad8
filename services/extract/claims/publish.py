"""Owns the last step: statements as claims of the contract, with the article's own characters as evidence."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cached_property
from itertools import pairwise
from typing import Any, Final

from services.extract.grammar.rule import Node
from services.extract.places.gazetteer import Gazetteer, PlaceEntry
from services.extract.rules.times import TimeAnchor, resolve
from services.extract.story.site import Site
from services.extract.story.statement import Statement
from services.extract.text import sentences
from services.extract.text.document import View
from tocsin import __version__
from tocsin.article import Article
from tocsin.claim import ArticleRef, Claim, Span, When
from tocsin.ids import claim_id
from tocsin.vocabulary import EventKind, Precision, TimeBasis

_BESIDE: Final = 25
"""Characters between two places that are told together: " и посёлку "."""


def claims(
    found: list[Statement], article: Article, view: View, gazetteer: Gazetteer, nodes: Sequence[Node] = ()
) -> tuple[Claim, ...]:
    """The claims that the statements of an article make, in the order of the text; `nodes` are those of all its sentences."""
    ref = ArticleRef(
        id=article.id, url=article.url, source=article.source, title=article.title, published=article.published,
        lang=article.lang, revision=article.revision,
    )  # fmt: skip
    whole = _Sentences(view)
    ids: dict[int, str] = {}
    seen: dict[tuple[str | int | None, ...], int] = {}
    made: list[tuple[Statement, dict[str, Any]]] = []
    times = _Times(found, nodes, article.published)
    for statement in found:
        statement.when_span = times.of(statement)
        fields = _fields(statement, view, gazetteer, whole)
        values = _values(statement, fields)
        ordinal = seen[tuple(values)] = seen.get(tuple(values), -1) + 1
        ids[id(statement)] = claim_id(article.id, values, ordinal)
        made.append((statement, fields))
    return tuple(
        Claim.model_validate(
            {
                "id": ids[id(statement)],
                "article": ref,
                "part_of": ids.get(id(statement.total)) if statement.total else None,
                "extractor": __version__,
                **fields,
            }
        )
        for statement, fields in made
    )


_BREAK: Final = re.compile(r"(?=\n\n)")


class _Sentences:
    """The sentences of a text as far as they are asked for, a paragraph at a time."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._breaks = [match.start() for match in _BREAK.finditer(view.text)]
        self._known: dict[int, tuple[list[int], list[int]]] = {}

    def around(self, start: int, end: int) -> str:
        """The whole sentences from the one at `start` to the one before `end`, as the original writes them."""
        before = bisect_left(self._breaks, start - 1)
        paragraph = self._breaks[before - 1] + 1 if before else 0
        if paragraph not in self._known:
            after = bisect_left(self._breaks, end)
            close = self._breaks[after] if after < len(self._breaks) else len(self._view.text)
            found = sentences.split(self._view.text[paragraph:close])
            self._known[paragraph] = [paragraph + each.start for each in found], [paragraph + each.end for each in found]
        starts, ends = self._known[paragraph]
        first, last = bisect_right(ends, start), bisect_left(starts, end)
        if first < last:
            start, end = min(start, starts[first]), max(end, ends[last - 1])
        left, right = self._view.span(start, end)
        return self._view.original[left:right]


def _values(statement: Statement, fields: dict[str, Any]) -> list[str | int | None]:
    place, claimant, when = fields["place"], fields["claimant"], fields["when"]
    return [
        statement.event, statement.object, statement.outcome, statement.value, statement.amount and statement.amount.bound,
        place and place["region"], place and place["name"], claimant and claimant["name"], when and when.start, when and when.end,
        statement.modality,
    ]  # fmt: skip


_Days = tuple[str | None, str | None]
"""First and last day or moment."""


class _Times:
    """Where the times of a text stand, by what they mean: a statement without one goes on with one that was told elsewhere."""

    def __init__(self, found: list[Statement], nodes: Sequence[Node], published: datetime | None) -> None:
        self._stated = _sorted((_days(each.when), each.when_span) for each in found if each.when and each.when_span)
        self._nodes = nodes
        self._tallies = [(node.start, node.end) for node in nodes if node.kind == "since_start"]
        self._anchor = TimeAnchor(published)

    @cached_property
    def _told(self) -> dict[_Days, list[tuple[int, int]]]:
        """Times that the text names, whether of a statement or not."""
        times = (node for node in self._nodes if node.kind == "time")
        return _sorted((_days(resolve(node.value, self._anchor)[0]), (node.start, node.end)) for node in times)

    def of(self, statement: Statement) -> tuple[int, int] | None:
        """Where its time stands: in its own sentence, else where the time that it goes on with was told last, else told later."""
        when = statement.when
        if statement.when_span or when is None or when.basis is TimeBasis.PUBLISHED:
            return statement.when_span
        if when.basis is TimeBasis.RELATIVE:
            same = self._tallies if when.start is None else []  # "since the start of the war" has no first day
        else:
            same = self._stated.get(_days(when)) or self._told.get(_days(when), [])
        return same[max(0, bisect_left(same, (statement.end, 0)) - 1)] if same else None


def _sorted(told: Iterable[tuple[_Days, tuple[int, int]]]) -> dict[_Days, list[tuple[int, int]]]:
    """The stretches of text that tell each days, from left to right."""
    found: dict[_Days, list[tuple[int, int]]] = {}
    for days, span in told:
        found.setdefault(days, []).append(span)
    return {days: sorted(spans) for days, spans in found.items()}


def _days(when: When) -> _Days:
    return when.start, when.end


def _fields(statement: Statement, view: View, gazetteer: Gazetteer, whole: _Sentences) -> dict[str, Any]:
    start, end = view.span(statement.start, statement.end)
    speaker = statement.speaker
    return {
        "event": statement.event,
        "object": statement.object,
        "object_text": _text(view, statement.thing),
        "count": _count(statement, view),
        "outcome": statement.outcome,
        "place": _place(statement, view, gazetteer),
        "claimant": speaker and {"name": _text(view, (speaker.start, speaker.end)) or "", "kind": speaker.kind},
        "when": statement.when,
        "modality": statement.modality,
        "hedges": tuple(_text(view, (hedge.start, hedge.end)) or "" for hedge in statement.hedges),
        "evidence": {
            "text": view.original[start:end],
            "start": start,
            "end": end,
            "sentence": whole.around(statement.start, statement.end),
        },
        "spans": {
            "count": _span(view, _count_span(statement)),
            "object": _span(view, statement.thing),
            "place": _span(view, _place_span(statement)),
            "when": _span(view, statement.when_span),
            "claimant": _span(view, (speaker.start, speaker.end) if speaker else None),
            "trigger": _span(view, statement.trigger),
        },
        "flags": tuple(dict.fromkeys((*statement.flags, *(flag for site in statement.sites for flag in site.flags)))),
        "rule": statement.rule or "<thing>",
    }


def _span(view: View, span: tuple[int, int] | None) -> Span | None:
    return view.span(*span) if span and span[0] < span[1] else None


def _text(view: View, span: tuple[int, int] | None) -> str | None:
    if span is None or span[0] == span[1]:  # only arithmetic says it
        return None
    start, end = view.span(*span)
    return view.original[start:end]


def _count_span(statement: Statement) -> tuple[int, int] | None:
    """Where its number stands; of a single thing that is its own noun, or the words that tell the event ("plan Kovyor")."""
    amount = statement.amount
    if amount is None or (statement.inferred and amount.start == amount.end):
        return None
    return (amount.start, amount.end) if amount.start < amount.end else statement.thing or statement.trigger


def _count(statement: Statement, view: View) -> dict[str, Any] | None:
    amount = statement.amount
    if amount is None or (amount.value is None and amount.role != ""):
        return None
    if amount.value is None:
        return None
    return {
        "value": amount.value, "max": amount.max, "bound": amount.bound, "text": _text(view, _count_span(statement)),
        "inferred": statement.inferred, "equation": statement.equation,
    }  # fmt: skip


def _place_span(statement: Statement) -> tuple[int, int] | None:
    nodes = [site.node for site in statement.sites if site.node]
    return (nodes[0].start, nodes[-1].end) if nodes else None


def _innermost(sites: list[Site]) -> list[Site]:
    """The towns and villages of a list that names their districts too; else all of it."""
    inner = [site for site in sites if not (site.entry.level == "district" or _is_district(site))]
    return inner or sites


def _is_district(site: Site) -> bool:
    return site.node is not None and site.node.kind == "place" and site.node.value.type_noun == "district"


def _stretch(sites: list[Site]) -> tuple[int, int] | None:
    """Where the places of a list stand together in the text; None where they stand apart."""
    nodes = sorted((site.node for site in sites if site.node), key=lambda node: node.start)
    near = all(after.start - node.end <= _BESIDE for node, after in pairwise(nodes))
    return (nodes[0].start, nodes[-1].end) if nodes and near else None


def _town(statement: Statement, site: Site) -> PlaceEntry | None:
    """The town that a name means alone, where its region is called like it: "a strike on Kharkiv" was not on all its region.

    What was shot down "over Kharkiv" was so in its airspace, and lists of regions have no noun.
    """
    named = site.node is not None and site.node.kind == "place" and len(statement.sites) == 1
    if not named or site.node is None or statement.event is EventKind.INTERCEPTION or site.entry.level != "region":
        return None
    span = site.node.value
    if span.type_noun not in {None, "city"} or span.adjective:
        return None
    return next((entry for entry in span.candidates if entry.level == "city" and entry.region == site.code), None)


def _place(statement: Statement, view: View, gazetteer: Gazetteer) -> dict[str, Any] | None:
    if statement.region is None:
        return None
    sites: tuple[Site, ...] = statement.sites
    first = next((site for site in sites if site.code == statement.region), sites[0])
    small = _innermost([site for site in sites if site.is_small and site.node and site.code == first.code])
    town = _town(statement, first) if not small else None
    name = _text(view, _stretch([first] if town else small))
    english = small[0].entry.name if name and len(small) == 1 and small[0].entry.level in {"city", "district"} else None
    english = town.name if town else english
    whole = first.code == statement.region
    entry = town or first.entry
    sea = statement.region.startswith("SEA:")
    country = None if sea else statement.region[:2]
    level = entry.level if whole else "country"
    precision = (
        Precision.DISTRICT
        if name and level == "district"
        else Precision.CITY
        if name
        else Precision({"sea": "sea", "country": "country"}.get(level, "region"))
    )
    known = whole and (entry.lat or entry.lon)
    named = gazetteer.region(statement.region)
    return {
        "region": statement.region, "region_name": named.name if named else None,
        "country": country, "name": name, "english_name": english, "text": _text(view, _place_span(statement)),
        "precision": precision, "lat": entry.lat if known else None, "lon": entry.lon if known else None,
    }  # fmt: skip
