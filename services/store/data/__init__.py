"""The store's knowledge as data: region groups, zones, offices, publishers, codes. Owns reading the files beside it."""

import tomllib
from functools import cache
from importlib import resources
from typing import Any


@cache
def table(name: str) -> dict[str, Any]:
    """The TOML file `name`.toml beside this module, read once."""
    return tomllib.loads(resources.files(__name__).joinpath(f"{name}.toml").read_text(encoding="utf-8"))
