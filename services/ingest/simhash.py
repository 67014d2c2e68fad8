"""Fingerprints of a text: equal for equal texts (content hash), near for near copies (simhash). Pure; owns how a text is folded.

The simhash is Charikar's (STOC 2002) over overlapping runs of three words, 64 bits, as Manku et al. (WWW 2007) use it for pages.
"""

import re
import unicodedata
from collections.abc import Iterable
from hashlib import blake2b, sha256
from typing import Final

_HASHED: Final = 20_000
"""Characters of the folded text that count: what differs after them is a footer."""

_RUN: Final = 3
"""Words in a run."""

_MOST_RUNS: Final = 60_000
"""Runs counted: fewer than 2**16, so that no lane overflows into its neighbour."""

_WORD: Final = re.compile(r"\w+")

_LANES: Final = tuple(sum(1 << (16 * bit) for bit in range(8) if byte >> bit & 1) for byte in range(256))
"""Each byte with its bits spread into lanes of 16: adding them up counts every bit of many hashes in one addition."""


def folded(text: str) -> str:
    r"""A text without what is not wording: compatibility forms, letter case, white space.

    >>> folded("Ｔwo\n  drones")
    'two drones'
    """
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def content_hash(text: str) -> str:
    """SHA-256 (hex) of the folded text."""
    return sha256(folded(text)[:_HASHED].encode("utf-8", "surrogatepass")).hexdigest()


def simhash(text: str) -> str:
    """64-bit simhash of a text, 16 hex digits; zeros for a text without words.

    >>> one = "Air defence shot down three drones over the region at night, the governor said."
    >>> distance(simhash(one), simhash(one.upper()))
    0
    """
    words = _WORD.findall(folded(text))
    runs = {" ".join(words[start : start + _RUN]) for start in range(max(1, len(words) - _RUN + 1))} if words else set()
    return f"{_majority(sorted(runs)[:_MOST_RUNS]):016x}"


def distance(one: str, other: str) -> int:
    """Bits in which two simhashes differ: 0 for equal texts, about 32 for unrelated ones."""
    return (int(one, 16) ^ int(other, 16)).bit_count()


def _majority(runs: Iterable[str]) -> int:
    """The number whose each bit is what most hashes of the runs have there."""
    lanes, count = [0] * 8, 0
    for run in runs:
        count += 1
        for index, byte in enumerate(blake2b(run.encode("utf-8", "surrogatepass"), digest_size=8).digest()):
            lanes[index] += _LANES[byte]
    bits = 0
    for lane in lanes:
        byte = sum(1 << bit for bit in range(8) if (lane >> (16 * bit) & 0xFFFF) * 2 > count)
        bits = bits << 8 | byte
    return bits
