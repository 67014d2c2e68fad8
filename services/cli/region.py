"""A region on the command line. Owns its spelling and its check."""

from typing import Any

import click
from pydantic import TypeAdapter, ValidationError

from tocsin.places import RegionCode


class Region(click.ParamType[str]):
    """A region code in any case: UA-63, SEA:black, or UA for all regions of a country."""

    name = "code"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The code as events write it; a usage error that shows the forms for anything else."""
        head, colon, sea = str(value).strip().partition(":")
        try:
            code: str = TypeAdapter(RegionCode).validate_python(f"{head.upper()}{colon}{sea.lower()}")
        except ValidationError:
            self.fail(f"{value!r} is no region code; write UA-63, SEA:black, or UA for all regions of a country", param, ctx)
        return code
