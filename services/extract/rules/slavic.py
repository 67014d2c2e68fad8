"""Rules of Russian and Ukrainian on who may speak, whence weapons came, and on numbers that count nothing."""

from typing import Final

from services.extract.grammar.rule import Found, Node, Production, Rule, node
from services.extract.rules.claimants import Speaker
from tocsin.vocabulary import Bound, ClaimantKind

LANGUAGES: Final = frozenset({"ru", "uk"})
_FRONTS: Final = ("направлени", "напрямк")
_OF_A_BODY: Final = ("ській", "цькій", "зькій", "ской", "цкой")
"""Endings of an adjective before an institution that stands behind a preposition."""
_VAGUE: Final = (
    "друг",
    "остальн",
    "инш",
    "інш",
    "решт",
    "нескольк",
    "ряд",
    "декільк",
    "кільк",
    "разн",
    "різн",
    "ины",
    "проч",
    "российск",
)
_SIDES: Final = frozenset(
    "південь північ схід захід центр південну північну східну західну прикордоння юг север восток запад приграничье".split()  # noqa: SIM905
)
"""Parts of the region spoken of."""
_SEASONS: Final = (
    "весно", "навесні", "лето", "улітку", "влітку", "осен", "восени", "зимо", "взимку", "начал", "конц", "кінц", "середин",
)  # fmt: skip
_BOUNDS: Final = frozenset({"менее", "меньше", "более", "больше", "менше", "більше", "менш", "більш", "ниже", "выше"})
"""What stands behind "not" before a number that is a bound."""
_DIGITS: Final = 4
_SOME: Final = frozenset({"одного", "одной", "одному", "одном", "одним", "однієї", "одній", "одну"})
_NUMBERED: Final = frozenset({"проєкту", "проект", "проекта", "номер", "номером", "серії", "серии", "статьи", "статті", "рейс"})
"""Words whose number is a name."""


def _rule(name: str, make: Production) -> Rule:
    return Rule(name, make, languages=LANGUAGES)


def _ages(found: Found) -> Node:
    """As in "7 и 13 лет": the first number too is no count."""
    return node("measure", found, None)


def _season(found: Found) -> Node | None:
    """As in "весной 2022 года", "в конце 2023 года": the year is one of its own."""
    number = next((part for part in found.nodes[1].parts if part.kind == "number"), None)
    if number is None or not str(found.nodes[0].value).lower().startswith(_SEASONS) or number.end - number.start != _DIGITS:
        return None
    return Node("year", number.start, number.end, number.value, "", found.nodes)


def _elsewhere(found: Found) -> Node | None:
    """As in "над другими регионами", "в ряде областей": nowhere in particular."""
    vague = any(part.kind in {"another", "rest", "half", "most"} for part in found.nodes)
    named = any(str(part.value).lower().startswith(_VAGUE) for part in found.nodes if part.kind == "word")
    return node("elsewhere", found, ()) if vague or named else None


def _there(found: Found) -> Node | None:
    """As in "город атаковали снова": the town spoken of."""
    after = found.after
    struck = after is not None and after.kind == "trigger" and after.value.sense in {"strike", "shell", "bomb"}
    return node("there", found, ()) if struck and after is not None and after.value.form != "noun" else None


def _night_and_morning(found: Found) -> Node | None:
    """As in "у ніч на середу й удосвіта": of the night that went on into the morning."""
    night, morning = found.nodes[0], found.nodes[-1]
    long = night.value.night or night.value.kind in {"night", "night_of"}
    return node("time", found, night.value) if long and morning.value.kind == "today" and morning.value.clock is None else None


def _part_of_day(found: Found) -> Node | None:
    """As in "учора пізно ввечері": a part of the day just named."""
    day, part = found.nodes[0].value, found.nodes[-1].value
    named = day.kind in {"yesterday", "date", "weekday", "day_before"} and day.clock is None and not day.night
    return node("time", found, day) if named and part.kind == "today" else None


def _bounding(found: Found) -> Node | None:
    """As in "не менее десяти": a bound, no denial."""
    number = found.nodes[2]
    bounded = number.value.bound in {Bound.AT_LEAST, Bound.AT_MOST} and str(found.nodes[1].value).lower() in _BOUNDS
    return node("number", found, number.value) if bounded else None


def _again(found: Found) -> Node | None:
    """As in "второй раз за неделю": how often within a time, not when."""
    return node("aside", found, None) if str(found.nodes[1].value).lower() in {"раз", "разом"} else None


def _of_storeys(found: Found) -> Node | None:
    """As in "24-поверхівка", "9-этажки": a building, by how high it is."""
    told = found.nodes[0].parts[-1:]
    building = bool(told) and told[0].kind in {"object", "objects"} and told[0].value.sense == "building"
    return Node(told[0].kind, found.nodes[0].start, found.nodes[0].end, told[0].value, "", found.nodes) if building else None


def _each(found: Found) -> Node | None:
    """As in "по одному": the number of each."""
    number = found.nodes[1]
    return number._replace(start=found.nodes[0].start) if number.value.kind == "distributive" else None


def _front(found: Found) -> Node | None:
    """As in "на Купянском направлении": a stretch of the front is no place."""
    last = found.nodes[-1]
    word = str(last.value).lower()
    return node("front", found, None) if word.startswith(_FRONTS) else None


def _full_name(found: Found) -> Node:
    """As in "глава Грайворонского округа Геннадий Бондарь": behind an office and its place, a person is named."""
    return node("name", found, " ".join(str(part.value.text if part.kind == "place" else part.value) for part in found.nodes))


def _some_one(found: Found) -> Node | None:
    """As in "на територію одного з підприємств": some one of them, no count."""
    span = found.of("number")[0].value
    oblique = span.text.lower() in _SOME or (found.after is not None and found.after.kind == "area")
    people = found.after is not None and getattr(found.after.value, "sense", "") in {"person", "kill", "injure"}
    return node("word", found, "") if span.value == 1 and oblique and not people else None


def _adjective_of_body(found: Found) -> Node | None:
    """As in "у Київській ОВА": whose the institution is, not where it speaks."""
    named = found.nodes[0]
    first = named.value[0]
    agrees = len(named.value) == 1 and _is_place(first) and first.value.text.lower().endswith(_OF_A_BODY)
    return Node("places", first.start, named.end, named.value, "", found.nodes) if agrees else None


def _some_place(found: Found) -> Node | None:
    """As in "на одно из предприятий": some one of them, no count."""
    return node("word", found, "") if found.nodes[0].value.value == 1 else None


def _glossed(found: Found) -> Node | None:
    """As in "Саратова (Гагарин), Волгограда (Гумрак)": names in brackets belong to the places before them."""
    spans: list[Node] = []
    inside = False
    for part in found.nodes:
        inside = part.kind == "open" or (inside and part.kind != "close")
        if part.kind in {"places", "location"}:
            spans += [span for span in part.value if not inside or _is_region(span)]
    return node(found.nodes[0].kind, found, tuple(spans))


def _is_region(span: Node) -> bool:
    return span.kind == "place" and any(entry.level in {"region", "country"} for entry in span.value.candidates)


def _is_country(span: Node) -> bool:
    return _is_place(span) and bool(span.value.candidates) and span.value.candidates[0].level == "country"


def _is_place(span: Node) -> bool:
    return span.kind == "place"


def _source(found: Found) -> Node:
    """As in "із напрямків: Курськ, Міллерово — рф, Чауда": whence weapons flew is no place where they struck."""
    spans = tuple(span for part in found.nodes if part.kind in {"places", "location"} for span in part.value)
    return node("source", found, spans)


def _also(found: Found) -> Node | None:
    """As in "Пошкоджено також школу": behind a verb it joins nothing."""
    verb = found.nodes[0]
    return verb._replace(end=found.nodes[1].end, parts=found.nodes) if verb.value.form in {"either", "active"} else None


def _was(found: Found) -> Node | None:
    """As in "19 поранених (було 14)": a figure that has been overtaken."""
    return node("aside", found, None) if str(found.nodes[0].value).lower() in _BEFORE or found.nodes[0].kind == "be" else None


def _whence(found: Found) -> Node | None:
    """As in "28 ракет (район пусків — Курська обл.)", "(акваторія Чорного моря)": behind what flew, whence it was launched."""
    return _source(found) if any(part.kind != "word" for part in found.nodes[1:-2]) or _says_waters(found) else None


def _says_waters(found: Found) -> bool:
    return str(found.nodes[1].value).lower().startswith("акватор")


def _office(found: Found) -> Node | None:
    """An office with the place, body or country it is of, and the name before or behind it."""
    offices, names = found.of("office"), found.of("name")
    places = tuple(span for part in found.nodes if part.kind in {"places", "location"} for span in part.value)
    nation = next((part.value.sense for part in found.of("nation")), None)
    bodies = found.of("body")
    kind = ClaimantKind(offices[0].value.sense)
    if kind in _OF_BODIES and bodies:
        kind = ClaimantKind(bodies[0].value.sense)
    elif kind in _HIGHER and any(map(_is_province, places)):
        kind = _HIGHER[kind]  # "глава администрации Херсонской области", "вице-премьер Крыма"
    elif kind is ClaimantKind.GOVERNOR and offices[0].end - offices[0].start <= _HEAD and any(map(_is_place, places)):
        kind = kind if any(map(_is_region, places)) else ClaimantKind.MAYOR
    if len(names) > _FULL and str(names[0].value).isupper():
        names = names[1:]  # "пресс-секретарь ЗАЭС Евгения Яшина"
    if names:
        return node("speaker", found, Speaker(kind, names[0].start, names[-1].end, places, named=True, nation=nation))
    generic = not places and len(found.nodes) == 1
    return node("speaker", found, Speaker(kind, found.nodes[0].start, found.nodes[-1].end, places, nation=nation, generic=generic))


def _is_province(span: Node) -> bool:
    """Whether a place is a region, neither a country nor a city that is a region of its own."""
    entry = next(iter(span.value.candidates), None) if _is_place(span) else None
    return entry is not None and entry.level == "region" and entry.code not in _CITIES


def _in_place_of(found: Found) -> Node | None:
    """As in "и. о. губернатора Имя Фамилия": the letters say that he only stands in."""
    first, second, office = found.nodes
    letters = first.end - first.start == 1 and str(second.value).lower() == "о"
    return Node("office", office.start, office.end, office.value, "", found.nodes) if letters else None


def _surname(found: Found) -> Node | None:
    """As in "губернатор Гусев": a name in the nominative behind an office is a person's, though a town is called so."""
    span = found.nodes[0].value
    plain = span.type_noun is None and all(entry.level == "city" for entry in span.candidates)
    return node("name", found, span.text) if plain and span.text.lower().endswith(_SURNAMES) else None


def _of_adjective(found: Found) -> Node | None:
    """As in "самарський губернатор Ім'я Прізвище": the adjective says what he is head of."""
    return _office(found) if all(_is_place(span) and span.value.adjective for span in found.nodes[0].value) else None


def _led(found: Found) -> Node:
    """As in "голова правління «Укрзалізниці» Ім'я Прізвище": the name behind what is led."""
    names = [name for name in found.of("name") if name.start > found.of("quote")[-1].start]
    kind = ClaimantKind(found.nodes[0].value.sense)
    return node("speaker", found, Speaker(kind, names[0].start, names[-1].end, named=True))


def _acting(found: Found) -> Node | None:
    """As in "Имя Фамилия, в. о. начальника ОВА", "Имя Фамилия | мэр города": an acting head, or a signboard's."""
    between = [str(part.value).lower() for part in found.of("word")]
    marks = [part.value for part in found.of("mark")]
    return (
        _office(found)
        if set(between) <= _IN_PLACE_OF and set(marks) <= _BARS and len(found.nodes) > len(found.of("name")) + 2 - len(marks)
        else None
    )


def _body(found: Found) -> Node:
    bodies = found.of("body")
    later = found.nodes[0].kind == "name" and str(found.nodes[0].value).lower() in _LATER
    start = found.nodes[1 if later else 0].start
    quotes = [part.start for part in found.of("quote")]
    plain = [part for part in found.nodes if not quotes or part.end <= quotes[0]]  # a name in quotes is no place: "канал «Волга»"
    places = tuple(span for part in plain if part.kind in {"places", "location"} for span in part.value)
    nation = next((part.value.sense for part in found.of("nation")), None)
    # "Телеграм-канал оперштаба" is the headquarters' voice, not a medium's.
    senses = [body.value.sense for body in bodies]
    kind = ClaimantKind(next((sense for sense in senses if sense != "media"), senses[0]))
    if kind is ClaimantKind.GOVERNOR and any(map(_is_country, places)):
        kind = ClaimantKind.OTHER  # "правительство Судана"
    generic = nation is None and not places and len(found.nodes) == 1 + later
    return node("speaker", found, Speaker(kind, start, found.nodes[-1].end, places, nation=nation, generic=generic))


def _ministry(found: Found) -> Node | None:
    """As in "Министерство гражданской авиации Индии": a ministry of something else, and of which country."""
    ministry = found.nodes[0].value.sense == "ministry" and any(map(_is_country, found.of("places")[0].value))
    return _body(found) if ministry else None


_NAME: Final = "<name>{1,3}"
_OF: Final = "<places|location|nation|body|area>"

_BEFORE: Final = frozenset({"було", "было", "раніше", "ранее", "вчора", "вчера"})
"""What a figure in brackets was told with that another has overtaken."""

_OF_BODIES: Final = frozenset({ClaimantKind.OTHER, ClaimantKind.GOVERNOR, ClaimantKind.MILITARY})
"""Kinds of offices that are of the kind of the body that they are of: "речник прокуратури", "генерал поліції"."""
_HIGHER: Final = {ClaimantKind.MAYOR: ClaimantKind.GOVERNOR, ClaimantKind.PRESIDENT: ClaimantKind.OTHER}
"""Kind of an office → its kind where it is of a region."""
_CITIES: Final = frozenset({"RU-MOW", "RU-SPE", "UA-30", "UA-40"})
_FROM_LETTERS: Final = 3
"""Letters of "от"."""
_FULL: Final = 2
"""Names of a person at most, the patronymic aside."""
_SURNAMES: Final = ("ов", "ев", "ёв", "ин", "ын", "івський", "ський", "ский", "цкий")
"""Endings of surnames in the nominative, which no place has behind its head."""
_HEAD: Final = 10
"""Letters of the longest form of a mere "head": "глава Белгорода" is a mayor, a governor of a city is none."""
_IN_PLACE_OF: Final = frozenset(
    "о т и вр врио тимчасово виконувач виконувачка обов'язків виконуючий временно исполняющий исполняющая обязанности".split()  # noqa: SIM905
)
"""Words for who stands in for the head of something."""
_BARS: Final = frozenset({"|", "/"})
"""What parts a name from its office on the signboard of a channel."""
_LATER: Final = frozenset("позже позднее ранее также тогда затем пізніше згодом раніше також тоді потім".split())  # noqa: SIM905
"""Words that stand before an institution as a name would."""


def _from_to(found: Found) -> Node | None:
    """As in "от 300 до 400 беспилотников": the preposition is the number's."""
    word, number = found.nodes
    short = word.end - word.start <= _FROM_LETTERS and number.value.max is not None
    return Node("number", word.start, number.end, number.value, "", found.nodes) if short else None


SLAVIC_WORDS: Final = (
    _rule("<subordinate> <number>", _from_to),
    _rule("<not> <word> <number>", _bounding),
    _rule("<and|word|name> <word> <office>", _in_place_of),
    _rule("(?<=<office>)<place> (?=<stop|comma|quote|say|colon>|$)", _surname),
    _rule("(?<=<office>)<place> (?=<name> <name>)", lambda found: node("places", found, found.nodes)),
    _rule("(?<=<office> <place> <area>)<name|place> <name>", _full_name),
    _rule("<quote> <topic> <quote>", lambda found: node("name", found, "")),
    _rule("<where> <number>", _each),
    _rule("<hyphenated>", _of_storeys),
    _rule("(?<=<open>)<be|word|background> <number> (?=<close>)", _was),
    _rule("<trigger> <and> (?=<object|objects|number>)", _also),
    _rule("<quote> <place> <dash|mark> <name|word|number> <quote>", lambda found: node("name", found, "")),
    _rule("<where>? <place|name> (<and> <place|name>)? <word>", _front),
    _rule("<ordinal> <word> <time>", _again),
    _rule("<time> <word>? <time>", _part_of_day),
    _rule("<time> <and|comma> <time>", _night_and_morning),
    _rule("(<number> <comma>)* <number> <and|comma> <measure>", _ages),
    _rule("<number> <commerce> <unit>", _ages),
    _rule("(?<=<comma><relative>)<number> (<and|comma> <number>)* (?=<stop|comma|close|semicolon>|$)", _ages),
    _rule("<word|name> <measure>", _season),
    _rule("<number> <word>{0,1} <alarm>", _ages),
    _rule(
        "<word> <number>", lambda found: node("measure", found, None) if str(found.nodes[0].value).lower() in _NUMBERED else None
    ),
    _rule("(?<=<comma|open|dash|semicolon>) <of_them>", lambda found: node("including", found, None)),
    _rule("(?<=<where>)<number> <origin|of_them> (?=<word|the|quote>{0,3} <object|objects|area|body>)", _some_place),
    _rule("<quote>? <number> <of_them|origin> (?=<word|the|quote>{0,3} <object|objects|area|body|trigger>)", _some_one),
    _rule(
        "<mark> <number> (<and|comma> <number>)*",
        lambda found: node("measure", found, None) if found.nodes[0].value in {"№", "#"} else None,
    ),
)
"""What only looks like a count."""

_FROM: Final = "<places|location|name|place|quote|nation|source>"

SLAVIC_CLAIMANTS: Final = (
    _rule(
        "(?<=<object|objects|quote|name|number>)<open> <area|trigger|word> <area|trigger|word|of|dash|colon>{0,3}"
        " <places> <area>? <close>",
        _whence,
    ),
    _rule("(?<=<object|measure>)<quote>? <places> <dash> <places> <quote>?", _source),
    _rule(
        "<places|location> <open> <quote>? <places|name>{1,2} <quote>? <close>"
        " (<comma|and>{1,2} <places> (<open> <quote>? <places|name>{1,2} <quote>? <close>)?)*",
        _glossed,
    ),
    _rule(
        f"<origin> <unit|word|area>{{0,2}} <colon>? {_FROM}+ (<comma|dash|open|close|and|slash>{{1,2}} {_FROM}+)* <close>?",
        _source,
    ),
    _rule(f"<source> <open> {_FROM}+ (<comma|dash|and|slash>{{1,2}} {_FROM}+)* <close>", _source),
    _rule("<where>+ <word|the>? <another|rest|half|most|word> <word>? <area>+ <nation>?", _elsewhere),
    _rule("<where>+ <word|the>{0,2} <area>+", lambda found: node("there", found, ())),
    _rule("<where>+ <measure> <area>", lambda found: node("there", found, ())),
    _rule("(?<=<trigger>)<area>", lambda found: node("there", found, ())),
    _rule("<area> (?=<word>?<trigger>)", _there),
    _rule("<word> <area>", lambda f: node("there", f, ()) if str(f.nodes[0].value).lower() in _SIDES else None),
    _rule("<location> (?=<word>?<body>)", _adjective_of_body),
    _rule(f"<office> <word>{{1,2}} {_OF}{{1,3}} {_NAME}", _office),
    _rule(f"<office> {_OF}{{0,1}} <office> {_OF}{{0,3}} {_NAME}", _office),
    _rule(f"<office> <quote> <body|name|places|word>{{1,3}} <quote> {_NAME}", _led),
    _rule(f"<places> <office> {_OF}{{0,2}} {_NAME}", _of_adjective),
    _rule(f"<office> {_OF}{{0,3}} {_NAME}", _office),
    _rule(f"{_NAME} <comma> <nation>? <office> {_OF}{{0,3}}", _office),
    _rule(f"{_NAME} (<comma>|<mark>) <where|word>{{0,3}} <nation>? <office> {_OF}{{0,3}}", _acting),
    _rule(f"{_NAME} <comma> {_OF}{{0,2}} (?=<stop>|$)", lambda f: _body(f) if f.of("body") else None),
    _rule(f"<nation>? <places>? <office> {_OF}{{0,3}}", _office),
    _rule("<body> <word>{1,2} <places> (?=<comma>? <word|time>{0,2} <say|deny>)", _ministry),
    _rule(
        "(<nation|places|name> (?=<body>))? <body>+ <nation|places|area>{0,2} "
        "(<quote> <name|word|mark|place|places|number|object|objects>{1,4} <quote>)?",
        _body,
    ),
)
"""Persons and institutions that may speak."""
