"""`tocsin schema`: the contract for machines: an AsyncAPI document of every stream, and the JSON Schema of each event."""

import json
from pathlib import Path

import click

from services.cli.options import config_option, configuration, settings_of
from tocsin.catalog import EVENT_TYPES


@click.group()
def schema() -> None:
    """Print the contract: streams and events, for code generators and validators."""


@schema.command("asyncapi")
@config_option
def asyncapi_(config: Path | None) -> None:
    """Print an AsyncAPI 3.0 document of every stream, dead letters included, as this configuration has them."""
    from services.runtime.asyncapi import asyncapi

    partitions = settings_of(configuration(config)).partitions
    click.echo(json.dumps(asyncapi(partitions), indent=1, ensure_ascii=False))


@schema.command("json")
@click.argument("event", type=click.Choice([kind.name for kind in EVENT_TYPES]), required=False)
def json_(event: str | None) -> None:
    """Print the JSON Schema of EVENT, or one object with the schema of every event."""
    from tocsin.schema import shipped

    found = shipped(event) if event else {kind.name: shipped(kind.name) for kind in EVENT_TYPES}
    click.echo(json.dumps(found, indent=1, ensure_ascii=False))
