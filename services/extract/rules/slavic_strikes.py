"""Rules of Russian and Ukrainian on strikes: how many, with what, and by verbs that stand apart from their noun."""

from typing import Final

from services.extract.grammar.rule import Found, Node, Production, Rule, node
from services.extract.rules.events import WEAPONS
from services.extract.rules.phrases import AMOUNTS, Amount, Happening, Thing
from services.extract.rules.slavic import LANGUAGES
from services.extract.rules.slavic_people import one
from services.extract.rules.slavic_things import DOWNED, FILLER, MADE, OBJECT, objects_of
from services.extract.words.lexicon import Term
from tocsin.vocabulary import Bound

_OFTEN: Final = frozenset({"раз", "раза", "разів", "рази"})
_ADVERBS: Final = frozenset({"двічі", "тричі", "дважды", "трижды"})
_LAST_ONE: Final = frozenset({"последний", "последнюю", "предпоследний", "останній"})
_FALLS: Final = ("пришл", "приход", "припа", "довел")
_RISES: Final = ("возрос", "вырос", "увелич", "достиг", "зрос", "збільш", "сягнул", "досягл")
_STRIKES: Final = frozenset({"strike", "shell", "bomb"})
_ON_PURPOSE: Final = ("умисн", "навмисн", "свідом", "цілеспрямован", "умышлен", "намерен", "целенаправлен", "преднамерен")
"""Beginnings of words for what is done on purpose."""
RECEIVED: Final = ("получи", "отрима", "дістал", "дістав", "зазнал", "зазнав")
PLANS: Final = frozenset({"план", "плана", "плану", "планом", "плане", "плані", "режим", "режима", "режиму", "режимом", "сигнал"})
"""Words before the name of the plan that closes the sky."""
_FROM: Final = frozenset({"с", "со", "з", "із", "зі"})
_COMMENT: Final = ("коммент", "комент")
"""Beginnings of words for what is said of something."""
_CAUSED: Final = ("нанес", "причин", "завдан", "заподія")
"""Beginnings of verbs for doing harm."""
_UNDERGONE: Final = ("зазна", "потерпа", "подверг")
_FATAL: Final = ("несумісн", "несовместим", "сумісні", "совместим")


def _rule(name: str, make: Production) -> Rule:
    return Rule(name, make, languages=LANGUAGES)


def _strike(found: Found) -> Node | None:
    """A strike with its number or its weapon: "5 прилётов беспилотников", "38 обстрелов", "атака дрона", "удар ракетами"."""
    term: Term = found.of("trigger")[0].value
    objects = objects_of(found)
    senses = (*(part.value.sense for part in objects), *(MADE[part.kind] for part in found.nodes if part.kind in MADE))
    if term.form not in {"noun", "passive"} or term.sense not in _STRIKES or not set(senses) <= WEAPONS:
        return None
    single = len(objects) == 1 and objects[0].value.form == "one"
    if term.form == "passive" and single and found.nodes[0].kind == "trigger":
        term = term._replace(form="noun")  # "атакован дроном"
    elif term.form == "passive":
        return node("happening", found, Happening(term, senses)) if senses and found.nodes[0].kind == "trigger" else None
    amounts = found.of("amount")
    amount = amounts[0].value if amounts else None
    if amount and amount.role == "zero":
        return None
    first = found.nodes[0] if found.nodes[0].kind == "trigger" else found.of("trigger")[0]
    shown = senses[0] if senses else "artillery" if term.sense == "shell" else "unknown"
    if amount and amount.value is not None:
        sense = "shell" if shown in {"artillery", "mlrs"} else term.sense
        counted = term._replace(form="either", sense=sense)
        return Node(
            "thing",
            found.nodes[0].start,
            found.nodes[-1].end,
            Thing(shown, many=True, amount=amount, article="", attribute=counted, start=first.start, end=first.end),
            "",
            found.nodes,
        )
    if len(objects) == 1 and objects[0].value.form in {"one", "both"} and objects[0].value.sense not in {"artillery", "rocket"}:
        value = Thing(shown, many=False, amount=one(objects[0]), article="", attribute=term, start=first.start, end=first.end)
        return Node("thing", found.nodes[0].start, found.nodes[-1].end, value, "", found.nodes)
    return node("happening", found, Happening(term, senses)) if senses else None


def _of_the_next_strike(found: Found) -> Node | None:
    """As in "4 ракетних та 67 авіаційних ударів": the noun is said once for both."""
    amount, made = found.nodes[0].value, found.nodes[1]
    if not amount.value:
        return None
    strike = Term("trigger", "strike", "either")
    value = Thing(MADE[made.kind], many=True, amount=amount, article="", attribute=strike, start=made.start, end=made.end)
    return node("thing", found, value)


def _times(found: Found) -> Node | None:
    """As in "17 раз": how often."""
    return node("amount", found, found.nodes[0].value) if found.nodes[1].value in _OFTEN else None


def _ratio(found: Found) -> Node | None:
    """As in "в 20 разів менша": how much, not how often."""
    return node("measure", found, None) if found.nodes[2].value in _OFTEN else None


def _risen(found: Found) -> Node | None:
    """As in "возросло до девяти", "зросла з шести до дев'яти": nine, not at most nine."""
    amount = found.nodes[-1]
    last = amount.value.max if found.of("origin") else None
    if not str(found.nodes[0].value).lower().startswith(_RISES) or not (last or amount.value.bound is Bound.AT_MOST):
        return None
    return amount._replace(value=amount.value._replace(value=last or amount.value.value, max=None, bound=Bound.EXACT))


def _risen_from(found: Found) -> Node | None:
    """As in "выросло с 35": what has been overtaken; in "выросло с четырёх до семи" seven is what it has become."""
    rises = str(found.nodes[0].value).lower().startswith(_RISES)
    if not rises or str(found.nodes[1].value).lower() not in {"с", "со", "з", "із", "від"}:
        return None
    amount = found.nodes[-1]
    if amount.value.max:
        return amount._replace(value=amount.value._replace(value=amount.value.max, max=None, bound=Bound.EXACT))
    return node("measure", found, None)


def _repeated(found: Found) -> Node | None:
    """As in "478 разів обстріляли", "28 раз атаковал FPV-дронами": so many strikes."""
    often = any(part.value in _OFTEN for part in found.of("word"))
    return _so_often(found) if often else None


def _twice(found: Found) -> Node | None:
    """As in "двічі атакували Суми дронами": so many strikes, told by an adverb."""
    spans = [part.value.text.lower() for amount in found.of("amount") for part in amount.parts if part.kind == "number"]
    return _so_often(found) if spans and spans[0] in _ADVERBS else None


def _so_often(found: Found) -> Node | None:
    """The strikes of a verb that says how often, with their weapon and where."""
    amount, term = found.of("amount")[0].value, found.of("trigger")[0].value
    objects = objects_of(found)
    weapon: str = objects[0].value.sense if objects else ""
    if len({part.value.sense for part in objects} & WEAPONS) > 1:
        weapon = "other"
    if term.form != "either" or not amount.value or (objects and weapon not in WEAPONS | {"other"}):
        return None
    if term.sense not in _STRIKES and not (objects and term.sense == "launch"):
        return None
    shown = weapon or ("artillery" if term.sense == "shell" else "unknown")
    trigger = found.of("trigger")[0]
    strike = term._replace(sense="strike") if term.sense == "launch" else term
    strike = strike._replace(sense="shell") if shown in {"artillery", "mlrs"} else strike
    there = tuple(span for part in found.nodes if part.kind in {"location", "places"} for span in part.value)
    value = Thing(shown, many=True, amount=amount, article="", attribute=strike, start=trigger.start, end=trigger.end, places=there)
    return node("thing", found, value)


def _neither(found: Found) -> Node | None:
    """As in "ні жертв, ні руйнувань": none of either."""
    noun = found.after is not None and found.after.kind == "trigger" and found.after.value.form in {"noun", "part"}
    return node("zero", found, found.nodes[0].value) if noun else None


def _largest(found: Found) -> Node | None:
    """As in "Больше всего, 21, — над Курской областью", "Почти половина, 34, пришлась на …": the number says how many."""
    amount = found.of("amount")[0]
    return amount._replace(start=amount.start) if amount.value.value and not amount.value.role else None


def _fell_to(found: Found) -> Node | None:
    """As in "34 пришлись на Волгоградскую область": a share of what was told."""
    amount = found.nodes[0]
    falls = str(found.nodes[-1].value).lower().startswith(_FALLS) and amount.value.value and amount.value.role in {"", "share"}
    return node("amount", found, amount.value._replace(role="share")) if falls else None


def _last_one(found: Found) -> Node | None:
    """As in "последний уничтожен над морем": one."""
    word = found.nodes[0]
    if str(word.value).lower() not in _LAST_ONE:
        return None
    return node("amount", found, Amount(1, None, Bound.EXACT, word.start, word.end, "another"))


def _quoted(found: Found) -> Node:
    """As in "«Нива»": what a thing is called, in its quotes."""
    return found.nodes[1]._replace(start=found.nodes[0].start, end=found.nodes[2].end, parts=found.nodes)


def _received(found: Found) -> Node | None:
    """As in "ранения различной тяжести получили", "отримала ще й порізи": the verb and its noun stand apart."""
    words = [part for part in found.nodes if part.kind in {"word", "name"} and str(part.value).lower().startswith(RECEIVED)]
    term: Term = found.of("trigger")[0].value
    if not words or term.sense not in {"injure", "damage", "harm"} or term.form not in {"noun", "of"}:
        return None
    sense = "damage" if term.sense == "harm" else term.sense
    return node("trigger", found, term._replace(sense=sense, form="either"))


def _cleared(found: Found) -> Node | None:
    """As in "до ліквідації наслідків залучали", "ліквідували пожежу": what is cleared up is no loss."""
    first, last = (part.value for part in (found.nodes[0], found.nodes[-1]))
    if first.sense not in {"destroy", "neutralise"} or last.sense not in {"harm", "burn"} or last.form != "noun":
        return None
    return node("trigger", found, last) if last.sense == "burn" else node("word", found, "")


def _aftermath(found: Found) -> Node | None:
    """As in "підтвердили наслідки удару по складу": the strike is told, not what is left of it."""
    first, last = found.nodes[0].value, found.nodes[-1]
    told = first.sense == "harm" and last.value.sense in _STRIKES and last.value.form == "noun"
    return last._replace(start=found.nodes[0].start, parts=found.nodes) if told else None


def _assaults(found: Found) -> Node | None:
    """As in "відбили 45 атак", "шість штурмів відбито": infantry was beaten off, no weapon of it is told."""
    told: Term = found.of("trigger")[0].value
    return node("alarm", found, None) if told.form == "noun" and told.sense in _STRIKES else None


def _never_meant(found: Found) -> Node | None:
    """As in "Кремль відкидає навмисні обстріли міст": what is denied is a habit, no strike."""
    told: Term = found.of("trigger")[0].value
    on_purpose = any(str(part.value).lower().startswith(_ON_PURPOSE) for part in found.of("word"))
    denied = found.nodes[0].kind == "deny" or found.nodes[0].value.turn == "denies"
    if not denied or not on_purpose or told.sense not in _STRIKES:
        return None
    return node(found.nodes[0].kind, found, found.nodes[0].value)


def _put_out(found: Found) -> Node | None:
    """As in "ліквідували чотири пожежі": how many fires were fought, not what burned."""
    terms = [part.value for part in found.nodes if part.kind == "trigger"]
    fought = terms[0].sense in {"destroy", "neutralise"} and terms[-1].sense == "burn" and terms[-1].form == "noun"
    return node("word", found, "") if fought else None


def _broke_out(found: Found) -> Node | None:
    """As in "спалахнула пожежа", "пожежа охопила": the verb only says that the noun happened."""
    terms = [part.value for part in found.nodes if part.kind == "trigger"]
    told = [term for term in terms if term.form == "noun"]
    burns = len(told) == 1 and all(term.sense == "burn" and term.form in {"noun", "either"} for term in terms)
    return node("trigger", found, told[0]) if burns else None


def _no_comment(found: Found) -> Node | None:
    """As in "Киев атаку не комментировал": what nobody speaks of is not told by this."""
    term: Term = found.of("trigger")[0].value
    silent = any(str(part.value).lower().startswith(_COMMENT) for part in found.of("word"))
    return node("word", found, "") if silent and term.form == "noun" and term.sense in _STRIKES else None


def _no_harm(found: Found) -> Node | None:
    """As in "Ущерба объектам порта не нанесено": the verb stands apart from its noun, and there was none."""
    term, verb = found.nodes[0].value, found.nodes[-1]
    caused = verb.value.sense == "strike" if verb.kind == "trigger" else str(verb.value).lower().startswith(_CAUSED)
    if term.sense != "harm" or not caused:
        return None
    none = found.nodes[-2]
    zero = Node("amount", none.start, none.end, Amount(0, None, Bound.EXACT, none.start, none.end, "zero"))
    return node("happening", found, Happening(term, zero=zero))


def _downed_or_jammed(found: Found) -> Node | None:
    """As in "збили або подавили", "сбиты или подавлены": one count over both."""
    first, last = found.nodes[0].value, found.nodes[-1].value
    if first.sense not in DOWNED | {"destroy", "neutralise"} or last.sense != "suppress" or last.form != "either":
        return None
    return node("trigger", found, first)


def _suffered(found: Found) -> Node | None:
    """As in "авіаударів зазнали райони": the verb and its noun stand apart."""
    term: Term = found.of("trigger")[0].value
    words = [part for part in found.nodes if part.kind == "word" and str(part.value).lower().startswith(_UNDERGONE)]
    if not words or term.form != "noun" or term.sense not in _STRIKES:
        return None
    return node("trigger", found, term._replace(form="passive"))


def _dropped(found: Found) -> Node | None:
    """As in "скинули вибухівку", "скинув із дрона боєприпас": only drones do that; a bomb is one more thing than its drone."""
    terms = [part.value for part in found.of("trigger")]
    drones = [part for part in objects_of(found) if part.value.sense == "uav"]
    shells = [part for part in objects_of(found) if part.value.sense in {"shell", "bomb"}]
    if terms[0].sense != "launch" or not (found.of("explosive") or (drones and shells)):
        return None
    from_it = found.of("origin") or any(str(part.value).lower() in _FROM for part in found.of("word"))
    if drones and shells and not from_it:
        return None
    strike = terms[0]._replace(sense="strike", form="either" if terms[0].form == "either" else "noun")
    if not drones:
        return node("happening", found, Happening(strike, ("uav",)))
    if bombs := [part for part in shells if part.value.sense == "bomb" and part.value.form == "one"]:
        head = bombs[0]  # "сброс взрывного устройства с дрона"
        bomb = Thing("bomb", many=False, amount=one(head), article="", attribute=strike, start=head.start, end=head.end)
        return node("thing", found, bomb)
    amount = one(drones[0]) if drones[0].value.form in {"one", "same", "both"} else None
    value = Thing("uav", many=amount is None, amount=amount, article="", attribute=strike, start=drones[0].start, end=drones[0].end)
    return node("thing", found, value)


def _counted(found: Found) -> Node | None:
    """As in "поранених нарахували 18": the verb only counts."""
    people, verb = (part.value for part in found.nodes)
    counts = people.form == "part" and people.sense in {"kill", "injure"} and verb.sense == "launch" and verb.form == "either"
    return node("trigger", found, people) if counts else None


def _dropped_by(found: Found) -> Node | None:
    """As in "через скиди з дронів": only drones are told of so."""
    term, drones = found.nodes[0].value, found.nodes[-1]
    if term.sense != "launch" or term.form != "of" or drones.value.sense != "uav":
        return None
    return node("happening", found, Happening(term._replace(sense="strike", form="noun"), ("uav",)))


def _fatal(found: Found) -> Node | None:
    """As in "отримав поранення, несумісні з життям": he died of them."""
    term: Term = found.nodes[0].value
    if term.sense != "injure" or not str(found.of("word")[0].value).lower().startswith(_FATAL):
        return None
    return node("trigger", found, term._replace(sense="kill"))


def _sky_closed(found: Found) -> Node | None:
    """As in "план «Ковёр»": the plan under which airports close."""
    if str(found.nodes[0].value).lower() not in PLANS:
        return None
    return node("trigger", found, Term("trigger", "close_sky", "either"))


def _supposed(found: Found) -> Node | None:
    """As in "версію про приліт ракети", "удар дрона виключають": a guess about what happened is no event."""
    told: Term = found.of("trigger")[0].value
    guessed = told.sense in _STRIKES | {"come_down"} and told.form in {"noun", "of"}
    return node("word", found, "") if guessed else None


_WITH_ALL: Final = f"<word>? {OBJECT}+ (<and|comma> <word>? {OBJECT}+)*"
"""Weapons of a strike, of one kind or several."""

SLAVIC_STRIKES: Final = (
    _rule(f"<version> <trigger> <word|name|nation>{{0,2}} {OBJECT}*", _supposed),
    _rule(
        f"(?<!<subordinate>)<trigger> <word|name|nation>{{0,2}} {OBJECT}* (<where> {OBJECT}|<location>)? <speaker>? <version>",
        _supposed,
    ),
    _rule("<not> (?=<trigger> <comma> <not> <trigger>)|(?<=<trigger><comma>)<not> (?=<trigger>)", _neither),
    _rule("<word|name> <quote>? <codeword> <quote>?", _sky_closed),
    _rule(f"(?<!<object>)<quote> {OBJECT} <quote>", _quoted),
    _rule("<trigger> <word|name|hyphenated|time|clock>{1,4}", _received),
    _rule("<word|name> <word|name|hyphenated|and|another>{0,4} <trigger>", _received),
    _rule("<trigger> <comma>? <not>? <word> <origin> <word>", _fatal),
    _rule("<trigger> <word|the|time>{0,2} <trigger>", _cleared),
    _rule("<trigger> <word>? <trigger>", _broke_out),
    _rule("<trigger> <word>? <trigger> (?!<colon>)", _aftermath),
    _rule("<repel> <word|time>{0,2} <number> <word|name|nation>{0,2} <trigger> (?!<word>?<object|objects>)", _assaults),
    _rule("<number> <word|name|nation>{0,2} <trigger> <word|time>{0,2} <repel>", _assaults),
    _rule("<trigger> <number> <word>? <trigger>", _put_out),
    _rule("<deny|attribution> <comma|relative|word|name>{1,5} <trigger>", _never_meant),
    _rule("<trigger> <word|time|location|there>{0,3} <not> <word>", _no_comment),
    _rule("<not> <word> <word>? <trigger>", _no_comment),
    _rule("<trigger> <word|name|nation|object|objects>{0,4} <not> <trigger|word>", _no_harm),
    _rule("<trigger> <word>? <origin> <word|name|nation>{0,2} <object|objects> <explosive|object|objects>", _dropped),
    _rule("<trigger> <explosive|object|objects> <word>? <origin|word> <word|name|nation>{0,2} <object|objects>", _dropped),
    _rule("<origin> <word|name|nation>{0,2} <object|objects> <word>{0,2} <trigger> <explosive|object|objects>", _dropped),
    _rule("<trigger> <explosive> | <explosive> <trigger>", _dropped),
    _rule("<trigger> <word>? <origin> <word|name|nation>{0,2} <object|objects>", _dropped_by),
    _rule("<trigger> <trigger> (?=<number>)", _counted),
    _rule("<trigger> <or|and|slash|dash> <trigger>", _downed_or_jammed),
    _rule("<trigger> (<comma> <including> <comma>)? <word>{1,2}", _suffered),
    *(_rule(rule.name, rule.make) for rule in AMOUNTS),
    _rule(f"<amount> <word> <location|there|places|nation>? <trigger> ({_WITH_ALL})?", _repeated),
    _rule(f"<trigger> <amount> <word> ({_WITH_ALL})?", _repeated),
    _rule(f"<amount> <trigger> <places|location>? ({_WITH_ALL})?", _twice),
    _rule("<most_over|half|most> <of_them|word|object|objects>{0,2} <comma> <amount> <comma>", _largest),
    _rule("<amount> <word> (?=<location>)", _fell_to),
    _rule("<word> (?=<trigger>)", _last_one),
    _rule("<where> <amount> <word>", _ratio),
    _rule("<amount> <word>", _times),
    _rule("<word|name> <origin|to>? <amount>", _risen),
    _rule("<word|name> <word> <amount>", _risen_from),
    _rule("<repel> <time|word>{0,3} <trigger>", lambda f: node("alarm", f, None) if f.nodes[-1].value.form == "noun" else None),
    _rule(f"<amount>? {FILLER}{{0,2}} <trigger> {FILLER}{{0,2}} {OBJECT} (<and> {OBJECT})?", _strike),
    _rule(f"<amount> {FILLER}{{0,2}} <trigger>", _strike),
    _rule(f"<amount> <{'|'.join(MADE)}> (?=<and|comma> <thing>)", _of_the_next_strike),
    _rule(f"<{'|'.join(MADE)}> (<and|dash> <{'|'.join(MADE)}>)? <trigger>", _strike),
)
"""Strikes that are counted."""
