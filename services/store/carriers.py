"""Which articles are near copies of another: copies carry a claim, they do not confirm it. Pure."""

from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
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
    ordered = sorted(articles, key=told_order)
    origin: dict[str, str] = {}
    for index, article in enumerate(ordered):
        copied = (
            origin[earlier.id]
            for earlier in ordered[:index]
            if near_copies(article, earlier) or _repeats(words[article.id], words[earlier.id])
        )
        origin[article.id] = next(copied, article.id)
    return origin


def _repeats(words: AbstractSet[Wording], others: AbstractSet[Wording]) -> bool:
    """Whether all that is told is told in the others' words, and in so many that it is no chance."""
    return words <= others and sum(wording.length for wording in words) >= CHANCE


def near_copies(one: ArticleFacts, other: ArticleFacts) -> bool:
    """Whether two articles have equal or nearly equal texts."""
    if one.content_hash is not None and one.content_hash == other.content_hash:
        return True
    if one.simhash is None or other.simhash is None:
        return False
    return (int(one.simhash, 16) ^ int(other.simhash, 16)).bit_count() <= NEAR_BITS


def told_order(article: ArticleFacts) -> tuple[datetime, str]:
    """Orders articles by when they were told; those of an unknown time stand last."""
    return (article.told or _LAST, article.id)
