"""The scripts that run inside Redis: what must happen whole or not at all. Owns their text; who calls them says why.

Each declares its engine (`#!lua`), so that a full server refuses it before its first write instead of in the middle, and each
looks first whether the entry is still pending: a consumer that was suspended and overtaken commits nothing a second time.
Entries are found and written in one slot; the keys of a partition share a hash tag.
"""

import hashlib
from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True, slots=True)
class Script:
    """One script and the digest that the server knows it by."""

    text: str
    digest: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "digest", hashlib.sha1(self.text.encode(), usedforsecurity=False).hexdigest())


ADD_ONCE: Final = Script("""#!lua
-- KEYS stream, its late ids. ARGV seconds, field; then for each event its id and itself.
-- Appends every event that was not appended within so many seconds. Returns how many were.
if redis.call('EXISTS', KEYS[1]) == 0 then redis.call('DEL', KEYS[2]) end
local now, done = tonumber(redis.call('TIME')[1]), 0
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now - tonumber(ARGV[1]))
for n = 3, #ARGV, 2 do
  if redis.call('ZADD', KEYS[2], 'NX', now, ARGV[n]) == 1 then
    redis.call('XADD', KEYS[1], '*', ARGV[2], ARGV[n + 1])
    done = done + 1
  end
end
return done
""")

COMMIT: Final = Script("""#!lua
-- KEYS source, target. ARGV group, field; then for each input its id, the number of its outputs, and them.
-- Publishes the outputs of every input that is still pending and acknowledges it. Returns how many were.
local done, at = 0, 3
while at <= #ARGV do
  local id, count = ARGV[at], tonumber(ARGV[at + 1])
  if #redis.call('XPENDING', KEYS[1], ARGV[1], id, id, 1) == 1 then
    for n = at + 2, at + 1 + count do redis.call('XADD', KEYS[2], '*', ARGV[2], ARGV[n]) end
    redis.call('XACK', KEYS[1], ARGV[1], id)
    done = done + 1
  end
  at = at + 2 + count
end
return done
""")

SET_ASIDE: Final = Script("""#!lua
-- KEYS source, dead letters. ARGV group, id, then names and values to add.
-- Moves a pending entry whole. Returns 1 when it was moved, 0 when it was no longer pending or already trimmed.
if #redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[2], ARGV[2], 1) == 0 then return 0 end
local found = redis.call('XRANGE', KEYS[1], ARGV[2], ARGV[2])
if #found == 1 then
  local fields = found[1][2]
  if #fields > 4000 then fields = {'packed', cjson.encode(fields)} end
  for n = 3, #ARGV do fields[#fields + 1] = ARGV[n] end
  redis.call('XADD', KEYS[2], '*', unpack(fields))
end
redis.call('XACK', KEYS[1], ARGV[1], ARGV[2])
return #found
""")

REPLAY: Final = Script("""#!lua
-- KEYS dead letters, source. ARGV id, then the names of the fields that tell why it was set aside.
-- Puts a dead letter back at the end of its stream, as it was. Returns 1, or 0 when there is none of that id.
local found = redis.call('XRANGE', KEYS[1], ARGV[1], ARGV[1])
if #found == 0 then return 0 end
local added, fields, kept = {}, found[1][2], {}
for n = 2, #ARGV do added[ARGV[n]] = true end
for n = 1, #fields, 2 do
  if not added[fields[n]] then kept[#kept + 1] = fields[n]; kept[#kept + 1] = fields[n + 1] end
end
redis.call('XADD', KEYS[2], '*', unpack(kept))
redis.call('XDEL', KEYS[1], ARGV[1])
return 1
""")

REMOVE_CONSUMER: Final = Script("""#!lua
-- KEYS source. ARGV group, consumer, idle milliseconds. Removing a consumer drops what it has pending, so look again first.
for _, row in ipairs(redis.call('XINFO', 'CONSUMERS', KEYS[1], ARGV[1])) do
  local found = {}
  for n = 1, #row, 2 do found[row[n]] = row[n + 1] end
  if found['name'] == ARGV[2] and found['pending'] == 0 and found['idle'] >= tonumber(ARGV[3]) then
    redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], ARGV[2])
    return 1
  end
end
return 0
""")

COUNT_AFTER: Final = Script("""#!lua flags=no-writes
-- KEYS stream. ARGV id. Entries behind an id, counted page by page without leaving the server.
local count, from = 0, '(' .. ARGV[1]
while true do
  local page = redis.call('XRANGE', KEYS[1], from, '+', 'COUNT', 100)
  if #page == 0 then return count end
  count, from = count + #page, '(' .. page[#page][1]
end
""")
