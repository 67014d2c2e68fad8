"""What subscribers import by name: a name once exported stays."""

import subprocess
import sys

import tocsin
from tocsin import EVENT_TYPES, streams


def test_exported_names_are_pinned() -> None:
    assert sorted(tocsin.__all__) == [
        "Article", "ArticleExtracted", "ArticleWithdrawn", "Claim", "ClaimRetracted", "EVENT_TYPES", "Event", "EventType",
        "Incident", "IncidentEvent", "SourceRecovered", "SourceSilent", "UnreadableEvent", "__version__", "make_event",
        "read_event",
    ]  # fmt: skip
    assert all(hasattr(tocsin, name) for name in tocsin.__all__)


def test_event_types_and_their_streams_are_pinned() -> None:
    assert {row.name: row.stream for row in EVENT_TYPES} == {
        "tocsin.article.published.v1": "tocsin:articles",
        "tocsin.article.withdrawn.v1": "tocsin:articles",
        "tocsin.claim.extracted.v1": "tocsin:claims",
        "tocsin.article.extracted.v1": "tocsin:claims",
        "tocsin.claim.retracted.v1": "tocsin:incidents",
        "tocsin.incident.opened.v1": "tocsin:incidents",
        "tocsin.incident.updated.v1": "tocsin:incidents",
        "tocsin.incident.merged.v1": "tocsin:incidents",
        "tocsin.incident.split.v1": "tocsin:incidents",
        "tocsin.incident.closed.v1": "tocsin:incidents",
        "tocsin.source.silent.v1": "tocsin:coverage",
        "tocsin.source.recovered.v1": "tocsin:coverage",
    }


def test_every_event_goes_to_a_declared_stream() -> None:
    assert {row.stream for row in EVENT_TYPES} == {stream.name for stream in streams.ALL}


def test_subscribers_need_pydantic_and_nothing_else() -> None:
    loaded = "import sys, tocsin; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    done = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert not {"redis", "faststream", "httpx", "sqlalchemy", "click", "rich", "lxml", "yaml"} & set(done.stdout.split())
