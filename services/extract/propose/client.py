"""Owns the request to the model: bounded in bytes and seconds, through the guard, and every way it can fail as an outcome."""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

import httpx

from services.extract.propose.manner import Manner, Question
from services.extract.propose.proposal import UnreadableAnswer, message_of
from services.extract.propose.rest import Rest
from services.extract.settings import ProposeSettings
from services.runtime.guard import Guard, NameNotFound, RefusedAddress
from services.runtime.outbound import Bounds, guarded
from tocsin import __version__

LOG: Final = logging.getLogger(__name__)

_LARGEST: Final = 512 * 1024
"""Bytes of an answer that are read."""

_TOLD: Final = 200
"""Characters of an error's own words that are kept."""

_NOT_SO: Final = frozenset({400, 404, 415, 422, 501})
"""Statuses by which services refuse a part of a request that they do not know."""


class Outcome(StrEnum):
    """What became of asking about one article."""

    ANSWERED = "answered"
    UNREADABLE = "unreadable"
    """It answered, but not with what was asked for."""
    TOO_LARGE = "too_large"
    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    """No connection, or it broke off."""
    LIMITED = "limited"
    """429, and no time left to try again."""
    REFUSED = "refused"
    """Another status that is no success: the key, the model or the request is wrong."""
    BROKEN = "broken"
    """A status from 500 on."""
    RESTING = "resting"
    """Not asked: it failed too often just before, or wants a longer pause than an article may wait."""
    FAULT = "fault"
    """Our own code failed on the answer; the log has where."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What was said, or why nothing was."""

    outcome: Outcome
    text: str = ""
    """The model's message."""
    detail: str = ""
    """For people; holds neither the key nor the article."""


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    body: bytes
    retry_after: str | None


class Model:
    """One service and model."""

    def __init__(self, settings: ProposeSettings, clock: Callable[[], float] = time.monotonic) -> None:
        assert settings.url is not None
        self._settings = settings
        self._url = settings.url.rstrip("/") + "/chat/completions"
        self._host = urlsplit(settings.url).hostname or ""
        self._key = settings.key.get_secret_value() if settings.key else ""
        self._rest = Rest(clock)
        self._manner = Manner()
        self._last = Outcome.ANSWERED
        guard = Guard((str(network) for network in settings.networks), setting="`networks` in [extract.propose]")
        self._client = guarded(guard, Bounds(settings.at_a_time, settings.timeout, headers=self._headers()))

    async def ask(self, question: Question) -> Reply:
        """One question within the time an article may wait; never raises for what a service does."""
        reply = Reply(Outcome.TIMEOUT, detail=f"no whole answer within {self._settings.timeout:g} s")
        try:
            async with asyncio.timeout(self._settings.timeout) as budget:
                reply = await self._patiently(question, budget)
        except TimeoutError:
            self._rest.failed()
        self._tell(reply)
        return reply

    async def aclose(self) -> None:
        """Closes the connections."""
        await self._client.aclose()

    async def _patiently(self, question: Question, budget: asyncio.Timeout) -> Reply:
        """Asks as soon as it may be asked; again after a pause that it wanted, while there is time."""
        reply = Reply(Outcome.RESTING, detail="it is left alone for now")
        while True:
            while pause := self._rest.left:
                end = budget.when()
                if end is not None and pause >= end - asyncio.get_running_loop().time():
                    return reply
                await asyncio.sleep(pause)
            self._rest.asked()
            reply = await self._once(question)
            if reply.outcome is Outcome.ANSWERED:
                self._rest.answered()
                return reply
            if reply.outcome is not Outcome.LIMITED:
                self._rest.failed()
                return reply

    async def _once(self, question: Question) -> Reply:
        try:
            answer = await self._accepted(question)
        except _TooLarge:
            return Reply(Outcome.TOO_LARGE, detail=f"the answer is longer than {_LARGEST} bytes, or packed")
        except httpx.TimeoutException:
            return Reply(Outcome.TIMEOUT, detail="it does not go on")
        except (RefusedAddress, NameNotFound) as error:
            return Reply(Outcome.UNREACHABLE, detail=str(error))
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            return Reply(Outcome.UNREACHABLE, detail=self._discreet(f"{type(error).__name__}: {error}"))
        return self._meaning(answer)

    async def _accepted(self, question: Question) -> _Answer:
        """The answer in the first manner that the service takes; it is kept for the next question."""
        manner, answer = self._manner, await self._post(question, self._manner)
        while answer.status in _NOT_SO and (milder := manner.milder(answer.body.decode("utf-8", "replace"))):
            manner, answer = milder, await self._post(question, milder)
        if answer.status == httpx.codes.OK:
            self._manner = manner
        return answer

    async def _post(self, question: Question, manner: Manner) -> _Answer:
        body = manner.request(question, self._settings.model, self._settings.max_tokens)
        async with self._client.stream("POST", self._url, json=body) as response:
            if response.headers.get("content-encoding", "identity") != "identity":
                raise _TooLarge
            received = bytearray()
            async for chunk in response.aiter_raw():
                received += chunk
                if len(received) > _LARGEST:
                    raise _TooLarge
            return _Answer(response.status_code, bytes(received), response.headers.get("retry-after"))

    def _meaning(self, answer: _Answer) -> Reply:
        if answer.status == httpx.codes.OK:
            try:
                return Reply(Outcome.ANSWERED, message_of(answer.body))
            except UnreadableAnswer as error:
                return Reply(Outcome.UNREADABLE, detail=str(error))
        said = self._discreet(f"status {answer.status}: {answer.body[:_TOLD].decode('utf-8', 'replace')}")
        if answer.status == httpx.codes.TOO_MANY_REQUESTS:
            self._rest.limited(_seconds(answer.retry_after))
            return Reply(Outcome.LIMITED, detail=said)
        return Reply(Outcome.BROKEN if answer.status >= httpx.codes.INTERNAL_SERVER_ERROR else Outcome.REFUSED, detail=said)

    def _tell(self, reply: Reply) -> None:
        """One line when it begins to fail in a new way, one when it works again; what each article met is in the metrics."""
        if reply.outcome is Outcome.RESTING:
            return
        if reply.outcome is not self._last and reply.outcome is Outcome.ANSWERED:
            LOG.info("the model at %s answers again", self._host)
        elif reply.outcome is not self._last:
            LOG.warning("the model at %s: %s (%s); the rules go on without it", self._host, reply.outcome.value, reply.detail)
        self._last = reply.outcome

    def _headers(self) -> dict[str, str]:
        own = {"User-Agent": f"tocsin/{__version__}", "Accept": "application/json", "Accept-Encoding": "identity"}
        return {**own, "Authorization": f"Bearer {self._key}"} if self._key else own

    def _discreet(self, text: str) -> str:
        """Without the key, which error messages like to repeat, and without what a terminal would obey."""
        shown = text.replace(self._key, "***") if self._key else text
        return "".join(letter if letter.isprintable() else " " for letter in shown)[:_TOLD]


class _TooLarge(Exception):
    """More than is read."""


def _seconds(retry_after: str | None) -> float | None:
    """The pause that a Retry-After header asks for, seconds or a date; None where it says nothing."""
    if retry_after is None:
        return None
    if retry_after.strip().isdecimal():
        return float(retry_after)
    try:
        return (parsedate_to_datetime(retry_after) - datetime.now(UTC)).total_seconds()
    except (ValueError, TypeError):
        return None
