"""Owns the last step: statements as claims of the contract, with the article's own characters as evidence."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from services.extract import sentences
from services.extract.document import View
from services.extract.gazetteer import Gazetteer
from services.extract.rule import Node
from services.extract.rules.times import TimeAnchor, resolve
from services.extract.site import Site
from services.extract.statement import Statement
from tocsin import __version__
from tocsin.article import Article
from tocsin.claim import ArticleRef, Claim, Claimant, Count, Evidence, Place, Span, Spans, When
from tocsin.ids import claim_id
from tocsin.vocabulary import Precision, TimeBasis


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
        Claim(
            id=ids[id(statement)],
            article=ref,
            part_of=ids.get(id(statement.total)) if statement.total else None,
            extractor=__version__,
            **fields,
        )
        for statement, fields in made
    )


class _Sentences:
    """The sentences of a text as far as they are asked for, a paragraph at a time."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._known: dict[int, list[sentences.Sentence]] = {}

    def around(self, start: int, end: int) -> str:
        """The whole sentences from the one at `start` to the one before `end`, as the original writes them."""
        text = self._view.text
        paragraph = text.rfind("\n\n", 0, start) + 1
        if paragraph not in self._known:
            close = text.find("\n\n", end)
            self._known[paragraph] = sentences.split(text[paragraph : len(text) if close < 0 else close])
        inside = [each for each in self._known[paragraph] if each.start + paragraph < end and each.end + paragraph > start]
        first, last = (min(start, inside[0].start + paragraph), max(end, inside[-1].end + paragraph)) if inside else (start, end)
        left, right = self._view.span(first, last)
        return self._view.original[left:right]


def _values(statement: Statement, fields: dict[str, Any]) -> list[str | int | None]:
    place, claimant, when = fields["place"], fields["claimant"], fields["when"]
    return [
        statement.event, statement.object, statement.outcome, statement.value, statement.amount and statement.amount.bound,
        place and place.region, place and place.name, claimant and claimant.name, when and when.start, when and when.end,
        statement.modality,
    ]  # fmt: skip


class _Times:
    """Where the times of a text stand, by what they mean: a statement without one goes on with one that was told elsewhere."""

    def __init__(self, found: list[Statement], nodes: Sequence[Node], published: datetime | None) -> None:
        self._stated = [(_days(each.when), each.when_span) for each in found if each.when and each.when_span]
        self._nodes = [node for node in nodes if node.kind == "time"]
        self._tallies = [(node.start, node.end) for node in nodes if node.kind == "since_start"]
        self._anchor = TimeAnchor(published)

    def of(self, statement: Statement) -> tuple[int, int] | None:
        """Where its time stands: in its own sentence, else where the time that it goes on with was told last, else told later."""
        when = statement.when
        if statement.when_span or when is None or when.basis is TimeBasis.PUBLISHED:
            return statement.when_span
        if when.basis is TimeBasis.RELATIVE:
            same = self._tallies if when.start is None else []  # "since the start of the war" has no first day
        else:
            same = [span for days, span in self._stated if days == _days(when)] or [
                (node.start, node.end) for node in self._nodes if _days(resolve(node.value, self._anchor)[0]) == _days(when)
            ]
        return max((span for span in same if span[0] < statement.end), default=None) or min(same, default=None)


def _days(when: When) -> tuple[str | None, str | None]:
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
        "claimant": None if speaker is None else Claimant(name=_text(view, (speaker.start, speaker.end)) or "", kind=speaker.kind),
        "when": statement.when,
        "modality": statement.modality,
        "hedges": tuple(_text(view, (hedge.start, hedge.end)) or "" for hedge in statement.hedges),
        "evidence": Evidence(
            text=view.original[start:end], start=start, end=end, sentence=whole.around(statement.start, statement.end)
        ),
        "spans": Spans(
            count=_span(view, _count_span(statement)),
            object=_span(view, statement.thing),
            place=_span(view, _place_span(statement)),
            when=_span(view, statement.when_span),
            claimant=_span(view, (speaker.start, speaker.end) if speaker else None),
            trigger=_span(view, statement.trigger),
        ),
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


def _count(statement: Statement, view: View) -> Count | None:
    amount = statement.amount
    if amount is None or (amount.value is None and amount.role != ""):
        return None
    if amount.value is None:
        return None
    return Count(
        value=amount.value, max=amount.max, bound=amount.bound, text=_text(view, _count_span(statement)),
        inferred=statement.inferred, equation=statement.equation,
    )  # fmt: skip


def _place_span(statement: Statement) -> tuple[int, int] | None:
    nodes = [site.node for site in statement.sites if site.node]
    return (nodes[0].start, nodes[-1].end) if nodes else None


def _place(statement: Statement, view: View, gazetteer: Gazetteer) -> Place | None:
    if statement.region is None:
        return None
    sites: tuple[Site, ...] = statement.sites
    first = next((site for site in sites if site.code == statement.region), sites[0])
    small = [site for site in sites if site.is_small and site.node]
    name = _text(view, (small[0].node.start, small[0].node.end)) if len(small) == 1 and small[0].node else None
    english = small[0].entry.name if name and small[0].entry.level in {"city", "district"} else None
    whole = first.code == statement.region
    entry = first.entry
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
    return Place(
        region=statement.region, region_name=named.name if named else None,
        country=country, name=name, english_name=english, text=_text(view, _place_span(statement)), precision=precision,
        lat=entry.lat if known else None, lon=entry.lon if known else None,
    )  # fmt: skip
