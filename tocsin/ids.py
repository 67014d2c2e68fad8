"""Pure, deterministic ids: the same article, claim or event always gets the same id, on any machine.

An id is a prefix and 26 characters of Crockford-like base32 (lower case, 130 bits of SHA-256), safe in URLs, file names and chat.
"""

import hashlib
from collections.abc import Sequence
from typing import Final

_SEPARATOR: Final = "\x1f"
"""ASCII unit separator: no field of an article or a claim holds one after cleaning, so ("ab", "c") and ("a", "bc") differ."""

_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz234567"
_PAIRS: Final = [first + second for first in _LETTERS for second in _LETTERS]
_BITS: Final = 130
"""Bits of the hash that an id keeps: 13 pairs of letters of 5 bits each."""


def digest_id(prefix: str, parts: Sequence[str | int | None]) -> str:
    """An id of `prefix` over the parts; None and "" are told apart.

    >>> digest_id("art", ["bbc", "https://bbc.example/1"])
    'art_pr2xyk2vqaggtnyf7c2vivbaav'
    >>> digest_id("art", ["a", None]) == digest_id("art", ["a", ""])
    False
    """
    text = _SEPARATOR.join(["\x00" if part is None else str(part) for part in parts])
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
    kept = int.from_bytes(digest, "big") >> (8 * len(digest) - _BITS)
    return f"{prefix}_{''.join([_PAIRS[kept >> shift & 1023] for shift in range(_BITS - 10, -1, -10)])}"


def article_id(source: str, key: str) -> str:
    """Id of an article: the id of its source and the key that identifies it there (guid, canonical URL, message number)."""
    return digest_id("art", [source, key])


def claim_id(article: str, values: Sequence[str | int | None], ordinal: int = 0) -> str:
    """Id of a claim: its article and what it states, not where it stands, so an edit elsewhere in the text keeps it.

    `values` are event, object, outcome, count, bound, region, place name, claimant, start, end and modality; `ordinal` tells
    apart claims of one article that state the same.
    """
    return digest_id("clm", [article, *values, ordinal])


def incident_id(block: str, anchor_claim: str) -> str:
    """Id of a new incident: its block (region group and family) and the claim that opened it. It never changes after."""
    return digest_id("inc", [block, anchor_claim])


def event_id(event_type: str, subject: str, revision: int | str = 1) -> str:
    """CloudEvents `id`: equal for every repeat of one event, so subscribers drop repeats by it."""
    return digest_id("evt", [event_type, subject, revision])
