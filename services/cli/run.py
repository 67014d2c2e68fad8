"""`tocsin up` and `tocsin run SERVICE`: the whole system in one process group, or one service of it."""

import asyncio
import logging
import signal
import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from services.cli.options import config_option, configuration

if TYPE_CHECKING:
    from services.cli.embedded import Running
    from services.runtime.settings import Document

LOG: Final = logging.getLogger(__name__)

_COLOURS: Final = {"ingest": "cyan", "extract": "yellow", "store": "green"}


@click.command()
@config_option
def up(config: Path | None) -> None:
    """Run ingest, extract and store together.

    With an embedded Redis and SQLite, unless the configuration names others. Ctrl-C or SIGTERM stops them
    cleanly. Whatever was under way goes on at the next start.
    """
    from services.cli import settled

    document = configuration(config)
    settled.check(document)
    _configure_logs(document)
    asyncio.run(_up(document))


@click.command()
@click.argument("service", type=click.Choice(["ingest", "extract", "store"]))
@click.option("--with-parent", is_flag=True, hidden=True, help="stop when standard input closes")
@config_option
def run(service: str, config: Path | None, *, with_parent: bool) -> None:
    """Run one service; it needs a Redis and a migrated database.

    SIGTERM lets it finish what it has begun. SIGHUP reads the configuration again: a new log level and other sources hold at once,
    what concerns other services leaves it alone, for anything else it ends, to be started anew. SIGUSR1 switches debug lines on and
    off.
    """
    from services.cli.children import stop_with_parent

    document = configuration(config)
    _configure_logs(document)
    if with_parent:
        stop_with_parent()
    asyncio.run(_serve(service, config, document))


async def _serve(name: str, config: Path | None, document: "Document") -> None:
    from services.cli.signals import Signals
    from services.runtime.ending import LATE, Deadline

    build = import_module(f"services.{name}.app").build
    service = build(document)
    Signals(config, document, build, service).listen()
    code = 1
    try:
        await service.run()
        code = 0
    finally:  # all is closed: what a library left behind must not keep the process
        Deadline(LATE, f"{name}, all of it closed,", code).begin()


def _configure_logs(document: "Document") -> None:
    from services.runtime import logs
    from services.runtime.settings import runtime_settings

    settings = runtime_settings(document)
    logs.configure(settings.log_level, settings.log_format)


async def _up(document: "Document") -> None:
    from services.cli.embedded import running

    loop, this = asyncio.get_running_loop(), asyncio.current_task()
    assert this is not None
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, _stop, this)
    with suppress(asyncio.CancelledError):  # how a signal ends it
        async with running(document, _show) as system:
            LOG.info("up: ingest, extract and store run; state in %s", system.settings.state_dir)
            if not document.tables.get("source"):
                LOG.warning("no [[source]] is declared, so nothing is polled: `tocsin sources add URL` declares one")
            for number in _passed_on():
                loop.add_signal_handler(number, _pass_on, system, number)
            await system.ended()
    LOG.info("stopped")


def _passed_on() -> tuple[signal.Signals, ...]:
    """Signals that go on to every service. On a terminal a hang-up still means that the terminal is gone."""
    return (signal.SIGUSR1,) if sys.stderr.isatty() else (signal.SIGUSR1, signal.SIGHUP)


def _pass_on(system: "Running", number: signal.Signals) -> None:
    for child in system.children:
        if child.process is not None and child.process.returncode is None:
            child.process.send_signal(number)


def _stop(system: asyncio.Task[None]) -> None:
    if not system.cancelling():  # a second Ctrl-C must not interrupt the clean-up
        LOG.info("stopping: each service finishes what it has begun")
        system.cancel()


def _show(name: str, line: str) -> None:
    """One line of a child, behind its name on a terminal; as it is, one JSON object a line, elsewhere."""
    if sys.stderr.isatty():
        click.echo(f"{click.style(f'{name:<7} │', fg=_COLOURS.get(name))} {line}", err=True)
    else:
        click.echo(line, err=True)
