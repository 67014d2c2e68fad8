"""The words that carry a claim, as a digest: equal words are told apart from other words, and need not be kept. Pure."""

import hashlib
from dataclasses import dataclass

from services.store.names import fold

_DIGITS = 16


@dataclass(frozen=True, slots=True, order=True)
class Wording:
    """Which words, and how many characters they have."""

    digest: str
    length: int

    def __str__(self) -> str:
        return f"{self.digest}:{self.length}"

    @classmethod
    def read(cls, text: str) -> "Wording":
        """What `str` wrote."""
        digest, _, length = text.partition(":")
        return cls(digest, int(length))


def wording(evidence: str) -> Wording:
    """The wording of evidence, whatever its case, quotes and spaces.

    >>> wording("Two  guards were injured") == wording("two guards were injured"), wording("Two died").length
    (True, 8)
    """
    folded = fold(evidence)
    return Wording(hashlib.sha256(folded.encode()).hexdigest()[:_DIGITS], min(len(folded), 9_999))
