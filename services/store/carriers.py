"""Which articles are near copies of another: copies carry a claim, they do not confirm it. Pure."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from services.store.statement import ArticleFacts, Statement
from services.store.wordings import Wording

NEAR_BITS: Final = 3
"""Two texts whose 64-bit simhashes differ in at most so many bits are near copies (Manku, Jain, Das Sarma: WWW 2007)."""

CHANCE: Final = 60
"""Characters that two reporters hardly ever write alike: a clause with who, what and where. "Two people were killed" has 22."""

_LAST: Final = datetime.max.replace(tzinfo=UTC)


def origins(articles: Iterable[ArticleFacts], statements: Iterable[Statement] = ()) -> dict[str, str]:
    """Every article → the first told article of its group of copies, itself where it has none.

    Copies are near copies of a text, and articles that tell all they tell in the words of another: a wire's report with another
    headline, or cut, differs too much for the first and is still no second source.
    """
    words: dict[str, set[Wording]] = defaultdict(set)
    for statement in statements:
        if statement.words is not None:
            words[statement.article].add(statement.words)
    origin: dict[str, str] = {}
    told = _Told()
    for article in sorted(articles, key=told_order):
        simhash = int(article.simhash, 16) if article.simhash else None
        text = _Text(article.id, article.content_hash, simhash, frozenset(words[article.id]))
        original = told.copied_by(text)
        origin[article.id] = article.id if original is None else origin[original]
        told.add(text)
    return origin


@dataclass(frozen=True, slots=True)
class _Text:
    """What is compared of an article."""

    article: str
    content: str | None
    simhash: int | None
    words: frozenset[Wording]

    @property
    def keys(self) -> Iterator[Hashable]:
        """Texts with equal or near contents share one of these: three bits reach only three of the four quarters of a simhash."""
        if self.content is not None:
            yield self.content
        if self.simhash is not None:
            yield from ((quarter, self.simhash >> 16 * quarter & 0xFFFF) for quarter in range(4))

    @property
    def speaks(self) -> bool:
        """Whether its words are so many that equal ones are no chance."""
        return sum(wording.length for wording in self.words) >= CHANCE

    def copies(self, other: "_Text") -> bool:
        """Whether it has an equal or a nearly equal text, or tells nothing in words of its own."""
        if self.content is not None and self.content == other.content:
            return True
        if self.simhash is not None and other.simhash is not None and (self.simhash ^ other.simhash).bit_count() <= NEAR_BITS:
            return True
        return self.speaks and self.words <= other.words


class _Told:
    """The texts told so far, found by what copies of them share."""

    def __init__(self) -> None:
        self._texts: list[_Text] = []
        self._by_key: dict[Hashable, list[int]] = defaultdict(list)

    def add(self, text: _Text) -> None:
        """One that was told later than all before."""
        for key in (*text.keys, *text.words):
            self._by_key[key].append(len(self._texts))
        self._texts.append(text)

    def copied_by(self, text: _Text) -> str | None:
        """The first told article that it copies."""
        sharing = {number for key in text.keys for number in self._by_key.get(key, ())}
        if text.speaks:  # who has all its words has the one that fewest have
            fewest: list[int] = min((self._by_key[word] for word in text.words), key=len)
            sharing.update(fewest)
        return next((self._texts[number].article for number in sorted(sharing) if text.copies(self._texts[number])), None)


def told_order(article: ArticleFacts) -> tuple[datetime, str]:
    """Orders articles by when they were told; those of an unknown time stand last."""
    return (article.told or _LAST, article.id)
