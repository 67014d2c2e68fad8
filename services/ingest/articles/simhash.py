"""Fingerprints of a text: equal for equal texts (content hash), near for near copies (simhash). Pure; owns how a text is folded.

The simhash is Charikar's (STOC 2002) over overlapping runs of three words, 64 bits, as Manku et al. (WWW 2007) use it for pages.
"""

import re
import unicodedata
from collections.abc import Sequence
from hashlib import blake2b, sha256
from typing import Final

_HASHED: Final = 20_000
"""Characters of the folded text that count: what differs after them is a footer."""

_RUN: Final = 3
"""Words in a run."""

_MOST_RUNS: Final = 60_000
"""Runs counted: what a text of any length may cost."""

_WORD: Final = re.compile(r"\w+")

_BYTES: Final = 8
"""Of the hash of a run."""


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
    words = [word.encode("utf-8", "surrogatepass") for word in _WORD.findall(folded(text))]
    runs = {b" ".join(run) for run in zip(words, words[1:], words[2:], strict=False)} or ({b" ".join(words)} if words else set())
    counted = sorted(runs)[:_MOST_RUNS] if len(runs) > _MOST_RUNS else list(runs)  # the same ones whenever it is run
    return f"{_majority(counted):016x}"


def distance(one: str, other: str) -> int:
    """Bits in which two simhashes differ: 0 for equal texts, about 32 for unrelated ones."""
    return (int(one, 16) ^ int(other, 16)).bit_count()


def _majority(runs: Sequence[bytes]) -> int:
    """The number whose each bit is what most hashes of the runs have there.

    The first bytes of all hashes stand side by side in one long number, and so the second and all others, so that the machine
    counts a bit of all hashes in one go.
    """
    if not runs:
        return 0
    digests = b"".join([blake2b(run, digest_size=_BYTES).digest() for run in runs])
    lowest = int.from_bytes(b"\x01" * len(runs), "big")
    majority = 0
    for at in range(_BYTES):
        column = int.from_bytes(digests[at::_BYTES], "big")
        for bit in range(7, -1, -1):
            majority = majority << 1 | ((column >> bit & lowest).bit_count() * 2 > len(runs))
    return majority
