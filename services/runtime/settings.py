"""The configuration document: tocsin.toml under the environment. Owns reading and its errors; each service owns its own models."""

import difflib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Literal, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from services.runtime.errors import ConfigError
from services.runtime.secret import Reference, Secret, read_secret_file, resolve

__all__ = ["TABLES", "Document", "RuntimeSettings", "Secret", "Table", "load", "runtime_settings"]

TABLES: Final = ("runtime", "ingest", "defaults", "source", "extract", "store", "destination", "route")
"""The top-level tables of tocsin.toml."""

PREFIX: Final = "TOCSIN_"
DEFAULT_FILE: Final = "tocsin.toml"


class Table(BaseModel):
    """Base of every settings model: frozen, unknown keys are errors, defaults are checked like given values."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True, use_attribute_docstrings=True)


Model = TypeVar("Model", bound=BaseModel)


class RuntimeSettings(Table):
    """Table `runtime`: what every service shares. In the environment its fields need no table name: TOCSIN_REDIS_URL."""

    redis_url: str | None = Field(default=None, repr=False)
    """Address of Redis or Valkey, 7.0 or newer; without it an embedded server is started. REDIS_URL is honoured too."""
    partitions: int = Field(default=1, ge=1, le=1024)
    """Number of keys that articles and claims are spread over. Change it only while the streams are empty."""
    state_dir: Path = Path()
    """Where the embedded server and the SQLite files live; $XDG_STATE_HOME/tocsin unless given."""
    database_url: str | None = Field(default=None, repr=False)
    """postgresql://… for all services; without it each has an SQLite file in `state_dir`."""
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    """Least serious kind of log line that is written."""
    log_format: Literal["auto", "json", "text"] = "auto"
    """One JSON object a line, or text for people; auto writes text on a terminal."""
    http_host: str = "127.0.0.1"
    """Address that /livez, /readyz and /metrics listen on."""
    http_port: int = Field(default=0, ge=0, le=65535)
    """Their port; 0 switches them off."""
    max_deliveries: int = Field(default=5, ge=1)
    """Deliveries after which an entry whose handler failed goes to the dead letters."""
    min_idle: float = Field(default=30.0, gt=0)
    """Seconds without progress after which another consumer may take an entry over; doubles with each delivery."""
    graceful_timeout: float = Field(default=20.0, gt=0)
    """Seconds that running handlers get to finish when the service stops."""
    stream_high: int = Field(default=50_000, ge=1)
    """Unfinished entries of a stream at which producers pause."""
    stream_low: int = Field(default=40_000, ge=0)
    """Unfinished entries of a stream at which they go on."""
    retain_entries: int = Field(default=10_000, ge=0)
    """Finished entries of each stream that stay for replay; older ones are removed once every group has finished them."""
    retain_days: float = Field(default=90.0, ge=0)
    """Days that incidents and coverage stay at least, whoever has read them."""
    memory_high: float = Field(default=0.9, gt=0, le=1)
    """Share of Redis' maxmemory in use at which producers pause."""

    def database(self, service: str) -> str:
        """The database of a service: `database_url`, or its own SQLite file in `state_dir`."""
        return self.database_url or f"sqlite:///{self.state_dir / service}.db"


@dataclass(frozen=True)
class Document:
    """What the operator wrote: the tables of the file and the environment over them."""

    tables: Mapping[str, Any]
    env: Mapping[str, str]
    origin: str
    """Name of the file, for errors."""

    def read(self, model: type[Model], table: str) -> Model:
        """One table as a model, each field overridden by TOCSIN_<TABLE>_<FIELD> or the file named by TOCSIN_<TABLE>_<FIELD>_FILE.

        Raises:
            ConfigError: naming file, key, and the nearest valid key.
        """
        given = self.tables.get(table, {})
        if not isinstance(given, dict):
            raise ConfigError(f"{self.origin}: {table} must be a table: write [{table}], not [[{table}]]")
        where, overrides = f"{self.origin}: [{table}]", self._overrides(model, table)
        values = {**_resolved(given, self.env, where), **{name: value for name, (_, value) in overrides.items()}}
        return _validate(model, values, where, {name: variable for name, (variable, _) in overrides.items()})

    def read_list(self, model: type[Model], table: str) -> tuple[Model, ...]:
        """An array of tables, [[table]], as models; empty without one. Raises ConfigError like `read`."""
        given = self.tables.get(table, [])
        if not isinstance(given, list) or not all(isinstance(item, dict) for item in given):
            raise ConfigError(f"{self.origin}: {table} must be an array of tables: write [[{table}]] over each")
        wheres = [f"{self.origin}: [[{table}]] number {number} ({_label(item)})" for number, item in enumerate(given, 1)]
        return tuple(_validate(model, _resolved(item, self.env, where), where) for item, where in zip(given, wheres, strict=True))

    def _overrides(self, model: type[BaseModel], table: str) -> dict[str, tuple[str, object]]:
        """What the environment gives of a table: field → the variable that says so, and the value."""
        found: dict[str, tuple[str, object]] = {}
        for name, field in model.model_fields.items():
            variable = variable_of(table, name)
            if variable in self.env:
                parsed = _parsed(self.env[variable], field.annotation)
                referring = isinstance(parsed, dict | list)  # what stands inside JSON may refer as it may in the file
                value = _resolved({variable: parsed}, self.env, "the environment:")[variable] if referring else parsed
                found[name] = (variable, value)
            elif (file := f"{variable}_FILE") in self.env:
                try:
                    found[name] = (file, read_secret_file(Path(self.env[file])))
                except ConfigError as error:
                    raise ConfigError(f"{file}: {error}") from error
        return found


def variable_of(table: str, field: str) -> str:
    """The variable of the environment that gives a field of a table.

    >>> variable_of("runtime", "redis_url"), variable_of("store", "batch")
    ('TOCSIN_REDIS_URL', 'TOCSIN_STORE_BATCH')
    """
    return f"{PREFIX}{'' if table == 'runtime' else f'{table.upper()}_'}{field.upper()}"


def load(path: Path | None, env: Mapping[str, str]) -> Document:
    """The configuration: `path`, else the file named by TOCSIN_CONFIG, else ./tocsin.toml, else an empty one.

    Raises:
        ConfigError: a named file is missing, is not TOML, or has a table of an unknown name.
    """
    named = path or (Path(env[f"{PREFIX}CONFIG"]) if env.get(f"{PREFIX}CONFIG") else None)
    chosen = named or Path(DEFAULT_FILE)
    if named is None and not chosen.exists():
        return Document({}, env, "the environment")
    try:
        tables = tomllib.loads(chosen.read_text("utf-8"))
    except OSError as error:
        raise ConfigError(f"cannot read the configuration {chosen}: {error.strerror or error}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{chosen} is not valid TOML: {error}") from error
    for table in tables:
        if table not in TABLES:
            raise ConfigError(f"{chosen}: unknown table [{table}]{_nearest(table, TABLES)}")
    return Document(tables, env, str(chosen))


def runtime_settings(document: Document) -> RuntimeSettings:
    """Table `runtime` with REDIS_URL and the default of `state_dir` filled in."""
    settings = document.read(RuntimeSettings, "runtime")
    filled: dict[str, object] = {}
    if settings.redis_url is None and document.env.get("REDIS_URL"):
        filled["redis_url"] = document.env["REDIS_URL"]
    if settings.state_dir == Path():
        home = document.env.get("XDG_STATE_HOME") or str(Path(document.env.get("HOME", "~")).expanduser() / ".local" / "state")
        filled["state_dir"] = Path(home) / "tocsin"
    if settings.stream_low > settings.stream_high:
        raise ConfigError(f"{document.origin}: [runtime] stream_low must not be above stream_high")
    return settings.model_copy(update=filled)


def _resolved(given: Mapping[str, Any], env: Mapping[str, str], where: str) -> dict[str, object]:
    """The table's values with references replaced; an error names the key that refers."""
    values: dict[str, object] = {}
    for key, value in given.items():
        try:
            values[key] = resolve(value, env)
        except ConfigError as error:
            raise ConfigError(f"{where} {key}: {error}") from error
    return values


def _parsed(text: str, annotation: Any) -> object:
    """An environment value: JSON where it looks like a list or an object, a comma list for sequences, else the text itself."""
    if text.startswith(("[", "{")):
        try:
            parsed: object = json.loads(text)
        except json.JSONDecodeError:
            return Reference(text)
        return parsed
    if annotation is not str and any(kind in {list, tuple, set, frozenset} for kind in _origins(annotation)):
        return [Reference(part.strip()) for part in text.split(",") if part.strip()]
    return Reference(text)


def _origins(annotation: Any) -> list[object]:
    """The bare container types that an annotation allows."""
    found = [getattr(annotation, "__origin__", annotation)]
    return found + [getattr(part, "__origin__", part) for part in get_args(annotation) if getattr(part, "__origin__", None)]


def _validate(
    model: type[Model], values: Mapping[str, object], where: str, variables: Mapping[str, str] = MappingProxyType({})
) -> Model:
    """The model. `variables` names those of the environment that gave a field, for the error."""
    try:
        return model.model_validate(values)
    except ValidationError as error:
        told = [_explain(model, problem, where, variables) for problem in error.errors(include_input=False)]
        raise ConfigError("\n".join(told)) from None


def _explain(model: type[BaseModel], problem: Any, where: str, variables: Mapping[str, str]) -> str:
    """One sentence for one problem: the file, the table, the key, what is wrong, what would be valid. Values are never shown."""
    path = problem["loc"]
    if variable := variables.get(str(path[0])) if path else None:
        where = f"{variable}:"
    key = ".".join(str(step) for step in path[bool(variable) :])
    if problem["type"] == "extra_forbidden":
        owner = _model_at(model, path[:-1])
        return f'{where} unknown key "{key}"{_nearest(str(path[-1]), list(owner.model_fields) if owner else [])}'
    if problem["type"] == "missing":
        return f'{where} needs the key "{key}"'
    message = str(problem["msg"]).removeprefix("Value error, ")
    return f'{where} "{key}": {message}' if key else f"{where} {message}"


def _model_at(model: type[BaseModel], path: tuple[int | str, ...]) -> type[BaseModel] | None:
    """The nested model that a pydantic error location points into."""
    found: type[BaseModel] | None = model
    for step in path:
        field = found.model_fields.get(str(step)) if found else None
        if field is None:
            continue  # an index of a list or the tag of a union: the model is the same
        kinds = [field.annotation, *get_args(field.annotation)]
        found = next((kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel)), None)
    return found


def _nearest(name: str, valid: tuple[str, ...] | list[str]) -> str:
    close = difflib.get_close_matches(name, valid, n=1, cutoff=0.5)
    return f'; did you mean "{close[0]}"?' if close else f"; valid are: {', '.join(sorted(valid))}"


def _label(item: Mapping[str, object]) -> str:
    """What the operator calls an array item."""
    return str(item.get("id") or item.get("name") or item.get("url") or "unnamed")
