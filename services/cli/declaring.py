"""New sources written into tocsin.toml: appended as they are, so that comments and order of the file stay."""

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from services.ingest.settings import Source, sources
from services.runtime.errors import ConfigError
from services.runtime.settings import DEFAULT_FILE, load

_VARIABLE: Final = "TOCSIN_CONFIG"


def file_to_write(config: Path | None) -> Path:
    """The configuration file of this run: the named one, that of the environment, or ./tocsin.toml, which may not exist yet."""
    return config or Path(os.environ.get(_VARIABLE) or DEFAULT_FILE)


def declared(file: Path) -> tuple[Source, ...]:
    """The sources that a file declares; none when it does not exist yet. Raises ConfigError for a wrong file."""
    return sources(load(file, os.environ)) if file.exists() else ()


def block(values: Mapping[str, Any]) -> str:
    """One [[source]] as TOML.

    >>> print(block({"id": "harbour", "tags": ["a", "b"]}), end="")
    [[source]]
    id = "harbour"
    tags = ["a", "b"]
    """
    lines = [f"{key} = {_value(value)}" for key, value in values.items() if value not in (None, "", [], ())]
    return "\n".join(["[[source]]", *lines]) + "\n"


def append(file: Path, blocks: Sequence[str]) -> None:
    """Adds sources at the end of a file, whole or not at all. Raises ConfigError when the result would not be valid."""
    before = file.read_text("utf-8") if file.exists() else ""
    parts = [before.rstrip("\n"), *(each.rstrip("\n") for each in blocks)]
    draft = file.with_name(f".{file.name}.new")
    try:
        draft.write_text("\n\n".join(part for part in parts if part) + "\n", encoding="utf-8")
        sources(load(draft, os.environ))
        if file.exists():
            draft.chmod(file.stat().st_mode & 0o777)
        draft.replace(file)
    except OSError as error:
        raise ConfigError(f"cannot write {file}: {error.strerror or error}") from error
    finally:
        draft.unlink(missing_ok=True)


def _value(value: Any) -> str:
    if isinstance(value, list | tuple):
        return f"[{', '.join(_value(each) for each in value)}]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
