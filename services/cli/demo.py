"""`tocsin demo`: the whole path on an invented newsroom, live."""

import asyncio

import click


@click.command()
@click.option("--once", is_flag=True, help="stop when all is read and alerted; exit code 0 only if it is as it should be")
def demo(*, once: bool) -> None:
    """Watch the whole path, live, on an invented newsroom.

    Articles come in; claims, incidents and chat messages come out. Needs nothing else: newsroom, chat, Redis
    and databases run on this machine, and nothing is left behind. Ctrl-C ends it.
    """
    from services.cli.newsroom.performance import perform

    if amiss := asyncio.run(perform(once=once)):
        raise click.ClickException("\n".join(amiss))
