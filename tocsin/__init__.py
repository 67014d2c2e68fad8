"""What subscribers import: the events that Tocsin publishes, as pydantic models. Needs pydantic and the standard library only.

A name is loaded when it is first asked for: a program that reads claims waits for no model of incidents.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
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

_MODULES: Final = {
    "tocsin.article": ("Article", "ArticleExtracted", "ArticleWithdrawn"),
    "tocsin.catalog": ("EVENT_TYPES", "EventType", "UnreadableEvent", "make_event", "read_event"),
    "tocsin.claim": ("Claim", "ClaimRetracted"),
    "tocsin.coverage": ("SourceRecovered", "SourceSilent"),
    "tocsin.envelope": ("Event",),
    "tocsin.incident": ("Incident", "IncidentEvent"),
}
_MODULE_OF: Final = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> Any:
    """The name of another module, loaded now and kept."""
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_MODULE_OF[name]), name)
    globals()[name] = value
    return value
