"""Rules of Russian and Ukrainian on what is counted: nouns without articles, shared nouns, numbered strikes, tallies."""

from typing import Final

from services.extract.grammar.rule import Found, Node, Production, Rule, node
from services.extract.rules.breakdowns import Member
from services.extract.rules.claimants import Speaker
from services.extract.rules.events import WEAPONS
from services.extract.rules.phrases import Amount, Thing
from services.extract.rules.slavic import LANGUAGES
from services.extract.rules.slavic_people import SHARES_OF_PEOPLE, SLAVIC_PEOPLE, apposed, one
from services.extract.rules.tallies import raised
from services.extract.words.lexicon import Term
from tocsin.vocabulary import Bound, ClaimantKind

MADE: Final = {"missile_made": "missile", "drone_made": "uav", "gun_made": "artillery", "bomb_made": "bomb"}
"""Adjectives that say what a strike was made with → the weapon."""
FILLER: Final = f"<word|name|nation|hyphenated|ordinal|measure|{'|'.join(MADE)}>"
DOWNED: Final = frozenset({"shoot_down", "intercept", "suppress"})
"""Senses of bringing down what flies."""
_STRIKES: Final = frozenset({"strike", "shell", "bomb"})
_SEVERAL: Final = 2
_FABRIC: Final = frozenset({"building", "infrastructure", "energy", "industrial", "vehicle"})
_ATTRIBUTES: Final = ("их", "ых", "іх", "ый", "ий", "ая", "ые", "ие", "ої", "ого")
_UNITS: Final = ("единиц", "одиниц", "штук")
"""Beginnings of words for pieces of what is counted: "12 единиц различных боеприпасов"."""
LONG_ADJECTIVES: Final = (
    "ый", "ий", "ой", "ая", "яя", "ое", "ее", "ые", "ие", "ого", "его", "ому", "ему", "ым", "им", "ом", "ем", "ую", "юю", "ых",
    "их", "ыми", "ими", "ою", "ої", "ій", "іх", "ьої", "ьому",
)  # fmt: skip
"""Endings of adjectives that few nouns have."""
_ADJECTIVES: Final = (
    "ый", "ий", "ой", "ая", "яя", "ое", "ее", "ые", "ие", "ого", "его", "ому", "ему", "ым", "им", "ую", "юю", "ых", "их", "ыми",
    "ими", "ою", "а", "е", "і", "ої", "ій", "у", "ім", "іх", "ьої", "ьому", "ю", "є",
)  # fmt: skip


def _rule(name: str, make: Production) -> Rule:
    return Rule(name, make, languages=LANGUAGES)


def _is_adjective(part: Node) -> bool:
    return part.kind != "word" or str(part.value).lower().endswith(_ADJECTIVES)


def objects_of(found: Found) -> list[Node]:
    """The nouns of what was found."""
    return [part for part in found.nodes if part.kind in {"object", "objects"}]


def _thing(found: Found) -> Node | None:
    """A noun with its number and participle; the first of several nouns is the head ("ракет Х-101", "дрон типа Shahed")."""
    objects = objects_of(found)
    head = objects[0]
    term: Term = head.value
    if term.sense == "debris" and len(objects) > 1:
        head, term = objects[1], objects[1].value
    if term.sense == "building" and any(part.value.sense == "industrial" for part in objects[1:]):
        term = term._replace(sense="industrial")  # "здание завода"
    amounts, triggers = found.of("amount"), found.of("trigger")
    attribute = triggers[0].value if triggers else None
    if attribute and attribute.form == "either" and amounts and attribute.sense in DOWNED:
        attribute = attribute._replace(form="part")  # "два збиті дрони"
    if attribute and attribute.form != "part":
        return None
    words = [part for part in found.nodes if part.kind in {"word", "name"} and not str(part.value).lower().startswith(_UNITS)]
    if not all(map(_is_adjective, words)):
        return None
    amount = amounts[0].value if amounts else None
    if amount and amount.value is not None and amount.value > 1 and term.form == "one" and amount.role == "zero":
        return None
    if term.form == "one" and (amount is None or amount.role in {"most", "half"}):
        amount = one(head)  # "частину гуртожитку"
    many = term.form != "one"
    kept = "debris" if objects[0].value.sense == "debris" else term.form if term.form in {"same", "both"} else ""
    value = Thing(term.sense, many, amount, kept, attribute, head.start, head.end)
    return Node("thing", found.nodes[0].start, objects[-1].end, value, "", found.nodes)


def _is_means_behind_name(found: Found) -> bool:
    """As in "атаковали балкер Magic Seas ракетами": behind a name begins what it was done with."""
    first, second = found.nodes[0].value, found.nodes[-1].value
    arms = second.object in WEAPONS and first.object not in WEAPONS | {"debris"}
    return arms and any(part.kind == "name" for part in found.nodes)


def _genitive(found: Found) -> Node | None:  # noqa: PLR0911 - a line a reason
    """A noun and, in the genitive, what it belongs to: the first counts, but of debris the second ("обломки дрона")."""
    first, second = found.nodes[0].value, found.nodes[-1].value
    if not all(_is_adjective(part) for part in found.nodes[1:-1] if part.kind in {"word", "name"}):
        return None
    if (second.attribute and second.attribute.form == "either") or _is_means_behind_name(found):
        return None  # "Військові скинули з дрона вибухівку": what people did is not what they own
    if first.attribute and first.attribute.form == "noun":
        return None  # "После атаки дрона станция …": the strike is told to its end
    if first.object == "debris":
        value = second._replace(
            article="debris", amount=second.amount or (one(found.nodes[-1]) if second.article == "same" else None)
        )
        return node("thing", found, value)
    if first.object == second.object and first.amount is None and second.amount and second.amount.start < second.start:
        return node("thing", found, second)
    if first.object == "window" and second.object == "flat":
        return node("thing", found, first)
    if first.object == "window" and second.amount and second.object == "building" and second.amount.end - second.amount.start < 4:
        return node("thing", found, second)
    if second.amount and second.amount.value is not None and second.amount.start != second.start:
        return None
    if first.object == "building" and second.object == "industrial" and not second.attribute:
        first = first._replace(object="industrial")  # "здание завода"
    return node("thing", found, first)


OBJECT: Final = "<object|objects>"


def _pair(found: Found) -> Node | None:
    """As in "Мужчина и женщина": people listed one by one are added."""
    things = [part.value for part in found.of("thing")]
    if not all(str(part.value).lower().endswith(_ADJECTIVES) for part in found.of("word")):
        return None
    if any(thing.object != "person" or thing.attribute or thing.amount is None or not thing.amount.value for thing in things):
        return None
    first = things[0]
    total = sum(thing.amount.value for thing in things)
    amount = Amount(total, None, Bound.EXACT, found.nodes[0].start, found.nodes[-1].end)
    return node("thing", found, first._replace(many=True, amount=amount))


def _together(found: Found) -> Node | None:
    """As in "мати з двома дітьми": they are added; "родина з чотирьох людей" is as many as it has."""
    first, second = (part.value for part in found.of("thing"))
    if second.object != "person" or second.attribute or second.amount is None or not second.amount.value or first.attribute:
        return None
    if first.object == "household":
        return node("thing", found, second)
    if first.object == "couple":
        return node("thing", found, second._replace(amount=second.amount._replace(value=2 + second.amount.value), many=True))
    alone = first.object == "person" and first.amount is not None and first.amount.value == 1 and not first.many
    return _pair(found) if alone else None


def _share(found: Found) -> Node | None:
    """As in "61 из 84 шахедов": a share, and the total it is of; "один из складов" is one of an unknown number."""
    amount, thing = found.nodes[0].value, found.nodes[-1].value
    if amount.value == 1 and thing.amount is None and thing.many and thing.object in _FABRIC:
        return node("thing", found, thing._replace(amount=amount))
    if amount.value is None or thing.amount is None:
        return None
    return node("thing", found, thing._replace(amount=amount._replace(role="share"), whole=thing.amount))


def _bodies(found: Found) -> Node | None:
    """As in "тело мужчины", "тіла двох жінок", "смерть жительницы": whose they are is dead."""
    triggers = found.of("trigger")
    term: Term = triggers[0].value
    things, amounts = found.of("thing"), found.of("amount")
    who = things[0].value if things else None
    if term.sense not in {"body", "bodies", "kill"} or term.form != "noun" or (who and (who.object != "person" or who.attribute)):
        return None
    amount = amounts[0].value if amounts else who.amount if who else None
    if amount is not None and (amount.role == "zero" or amount.value is None):
        return None
    if amount is None and term.sense == "body":
        amount = one(triggers[0])
    if amount is None:
        return None
    head = things[0] if things else triggers[0]
    dead = term._replace(sense="kill", form="part")
    value = Thing("person", many=True, amount=amount, article="", attribute=dead, start=head.start, end=head.end)
    return node("thing", found, value)


def _soldiers(found: Found) -> Node | None:
    """As in "потеряла 980 военных", "двое российских военных": counted, they are people and no voice."""
    span, who = found.nodes[0].value, found.nodes[-1]
    if not isinstance(who.value, Speaker) or who.value.kind is not ClaimantKind.MILITARY or (span.value or 0) < _SEVERAL:
        return None
    amount = Amount(span.value, span.max, span.bound, found.nodes[0].start, found.nodes[0].end)
    return node("thing", found, Thing("person", many=True, amount=amount, article="", attribute=None, start=who.start, end=who.end))


TROOPS: Final = (_rule("<number> <speaker>", _soldiers),)
"""Troops that are counted, before anybody is looked for who speaks."""


def _beaten_off(found: Found) -> Node | None:
    """As in "отражена атака пяти дронов": they were shot down."""
    thing = found.nodes[-1].value
    if thing.object not in WEAPONS or thing.amount is None or not thing.amount.value:
        return None
    return node("thing", found, thing._replace(attribute=Term("trigger", "intercept", "either")))


def _of_type(found: Found) -> Node | None:
    """As in "ударом безпілотником типу «Шахед»": the model is not one more weapon."""
    first, model = found.of("thing")
    typed = str(found.of("word")[0].value).lower() in {"типу", "типа"} and first.value.object == model.value.object
    return node("thing", found, first.value) if typed else None


def _kind_of_them(found: Found) -> Node | None:
    """As in "Близько 60 із них — «шахеди»": how many of those counted before are of a kind."""
    amount, thing = found.of("amount")[0].value, found.nodes[-1].value
    if not amount.value or thing.object not in WEAPONS or thing.attribute:
        return None
    return node("thing", found, thing._replace(amount=amount._replace(role="share"), many=True))


def _share_behind(found: Found) -> Node | None:
    """As in "50 ударних БпЛА із 72": a share, and the total behind it."""
    thing, whole = found.nodes[0].value, found.nodes[2].value
    if thing.amount is None or not thing.amount.value or not whole.value or whole.value <= thing.amount.value:
        return None
    return node("thing", found, thing._replace(amount=thing.amount._replace(role="share"), whole=whole))


def _tally(found: Found) -> Node | None:
    """A line of a tally: "танків — 7 545 (+17)"."""
    things, amounts = found.of("thing"), found.of("amount")
    thing: Thing = things[0].value
    if thing.amount and thing.amount.start < thing.start:
        return None
    if thing.object == "rocket":
        thing = thing._replace(object="mlrs")
    total = Member((), amounts[0].value, thing._replace(amount=amounts[0].value))
    if len(amounts) == 1:
        return node("thing", found, total.thing)
    more = amounts[1].value._replace(role="increment")
    return node("members", found, (total, Member((), more, thing._replace(amount=more))))


def _tally_of_air_defence(found: Found) -> Node | None:
    """As in "ППО — 1239 (+1)": in a tally the word stands for its systems."""
    name = found.nodes[0]
    if str(name.value).upper() not in {"ППО", "ПВО"}:
        return None
    thing = Thing("air_defence", many=True, amount=None, article="", attribute=None, start=name.start, end=name.end)
    return _tally(found._replace(nodes=(Node("thing", name.start, name.end, thing), *found.nodes[1:])))


def _tally_of_troops(found: Found) -> Node | None:
    """As in "личного состава — около 1 155 660 (+960) человек": "people" behind the number tells whose it is once more."""
    return _tally(found) if found.nodes[-1].value.object in {"person", "personnel"} else None


def _tally_of_people(found: Found) -> Node | None:
    """As in "особового складу — близько 1 216 930 осіб": their kind stands before their number, and "people" behind it."""
    first, second = found.nodes[0].value, found.nodes[-1].value
    told = first.amount is None and first.object == "personnel" and second.amount is not None
    return node("thing", found, first._replace(amount=second.amount)) if told and second.object in {"person", "personnel"} else None


def _all_of_them(found: Found) -> Node | None:
    """As in "12 шахедів, усі збиті": as many as were told of."""
    if found.after is None or found.after.value.sense not in DOWNED | {"destroy", "neutralise"}:
        return None
    return node("amount", found, Amount(None, None, None, found.nodes[0].start, found.nodes[-1].end, "all"))


def _by_means(found: Found) -> Node | None:
    """As in "4120 обстрілів, зокрема 87 — із реактивних систем": so many strikes with it."""
    amount, thing = found.of("amount")[0].value, found.nodes[-1].value
    if amount.value is None or thing.object not in {"rocket", "mlrs", "artillery"} or thing.amount:
        return None
    return node("thing", found, thing._replace(amount=amount, many=True))


def _struck_itself(found: Found) -> Node | None:
    """As in "4 обстріли з РСЗВ накрили село": the strikes are told by their noun, and again by the verb."""
    strikes, verb = found.nodes[0].value.attribute, found.nodes[1].value
    told = strikes is not None and strikes.sense in _STRIKES and verb.sense == "strike" and verb.form == "either"
    return node("thing", found, found.nodes[0].value) if told else None


def _told_late(found: Found) -> Node | None:
    """As in "пошкоджених будинків нарахували 27": the participle tells what happened, the verb only counts."""
    thing, verb, amount = (part.value for part in found.nodes)
    counts = thing.attribute is not None and thing.amount is None and verb.sense == "launch" and amount.value
    return node("thing", found, thing._replace(amount=amount, many=True)) if counts else None


def _number_of(found: Found) -> Node | None:
    """As in "кількість пошкоджених будинків зросла до 27"."""
    thing, amount = found.of("thing")[0].value, found.nodes[-1].value
    counts = thing.attribute is not None and thing.amount is None and amount.value is not None
    return node("thing", found, thing._replace(amount=amount, many=True)) if counts else None


def _nth(found: Found) -> Node:
    """As in "Третий упал", "інший упав": one more."""
    return Node("amount", found.nodes[0].start, found.nodes[0].end, one(found.nodes[0])._replace(role="another"), "", found.nodes)


def _flat_in(found: Found) -> Node | None:
    """As in "квартира на другому поверсі гуртожитку", "квартиры в девятиэтажке": the flat is told with where it is."""
    flat, house = found.nodes[0].value, found.nodes[-1].value
    alone = house.amount is None or house.amount.value == 1
    inside = flat.object == "flat" and house.object == "building" and alone and not (flat.attribute or house.attribute)
    return node("thing", found, flat) if inside else None


def _struck_both(found: Found) -> Node | None:
    """As in "влучання ракети та 14 дронів": the noun tells of both."""
    first, second = (part.value for part in found.of("thing"))
    hit = first.attribute is not None and first.attribute.form == "noun" and first.attribute.sense in _STRIKES
    counted = second.amount is not None and second.amount.value and second.amount.start < second.start
    if not hit or not counted or second.attribute or second.object not in WEAPONS:
        return None
    members = (first, second._replace(attribute=first.attribute))
    return node("members", found, tuple(Member((), thing.amount, thing) for thing in members))


def _shared_noun(found: Found) -> Node | None:
    """As in "18 багатоповерхових та 13 приватних будинків": the noun is said once for both."""
    thing = found.nodes[-1]
    amount = found.nodes[0].value
    words = [part for part in found.nodes if part.kind in {"word", "hyphenated"}]
    counted = thing.value.amount is not None and thing.value.amount.start < thing.value.start
    if (
        thing.value.object not in _FABRIC | WEAPONS | {"household"}
        or not counted
        or amount.value is None
        or not all(map(_is_adjective, words))
    ):
        return None
    first = thing.value._replace(amount=amount, start=found.nodes[0].start, end=words[-1].end)
    return node("members", found, (Member((), amount, first), Member((), thing.value.amount, thing.value)))


def _dropped_noun(found: Found) -> Node | None:
    """As in "14 частных домов, 5 многоквартирных": the noun is not said again."""
    before, amount, word = found.nodes[0], found.nodes[2].value, found.nodes[3]
    members = before.value if before.kind == "members" else (Member((), before.value.amount, before.value),)
    last = members[-1].thing
    if last is None or last.object not in _FABRIC or last.amount is None or amount.value is None or not _is_attribute(word):
        return None
    return node("members", found, (*members, Member((), amount, last._replace(amount=amount, start=word.start, end=word.end))))


def _is_attribute(part: Node) -> bool:
    return part.kind == "hyphenated" or str(part.value).lower().endswith(_ATTRIBUTES)


SLAVIC_THINGS: Final = (
    _rule(f"<amount|the> <the>? {FILLER}{{0,4}} (<trigger> <time>? {FILLER}{{0,3}})? {OBJECT}+", _thing),
    _rule(f"(<trigger> {FILLER}{{0,3}})? {OBJECT}+", _thing),
    _rule(f"{OBJECT}+", _thing),
    _rule("<amount> <word|hyphenated>{1,2} <and> <thing>", _shared_noun),
    _rule("<thing|members> <comma|and> <amount> <word|hyphenated> (?=<comma|and|stop|semicolon|dash>|$)", _dropped_noun),
    _rule("(^|(?<=<open>))<name|word>? <amount> <of_them> <dash> <thing> (?=<stop|comma|close|quote>|$)", _kind_of_them),
    _rule("<amount> <origin|of_them> <thing>", _share),
    SHARES_OF_PEOPLE,
    _rule("<thing> <origin> <amount> (?=<comma|stop|relative|close|dash>|$)", _share_behind),
    _rule("<amount>? <trigger> (<hyphenated>? <thing>|<amount>)?", _bodies),
    _rule("<repelled> <word>{0,2} <thing>", _beaten_off),
    *SLAVIC_PEOPLE,
    _rule("(?<=<comma|and|dash|relative>) <all> <of_them>? (?=<trigger>)", _all_of_them),
    _rule("(?<=<including|of_them>) <amount> <dash>? <origin>? <thing>", _by_means),
    _rule("<thing> <word>? (<quote> <thing> <quote>)", lambda found: node("thing", found, found.nodes[0].value)),
    _rule("<thing> <word> <quote>? <thing> <quote>?", _of_type),
    _rule(f"<thing> {FILLER}{{0,2}} <thing>", _genitive),
    _rule("<thing> <where> <word|unit|ordinal|measure>{0,3} <thing>", _flat_in),
    _rule("<thing> <thing>? <comma> <thing> <comma>", apposed),
    _rule("<thing> (<comma> <hyphenated|word>? <thing>)* <and> <hyphenated|word|the>? <thing>", _pair),
    _rule("<thing> <origin> <hyphenated>? <thing>", _together),
    _rule("<thing> <word>{0,3} <dash> <word>{0,1} <thing>", _tally_of_people),
    _rule("<thing> <word>{0,3} <dash> <where|word>? <amount> <open> <plus> <amount> <close> <thing>", _tally_of_troops),
    _rule("<thing> <open> <plus> <amount> <word|time>{0,2} <close>", raised),
    _rule("<thing> <word>{0,3} <dash> (<where> (?=<amount>))? <word>{0,1} <amount> (<open> <plus> <amount> <close>)?", _tally),
    _rule("<thing> <word>{0,2} <colon>? <amount> <open> <plus> <amount> <close>", _tally),
    _rule("(^|(?<=<dash|semicolon|mark>)) <thing> <colon> <amount> (?=<semicolon|stop|comma>|$)", _tally),
    _rule("^<thing> <amount> (?=<comma|stop|semicolon>|$)", _tally),
    _rule("(?<=<thing><comma>) <thing> <amount> (?=<comma|stop|semicolon>|$)", _tally),
    _rule("^<name> <dash> <amount> (<open> <plus> <amount> <close>)? (?=<comma|stop|semicolon>|$)", _tally_of_air_defence),
    _rule("<thing> <trigger>", _struck_itself),
    _rule("<thing> <and> <thing> (?!<trigger|happening>)", _struck_both),
    _rule("<thing> <trigger> <amount> (?=<stop|comma|and|semicolon|close>|$)", _told_late),
    _rule("<number_of> <thing> <word>{0,2} <to|dash|colon>? <amount>", _number_of),
    _rule("<ordinal|other_one> (?=<trigger|happening>)", _nth),
)
"""Nouns with their numbers."""
