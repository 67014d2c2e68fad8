"""Coverage as data: a source that falls silent, or speaks again. Silence must never be mistaken for peace."""

from tocsin.model import EventPayload, Identity, Instant


class SourceSilent(EventPayload):
    """A source has brought nothing for longer than its habit: `tocsin.source.silent.v1`."""

    source: str
    """Id of the source."""
    since: Instant
    """When it last brought a new article, or was added."""
    expected_every: float
    """Its usual seconds between new articles."""
    last_success: Instant | None = None
    """When it was last read without an error."""
    reason: str
    """What is known: "no new items", "HTTP 503", "blocked"…"""

    def identity(self) -> Identity:
        """What the envelope's id, subject and partition follow from."""
        return Identity(self.source, self.since.isoformat())


class SourceRecovered(EventPayload):
    """A silent source has brought a new article: `tocsin.source.recovered.v1`."""

    source: str
    """Id of the source."""
    silent_since: Instant
    """When the silence began."""
    silent_for: float
    """Its length in seconds."""

    def identity(self) -> Identity:
        """What the envelope's id, subject and partition follow from."""
        return Identity(self.source, self.silent_since.isoformat())
