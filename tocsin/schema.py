"""The JSON Schemas that ship in tocsin/schemas: one for each event type, generated from the models."""

import json
from importlib import resources
from typing import Any

from tocsin.catalog import EVENT_TYPES, EventType


def schema_of(kind: EventType) -> dict[str, Any]:
    """JSON Schema (2020-12) of the whole envelope of one event type, as an event on the stream looks."""
    schema = kind.envelope.model_json_schema(mode="serialization")
    schema["properties"]["type"] = {"const": kind.name, "title": "Type", "type": "string"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "title": kind.name,
        "description": kind.summary,
    }


def schema_files() -> dict[str, str]:
    """File name → text of every schema, as it must stand in tocsin/schemas."""
    return {f"{kind.name}.json": json.dumps(schema_of(kind), indent=1, ensure_ascii=False) + "\n" for kind in EVENT_TYPES}


def shipped(name: str) -> dict[str, Any]:
    """The schema that ships for an event type; FileNotFoundError for an unknown one."""
    loaded: dict[str, Any] = json.loads(resources.files("tocsin").joinpath("schemas", f"{name}.json").read_text("utf-8"))
    return loaded
