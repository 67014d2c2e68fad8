"""What subscribers import: the events that Tocsin publishes, as pydantic models. Needs pydantic and the standard library only."""

from tocsin.article import Article, ArticleExtracted, ArticleWithdrawn
from tocsin.catalog import EVENT_TYPES, EventType, UnreadableEvent, make_event, read_event
from tocsin.claim import Claim, ClaimRetracted
from tocsin.coverage import SourceRecovered, SourceSilent
from tocsin.envelope import Event
from tocsin.incident import Incident, IncidentEvent

__all__ = [
    "EVENT_TYPES",
    "Article",
    "ArticleExtracted",
    "ArticleWithdrawn",
    "Claim",
    "ClaimRetracted",
    "Event",
    "EventType",
    "Incident",
    "IncidentEvent",
    "SourceRecovered",
    "SourceSilent",
    "UnreadableEvent",
    "__version__",
    "make_event",
    "read_event",
]

__version__ = "0.1.0"
