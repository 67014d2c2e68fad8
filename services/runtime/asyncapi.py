"""The AsyncAPI 3.0 document: every stream with its events, and the dead letters beside it. Made from the contract alone.

https://www.asyncapi.com/docs/reference/specification/v3.0.0. FastStream's own document is not used: it describes handlers, with two
channels for one stream and the names of consumers, where subscribers need the streams.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from services.runtime.deadletter import ADDED
from tocsin import __version__, streams
from tocsin.catalog import EVENT_TYPES, EventType
from tocsin.schema import schema_of
from tocsin.streams import EVENT_FIELD, Stream, by_name, dead_letter_key

_MEANING: Final[Mapping[str, str]] = {
    streams.ARTICLES: "Articles as they are published and revised, from ingest.",
    streams.CLAIMS: "Claims read in articles, and for each article the list of them, from extract.",
    streams.INCIDENTS: "Regional incidents as they open, change, merge, split and close, and claims withdrawn, from store.",
    streams.COVERAGE: "Sources that fall silent and that speak again, from ingest.",
}

_DEAD: Final[Mapping[str, str]] = {
    "dead_reason": "poison: cannot be handled; failed: its handler failed at the last delivery; unfinished: no consumer finished.",
    "dead_stream": "The stream it came from.",
    "dead_group": "The consumer group that could not handle it.",
    "dead_id": "Its id on that stream.",
    "dead_deliveries": "How often it was delivered.",
    "dead_error": "The last error in words.",
}


def asyncapi(partitions: int = 1) -> dict[str, Any]:
    """The document for so many partitions, ready for JSON."""
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Tocsin",
            "version": __version__,
            "description": (
                "Attributed claims from news, merged into regional incidents. An event is one entry of a Redis stream; its field "
                f"`{EVENT_FIELD}` holds CloudEvents 1.0 structured JSON. Delivery is at least once; a repeat has the same `id`."
            ),
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/cloudevents+json",
        "channels": dict(_channels(partitions)),
        "operations": dict(_operations()),
        "components": {
            "messages": {**{kind.name: _message(kind) for kind in EVENT_TYPES}, "deadLetter": _dead_letter()},
            "schemas": {kind.name: _referable(kind) for kind in EVENT_TYPES},
        },
    }


def _channels(partitions: int) -> Iterator[tuple[str, dict[str, Any]]]:
    for stream in streams.ALL:
        spread = stream.partitioned and partitions > 1
        address = f"{stream.name}:{{partition}}" if spread else stream.name
        parameters = {"parameters": {"partition": _partition(partitions)}} if spread else {}
        yield (
            _name(stream),
            {
                "address": address,
                "title": stream.name,
                "description": _MEANING[stream.name] + _readers(stream),
                "messages": {kind.name: {"$ref": f"#/components/messages/{kind.name}"} for kind in _kinds(stream)},
                **parameters,
            },
        )
        if stream.groups:
            yield (
                f"{_name(stream)}Dead",
                {
                    "address": dead_letter_key(address),
                    "title": dead_letter_key(stream.name),
                    "description": f"Entries of {stream.name} that could not be handled, whole, with the reason. Never trimmed.",
                    "messages": {"deadLetter": {"$ref": "#/components/messages/deadLetter"}},
                    **parameters,
                },
            )


def _partition(partitions: int) -> dict[str, Any]:
    return {
        "description": "Chosen by a hash of the article's id: all events of an article are in one. The braces are part of the key.",
        "enum": [f"{{{number}}}" for number in range(partitions)],
    }


def _operations() -> Iterator[tuple[str, dict[str, Any]]]:
    """What Tocsin does on each channel: it sends every event, and its own groups receive."""
    for stream in streams.ALL:
        name = _name(stream)
        yield (
            f"send{name.capitalize()}",
            {
                "action": "send",
                "channel": {"$ref": f"#/channels/{name}"},
                "summary": f"XADD {stream.name}",
            },
        )
        for group in stream.groups:
            yield (
                f"{group}{name.capitalize()}",
                {
                    "action": "receive",
                    "channel": {"$ref": f"#/channels/{name}"},
                    "summary": f"XREADGROUP GROUP {group}",
                },
            )
            yield (
                f"setAside{name.capitalize()}",
                {
                    "action": "send",
                    "channel": {"$ref": f"#/channels/{name}Dead"},
                    "summary": f"what group {group} could not handle",
                },
            )


def _message(kind: EventType) -> dict[str, Any]:
    return {
        "name": kind.name,
        "title": kind.name,
        "summary": kind.summary,
        "contentType": "application/cloudevents+json",
        "payload": {"$ref": f"#/components/schemas/{kind.name}"},
    }


def _dead_letter() -> dict[str, Any]:
    return {
        "name": "deadLetter",
        "title": "A dead letter",
        "summary": "An entry that was set aside: its own fields, and those that say why.",
        "contentType": "application/json",
        "payload": {
            "type": "object",
            "description": "The fields of the stream entry.",
            "properties": {
                EVENT_FIELD: {"type": "string", "description": "The event as it was published, where it had one."},
                **{name: {"type": "string", "description": _DEAD[name]} for name in ADDED},
            },
            "required": list(ADDED),
            "additionalProperties": {"type": "string"},
        },
    }


def _referable(kind: EventType) -> dict[str, Any]:
    """The schema of an event with its definitions where a reference of the whole document finds them."""
    schema = schema_of(kind)
    schema.pop("$schema")
    moved: dict[str, Any] = _moved(schema, f"#/components/schemas/{kind.name}/$defs/")
    return moved


def _moved(node: Any, base: str) -> Any:
    if isinstance(node, dict):
        return {
            name: base + value.removeprefix("#/$defs/") if name == "$ref" and isinstance(value, str) else _moved(value, base)
            for name, value in node.items()
        }
    return [_moved(item, base) for item in node] if isinstance(node, list) else node


def _kinds(stream: Stream) -> list[EventType]:
    return [kind for kind in EVENT_TYPES if by_name(kind.stream) is stream]


def _name(stream: Stream) -> str:
    """tocsin:claims → claims."""
    return stream.name.partition(":")[2]


def _readers(stream: Stream) -> str:
    return f" Tocsin reads it with the group `{stream.groups[0]}`; make one of your own beside it." if stream.groups else ""
