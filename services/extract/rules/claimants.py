"""Rules that find who speaks: persons with their offices, institutions, and the turns that attribute."""

from typing import Final, NamedTuple

from services.extract.grammar.rule import Found, Node, Production, Rule, node
from services.extract.places.capitals import GOVERNMENTS
from tocsin.vocabulary import ClaimantKind


class Speaker(NamedTuple):
    """Who says so, as the text names him or it."""

    kind: ClaimantKind
    start: int
    end: int
    """Where the shortest full form of the name stands."""
    places: tuple[Node, ...] = ()
    """Places of the office: "governor of the Rostov Region"."""
    named: bool = False
    """Whether the form is a person's name."""
    nation: str | None = None
    """ISO 3166-1 code of the country that the form names."""
    rumour: bool = False
    """Whether what it says is unconfirmed by nature: anonymous channels, social media."""
    generic: bool = False
    """Whether the form says only an office or a kind of institution: "the ministry", "the governor"."""
    country: bool = False
    """Whether a country or its capital is named as speaking: no person or body that later words may mean."""


class Attribution(NamedTuple):
    """One claimant and how he is brought in."""

    speaker: Speaker
    turn: str
    """"says", "according", "heads", "reports", "denies", "accuses", "digests"."""
    hedged: bool = False
    """Whether what is told is preliminary: then it stays so until somebody else speaks."""


_NAME: Final = "<name>{1,3}"


def _office(found: Found) -> Node:
    """An office, with the name beside it where there is one."""
    offices = found.of("office")
    names = found.of("name")
    head = offices[0]
    after = [name for name in names if name.start > head.end]
    before = [name for name in names if name.end < head.start]
    chosen = after or before
    kind = ClaimantKind(offices[-1].value.sense if offices[-1].value.sense != "other" else head.value.sense)
    places = tuple(span for part in found.nodes if part.kind in {"places", "location"} for span in part.value)
    if chosen:
        return node("speaker", found, Speaker(kind, chosen[0].start, chosen[-1].end, places, named=True, nation=_nation(found)))
    whole = [part for part in found.nodes if part.kind != "the"]
    return node("speaker", found, Speaker(kind, whole[0].start, whole[-1].end, places, nation=_nation(found), generic=not places))


def _nation(found: Found) -> str | None:
    countries = [span.value.candidates[0].code for part in found.of("places") for span in part.value if _is_country(span)]
    return next((part.value.sense for part in found.of("nation")), countries[0] if countries else None)


def _outlet(found: Found) -> Node:
    """As in "The Telegram channel Volga Eye"."""
    names = found.of("name")
    return node("speaker", found, Speaker(ClaimantKind.MEDIA, names[0].start, names[-1].end, rumour=True))


def _is_country(place: Node) -> bool:
    return place.kind == "place" and bool(place.value.candidates) and place.value.candidates[0].level == "country"


_ADVERBS_BEFORE: Final = frozenset(
    {
        "later",
        "earlier",
        "meanwhile",
        "separately",
        "elsewhere",
        "then",
        "overnight",
        "yesterday",
        "today",
        "also",
        "previously",
        "once",
    }
)


def _body(found: Found) -> Node:
    bodies = tuple(part for part in found.nodes if part.kind in {"body", "bare"})
    places = tuple(span for part in found.nodes if part.kind in {"places", "location"} for span in part.value)
    whole = [part for part in found.nodes if part.kind not in {"the", "article"}]
    if whole[0].kind == "name" and str(whole[0].value).lower() in _ADVERBS_BEFORE:
        whole = whole[1:]  # "Later the military said"
    kind = ClaimantKind(bodies[-1].value.sense)
    nation = _nation(found)
    generic = nation is None and not places and len(whole) == 1
    rumour = bodies[-1].value.form == "rumour"
    return node(
        "speaker", found, Speaker(kind, whole[0].start, bodies[-1].end, places, nation=nation, rumour=rumour, generic=generic)
    )


def _head_of_body(found: Found) -> Node:
    """As in "the head of the Sumy regional military administration, Oleh Hryhorov": of the kind of what he heads."""
    office, body, names = found.of("office")[0], found.of("body")[-1], found.of("name")
    places = tuple(span for part in found.of("places") for span in part.value)
    start, end = (names[0].start, names[-1].end) if names else (office.start, body.end)
    return node("speaker", found, Speaker(ClaimantKind(body.value.sense), start, end, places, named=bool(names)))


_OF: Final = frozenset({"for", "of", "with"})


def _spoken_for(found: Found) -> Node | None:
    """As in "a spokesman for the fire service": he speaks for it; a source in it stays a source."""
    voice, whole = found.of("speaker")
    tied = voice.value.kind is ClaimantKind.ANONYMOUS or (voice.value.kind is ClaimantKind.OTHER and found.nodes[1].kind in _OF)
    if voice.value.named or not tied:
        return None
    kind = whole.value.kind if voice.value.kind is ClaimantKind.OTHER else voice.value.kind
    nation = voice.value.nation or whole.value.nation
    return node("speaker", found, whole.value._replace(kind=kind, start=voice.value.start, nation=nation, generic=False))


def _of_the_body(found: Found) -> Node | None:
    """As in "the Houthis' military spokesman": he speaks for the body before him."""
    body, voice = found.named["b"].value, found.named["v"].value
    if voice.named or body.named:
        return None
    kind = body.kind if voice.kind is ClaimantKind.OTHER else voice.kind
    return node("speaker", found, voice._replace(kind=kind, start=body.start, nation=voice.nation or body.nation, generic=False))


def _attribution(turn: str) -> Production:
    def make(found: Found) -> Node:
        speaker: Speaker = found.of("speaker")[0].value
        beside = tuple(span for part in found.of("location") for span in part.value)
        return node(
            "attribution", found, Attribution(speaker._replace(places=speaker.places or beside), turn, bool(found.of("hedge")))
        )

    return make


def _is_capital(place: Node) -> bool:
    return place.kind == "place" and place.value.text in GOVERNMENTS


def _country(found: Found) -> Node | None:
    """A country or its capital that says something is a claimant of kind "other"."""
    place = found.of("places")[0]
    if not all(_is_country(span) or _is_capital(span) for span in place.value):
        return None
    nation = _nation(found) or GOVERNMENTS.get(place.value[0].value.text)
    speaker = Speaker(ClaimantKind.OTHER, place.start, place.end, nation=nation, country=True)
    turn = "denies" if found.of("deny") else "accuses" if found.of("accuse") else "says"
    return node("attribution", found, Attribution(speaker, turn))


def _by_country(found: Found) -> Node | None:
    """As in "according to Moscow"; "according to Moscow's …" names another."""
    more = found.after is not None and found.after.kind not in {"comma", "stop", "and", "close", "quote", "semicolon"}
    return None if more else _country(found)


CLAIMANTS: Final = (
    Rule(
        "(<name>{1,3} <comma> <the>?)? <office> <of> <the>? <places> <body>+ (<comma>? <name>{1,3})?",
        _head_of_body,
        languages=frozenset({"en"}),
    ),
    Rule(f"<office> <of> <places> <comma>? {_NAME} <comma>?", _office),
    Rule(f"<places> <possessive>? <word>{{0,2}} <office> {_NAME}", _office),
    Rule(f"{_NAME} <comma> <the|article>? <word>{{0,3}} <places>? <possessive>? <office> (<of> <places>)?", _office),
    Rule(f"<office> {_NAME} <of> <places>", _office),
    Rule(f"<nation>? <office> <of> <the>? <area|word> <comma>? {_NAME}", _office),
    Rule(f"<nation>? <office> <nation>? {_NAME}", _office),
    Rule(f"<office> <location>? <comma>? {_NAME}", _office),
    Rule("<places> <possessive>? <word>{0,1} <office>", _office),
    Rule("<office> <of> <places>", _office),
    Rule("<nation>? <the|article>? <word>{0,1} <office>", _office),
    Rule("(<places|nation> <possessive>? | <name>)? <body>+ <bare>? (<of> <places>)?", _body),
    Rule("(<places|nation> <possessive>? | <the>) <bare>", _body),
    Rule("<channel> <name>{1,3} (?=<comma>?<say>)", _outlet),
    Rule("<speaker> <for|of|with>? <the>? <speaker>", _spoken_for, languages=frozenset({"en"})),
    Rule("<b:speaker> <possessive> <v:speaker>", _of_the_body, languages=frozenset({"en"})),
)
"""Persons and institutions that may speak."""

_ADVERBS: Final = "<word|time|have|be|location|name|where|the|area|nation>{0,5}"


def _witness(found: Found) -> Node | None:
    """Witnesses speak whatever they do: they saw, filmed, heard."""
    speaker = found.of("speaker")[0].value
    does = found.lang in {"ru", "uk"} and found.after is not None and found.after.kind in {"trigger", "comma"}
    if speaker.kind is not ClaimantKind.WITNESS or does:
        return None  # "місцевий житель збив дрон"
    beside = tuple(span for part in found.of("location") for span in part.value)
    return node("attribution", found, Attribution(speaker._replace(places=speaker.places or beside), "says"))


def _based(found: Found) -> Node | None:
    """As in "according to the General Staff in Kyiv": where a claimant sits is where nothing happened."""
    seat = found.nodes[-1]
    if not all(_is_country(span) or _is_capital(span) for span in seat.value):
        return None
    return node("attribution", found, Attribution(found.of("speaker")[0].value, "according", bool(found.of("hedge"))))


def _closes(found: Found) -> Node | None:
    """As in "the aviation agency imposed restrictions": who closes an airport tells so."""
    told = found.after is not None and found.after.kind == "trigger" and found.after.value.sense in _CLOSING
    speaker = found.nodes[0].value
    return node("attribution", found, Attribution(speaker, "says")) if told and isinstance(speaker, Speaker) else None


_CLOSING: Final = frozenset({"close", "close_sky", "reopen", "lift"})
"""Senses of closing and opening again."""


def _is_day(time: Node) -> bool:
    """Whether a time is a mere day: beside a verb of saying it tells when it was said."""
    return time.value.kind in {"weekday", "date", "today", "yesterday"} and time.value.clock is None


_AFTER: Final = frozenset({"relative", "comma", "stop", "quote", "colon"})
"""What follows an hour that tells when something was said."""


def _is_saying(found: Found) -> bool:
    """Whether a time beside a verb of saying tells when it was said: a day, or an hour that the clause ends with."""
    time = found.nodes[-1]
    if found.nodes[0].value.turn == "digests":
        return False  # "has summed up Sunday"
    clocked = time.value.kind == "point" and found.nodes[0].value.turn in {"says", "said"}
    return _is_day(time) or (clocked and (found.after is None or found.after.kind in _AFTER))


def _sourced(found: Found) -> Node | None:
    """As in "Source: State Emergency Service of Ukraine": whose the text is."""
    named = found.named["b"].value
    return node("attribution", found, Attribution(named, "heads")) if found.named["a"].value.generic else None


def _told_then(found: Found) -> Node | None:
    """As in "a spokesman told Reuters on Monday": when it was said, and to whom."""
    told = found.nodes[1]
    heard = told.kind != "word" or told.value in _HEARERS
    return found.nodes[0]._replace(end=found.nodes[-1].end) if heard and _is_saying(found) else None


_HEARERS: Final = frozenset({"reporters", "journalists", "lawmakers", "parliament", "media", "television"})


def _said_then(found: Found) -> Node | None:
    """As in "the staff said on Monday": the time is that of saying."""
    told, time = found.nodes[0], found.nodes[-1]
    return told._replace(end=time.end, parts=(*told.parts, time)) if _is_saying(found) else None


ATTRIBUTIONS: Final = (
    Rule("^<a:speaker> <colon> <the>? <b:speaker>", _sourced, languages=frozenset({"en"})),
    Rule("<speaker> <comma> <time> <colon>", _attribution("heads")),
    Rule("(?<!<word>)(?<!<word> <the>)<speaker> <possessive> <word|name|time>{0,3} <report|say>", _attribution("reports")),
    Rule("<report> <origin|by|of> <the>? <speaker>", _attribution("says")),
    Rule("<speaker> <speaker|word|comma|relative|be|not|to|the|article|have|name>{1,12} <report> <colon>", _attribution("heads")),
    Rule("<speaker> (?=<have|word>{0,1}<trigger>)", _closes),
    Rule("<speaker> <comma>? <digest>", _attribution("digests"), languages=frozenset({"en"})),
    Rule("<speaker> <location>? <word|have>{1,2}", _witness),
    Rule("<according> <the|word|hedge|of>{0,4} <speaker> <location>", _based),
    Rule("<according> <the|word|hedge|of>{0,4} <speaker>", _attribution("according")),
    Rule("<hedge> <from|origin|of> <the>? <speaker>", _attribution("according")),
    Rule(f"<speaker> <possessive>? {_ADVERBS} <deny>", _attribution("denies")),
    Rule("<speaker> <possessive>? <comma>? <have|word>{0,3} <accuse>", _attribution("accuses")),
    Rule(f"<speaker> <comma>? {_ADVERBS} <say>", _attribution("says")),
    Rule("<say> <by>? <time>? <the>? <speaker>", _attribution("said")),
    Rule(
        "<unattributed> (<channel>|<where>? <time>){0,2} <by> <the>? <speaker>", _attribution("said"), languages=frozenset({"en"})
    ),
    Rule("<speaker> <open>? <word|name>{0,2} <close>? <colon>", _attribution("heads")),
    Rule("<places> <word|time|have>{0,2} <say|deny|accuse>", _country),
    Rule("<according> <places>", _by_country, languages=frozenset({"en"})),
    Rule("<attribution> <location> (?=<relative>)", lambda f: f.nodes[0]._replace(end=f.nodes[-1].end)),
    Rule("<attribution> <speaker|name|word> <where>? <time>", _told_then, languages=frozenset({"en"})),
    Rule("<attribution> <where>? <time>", _said_then),
)
"""Who says what, and how."""
