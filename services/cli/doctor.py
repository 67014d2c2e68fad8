"""`tocsin doctor`: looks at everything the system needs and says in plain words what to do. Changes nothing."""

import asyncio
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal
from urllib.parse import urlsplit

import click

from services.cli.migrate import SCHEMAS, Schema
from services.cli.options import config_option
from services.cli.reaching import missing_file

if TYPE_CHECKING:
    from services.runtime.settings import Document, RuntimeSettings

_MARKS: Final = {"ok": ("✓", "green"), "note": ("·", "yellow"), "wrong": ("✗", "red")}

_PATIENCE: Final = 5.0
"""Seconds that a server gets to answer."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found about one part, and what to do about it."""

    verdict: Literal["ok", "note", "wrong"]
    part: str
    text: str


@click.command()
@config_option
def doctor(config: Path | None) -> None:
    """Check configuration, Redis, databases and migrations; exit code 1 when something needs you."""
    findings = asyncio.run(_collect(config))
    for finding in findings:
        mark, colour = _MARKS[finding.verdict]
        head, *rest = finding.text.splitlines() or [""]
        click.echo(f"{click.style(mark, fg=colour)} {finding.part:<13} {head}")
        for line in rest:
            click.echo(f"{'':16}{line}")
    wrong = sum(finding.verdict == "wrong" for finding in findings)
    if wrong:
        raise click.ClickException(f"{wrong} of {len(findings)} checks need you; see the lines marked ✗")


async def _collect(config: Path | None) -> list[Finding]:
    from services.runtime import settings
    from services.runtime.errors import ServiceError

    try:
        document = settings.load(config, os.environ)
        runtime = settings.runtime_settings(document)
    except ServiceError as error:
        return [Finding("wrong", "configuration", str(error))]
    found = [Finding("ok", "configuration", f"read from {document.origin}; state in {runtime.state_dir}")]
    for check in (_redis(document, runtime), _databases(runtime)):
        found += [finding async for finding in check]
    return found


async def _redis(document: "Document", runtime: "RuntimeSettings") -> AsyncIterator[Finding]:
    from services.runtime.errors import ServiceError
    from services.runtime.redis_server import EmbeddedServer, find_binary

    if runtime.redis_url:
        problem = await _unreachable(runtime.redis_url)
        yield Finding("wrong", "redis", problem) if problem else Finding("ok", "redis", "the configured server answers")
        return
    try:
        binary = find_binary(document.env)
    except ServiceError as error:
        yield Finding("wrong", "redis", str(error))
        return
    address = await asyncio.to_thread(EmbeddedServer(runtime.state_dir, document.env).address)
    state = f"runs at {address}" if address else f"{binary.path} ({binary.version}) will be started by `tocsin up`"
    yield Finding("ok" if address else "note", "redis", f"none is configured; the embedded one {state}")


async def _unreachable(url: str) -> str | None:
    """Why no Redis answers at an address, with what to do; None when one answers. The address's password is never shown."""
    parts = urlsplit(url)
    where = f"{parts.hostname}:{parts.port or 6379}"
    try:
        async with asyncio.timeout(_PATIENCE):
            reader, writer = await asyncio.open_connection(parts.hostname, parts.port or 6379, ssl=parts.scheme == "rediss")
            writer.write(b"PING\r\n")
            answer = await reader.readline()
            writer.close()
    except (OSError, TimeoutError, ValueError) as error:
        reason = "no answer" if isinstance(error, TimeoutError) else str(error)
        return f"nothing answers at {where}: {reason}\nstart that server, or correct redis_url (REDIS_URL, TOCSIN_REDIS_URL)"
    if not answer.startswith((b"+PONG", b"-NOAUTH", b"-NOPERM")):
        return f"what answers at {where} is no Redis\ncorrect redis_url (REDIS_URL, TOCSIN_REDIS_URL)"
    return None


async def _databases(runtime: "RuntimeSettings") -> AsyncIterator[Finding]:
    for schema in SCHEMAS:
        yield await _database(runtime, schema)


async def _database(runtime: "RuntimeSettings", schema: Schema) -> Finding:
    from services.runtime import database
    from services.runtime.errors import ServiceError

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
