"""Events on the wire: one stream entry, one field `event`, CloudEvents JSON in it. The only place that knows that shape.

`redis-cli XRANGE tocsin:claims - +` shows it, and the trace context travels inside the envelope (CloudEvents distributed tracing
extension), so nothing is hidden in headers of a library.
"""

from collections.abc import Mapping
from typing import Any, Final

from services.runtime.delivery import Delivery, Entry
from services.runtime.errors import Poison
from tocsin.catalog import UnreadableEvent, read_event
from tocsin.envelope import Event
from tocsin.streams import EVENT_FIELD

_FIELD: Final = EVENT_FIELD.encode()


def fields_of(event: Event[Any]) -> Mapping[str, str]:
    """The fields of a stream entry that carries the event."""
    return {EVENT_FIELD: event.to_json()}


def delivery_of(key: str, entry: Entry) -> Delivery:
    """The entry decoded and validated. Raises Poison saying what is wrong with it."""
    raw = entry.fields.get(_FIELD)
    if raw is None:
        names = ", ".join(sorted(name.decode("utf-8", "replace") for name in entry.fields)[:5]) or "none"
        raise Poison(f"the entry has no field `{EVENT_FIELD}`; its fields: {names}")
    try:
        return Delivery(read_event(raw), entry.id, key, entry.deliveries)
    except UnreadableEvent as error:
        raise Poison(f"not an event of this version: {error}") from error
