#!/usr/bin/env python3
"""Writes deploy/.env.example and deploy/tocsin.example.toml from the settings models, so that every setting is documented there.

A test fails when they differ from what this writes.
"""

import json
import sys
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

DEPLOY = Path(__file__).parents[1] / "deploy"

MODELS = {
    "runtime": "services.runtime.settings:RuntimeSettings",
    "ingest": "services.ingest.settings:IngestSettings",
    "defaults": "services.ingest.settings:Defaults",
    "source": "services.ingest.settings:Source",
    "extract": "services.extract.settings:ExtractSettings",
    "store": "services.store.settings:StoreSettings",
    "destination": "services.store.alerts.settings:Destination",
    "route": "services.store.alerts.settings:Route",
}
"""Table of tocsin.toml → its model."""

LISTS = ("source", "destination", "route")
"""Tables that may stand many times: [[source]]. The environment cannot give them."""

ENV_HEAD = """\
# Every setting that the environment can give, with its default. Copy to .env beside compose.yaml and change what you need.
# A value may also come from a file: TOCSIN_REDIS_URL_FILE=/run/secrets/redis-url. Tables and lists are written as JSON.
# Sources, destinations and routes stand in tocsin.toml: see tocsin.example.toml. Written by scripts/write_settings.py.

# ---- compose.yaml ----
# Your configuration; the invented newsroom's unless given.
#TOCSIN_TOML=./newsroom.toml
# 0 leaves out the invented newsroom and its chat.
#NEWSROOM=1
# Where ingest takes pushed articles and answers health checks and metrics: host address and port.
#TOCSIN_PUBLISH=127.0.0.1:9464
# Image of the services; its base, version, revision and network when it is built here.
#TOCSIN_IMAGE=tocsin:0.1.0
#TOCSIN_BASE=python:3.13-slim
#TOCSIN_VERSION=0.1.0
#TOCSIN_REVISION=unknown
#TOCSIN_BUILD_NETWORK=default
# Images of the servers. For Valkey: valkey/valkey:8 and REDIS_USER=valkey.
#REDIS_IMAGE=redis:8
#REDIS_USER=redis
#REDIS_MAXMEMORY=512mb
#POSTGRES_IMAGE=postgres:17
#PROMETHEUS_IMAGE=prom/prometheus:v3.7.3
"""

TOML_HEAD = """\
# Every setting that tocsin.toml can have, with its default. Copy what you need; what is left out has the default.
# A value "env:NAME" is taken from the environment, "file:/path" from a file; secrets may only be given so.
# Written by scripts/write_settings.py.
"""


def models() -> dict[str, type[BaseModel]]:
    """The model of every table that exists."""
    found = {}
    for table, path in MODELS.items():
        module, _, name = path.partition(":")
        if find_spec(module):
            found[table] = getattr(import_module(module), name)
    return found


def env_example() -> str:
    """The text of .env.example."""
    parts = [ENV_HEAD]
    for table, model in models().items():
        if table in LISTS:
            continue
        prefix = "TOCSIN_" if table == "runtime" else f"TOCSIN_{table.upper()}_"
        parts.append(f"\n# ---- {_title(table, model)} ----\n")
        for name, field in model.model_fields.items():
            parts += [f"# {line}\n" for line in _words(field)]
            parts.append(f"#{prefix}{name.upper()}={_plain(_default(field))}\n")
    return "".join(parts)


def toml_example() -> str:
    """The text of tocsin.example.toml."""
    parts = [TOML_HEAD]
    for table, model in models().items():
        header = f"[[{table}]]" if table in LISTS else f"[{table}]"
        parts.append(f"\n# {_title(table, model)}\n# {header}\n")
        inherited = models()["defaults"].model_fields if table == "source" else {}
        if inherited:
            parts.append("# and every key of [defaults]\n")
        for name, field in model.model_fields.items():
            if name not in inherited:
                parts += _toml_lines(name, field)
    return "".join(parts)


def _toml_lines(name: str, field: FieldInfo) -> Iterator[str]:
    yield from (f"#   {line}\n" for line in _words(field))
    default, nested = _default(field), _nested(field)
    if nested is not None:
        values = ", ".join(f"{key} = {_toml(_default(inner))}" for key, inner in nested.model_fields.items())
        yield f"# {name} = {{ {values} }}\n"
        for key, inner in nested.model_fields.items():
            yield from (f"#     {key}: {line}\n" for line in _words(inner))
    else:
        yield f"# {name} = {_toml(default)}\n"


def _title(table: str, model: type[BaseModel]) -> str:
    first = (model.__doc__ or "").strip().partition("\n")[0].rstrip(".")
    return first if table in first else f"{table}: {first}"


def _words(field: FieldInfo) -> list[str]:
    """What a field is, one line each; a choice shows its values."""
    lines = [line.strip() for line in (field.description or "").splitlines() if line.strip()]
    choices = [value for value in get_args(field.annotation) if isinstance(value, str)]
    return [*lines, f"One of: {', '.join(choices)}"] if choices else lines


def _default(field: FieldInfo) -> Any:
    """The default as JSON has it; None where there is none."""
    if field.default_factory is not None:
        return None
    value = field.default
    if value is PydanticUndefined or value == Path():
        return None
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    return list(value) if isinstance(value, tuple) else str(value) if isinstance(value, Path) else value


def _nested(field: FieldInfo) -> type[BaseModel] | None:
    kinds = [field.annotation, *get_args(field.annotation)]
    return next((kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel)), None)


def _plain(value: Any) -> str:
    """A default as the environment would give it."""
    if value is None:
        return ""
    if isinstance(value, list):
        return ",".join(map(str, value))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _toml(value: Any) -> str:
    return '""' if value is None else json.dumps(value, ensure_ascii=False)


def written() -> dict[Path, str]:
    """Path → text of everything this writes."""
    return {DEPLOY / ".env.example": env_example(), DEPLOY / "tocsin.example.toml": toml_example()}


if __name__ == "__main__":
    for path, text in written().items():
        path.write_text(text, "utf-8")
        print(f"wrote {path.relative_to(DEPLOY.parent)}", file=sys.stderr)
