"""Owns the spelling keys under which a place name is stored and looked up; knows no place.

A Cyrillic name of one word is stored under its stem and the way it is declined (`stored`); a word of a text is looked up under
every stem and declension that its ending allows (`asked`), so that "Силами" finds no place "Сила" and "Курской" no town
"Курск". Names of several words, and Latin ones, have one plain key (`key`); a key in Latin letters joins both scripts.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

# Declension: m ends in a consonant, s in a soft sign or -й, f in -а/-я, n in -о/-е/-є, p in -ы/-и/-і; a is an adjective's.
_CASES: Final = {
    "": "mp", "ь": "s", "й": "s", "а": "mfn", "я": "msfn", "у": "mfn", "ю": "msfn", "о": "n", "е": "mfns", "є": "n",
    "ы": "fp", "и": "fps", "і": "mfpsn", "ї": "fsp", "ом": "mn", "ем": "smn", "єм": "ns", "ой": "f", "ей": "fp", "ою": "f",
    "ею": "f", "єю": "f", "ам": "p", "ям": "pn", "ами": "p", "ями": "p", "ах": "p", "ях": "p", "ові": "m", "еві": "s",
    "цов": "p", "ців": "p",
}  # fmt: skip
_ADJECTIVE: Final = frozenset(
    ("ий ый ой ій ая яя ое ее ие ые ої ого его ому ему им ым ім ом ем ую юю ою ею их ых іх ими ыми іми").split()  # noqa: SIM905
)
_SOFT_ADJECTIVE: Final = frozenset("аеуі")
_ARTICLE: Final = re.compile(r"(?:[ae][ldnrstz]|ash)-[A-Z]")
_LONGEST: Final = 3
_HARDENED: Final = {"ц": "к", "з": "г", "с": "х"}
# Vowels that change between case forms of one name (Київ, Києва; Харків, Харкова; Бориспіль, Борисполя; Кривий Ріг, Рогу).
_ALTERNATIONS: Final = (("їв", "ов"), ("єв", "ов"), ("ів", "ов"), ("ев", "ов"), ("піл", "пол"), ("ріг", "рог"), ("роз", "рог"))
_NOMINATIVES: Final = (
    ("ь", "s"),
    ("й", "s"),
    ("а", "f"),
    ("я", "f"),
    ("о", "n"),
    ("е", "n"),
    ("є", "n"),
    ("ы", "p"),
    ("и", "p"),
    ("і", "p"),
    ("ї", "p"),
)
_DOUBLED: Final = ("нню", "ллю", "ттю", "ззю", "ссю", "ддю")
"""Ends of Ukrainian names in a soft sign in the instrumental case."""
_ADJECTIVE_NAME: Final = re.compile(r"(?:[сзц]ь?к(?:ий|ой|ая|ое|ие)|[сзц]ьк[аеі]|[ыи]й|ая|ое|ые)$")
_BOTH: Final = re.compile(r"(?:[^к]ой|[оеє]ве|не|ва|на)$")
_LATIN: Final = dict(
    zip(
        "абвгґдеєёжзиіїйклмнопрстуфхцчшщыэюяъь",
        [*"a b v g g d e e e zh z i i i i k l m n o p r s t u f kh ts ch sh shch i e iu ia".split(), "", ""],  # noqa: SIM905 - one column a letter
        strict=True,
    )
)
_LATIN_TABLE: Final = str.maketrans(_LATIN)
_ADJECTIVE_LATIN: Final = (
    "skogo", "skaia", "skiy", "skyi", "skyy", "skij", "skii", "skoi", "ska", "sky", "ski", "skoy", "skaya", "ske",
)  # fmt: skip


def is_cyrillic(text: str) -> bool:
    """Whether a word begins with a Cyrillic letter."""
    return "\u0400" <= text[:1] <= "\u04ff"


def has_article(word: str) -> bool:
    """Whether a name begins with an Arabic article in small letters.

    >>> has_article("el-Obeid"), has_article("al-fresco")
    (True, False)
    """
    return _ARTICLE.match(word) is not None


def is_plain(text: str) -> bool:
    """Whether a name is a Latin noun.

    >>> is_plain("Dniprovskyi"), is_plain("Baalbek")
    (False, True)
    """
    return not is_cyrillic(text) and not text.lower().endswith(_ADJECTIVE_LATIN)


def plain(text: str) -> str:
    """Lower case without diacritics and apostrophes; й, ї and і stay letters of their own, ё is е.

    >>> plain("Côte-d’Or"), plain("Слов'янськ")
    ('cote-dor', 'словянськ')
    """
    lowered = text.lower().replace("'", "").replace("’", "").replace("ʼ", "").replace("`", "").replace("ё", "е")
    if lowered.isascii() or any("\u0400" <= letter <= "\u04ff" for letter in lowered):
        return lowered
    return "".join(letter for letter in unicodedata.normalize("NFD", lowered) if not unicodedata.combining(letter))


def folded(base: str) -> str:
    """A stem without soft signs and with its alternating vowel opened."""
    base = base.replace("ь", "")
    for closed, opened in _ALTERNATIONS:
        if base.endswith(closed) and len(base) > len(closed) + 1:
            return base[: -len(closed)] + opened
    return base[:-2] + "ц" if base.endswith("ец") and len(base) >= 4 else base


def stored(name: str) -> tuple[str, ...]:
    """The keys of a Cyrillic name of one word, given in its first case.

    >>> stored("Курск"), stored("Курская"), stored("Сумы"), stored("Селидове")
    (('m курск',), ('a курск',), ('p сум',), ('n селидов', 'a селидов'))
    """
    text = plain(name)
    if "-" in text:
        return (f"h {stem(text)}",)
    found: list[str] = []
    if _ADJECTIVE_NAME.search(text):
        found.append("a " + folded(text[:-1] if text.endswith(("ька", "ьке", "ькі")) else text[:-2]))
        return tuple(found)
    for ending, declension in _NOMINATIVES:
        if text.endswith(ending):
            found.append(f"{declension} {folded(text[: -len(ending)])}")
            break
    else:
        found.append("m " + folded(text))
    if _BOTH.search(text):
        found.append("a " + folded(text[:-2] if text.endswith("ой") else text[:-1]))
    return tuple(found)


@lru_cache(maxsize=65536)
def asked(word: str) -> tuple[str, ...]:
    """The keys under which a Cyrillic word of a text may be stored.

    >>> set(asked("Сумами")) & set(stored("Сумы")), set(asked("Силами")) & set(stored("Сила"))
    ({'p сум'}, set())
    >>> set(asked("Харкова")) & set(stored("Харків")), set(asked("Курской")) & set(stored("Курск"))
    ({'m харков'}, set())
    """
    text = plain(word)
    if "-" in text:
        base = stem(text)
        return (f"h {base}", f"h {base[:-1]}{_HARDENED.get(base[-1:], base[-1:])}") if text.endswith("і") else (f"h {base}",)
    found = [f"{declension} {folded(text)}" for declension in "mp"]
    if text.endswith(_DOUBLED):
        found.append(f"s {folded(text[:-2])}")  # "під Сизранню"
    if text.endswith("ям") and text[-4:-3] == text[-3:-2]:
        found.append(f"f {folded(text[:-2])}")  # "над Запоріжжям"
    for length in range(1, min(_LONGEST, len(text) - 2) + 1):
        base, ending = text[:-length], text[-length:]
        if ending in _CASES:
            base = folded(base + "ц" if ending in {"цов", "ців"} else base)
            if ending == "і" and (hard := _HARDENED.get(base[-1:])):
                found += [
                    f"f {base[:-1]}{hard}",
                    f"m {base[:-1]}{hard}",
                ]  # "у Дружківці" is in Дружківка, "у Кременчуці" in Кременчук
            found += [f"{declension} {base}" for declension in _CASES[ending]]
        if ending in _ADJECTIVE or (ending in _SOFT_ADJECTIVE and not text[:-length].endswith(("ск", "цк", "зк"))):
            found.append("a " + folded(text[:-length]))
    return tuple(dict.fromkeys(found))


_STEM_ENDINGS: Final = tuple(sorted({*_CASES, *_ADJECTIVE} - {""}, key=lambda ending: (-len(ending), ending)))


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """One word's plain key: a Cyrillic word loses its ending, a Latin word only its diacritics.

    >>> stem("Сумами") == stem("Сумы") == stem("Сумах"), stem("Харкова") == stem("Харків"), stem("Брянской")
    (True, True, 'брянск')
    """
    text = plain(word)
    if not is_cyrillic(text):
        return text
    if "-" in text:
        return "-".join(stem(part) for part in text.split("-") if part)
    for ending in _STEM_ENDINGS:
        if text.endswith(ending) and len(text) - len(ending) >= (3 if len(ending) > 1 else 2):
            text = text[: -len(ending)] + ("ц" if ending in {"цов", "ців"} else "")
            break
    return folded(text)


def key(name: str) -> str:
    """The plain key of a whole name.

    >>> key("Нижнего Новгорода") == key("Нижний Новгород")
    True
    """
    return " ".join(stem(word) for word in name.split())


def oblique(name: str) -> tuple[str, ...]:
    """More keys of a name of several words, whose last one changes a sound in some cases.

    >>> key("Велика Писарівка") in oblique("Великій Писарівці"), key("Старий Салтів") in oblique("Старому Салтові")
    (True, True)
    """
    *first, last = name.split()
    base, ending = plain(last)[:-1], plain(last)[-1:]
    if ending != "і" or len(base) < _LONGEST:
        return ()
    bases = (base, base[:-1] + _HARDENED.get(base[-1], base[-1]))
    return tuple(" ".join((*map(stem, first), folded(one))) for one in bases)


def single(word: str) -> tuple[str, ...]:
    """The keys of a name of one word, Cyrillic or Latin.

    >>> single("Baalbek"), "m курск" in single("Курске")
    (('baalbek',), True)
    """
    return asked(word) if is_cyrillic(word) else (plain(word),)


def closed(word: str) -> tuple[str, ...]:
    """More keys of a name of one word, whose last vowel is another one in its first case.

    >>> set(closed("Ірпені")) & set(stored("Ірпінь"))
    {'s ірпін'}
    """
    text = plain(word)
    ending = next((ending for ending in ("ем", "ом", "я", "ю", "і", "а", "у") if text.endswith(ending)), "")
    base = text[: len(text) - len(ending)]
    if not ending or len(base) <= _LONGEST or base[-2] not in {"е", "о"}:
        return ()
    return tuple(f"{declension} {folded(base[:-2] + 'і' + base[-1])}" for declension in "sm")


@lru_cache(maxsize=65536)
def latin_key(name: str) -> str:
    """The key that joins scripts and transliterations, used for districts.

    >>> latin_key("Khvastovichskiy") == latin_key("Хвастовичском"), latin_key("Чернігівському") == latin_key("Chernihivskyi")
    (True, True)
    """
    text = plain(name)
    if is_cyrillic(text):
        text = stem(name).translate(_LATIN_TABLE)
    else:
        for ending in _ADJECTIVE_LATIN:
            if text.endswith(ending) and len(text) > len(ending) + 2:
                text = text[: -len(ending)] + "sk"
                break
    text = text.replace("kh", "x").replace("h", "g").replace("zg", "zh").replace("sg", "sh").replace("cg", "ch")
    for old, new in (("y", "i"), ("j", "i"), ("ii", "i"), ("ie", "e"), ("ss", "s")):
        text = text.replace(old, new)
    return text
