"""`tocsin doctor`: looks at everything the system needs and says in plain words what to do. Owns the look of it, no check."""

import asyncio
from pathlib import Path
from typing import Final

import click

from services.cli.options import config_option

_MARKS: Final = {"ok": ("✓", "green"), "note": ("·", "yellow"), "wrong": ("✗", "red")}


@click.command()
@config_option
def doctor(config: Path | None) -> None:
    """Check everything that the system needs; say what to do.

    Configuration, Redis, databases, sources and destinations; exit code 1 when something needs you.
    """
    from services.cli.checks import collect

    findings = asyncio.run(collect(config))
    for finding in findings:
        mark, colour = _MARKS[finding.verdict]
        head, *rest = finding.text.splitlines() or [""]
        click.echo(f"{click.style(mark, fg=colour)} {finding.part:<13} {head}")
        for line in rest:
            click.echo(f"{'':16}{line}")
    wrong = sum(finding.verdict == "wrong" for finding in findings)
    if wrong:
        raise click.ClickException(f"{wrong} of {len(findings)} checks need you; see the lines marked ✗")
