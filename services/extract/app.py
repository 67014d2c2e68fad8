"""Wires the extractor: articles in, claims out; keeps no state."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from services.extract.answer import answered
from services.extract.extract import Knowledge, extract
from services.extract.settings import ExtractSettings, ProposeSettings
from services.extract.words.lexicon import LANGUAGES, LexiconError
from services.extract.words.scan import scan
from services.runtime.errors import ConfigError
from services.runtime.service import Delivery, Service, Transform
from services.runtime.settings import Document
from tocsin import streams
from tocsin.article import Article
from tocsin.catalog import ARTICLE_WITHDRAWN
from tocsin.envelope import Event

if TYPE_CHECKING:
    from services.extract.propose.proposer import Proposer


def build(document: Document) -> Service:
    """The service `extract`, ready to run. Raises ConfigError for wrong settings, and where its own lexicons are broken."""
    settings, knowledge = document.read(ExtractSettings, "extract").propose, _knowledge()
    proposer = _proposer(settings, knowledge)

    async def handle(delivery: Delivery) -> Sequence[Event[Any]]:
        event = delivery.event
        if not isinstance(event.data, Article):
            return [event] if event.type == ARTICLE_WITHDRAWN.name else []
        found = extract(event.data, knowledge)
        proposed = (await proposer.propose(event.data, found)).claims if proposer else ()
        return answered(event.data, (*found.claims, *proposed), event.time, event.traceparent)

    work = Transform(streams.ARTICLES, streams.EXTRACT_GROUP, streams.CLAIMS, handle, settings.at_a_time if proposer else 1)
    service = Service(document, "extract", consumes=work, closing=[proposer.aclose] if proposer else [], goes_by=[settings])
    if proposer:
        proposer.measure(service.metrics.registry)
    return service


def _proposer(settings: ProposeSettings, knowledge: Knowledge) -> "Proposer | None":
    """The language model that may propose claims; None where the operator names none."""
    if not settings.url:
        return None
    from services.extract.propose.proposer import Proposer  # noqa: PLC0415  # the rules alone need no HTTP client at their start

    return Proposer(settings, knowledge)


def _knowledge() -> Knowledge:
    """All that reading an article needs, loaded now: a broken lexicon must stop the service, not an article."""
    try:
        for lang in LANGUAGES:
            scan("", lang)
        return Knowledge.load()
    except (LexiconError, ValueError, KeyError) as error:
        raise ConfigError(f"the extractor's lexicons do not load: {error}; install the package anew, or mend the file") from error
