"""The command `tocsin`: a table of commands, each loaded only when it is named. Owns exit codes and how an error is told.

Exit codes: 0 done · 1 it could not be done, and the message says what to do · 2 the command line is wrong · 78 the configuration
is wrong, so trying again cannot help (EX_CONFIG of sysexits.h).
"""

from difflib import get_close_matches
from importlib import import_module
from typing import Any, Final

import click

from services.runtime.errors import ConfigError, ServiceError
from tocsin import __version__

COMMANDS: Final = {
    "demo": "services.cli.demo:demo",
    "up": "services.cli.run:up",
    "run": "services.cli.run:run",
    "backfill": "services.cli.backfill:backfill",
    "status": "services.cli.status:status",
    "tail": "services.cli.tail:tail",
    "incidents": "services.cli.incidents:incidents",
    "incident": "services.cli.incidents:incident",
    "link": "services.cli.incidents:link",
    "unlink": "services.cli.incidents:unlink",
    "dead": "services.cli.dead:dead",
    "schema": "services.cli.schema:schema",
    "alerts": "services.cli.alerts:alerts",
    "doctor": "services.cli.doctor:doctor",
    "newsroom": "services.cli.news_site:newsroom",
    "sources": "services.cli.sources:sources",
    "read": "services.cli.read:read",
    "extract": "services.cli.texts:extract_command",
    "explain": "services.cli.texts:explain_command",
    "migrate": "services.cli.migrate:migrate",
    "backup": "services.cli.backup:backup",
    "restore": "services.cli.restore:restore",
    "healthcheck": "services.cli.healthcheck:healthcheck",
}
"""Command → "module:function" of its click command."""

SECTIONS: Final = {
    "Try it": ("demo", "newsroom"),
    "Run it": ("up", "run", "doctor", "migrate", "backup", "restore", "healthcheck"),
    "Read": ("backfill", "sources", "read", "extract", "explain"),
    "Look things up": ("incidents", "incident", "link", "unlink"),
    "See what it does": ("status", "tail", "alerts", "dead", "schema"),
}
"""How the help groups the commands; one that stands nowhere comes last."""

WRONG_CONFIGURATION: Final = 78
"""Exit code that tells a supervisor not to start the command again."""

_LINE: Final = 62
"""Characters of a command's line in the help: what 80 columns leave."""


class Misconfigured(click.ClickException):
    """A command that could not run because of a setting."""

    exit_code = WRONG_CONFIGURATION


class LazyGroup(click.Group):
    """A group that imports a command's module only to run it or to show its help."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command, in the order of the table."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name, imported now; None for an unknown one."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module, _, function = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), function)
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the first word names; for an unknown one a usage error with the nearest."""
        near = get_close_matches(args[0], COMMANDS, n=1) if args and args[0] not in COMMANDS else []
        if near:
            ctx.fail(f"No such command {args[0]!r}; did you mean {near[0]!r}?")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands by what a person wants to do."""
        placed = {name for names in SECTIONS.values() for name in names}
        others = {"Other commands": tuple(name for name in COMMANDS if name not in placed)}
        for title, names in {**SECTIONS, **others}.items():
            found = [(name, self.get_command(ctx, name)) for name in names]
            rows = [(name, command.get_short_help_str(limit=_LINE)) for name, command in found if command]
            if rows:
                with formatter.section(title):
                    formatter.write_dl(rows)

    def invoke(self, ctx: click.Context) -> Any:
        """Runs the command; an error that a service raises on purpose is told in its own words, without a traceback."""
        try:
            return super().invoke(ctx)
        except ServiceError as error:
            raise (Misconfigured if isinstance(error, ConfigError) else click.ClickException)(str(error)) from error


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="tocsin")
def main() -> None:
    """Tocsin turns news into attributed claims and warns about new regional incidents."""
