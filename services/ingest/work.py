"""What every job of ingest works with, assembled once. Owns no behaviour."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from random import Random

from sqlalchemy.ext.asyncio import AsyncEngine

from services.ingest.articles.writer import Writer
from services.ingest.cleaning.pool import Pool
from services.ingest.fetching.exchange import Outcome, Request
from services.ingest.fetching.failure import Failed
from services.ingest.fetching.fetch import Fetcher
from services.ingest.fetching.robots import Robots
from services.ingest.pacing.gate import Gate
from services.ingest.settings import IngestSettings, Source
from services.ingest.sources.metrics import IngestMetrics
from services.ingest.sources.progress import Moment
from services.ingest.tables.leases import Me
from services.ingest.web import urls
from services.runtime.clock import Clock


@dataclass(slots=True)
class Work:
    """The parts of a running ingest."""

    engine: AsyncEngine
    settings: IngestSettings
    sources: Mapping[str, Source]
    """By id."""
    fetcher: Fetcher
    robots: Robots
    pool: Pool
    me: Me
    clock: Clock
    chance: Random = field(default_factory=Random)
    metrics: IngestMetrics | None = None
    """Of this process, once it runs as a service."""
    gates: dict[str, Gate] = field(default_factory=dict)
    """Of the sites that this process holds, by domain."""
    halted: bool = False
    """Nothing new is begun: Redis, a stream or the outbox can take no more."""
    writer: Writer = field(init=False)

    def __post_init__(self) -> None:
        """The writer is the process's own."""
        self.writer = Writer(self.engine, self.clock)

    async def ask(self, request: Request) -> Outcome:
        """What an address answers, where its robots.txt lets us ask, and that of each address it redirects to."""

        async def permit(url: str) -> Failed | None:
            # not at the pace of that site, as little as the redirect itself: waiting for it with a site in hand could wait for ever
            return await self.robots.refusal(url, request.limits, self.at().now, self.fetcher.fetch)

        refused = await self.robots.refusal(request.url, request.limits, self.at().now, self._send)
        outcome = refused or await self._send(replace(request, permit=permit))
        if self.metrics is not None:
            self.metrics.asked(outcome)
        return outcome

    async def _send(self, request: Request) -> Outcome:
        """One request at the pace of its site; of a site that is not held, such as that of a sitemap elsewhere, at once."""
        gate = self.gates.get(urls.site(request.url))
        if gate is None:
            return await self.fetcher.fetch(request)
        async with gate.passed(request.limits.host.delay):
            return await self.fetcher.fetch(request)

    def at(self) -> Moment:
        """This moment, with its chance."""
        return Moment(self.clock.now().timestamp(), self.chance.random())
