"""Joins question, answer and check, and owns which articles are asked about; what goes wrong costs the proposals only."""

import hashlib
import logging
import time
from collections import Counter as Tally
from dataclasses import dataclass
from typing import Final

from prometheus_client import CollectorRegistry

from services.extract.extract import Extraction, Knowledge, language
from services.extract.propose.check import Checked, check
from services.extract.propose.client import Model, Outcome
from services.extract.propose.manner import Question
from services.extract.propose.measure import ACCEPTED, Measures
from services.extract.propose.prompt import material
from services.extract.propose.proposal import Dropped, UnreadableAnswer, proposals
from services.extract.propose.words import reading
from services.extract.settings import ProposeSettings
from tocsin.article import Article
from tocsin.claim import Claim

LOG: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Proposed:
    """What asking a model about one article came to."""

    outcome: Outcome | None = None
    """None where there was nothing to ask about."""
    claims: tuple[Claim, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    detail: str = ""
    """Why there is no answer, for people."""


class Proposer:
    """A model and what is done with its answers."""

    def __init__(self, settings: ProposeSettings, knowledge: Knowledge) -> None:
        self._settings, self._knowledge = settings, knowledge
        self._measures: Measures | None = None
        self._model = Model(settings)

    def measure(self, registry: CollectorRegistry) -> None:
        """From now on it counts there."""
        self._measures = Measures(registry)

    async def propose(self, article: Article, extraction: Extraction) -> Proposed:
        """The claims that a model adds to those of the rules. Never raises but when cancelled, and ends within the time allowed."""
        if not self._is_asked(article, extraction):
            return Proposed()
        began = time.monotonic()
        try:
            found = await self._asked(article, extraction)
        except Exception:  # whatever a stranger's answer does to our code, the article must go on
            LOG.exception("checking what the model proposed failed; the rules' claims go out alone")
            found = Proposed(Outcome.FAULT, detail="our own code failed; the log says where")
        self._count(found, time.monotonic() - began)
        return found

    async def aclose(self) -> None:
        """Closes the connections."""
        await self._model.aclose()

    def _is_asked(self, article: Article, extraction: Extraction) -> bool:
        wanted = self._settings.articles
        if wanted == "all":
            return bool(article.text.strip())
        return bool(extraction.readings) and not (wanted == "silent" and extraction.claims)

    async def _asked(self, article: Article, extraction: Extraction) -> Proposed:
        published = article.published.isoformat() if article.published else None
        shown = material(article.text[: self._settings.max_chars], language(article), published)
        reply = await self._model.ask(Question(shown, _seed(article)))
        if reply.outcome is not Outcome.ANSWERED:
            return Proposed(reply.outcome, detail=reply.detail)
        try:
            listed, shapeless = proposals(reply.text, self._settings.max_claims)
        except UnreadableAnswer as error:
            return Proposed(Outcome.UNREADABLE, detail=str(error))
        read = reading(article, extraction, self._knowledge, self._settings.max_chars)
        checked: Checked = check(listed, read, self._settings.model)
        return Proposed(Outcome.ANSWERED, checked.claims, (*shapeless, *checked.dropped))

    def _count(self, found: Proposed, seconds: float) -> None:
        reasons = Tally(each.reason.value for each in found.dropped)
        if found.outcome is Outcome.ANSWERED:
            LOG.info("the model proposed claims", extra={"accepted": len(found.claims), "dropped": dict(reasons)})
        if self._measures is None or found.outcome is None:
            return
        self._measures.asked(found.outcome, seconds)
        self._measures.proposed(ACCEPTED, len(found.claims))
        for reason, number in reasons.items():
            self._measures.proposed(reason, number)


def _seed(article: Article) -> int:
    """The same for every delivery of one revision."""
    return int.from_bytes(hashlib.sha256(f"{article.id}\x1f{article.revision}".encode()).digest()[:4], "big") >> 1
