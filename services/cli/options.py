"""Options that several commands share, and what they lead to: the configuration of this run."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

if TYPE_CHECKING:
    from services.runtime.settings import Document

config_option: Final = click.option(
    "--config",
    type=click.Path(path_type=Path, dir_okay=False),
    help="tocsin.toml to use; else the one that TOCSIN_CONFIG names, else ./tocsin.toml",
)


def configuration(path: Path | None) -> "Document":
    """The configuration under this process's environment. Raises ConfigError naming file and key."""
    from services.runtime import settings

    return settings.load(path, os.environ)
