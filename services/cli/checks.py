"""What `tocsin doctor` looks at: configuration, Redis, databases, sources, model, destinations. Changes nothing, sends nothing."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Final, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel

from services.cli.migrate import SCHEMAS, Schema
from services.cli.reaching import missing_file
from services.extract.settings import ExtractSettings
from services.ingest.settings import Defaults, IngestSettings, sources
from services.runtime import database, settings
from services.runtime.errors import ConfigError, ServiceError
from services.runtime.guard import Guard, NameNotFound, RefusedAddress
from services.runtime.redis_server import EmbeddedServer, find_binary
from services.runtime.server import Server, connect, where
from services.runtime.settings import Document, RuntimeSettings
from services.store.alerts.senders import sender_for
from services.store.alerts.settings import Destination, alerting
from services.store.settings import StoreSettings

_TABLES: Final[dict[str, type[BaseModel]]] = {
    "runtime": RuntimeSettings,
    "ingest": IngestSettings,
    "defaults": Defaults,
    "extract": ExtractSettings,
    "store": StoreSettings,
}
"""Tables whose fields the environment may give."""

_PATIENCE: Final = 5.0
"""Seconds that a server gets to answer."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found about one part, and what to do about it."""

    verdict: Literal["ok", "note", "wrong"]
    part: str
    text: str


async def collect(config: Path | None) -> list[Finding]:
    """Everything, in the order in which it should be mended."""
    try:
        document = settings.load(config, os.environ)
        runtime = settings.runtime_settings(document)
    except ServiceError as error:
        return [Finding("wrong", "configuration", str(error))]
    found = [Finding("ok", "configuration", f"read from {document.origin}; state in {runtime.state_dir}"), *_misspelt(document)]
    for check in (_redis(document, runtime), _databases(runtime), _sources(document), _model(document), _destinations(document)):
        found += [finding async for finding in check]
    return found


def _misspelt(document: Document) -> Iterator[Finding]:
    """Variables of the environment that are no setting and nearly one. Others may be an operator's own secrets."""
    known = [settings.variable_of(table, field) for table, model in _TABLES.items() for field in model.model_fields]
    for name in document.env:
        bare = name.removesuffix("_FILE")
        near = get_close_matches(bare, known, n=1, cutoff=0.9) if name.startswith(settings.PREFIX) and bare not in known else []
        if near:
            yield Finding("note", "environment", f"{name} is no setting; did you mean {near[0]}?")


async def _redis(document: Document, runtime: RuntimeSettings) -> AsyncIterator[Finding]:
    if runtime.redis_url:
        yield await _configured_redis(runtime.redis_url)
        return
    try:
        binary = find_binary(document.env)
    except ServiceError as error:
        yield Finding("wrong", "redis", str(error))
        return
    address = await asyncio.to_thread(_embedded_address, document, runtime)
    state = f"runs at {address}" if address else f"{binary.path} ({binary.version}) will be started by `tocsin up`"
    yield Finding("ok" if address else "note", "redis", f"none is configured; the embedded one {state}")


def _embedded_address(document: Document, runtime: RuntimeSettings) -> str | None:
    return EmbeddedServer(runtime.state_dir, document.env).address()


async def _configured_redis(url: str) -> Finding:
    try:
        async with asyncio.timeout(_PATIENCE):
            server = await connect(url)
    except (ServiceError, TimeoutError) as error:
        said = str(error) or f"{where(url)} does not answer within {_PATIENCE:g} s"
        todo = "" if isinstance(error, ConfigError) else "\nstart that server, or correct redis_url (REDIS_URL, TOCSIN_REDIS_URL)"
        return Finding("wrong", "redis", said.removesuffix(" (redis_url, TOCSIN_REDIS_URL)") + todo)
    try:
        return await _policy(server, where(url))
    finally:
        await server.close()


async def _policy(server: Server, at: str) -> Finding:
    """Whether the server would ever throw entries away by itself."""
    version = ".".join(str(part) for part in server.identity.version)
    memory = await server.memory()
    if memory.limit and memory.policy not in {"noeviction", ""}:
        advice = "set maxmemory-policy noeviction there, else entries are lost when its memory is full"
        return Finding("wrong", "redis", f"{at} ({version}) evicts: maxmemory-policy is {memory.policy}\n{advice}")
    return Finding("ok", "redis", f"{at} answers ({version})")


async def _databases(runtime: RuntimeSettings) -> AsyncIterator[Finding]:
    for schema in SCHEMAS:
        yield await _database(runtime, schema)


async def _database(runtime: RuntimeSettings, schema: Schema) -> Finding:
    part = f"{schema.service} data"
    url = runtime.database(schema.service)
    if missing := missing_file(url):
        return Finding("note", part, f"{missing} does not exist yet; `tocsin up` and `tocsin migrate` make it")
    try:
        engine = database.engine(url)
        try:
            state = await database.schema_state(engine, schema.package, schema.version_table)
        finally:
            await engine.dispose()
    except ServiceError as error:
        return Finding("wrong", part, f"{error}\nstart the database, or correct database_url (TOCSIN_DATABASE_URL)")
    if not state.ready:
        return Finding("wrong", part, f"at migration {state.current}, this version needs {state.head}\nrun `tocsin migrate`")
    return Finding("ok", part, f"answers, at migration {state.current}")


async def _sources(document: Document) -> AsyncIterator[Finding]:
    try:
        declared = sources(document)
    except ServiceError as error:
        yield Finding("wrong", "sources", str(error))
        return
    if declared:
        yield Finding("ok", "sources", f"{len(declared)} declared; ask one with `tocsin sources check ID`")
    else:
        yield Finding("note", "sources", "none is declared: nothing will be read\nadd a [[source]] with id and url to tocsin.toml")


async def _destinations(document: Document) -> AsyncIterator[Finding]:
    try:
        found = alerting(document)
        for destination in found.destinations:
            sender_for(destination)
    except ServiceError as error:
        yield Finding("wrong", "destinations", str(error))
        return
    if not document.tables.get("destination"):
        yield Finding("note", "destinations", "none is declared: alerts go to the log\nadd a [[destination]] to tocsin.toml")
        return
    for destination in found.destinations:
        yield await _destination(destination)


async def _destination(destination: Destination) -> Finding:
    """Whether a connection to it can be opened. Nothing is sent."""
    part = "destination"
    host = urlsplit(destination.url or "").hostname
    if not destination.url or not host or destination.kind == "apprise":
        return Finding("ok", part, f"{destination.name} ({destination.kind}); try it with `tocsin alerts test {destination.name}`")
    if trouble := await _unreachable(destination.url, destination.networks, "the destination"):
        return Finding("wrong", part, f"{destination.name}: {trouble}")
    tried = f"answers; try it with `tocsin alerts test {destination.name}`"
    return Finding("ok", part, f"{destination.name} ({destination.kind}): {host} {tried}")


async def _model(document: Document) -> AsyncIterator[Finding]:
    """The language model, where one is named. It is not asked anything."""
    try:
        model = document.read(ExtractSettings, "extract").propose
    except ServiceError as error:
        yield Finding("wrong", "model", str(error))
        return
    if not model.url:
        return
    if trouble := await _unreachable(model.url, model.networks, "[extract.propose]"):
        yield Finding("wrong", "model", trouble)
        return
    host = urlsplit(model.url).hostname
    yield Finding("ok", "model", f"{model.model}: {host} answers; try it with `tocsin explain --propose FILE`")


async def _unreachable(url: str, networks: Iterable[IPv4Network | IPv6Network], setting: str) -> str | None:
    """Why no connection to an address can be opened from here, and what to do; None where one can."""
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    guard = Guard(str(network) for network in networks)
    try:
        async with asyncio.timeout(_PATIENCE):
            addresses = await guard.addresses(host, port)
            _, writer = await asyncio.open_connection(addresses[0], port)
            writer.close()
    except RefusedAddress as error:
        return f'{error}\nif that is meant, add it to {setting}: networks = ["{error.address}"]'
    except (NameNotFound, OSError, TimeoutError) as error:
        said = str(error) or f"no answer within {_PATIENCE:g} s"
        return f"{host} port {port} cannot be reached: {said}\ncheck its url"
    return None
