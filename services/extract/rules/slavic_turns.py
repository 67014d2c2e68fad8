"""Rules of Russian and Ukrainian on the turns in which somebody says something: who says what, and how."""

from typing import Final

from services.extract.grammar.rule import Found, Node, Production, Rule, node
from services.extract.places.capitals import CAPITALS, GOVERNMENTS
from services.extract.rules.claimants import Attribution, Speaker
from services.extract.rules.persons import known_person, person
from services.extract.rules.slavic import LANGUAGES
from tocsin.vocabulary import ClaimantKind


def _rule(name: str, make: Production) -> Rule:
    return Rule(name, make, languages=LANGUAGES)


def _superseded(found: Found) -> Node | None:
    """As in "Раніше посадовець говорив про 15 поранених": a figure that has been overtaken."""
    about = found.after is not None and str(found.after.value).lower() in {"о", "об", "про"}
    return node("superseded", found, None) if about else None


def _quoted_voice(found: Found) -> Node | None:
    """As in "передає агенція з посиланням на голову ОВА": who is quoted says it, not the medium."""
    medium, quoted = found.nodes[0].value, found.nodes[-1].value
    if quoted.turn != "according" or medium.speaker.kind not in {ClaimantKind.MEDIA, ClaimantKind.OTHER}:
        return None
    return node("attribution", found, medium._replace(speaker=quoted.speaker))


def _titled(found: Found) -> Node | None:
    """As in "Телеграм-канал Astra": a medium with its name in Latin letters."""
    medium, names = found.nodes[0].value, found.of("name")
    if medium.kind is not ClaimantKind.MEDIA or not all(str(name.value).isascii() for name in names):
        return None
    return node("speaker", found, medium._replace(end=names[-1].end, generic=False))


def _bracketed(found: Found) -> Node | None:
    """As in "Прізвище (ОВА):": a name, and of what he is head or spokesman."""
    names, body = found.of("name"), found.of("speaker")[0].value
    return node("speaker", found, body._replace(start=names[0].start, end=names[-1].end, named=True, generic=False))


def _government(found: Found) -> Node | None:
    """As in "В Исламабаде заявили": the government that sits in a capital."""
    seat = found.of("location")[0].value
    if len(seat) != 1 or seat[0].kind != "place":
        return None
    capitals = [one for one in seat[0].value.candidates if one.name in GOVERNMENTS or CAPITALS.get(one.country or "") == one.code]
    home = capitals[0].country if capitals and capitals[0] is seat[0].value.candidates[0] else None
    if home is None:
        return None
    speaker = Speaker(ClaimantKind.OTHER, seat[0].start, seat[0].end, nation=home, country=True)
    return node("attribution", found, Attribution(speaker, "denies" if found.of("deny") else "said"))


def _told_to(found: Found) -> Node | None:
    """As in "повідомив Суспільному міський голова": who is told is not who says."""
    told, says = found.of("speaker")
    if told.value.kind is not ClaimantKind.MEDIA or says.value.kind is ClaimantKind.MEDIA:
        return None
    return node("attribution", found, Attribution(says.value, "said"))


def _told_people(found: Found) -> Node | None:
    """As in "сообщили журналистам в ведомстве": people are told by whoever stands behind them."""
    told = (found.of("object") + found.of("objects"))[0].value.sense
    return node("attribution", found, Attribution(found.of("speaker")[0].value, "said")) if told == "person" else None


def _source_of_text(found: Found) -> Node | None:
    """As in "Джерело: голова ОВА Ім'я Прізвище": whose words the text tells."""
    label, told = found.of("speaker")
    if label.value.kind is not ClaimantKind.ANONYMOUS or label.value.named:
        return None
    return node("attribution", found, Attribution(told.value, "signs"))


def _stated_in(found: Found) -> Node | None:
    """As in "сказано в повідомленні ДСНС": who states it says it."""
    told = found.nodes[-1].value
    return node("attribution", found, told._replace(turn="said")) if told.turn == "according" else None


def _attribution(turn: str) -> Production:
    def make(found: Found) -> Node:
        return node("attribution", found, Attribution(found.of("speaker")[0].value, turn))

    return make


_ASIDE: Final = "<word|time|where|location|by|the|name|hedge|nation|have|also|channel|origin|ordinal>"
_CLAUSE: Final = (
    "word|name|speaker|where|places|place|location|time|object|objects|number|trigger|nation|origin|there|also|and|the|have|area"
)
"""What a relative clause behind a claimant is made of."""

SLAVIC_ATTRIBUTIONS: Final = (
    _rule("(?<=<say>) <name>{2,3} (?=<stop|comma|quote|and|close|dash|colon|channel|where|time>|$)", person),
    _rule("(?<=<say>) <name> (?=<stop|comma|quote>|$)", person),
    _rule("<name>{2,3} (?=<comma>? <word|time|also|channel>{0,2} <say|deny>)", person),
    _rule("<name> (?=<comma>? <word|time|also|channel>{0,2} <say|deny>)", known_person),
    _rule("(?<=<say|according>) <name>", known_person),
    _rule("(?<=<according>) <name>{2,3}", person),
    _rule("(?<=<dash>) <name>{1,2} (?=<stop>|$)", known_person),
    _rule("^<name>{1,2} (?=<colon>)", known_person),
    _rule("<name>{1,2} <open> <speaker> <close> (?=<colon>)", _bracketed),
    _rule("<speaker> <name>{1,2} (?=<comma|say|word|stop>)", _titled),
    _rule("^<background> <comma>? <speaker|pronoun|word|time|location|there|name|channel>{0,4} <say> (?=<word>)", _superseded),
    _rule("(?<=<hedge>)<speaker> (?=<comma>)", _attribution("according")),
    _rule("(^|(?<=<comma|semicolon|but>))<location> <also|time>{0,2} <say|deny>", _government),
    _rule("<according> <word|the|nation|hedge|where|ordinal|quote>{0,4} <speaker> <quote>?", _attribution("according")),
    _rule(f"<speaker> <comma>? {_ASIDE}{{0,5}} <deny>", _attribution("denies")),
    _rule(f"<deny> {_ASIDE}{{0,4}} <speaker>", _attribution("denies")),
    _rule(
        "<speaker> <quote|name>{0,3} <comma> <where>? <relative> <verbal>{1,10} <comma> <word|time>{0,2} <say>".replace(
            "verbal", _CLAUSE
        ),
        _attribution("says"),
    ),
    _rule(f"<say> <where>? <quote>? <speaker> <quote>? {_ASIDE}{{0,2}} <speaker>", _told_to),
    _rule("<say|according> <where>? <object|objects> <where>? <speaker>", _told_people),
    _rule(f"<say> {_ASIDE}{{0,5}} <quote>? <speaker>", _attribution("said")),
    _rule(f"<speaker> <quote>? <comma>? <but>? {_ASIDE}{{0,5}} <say>", _attribution("says")),
    _rule("^<speaker> <colon> <quote>? <speaker>", _source_of_text),
    _rule("^<mark>* <speaker> <word|name>{0,2} <colon>", _attribution("heads")),
    _rule("<dash> <speaker> (?=<stop>|$)", _attribution("signs")),
    _rule("<attribution> <comma>? <word|time>{0,2} <attribution>", _quoted_voice),
    _rule("<say> <attribution>", _stated_in),
    _rule("<word|name> <channel> <speaker>", _attribution("said")),
    _rule("<speaker> <word>? <channel> (?=<colon|comma|dash|stop>|$)", _attribution("says")),
)
"""Who says what, and how."""
