"""Options that several commands share, and what they lead to: the configuration of this run."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

if TYPE_CHECKING:
    from services.runtime.settings import Document, RuntimeSettings

config_option: Final = click.option(
    "--config",
    type=click.Path(path_type=Path, dir_okay=False),
    help="tocsin.toml to use; else the one that TOCSIN_CONFIG names, else ./tocsin.toml",
)


def configuration(path: Path | None) -> "Document":
    """The configuration under this process's environment. Raises ConfigError naming file and key."""
    from services.runtime import settings

    return settings.load(path, os.environ)


def settings_of(document: "Document") -> "RuntimeSettings":
    """Table `runtime` of a configuration. Raises ConfigError naming file and key."""
    from services.runtime import settings

    return settings.runtime_settings(document)


def _chosen(ctx: click.Context, param: click.Parameter, value: str) -> str:
    """The format: a table where a person looks at a terminal, JSON lines where a program reads."""
    del ctx, param
    if value == "auto":
        return "table" if sys.stdout.isatty() else "jsonl"
    return value


format_option: Final = click.option(
    "--format",
    "shape",
    type=click.Choice(["auto", "table", "jsonl"]),
    default="auto",
    show_default=True,
    callback=_chosen,
    help="auto is a table on a terminal and JSON lines in a pipe",
)
