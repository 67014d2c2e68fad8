"""Values that must not stand in a file, a log or an error. Owns where they come from; knows no setting by name."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import GetCoreSchemaHandler, SecretStr
from pydantic_core import core_schema

from services.runtime.errors import ConfigError


class Reference(str):
    """A text that came from the environment or a file of its own, not from the configuration file."""

    __slots__ = ()


class Secret(SecretStr):
    """A field that only the environment or a file may fill; it prints as asterisks. `get_secret_value()` reads it."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        """Accepts a Secret or a resolved reference, never a literal of the configuration file."""
        del source, handler
        return core_schema.no_info_plain_validator_function(cls._accept)

    @classmethod
    def _accept(cls, value: object) -> "Secret":
        if isinstance(value, Secret):
            return value
        if isinstance(value, Reference):
            return cls(str(value))
        raise ValueError('a secret must not stand in this file: write "env:NAME" or "file:/path" and put it there')


def resolve(value: object, env: Mapping[str, str]) -> object:
    """`value` with every "env:NAME" and "file:/path" in it replaced by what it points to, at any depth.

    Raises:
        ConfigError: when the variable is not set or the file cannot be read.
    """
    if isinstance(value, dict):
        return {key: resolve(item, env) for key, item in value.items()}
    if isinstance(value, list):
        return [resolve(item, env) for item in value]
    if isinstance(value, str) and value.startswith("env:"):
        return _from_environment(value[len("env:") :], env)
    if isinstance(value, str) and value.startswith("file:/"):
        return read_secret_file(Path(value[len("file:") :]))
    return value


def read_secret_file(path: Path) -> Reference:
    """The text of a file without the newline at its end; ConfigError when it cannot be read."""
    try:
        return Reference(path.read_text("utf-8").rstrip("\r\n"))
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise ConfigError(f"cannot read the secret file {path}: {reason}") from error


def _from_environment(name: str, env: Mapping[str, str]) -> Reference:
    if name in env:
        return Reference(env[name])
    if f"{name}_FILE" in env:
        return read_secret_file(Path(env[f"{name}_FILE"]))
    raise ConfigError(f"the environment variable {name} is not set (nor {name}_FILE)")
