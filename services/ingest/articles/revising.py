"""When a page that was read again says something else. Pure."""

from collections import Counter
from typing import Final

_LEAST: Final = 0.02
"""Share of words that must differ: counters and "5 minutes ago" change with every reading."""


def really_changed(old_text: str, old_title: str | None, text: str, title: str | None) -> bool:
    """Whether a text is another revision: its title differs, or more than 2 % of its words.

    >>> really_changed("Two dead.", "Fire", "Three dead.", "Fire")
    True
    >>> really_changed("word " * 100, "Fire", "word " * 100 + "more", "Fire")
    False
    """
    if (old_title or "").split() != (title or "").split():
        return True
    before, after = Counter(old_text.split()), Counter(text.split())
    differing = (before - after).total() + (after - before).total()
    return differing > _LEAST * max(before.total(), after.total())
