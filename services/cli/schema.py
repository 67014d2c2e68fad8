"""`tocsin schema`: the contract for machines: an AsyncAPI document of every stream, and the JSON Schema of each event."""

import json
from difflib import get_close_matches
from pathlib import Path

import click

from services.cli.options import config_option, configuration, settings_of
from tocsin.catalog import EVENT_TYPES


@click.group()
def schema() -> None:
    """Print the contract of streams and events, for programs."""


@schema.command("asyncapi")
@config_option
def asyncapi_(config: Path | None) -> None:
    """Print an AsyncAPI 3.0 document of every stream.

    Dead letters included, and each partition that this configuration has.
    """
    from services.runtime.asyncapi import asyncapi

    partitions = settings_of(configuration(config)).partitions
    click.echo(json.dumps(asyncapi(partitions), indent=1, ensure_ascii=False))


@schema.command("json")
@click.argument("event", metavar="[EVENT]", required=False)
def json_(event: str | None) -> None:
    """Print the JSON Schema of EVENT, or of every event.

    EVENT is a type such as tocsin.claim.extracted.v1; without it, one object has the schema of each.
    """
    from tocsin.schema import shipped

    names = [kind.name for kind in EVENT_TYPES]
    if event is not None and event not in names:
        near = get_close_matches(event, names, n=1, cutoff=0.5)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise click.UsageError(f"no event is called {event!r}{hint}\n`tocsin schema json` prints all: {', '.join(names)}")
    found = shipped(event) if event else {kind.name: shipped(kind.name) for kind in EVENT_TYPES}
    click.echo(json.dumps(found, indent=1, ensure_ascii=False))
