"""Owns the words of each language: loads lexicon/<theme>.<language>.yaml, checks it, and expands it to forms; knows no rule.

A form may hold alternatives in braces: "{guided,glide} bomb" is two forms, "дрон{,а,у,ом,е}" five. Case, hyphens and the kind of
apostrophe do not matter. A form belongs to one entry; written twice under different entries, the lexicon does not load.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, NamedTuple

from services.extract.words import inflect, sources
from tocsin.vocabulary import ClaimantKind, EventKind, ObjectKind, Outcome

LANGUAGES: Final = ("en", "ru", "uk")
THEMES: Final = ("objects", "triggers", "claimants", "nations", "cues")

OWN_OBJECTS: Final = frozenset(
    {"person", "animal", "couple", "household", "debris", "traffic", "flight", "shell", "flat", "train", "equipment", "warship"}
)
"""Kinds of things that the extractor tells apart and the contract does not."""
_CONSONANTS: Final = frozenset("бвгґджзйклмнпрстфхцчшщ")
_SHORTEST: Final = 3
"""Letters of words that are no verbs."""
OBJECT_FORMS: Final = frozenset({"noun", "one", "many", "same"})
TRIGGER_FORMS: Final = frozenset({"verb", "both", "base", "active", "either", "passive", "noun", "of", "part"})
CLAIMANT_FORMS: Final = frozenset({"office", "body", "bare", "rumour"})
CUES: Final = {
    "article": "a, an: one of what follows",
    "the": "the one spoken of",
    "of": "the word of, where a language has one",
    "where": "the place follows",
    "origin": "where something came from follows: no place of the event",
    "sent": "launched, and where from follows",
    "other_one": "the one left of two",
    "target": "where something was bound for follows",
    "by": "by whom or by what",
    "with": "by which means",
    "to": "up to, towards",
    "for": "for",
    "and": "joins",
    "or": "joins alternatives",
    "but": "joins opposites",
    "relative": "begins a relative clause",
    "subordinate": "begins a clause of time or cause",
    "be": "passive or copula",
    "have": "perfect",
    "not": "negates the verb",
    "zero": "none of what follows",
    "nobody": "no person",
    "each": "the number holds for each",
    "another": "more of the same",
    "rest": "what is left of a total",
    "all": "the whole of a number",
    "half": "half of a total",
    "unattributed": "told by nobody in particular",
    "explosive": "what drones drop",
    "most": "an unnumbered share",
    "of_them": "a share of what was named",
    "including": "a part follows",
    "among": "among",
    "account": "a place stands before its number",
    "respectively": "numbers in the order of places",
    "most_over": "the largest share",
    "say": "attributes",
    "according": "the claimant follows",
    "deny": "the claimant denies",
    "accuse": "the claimant accuses",
    "hedge": "makes it unconfirmed",
    "capable": "could, not did",
    "future": "will, not did",
    "condition": "if",
    "simile": "like what did not happen",
    "version": "what somebody supposes or rules out",
    "exercise": "drills and tests",
    "history": "long ago",
    "topic": "films, sport, weather, accidents",
    "law": "bills and courts",
    "commerce": "trade and supply",
    "alarm": "alerts and sounds",
    "repel": "an attack is beaten off",
    "superseded": "an earlier figure follows",
    "presupposed": "already shot down",
    "background": "before the news",
    "codeword": "what the plan to close the sky is called",
    "repelled": "an attack was beaten off: its weapons follow",
    "incident": "what the sentence before told",
    "aged": "an age follows",
    "coast": "the land beside a sea",
    "accident": "an article on an accident",
    "approx": "not exactly",
    "faced": "the place before it was attacked",
    "ignored": "no more than a word",
    "began": "when an attack began follows",
    "bearing": "where from a place",
    "there": "at the place just named",
    "number_of": "the number of what follows is said later",
    "since": "from a time until now",
    "more": "of the same",
    "pronoun": "someone named before",
    "likewise": "what follows suffered the same",
    "leave": 'parts what did it from who suffers it: "strikes on substations left consumers without power"',
    "channel": "where it was said",
    "digest": "gives a summary of what follows, and of its time",
    "report": "what a claimant gave out",
    "since_start": "a tally since a war began",
    "missile_made": "made with missiles",
    "drone_made": "made with drones",
    "gun_made": "made with guns",
    "bomb_made": "made with bombs",
    "capital": "the capital of the country in talk",
    "suburb": "of the town beside it, whose region need not be theirs",
    "same_time": "the time just named",
    "thousand": "a scale word",
    "nationwide": "in all the country in talk",
    "occurred": "an attack or incident before it was at the time beside it",
    "it_occurred": "what was told before was at the time beside it",
    "unit": "what no claim counts",
    "agent": "who intercepts; no weapon or loss of the claim",
    "area": "says what kind of place stands beside it",
}
"""Kinds of cues: small words and turns, and what each does to a claim."""

_BRACES: Final = re.compile(r"\{([^{}]*)\}")
_SPLIT: Final = re.compile(r"[^\w']+")


class LexiconError(ValueError):
    """A lexicon file says what the extractor cannot take; the message names file, entry and form."""


class Term(NamedTuple):
    """What a form means."""

    kind: str
    """"object", "trigger", "office", "body", or a kind of cue."""
    sense: str
    """Kind of object, sense of the trigger, kind of claimant; for a cue its kind again."""
    form: str
    """How the form stands: "one", "many", "same" (either); "base", "both" (noun or verb), "active", "either", "passive", "noun",
    "of".

    Empty for what is neither a thing nor an event.
    """


@dataclass(frozen=True, slots=True)
class Sense:
    """What a trigger makes of its object."""

    events: Mapping[str, EventKind]
    """Class of object → event."""
    outcome: Outcome | None
    object: str | None
    """The object where the trigger itself says it."""
    weapon: str | None
    """The weapon that the trigger names."""


def expand(form: str) -> Iterator[str]:
    """Every form that braces stand for.

    >>> list(expand("{guided,glide} bomb{,s}"))
    ['guided bomb', 'guided bombs', 'glide bomb', 'glide bombs']
    """
    match = _BRACES.search(form)
    if match is None:
        yield form
        return
    for choice in match[1].split(","):
        yield from expand(form[: match.start()] + choice + form[match.end() :])


def folded(form: str) -> str:
    """A form as the automaton reads it: lower case, one space for everything between words.

    >>> folded("U.S.-made  “Grad”")
    'u s made grad'
    """
    return " ".join(word for word in _SPLIT.split(form.lower().replace("ё", "е").replace("’", "'").replace("ʼ", "'")) if word)


@cache
def terms(lang: str) -> dict[str, Term]:
    """Every form of a language with what it means."""
    compiled = sources.compiled(lang)
    if compiled is None:
        return expanded(lang)
    found: dict[str, Term] = {}
    for kind, sense, form, forms in compiled.terms:
        found |= dict.fromkeys(forms.split("|"), Term(kind, sense, form))
    return found


def expanded(lang: str) -> dict[str, Term]:
    """Every form of a language with what it means, made from the files of its words."""
    found: dict[str, tuple[Term, bool, str]] = {}
    for theme in THEMES:
        for term, form, made in _entries(lang, theme):
            key = folded(form)
            if not key:
                continue
            old = found.get(key)
            explicit = old is not None and not made and not old[1] and old[2] == theme
            if old and explicit and old[0][:2] != term[:2]:
                raise LexiconError(
                    f"{theme}.{lang}.yaml: {form!r} stands under {term.kind}/{term.sense} and already under "
                    f"{old[0].kind}/{old[0].sense}; keep the one that readers would take it for"
                )
            if old is None or (old[1] and not made):
                found[key] = (term, made, theme)
    terms = {key: row[0] for key, row in found.items()}
    return _euphonic(terms) | terms if lang == "uk" else terms


def _euphonic(terms: dict[str, Term]) -> dict[str, Term]:
    """Ukrainian verbs and nouns that begin with "в" or "у" before a consonant begin with the other as well: "улучив", "влучив"."""
    twin = {"в": "у", "у": "в"}
    return {
        twin[form[0]] + form[1:]: term
        for form, term in terms.items()
        if term.kind == "trigger" and len(form) > _SHORTEST and form[0] in twin and form[1] in _CONSONANTS and form[2] != " "
    }


@cache
def senses() -> dict[str, Sense]:
    """What each sense of a trigger means; the same in every language."""
    found = {}
    for name, entry in sources.read("senses.yaml").items():
        if unknown := set(entry) - {"events", "outcome", "object", "weapon"}:
            raise LexiconError(f"senses.yaml: {name} has {sorted(unknown)}, which no sense has")
        events = {group: EventKind(event) for group, event in entry["events"].items()}
        outcome = Outcome(entry["outcome"]) if "outcome" in entry else None
        found[name] = Sense(events, outcome, entry.get("object"), entry.get("weapon"))
    return found


def _entries(lang: str, theme: str) -> Iterator[tuple[Term, str, bool]]:
    """Each form of a theme, and whether it was made from another."""
    name = f"{theme}.{lang}.yaml"
    for sense, entry in sources.parsed(name).items():
        if theme in {"cues", "nations"}:
            if theme == "cues":
                _check(name, sense, {sense}, CUES.keys())
            term = Term(sense, sense, "") if theme == "cues" else Term("nation", sense, "")
            yield from ((term, form.text, False) for text in entry for one in expand(text) for form in _inflected(one, lang))
            continue
        allowed = {"objects": OBJECT_FORMS, "triggers": TRIGGER_FORMS, "claimants": CLAIMANT_FORMS}[theme]
        known = {
            "objects": {*ObjectKind, *OWN_OBJECTS},
            "triggers": senses().keys(),
            "claimants": {*ClaimantKind},
        }[theme]
        _check(name, sense, {sense}, known)
        _check(name, sense, set(entry), allowed)
        for form, texts in entry.items():
            for text in texts or []:
                for one in expand(text):
                    yield from _forms(theme, (sense, form), one, lang)


def _check(name: str, entry: str, found: set[str], known: Any) -> None:
    if unknown := sorted(word for word in found if word not in known):
        raise LexiconError(f"{name}: {entry}: {unknown} is not known; known are {sorted(known)}")


def _inflected(text: str, lang: str) -> Iterator[inflect.Form]:
    """The forms of an entry; "~" marks the words that change (see `inflect`)."""
    if inflect.is_marked(text):
        yield from inflect.forms(text, lang)
    else:
        yield inflect.Form(text, "")


def _forms(theme: str, entry: tuple[str, str], text: str, lang: str) -> Iterator[tuple[Term, str, bool]]:
    sense, form = entry
    if inflect.is_marked(text):
        for word in inflect.forms(text, lang):
            kind = {"objects": "object", "triggers": "trigger"}.get(theme, form)
            stands = "" if theme == "claimants" else word.number if theme == "objects" and form == "noun" else form
            yield Term(kind, sense, stands), word.text, False
    elif theme == "claimants":
        yield Term("body", sense, form) if form == "rumour" else Term(form, sense, ""), text, False
    elif theme == "objects":
        if form == "noun":
            yield Term("object", sense, "one"), text, False
            yield Term("object", sense, "many"), _plural(text), True
        else:
            yield Term("object", sense, form), text, False
    elif form == "verb":
        yield Term("trigger", sense, "base"), text, False
        yield Term("trigger", sense, "active"), _third(text), True
        yield Term("trigger", sense, "either"), _past(text), True
        yield Term("trigger", sense, "active"), _gerund(text), True
    else:
        yield Term("trigger", sense, form), text, False


def _plural(noun: str) -> str:
    if noun.endswith(("s", "x", "ch", "sh")) and not noun[-2:].isdigit():
        return noun + "es"
    return noun[:-1] + "ies" if noun.endswith("y") and noun[-2] not in "aeou" else noun + "s"


def _head(verb: str) -> tuple[str, str]:
    first, _, rest = verb.partition(" ")
    return first, (" " + rest if rest else "")


def _third(verb: str) -> str:
    first, rest = _head(verb)
    return _plural(first) + rest


def _past(verb: str) -> str:
    first, rest = _head(verb)
    if first.endswith("e"):
        return first + "d" + rest
    if first.endswith("y") and first[-2] not in "aeou":
        return first[:-1] + "ied" + rest
    return first + ("ped" if first == "drop" else "med" if first in {"jam", "ram"} else "ed") + rest


def _gerund(verb: str) -> str:
    first, rest = _head(verb)
    if first.endswith("e") and not first.endswith("ee"):
        return first[:-1] + "ing" + rest
    return (
        first
        + (
            "ping"
            if first in {"drop", "stop"}
            else "ming"
            if first in {"jam", "ram"}
            else "ting"
            if first in {"cut", "hit"}
            else "ing"
        )
        + rest
    )
