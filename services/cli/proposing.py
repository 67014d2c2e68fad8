"""Reading texts as the extractor does, with the language model beside the rules where it is asked for."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from services.cli.options import configuration

if TYPE_CHECKING:
    from asyncio import Runner

    from services.extract.extract import Extraction, Knowledge
    from services.extract.propose.proposer import Proposer
    from tocsin.article import Article

Read = Callable[["Article"], tuple["Extraction", str]]
"""The claims of an article, and what became of the proposals, for people; empty where no model is asked."""


@contextmanager
def reading(config: Path | None, *, propose: bool) -> Iterator[Read]:
    """How articles are read inside the block. Raises ConfigError for wrong settings, and ClickException where no model is named."""
    with _uncollected():
        from services.extract.extract import Knowledge, extract

        knowledge = Knowledge.load()
    if not propose:
        yield lambda article: (extract(article, knowledge), "")
        return
    from asyncio import Runner

    with Runner() as runner:
        proposer = _proposer(config, knowledge)
        try:
            yield lambda article: _both(article, knowledge, proposer, runner)
        finally:
            runner.run(proposer.aclose())


@contextmanager
def _uncollected() -> Iterator[None]:
    """Loading without the garbage collector: what is loaded stays, and to look through it took a tenth of the start."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def _proposer(config: Path | None, knowledge: "Knowledge") -> "Proposer":
    from services.extract.propose.proposer import Proposer
    from services.extract.settings import ExtractSettings

    settings = configuration(config).read(ExtractSettings, "extract").propose
    if not settings.url:
        raise click.ClickException(
            "--propose needs a language model: write its url and model under [extract.propose] of tocsin.toml"
        )
    return Proposer(settings, knowledge)


def _both(article: "Article", knowledge: "Knowledge", proposer: "Proposer", runner: "Runner") -> tuple["Extraction", str]:
    from services.extract.extract import extract
    from services.extract.propose.told import told

    found = extract(article, knowledge)
    proposed = runner.run(proposer.propose(article, found))
    return replace(found, claims=(*found.claims, *proposed.claims)), told(proposed)
