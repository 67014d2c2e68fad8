"""What is under way on the streams, as values, and back: entries that some group has not finished, and where each group stands.

For backups. Restoring wants empty streams; entries keep their ids, so the positions of subscribers stay true.
"""

import base64
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Final

from services.runtime.script import Script
from services.runtime.server import Server, text
from tocsin.streams import Stream, dead_letter_key, keys

START: Final = "0-0"
"""Position of a group that has read nothing."""

_PAGE: Final = 200
"""Entries read or written at a time."""

_PUT_BACK: Final = Script("""#!lua
-- KEYS stream. ARGV for each entry its id, the number of its fields, and their names and values. Adds them under their ids.
local at = 1
while at <= #ARGV do
  local count = tonumber(ARGV[at + 1])
  local words = {'XADD', KEYS[1], ARGV[at]}
  for n = at + 2, at + 1 + 2 * count do words[#words + 1] = ARGV[n] end
  redis.call(unpack(words))
  at = at + 2 + 2 * count
end
return 1
""")

_PLACE_GROUP: Final = Script("""#!lua
-- KEYS stream. ARGV group, id. Makes the group at that position or moves it there.
-- Later entries get later ids, whatever the clock says.
if redis.pcall('XGROUP', 'CREATE', KEYS[1], ARGV[1], ARGV[2], 'MKSTREAM').err then
  redis.call('XGROUP', 'SETID', KEYS[1], ARGV[1], ARGV[2])
end
if #redis.call('XRANGE', KEYS[1], ARGV[2], '+', 'COUNT', 1) == 0 then redis.pcall('XSETID', KEYS[1], ARGV[2]) end
return 1
""")


@dataclass(frozen=True, slots=True)
class Saved:
    """One entry: its id, and its fields as text; a field that is no text is ["base64", …]."""

    id: str
    fields: tuple[tuple[str, str | list[str]], ...]


def all_keys(stream: Stream, partitions: int) -> list[str]:
    """The Redis keys of a stream, each followed by that of its dead letters.

    >>> from tocsin.streams import CLAIMS, by_name
    >>> all_keys(by_name(CLAIMS), 1)
    ['tocsin:claims', 'tocsin:claims:dead']
    """
    return [name for key in keys(stream, partitions) for name in (key, dead_letter_key(key))]


async def standing(server: Server, key: str) -> dict[str, str]:
    """Group → the id up to which it has finished everything. What it holds unfinished after that will be delivered again."""
    found = {}
    for group in await server.groups(key):
        pending = await server.pending(key, group.name, count=1) if group.pending else []
        found[group.name] = before(pending[0].id) if pending else group.last_delivered
    return found


async def unfinished(server: Server, key: str, positions: Sequence[str]) -> AsyncIterator[Saved]:
    """The entries after the lowest of the positions, oldest first; all entries when nobody has a position."""
    start = f"({min(positions, key=order)}" if positions else "-"
    while page := await server.entries(key, start, count=_PAGE):
        for entry in page:
            yield Saved(entry.id, tuple((text(name), _text(value)) for name, value in entry.fields.items()))
        start = f"({page[-1].id}"


async def put_back(server: Server, key: str, entries: Sequence[Saved]) -> None:
    """Adds entries to an empty stream, or after what was put back before."""
    for first in range(0, len(entries), _PAGE):
        words: list[str | bytes | int] = []
        for entry in entries[first : first + _PAGE]:
            words += [entry.id, len(entry.fields)]
            for name, value in entry.fields:
                words += [name, _bytes(value)]
        await server.run(_PUT_BACK, [key], words)


async def place(server: Server, key: str, positions: dict[str, str]) -> None:
    """Makes the groups where they stood."""
    for group, position in positions.items():
        await server.run(_PLACE_GROUP, [key], [group, position])


def before(entry: str) -> str:
    """The id just before an entry's.

    >>> before("1764072000000-3"), before("1764072000000-0"), before("0-1")
    ('1764072000000-2', '1764071999999-18446744073709551615', '0-0')
    """
    milliseconds, sequence = order(entry)
    if sequence:
        return f"{milliseconds}-{sequence - 1}"
    return f"{milliseconds - 1}-{2**64 - 1}" if milliseconds else START


def order(entry: str) -> tuple[int, int]:
    """The two numbers of an id, in which ids are ordered."""
    milliseconds, _, sequence = entry.partition("-")
    return int(milliseconds), int(sequence or 0)


def _text(raw: bytes | str) -> str | list[str]:
    if isinstance(raw, str):
        return raw
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return ["base64", base64.b64encode(raw).decode("ascii")]


def _bytes(value: str | list[str]) -> bytes:
    return value.encode("utf-8") if isinstance(value, str) else base64.b64decode(value[1])
