"""Which articles are near copies of another: copies carry a claim, they do not confirm it. Pure."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

from services.store.statement import ArticleFacts

NEAR_BITS: Final = 3
"""Two texts whose 64-bit simhashes differ in at most so many bits are near copies (Manku, Jain, Das Sarma: WWW 2007)."""

_LAST: Final = datetime.max.replace(tzinfo=UTC)


def origins(articles: Iterable[ArticleFacts]) -> dict[str, str]:
    """Every article → the first told article of its group of near copies, itself where it has none."""
    ordered = sorted(articles, key=told_order)
    origin: dict[str, str] = {}
    for index, article in enumerate(ordered):
        copied = (origin[earlier.id] for earlier in ordered[:index] if near_copies(article, earlier))
        origin[article.id] = next(copied, article.id)
    return origin


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
