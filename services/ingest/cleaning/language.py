"""The language of a text by its script, letters and commonest words. Owns telling apart what news is written in; no model.

Enough to choose rules and lexicons by. A language that it does not know comes out as the nearest that it knows, or None.
"""

import re
from collections import Counter
from typing import Final

_SCRIPTS: Final = (
    ("he", "\u0590", "\u05ff"),
    ("ar", "\u0600", "\u06ff"),
    ("hi", "\u0900", "\u097f"),
    ("bn", "\u0980", "\u09ff"),
    ("ta", "\u0b80", "\u0bff"),
    ("th", "\u0e00", "\u0e7f"),
    ("ka", "\u10a0", "\u10ff"),
    ("am", "\u1200", "\u137f"),
    ("km", "\u1780", "\u17ff"),
    ("el", "\u0370", "\u03ff"),
    ("hy", "\u0530", "\u058f"),
    ("ko", "\uac00", "\ud7af"),
    ("ja", "\u3040", "\u30ff"),
    ("zh", "\u4e00", "\u9fff"),
    ("cyrillic", "\u0400", "\u04ff"),
)
"""Language, or family of languages, that a block of Unicode stands for."""

_LETTERS: Final = {
    "uk": "іїєґ",
    "be": "ўі",
    "ru": "ыэёъ",
    "sr": "јљњћђџ",
    "mk": "јѓќѕљњџ",
    "kk": "әғқңөұүһі",
    "fa": "پچژگی",
    "ur": "ٹڈڑںے",
}
"""Letters that a language has and its neighbours lack."""

_WORDS: Final = {
    "en": "the and of to in was that for with said is on are",
    "de": "der die und das nicht den von ist mit dem ein auf",
    "fr": "les des et est dans une pour que pas qui sur du",
    "es": "los las del que una por con para como más el y",
    "pt": "não uma dos das com para que em os ao mais são",
    "it": "che della gli una per con non sono nel dei più è",
    "nl": "het een van niet dat zijn voor met op de aan ook",
    "pl": "nie się że jest na do przez oraz po dla jak był",
    "cs": "že jsou byl která nebo při podle také jako na po pro",
    "sk": "že ktorá sú bol alebo podľa tiež ako na pri pre aj",
    "ro": "și în este care pentru din nu mai sunt la ale cu",
    "hu": "hogy nem egy és az volt meg csak már is ez lesz",
    "tr": "bir ve bu için olarak ile olan daha çok de da ise",
    "sv": "och att det som en för inte är på av till har",
    "no": "og det som ikke på av til er har en ble jeg",
    "da": "og det at ikke på af til er har en blev der",
    "fi": "ja on ei se että oli hän myös kun mutta ovat joka",
    "lt": "ir kad yra bet su iš buvo kaip tai apie jo per",
    "lv": "un ir kas par no ar bet tika arī kā lai šo",
    "et": "ja on ei see et oli ka kui aga mis ning oma",
    "id": "yang dan di dengan untuk dari ini itu tidak pada akan dalam",
    "vi": "và của là có không được trong cho một các với người",
    "hr": "je se na su da koji nije kao ali bio od što",
    "bg": "и на да се за от не са като това беше който",
    "ru": "и в на не что по с это как из был за",
    "uk": "та що не на у це як до від за був із",
}
"""A dozen of the commonest words of each language, those first that its neighbours lack."""

_BY_WORD: Final = tuple((code, frozenset(words.split())) for code, words in _WORDS.items())
_CYRILLIC: Final = {"ru", "uk", "be", "sr", "mk", "kk", "bg"}

_OTHER_SCRIPTS: Final = _CYRILLIC | {name for name, _, _ in _SCRIPTS} | {"fa", "ur"}
"""Languages that are not written in Latin letters."""

_ENOUGH: Final = 2000
"""Characters from the start that are looked at."""

_FEW_LETTERS: Final = 8
"""Letters below which nothing is claimed."""

_COMMON: Final = 33
"""One word in so many is a common one in any running text; lists of names and addresses have none."""

_CODE: Final = re.compile(r"\s*([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]+)*\s*")

_THREE: Final = {
    "eng": "en",
    "rus": "ru",
    "ukr": "uk",
    "ger": "de",
    "deu": "de",
    "fra": "fr",
    "fre": "fr",
    "spa": "es",
    "ita": "it",
    "pol": "pl",
}


def code(declared: str | None) -> str | None:
    """The two-letter code of a language as declared.

    >>> code("en-GB"), code("ru_RU"), code("Russian")
    ('en', 'ru', None)
    """
    found = _CODE.fullmatch(declared or "")
    if not found:
        return None
    name = found[1].lower()
    return name if len(name) == 2 else _THREE.get(name)


def detect(text: str, declared: str | None = None) -> str | None:
    """ISO 639-1 code of the language of a text; `declared` decides where the text leaves it open. None for no letters.

    >>> detect("Над областью сбиты три беспилотника, сообщил губернатор.")
    'ru'
    >>> detect("Над областю збили три безпілотники, повідомив губернатор.")
    'uk'
    """
    sample = text[:_ENOUGH].lower()
    stated = code(declared)
    characters = Counter(sample)
    letters = sum(count for each, count in characters.items() if each.isalpha())
    if letters < _FEW_LETTERS:
        return stated
    script = _script(characters, letters)
    if script == "ar":
        return _by_letters(sample, ("fa", "ur"), letters) or "ar"
    if script == "zh" and stated == "ja":
        return "ja"
    if script not in {"cyrillic", None}:
        return script
    return _cyrillic(sample, stated) if script else _by_words(sample, {each for each in _WORDS if each not in _CYRILLIC}, stated)


def _script(characters: Counter[str], letters: int) -> str | None:
    """The language or family of the script that most letters are of; None for Latin."""
    counts = Counter({name: sum(characters[each] for each in characters if low <= each <= high) for name, low, high in _SCRIPTS})
    if counts["ja"] * 10 > letters:  # kana stand among Chinese characters
        return "ja"
    name, count = counts.most_common(1)[0]
    return name if count * 3 > letters else None


def _cyrillic(sample: str, stated: str | None) -> str | None:
    counts = Counter(sample)
    has = {name: sum(counts[letter] for letter in _LETTERS[name]) for name in ("uk", "ru", "sr", "mk")}
    if counts["ў"]:
        return "be"
    if sum(counts[letter] for letter in "әқңғұ"):
        return "kk"
    if has["sr"] + has["mk"] > has["uk"] + has["ru"]:
        return "mk" if sum(counts[letter] for letter in "ѓќѕ") > sum(counts[letter] for letter in "ћђ") else "sr"
    if has["uk"] or has["ru"] > counts["ъ"]:
        return "uk" if has["uk"] > has["ru"] else "ru"
    return _by_words(sample, _CYRILLIC, stated) or "ru"


def _by_letters(sample: str, names: tuple[str, ...], letters: int) -> str | None:
    counts = Counter(sample)
    scored = {name: sum(counts[letter] for letter in _LETTERS[name]) for name in names}
    best = max(scored, key=lambda name: scored[name])
    return best if scored[best] * 50 > letters else None


def _by_words(sample: str, names: set[str], stated: str | None) -> str | None:
    """The language whose common words stand most often in the text; what is declared wins unless another is clearly ahead."""
    counts = Counter(re.findall(r"[^\W\d_]+", sample))
    scored = {name: sum(counts[word] for word in words) for name, words in _BY_WORD if name in names}
    best = max(scored, key=lambda name: scored[name])
    if stated in _OTHER_SCRIPTS - names:
        stated = None
    if stated and (stated not in scored or scored[best] < 2 * scored[stated] + 2):
        return stated
    return best if scored[best] * _COMMON >= counts.total() and scored[best] else stated
