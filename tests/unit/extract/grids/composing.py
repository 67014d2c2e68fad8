"""What the grids share: slots filled by chance from a seed, sentences, and the claims that a careful reader makes of them."""

import random
import re
from dataclasses import dataclass

from services.extract.extract import extract
from tocsin.article import Article

PUBLISHED = "2026-05-14T09:00:00+03:00"
FRAMES = {}
"""Language → the functions that compose a sentence, by name."""


@dataclass(frozen=True)
class Sentence:
    """A text, and its claims as "event object count region", "-" for none."""

    text: str
    claims: tuple[str, ...]


class Slots:
    """Chooses what stands in a slot; the same seed chooses the same."""

    def __init__(self, seed):
        self._random = random.Random(seed)

    def one(self, options):
        return self._random.choice(options)

    def some(self, options, count):
        return self._random.sample(options, count)

    def fill(self, text):
        """A text with one of each "[this|that]"."""
        return re.sub(r"\[([^]]*)\]", lambda options: self.one(options[1].split("|")), text)

    def number(self, first, last):
        return self._random.randint(first, last)


def frame(lang):
    """Registers a function from slots to a sentence."""

    def register(function):
        FRAMES.setdefault(lang, {})[function.__name__] = function
        return function

    return register


def composed(lang, count, seed):
    """The name of the frame and the sentence, `count` times."""
    slots = Slots(seed)
    for _ in range(count):
        name = slots.one(sorted(FRAMES[lang]))
        yield name, FRAMES[lang][name](slots)


def read(sentence, lang, knowledge):
    """The claims that are made of a sentence, as it states them."""
    article = Article(id="grid", source="grid", lang=lang, published=PUBLISHED, text=sentence.text)
    return sorted(
        f"{claim.event} {claim.object} {'-' if claim.count is None else claim.count.value} "
        f"{(claim.place.region or claim.place.country) if claim.place else '-'}"
        for claim in extract(article, knowledge).claims
    )
