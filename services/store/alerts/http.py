"""HTTP to the services: one bounded request through the guard, and every way it can fail as an outcome."""

import asyncio
from typing import Final

import httpx

from services.runtime.guard import Guard, NameNotFound, RefusedAddress
from services.runtime.outbound import Bounds, guarded
from services.store.alerts.sender import Answer, Dialect, Outcome, Parcel, Request, Result
from services.store.alerts.settings import Destination
from tocsin import __version__

_LARGEST_ANSWER: Final = 64 * 1024
"""Bytes of an answer that are read."""


class HttpSender:
    """One destination that is spoken to over HTTP: a client of its own, so that a slow one never holds up another."""

    def __init__(self, destination: Destination, dialect: Dialect) -> None:
        self.traits = dialect.traits
        self.pace = dialect.pace
        self._dialect = dialect
        self._timeout = destination.timeout
        self._hidden = destination.hidden()
        agent = {"user-agent": f"tocsin/{__version__}"}
        self._client = guarded(_guard(destination), Bounds(connections=2, timeout=destination.timeout, headers=agent))

    async def send(self, parcel: Parcel) -> Outcome:
        """One request. A redirect is not followed: a signed message goes where the operator says and nowhere else."""
        request = self._dialect.request(parcel)
        try:
            async with asyncio.timeout(self._timeout):
                answer = await self._ask(request)
        except (TimeoutError, httpx.TimeoutException):
            return Outcome(Result.LATER, f"no answer within {self._timeout:g} s")
        except RefusedAddress as error:
            return Outcome(Result.CLOSED, str(error))
        except NameNotFound as error:
            return Outcome(Result.LATER, str(error))
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            return Outcome(Result.LATER, self._discreet(f"{type(error).__name__}: {error}".rstrip(": ")))
        return self._dialect.outcome(parcel, answer)

    async def aclose(self) -> None:
        """Closes the connections."""
        await self._client.aclose()

    async def _ask(self, request: Request) -> Answer:
        made = self._client.build_request(request.method, request.url, headers=dict(request.headers), content=request.content)
        response = await self._client.send(made, stream=True)
        try:
            body = b""
            async for chunk in response.aiter_bytes():
                body += chunk
                if len(body) > _LARGEST_ANSWER:
                    break
            headers = {k.lower(): v for k, v in response.headers.items()}
            said = self._discreet(body[:_LARGEST_ANSWER].decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
            return Answer(response.status_code, headers, said)
        finally:
            await response.aclose()

    def _discreet(self, text: str) -> str:
        """Without the secrets of the destination: error pages like to repeat the address that was asked."""
        for word in self._hidden:
            text = text.replace(word, "***")
        return text


def _guard(destination: Destination) -> Guard:
    return Guard((str(network) for network in destination.networks), setting="`networks` of the destination")
