"""Russian sentences composed as agencies and officials compose them: who was hurt by what, where and when, told by whom."""

import re

from grids import ru_patterns, ru_slots
from grids.composing import Sentence, frame

GENDERS = "mfnp"
"""In which order the endings of a word stand that agrees with a filling."""


def _drones(slots, count, spelled):
    """So many drones, in digits or in words: "семь дронов", and which gender "сбит" has with them."""
    one, few, many = slots.one(ru_slots.DRONES)
    last, teens = count % 10, count % 100 // 10 == 1
    noun = many if teens or last not in (1, 2, 3, 4) else one if last == 1 else few
    number = ru_slots.WORDS[count] if spelled and count < len(ru_slots.WORDS) else str(count)
    gender = "m" if noun == one and last == 1 and not teens else "n"
    return {
        "nom": f"{number} {noun}",
        "gen": f"{count} {few.split()[-1] if gender == 'm' else many}",
        "bare": number,
        "count": count,
        "gender": gender,
    }


def _fillings(slots):
    """A filling for every slot; those of one kind differ, and the parts of a total add up to it."""
    spelled = slots.one([True, False])
    parts = [slots.number(2, 12) for _ in range(3)]
    first, second = slots.some(ru_slots.PLACES, 2)
    while first["region"] == second["region"]:
        first, second = slots.some(ru_slots.PLACES, 2)
    things = slots.some(ru_slots.THINGS, 2)
    regions, airports = slots.some(ru_slots.REGIONS, 3), slots.some(ru_slots.AIRPORTS, 3)
    several = [_drones(slots, count, spelled) for count in parts]
    return {
        "p": first, "q": second, "o": things[0], "o2": things[1], "k": slots.one(ru_slots.KILLED), "h": slots.one(ru_slots.HURT),
        "c": slots.one(ru_slots.CHILDREN), "ca": slots.one(ru_slots.CAUSES), "w": slots.one(ru_slots.WEAPONS),
        "s": slots.one(ru_slots.SALVOES), "x": slots.one(ru_slots.WORKS), "e": slots.one(ru_slots.WITHOUT_POWER),
        "t": {"nom": slots.one(ru_slots.TIMES)}, "g": {"nom": slots.one(ru_slots.TARGETS), "at": slots.one(ru_slots.STRUCK)},
        "d": _drones(slots, sum(parts), spelled), "d1": several[0], "d2": several[1], "d3": several[2],
        "d12": _drones(slots, parts[0] + parts[1], spelled), "d122": _drones(slots, parts[0] + 2 * parts[1], spelled),
        "n": {"nom": str(count := slots.one([5, 7, 8, 11, 12, 14, 17, 25, 30])), "count": count},
        **{f"r{index}": region for index, region in enumerate(regions, 1)},
        **{f"a{index}": airport for index, airport in enumerate(airports, 1)},
    }  # fmt: skip


def _filled(text, fillings):
    """The pattern with its fillings: "{k:погиб//ла/ло/ли} {k}" becomes "погибли два человека"."""

    def put(found):
        slot, _, form = found[1].partition(":")
        if "/" in form:
            stem, *endings = form.split("/")
            return stem + endings[GENDERS.index(fillings[slot]["gender"])]
        return fillings[slot][form or "nom"]

    filled = " ".join(re.sub(r"\{([^}]+)\}", put, text).split())
    return re.sub(r"(?<=\. )\w", lambda first: first[0].upper(), filled.replace(" ,", ","))


def _counted(claim, fillings):
    """The claim with what its fillings count for: "casualties killed 2 UA-65"."""
    return re.sub(r"\{(\w+)\.(\w+)\}", lambda found: str(fillings[found[1]][found[2]]), claim)


def _capital(text):
    return text[:1].upper() + text[1:]


def _told(slots, body):
    """The sentence as somebody says it: before it, behind it, between commas, or in quotes."""
    way = slots.number(0, 4)
    between = slots.one(ru_slots.BETWEEN) if "~" in body and way == 0 else ""
    body = body.replace("~", between).replace(",,", ",")
    if between:
        return f"{_capital(body)}."
    if way == 1:
        return f"{slots.one(ru_slots.BEFORE)}{body}."
    if way == 2:
        return f"«{_capital(body)}», — {slots.one(ru_slots.QUOTED)}."
    return f"{_capital(body)}{slots.one(ru_slots.BEHIND)}."


def _register(pattern):
    """Makes a frame of a pattern; it is called by its text."""

    def compose(slots):
        fillings = _fillings(slots)
        body = _filled(pattern.text, fillings)
        told = _told(slots, body) if pattern.said else f"{_capital(body.replace('~', ''))}."
        return Sentence(told, tuple(_counted(claim, fillings) for claim in pattern.claims))

    compose.__name__ = pattern.text
    frame("ru")(compose)


for _pattern in ru_patterns.PATTERNS:
    _register(_pattern)
