"""Articles a second of CPU from the wire to Redis, against trafilatura on the same pages."""

import asyncio
import multiprocessing
import os
import tempfile
import time
from collections.abc import Collection, Mapping
from contextlib import suppress
from pathlib import Path
from statistics import mean

from ingest_parts.feeds import rate
from ingest_parts.reader import Reader
from ingest_parts.site import SITE, Site
from ingest_parts.text import page
from services.ingest.settings import Source
from services.runtime import database


def articles(count: int, redis_url: str) -> None:
    """Fetches, cleans, keeps and publishes pages, and has trafilatura clean the same ones."""
    import trafilatura  # noqa: PLC0415  # the baseline

    documents = [page(number) for number in range(count)]
    trafilatura.extract(documents[0], output_format="json", with_metadata=True)
    bare = rate(lambda: [trafilatura.extract(each) for each in documents], count)
    with_facts = rate(lambda: [trafilatura.extract(each, output_format="json", with_metadata=True) for each in documents], count)
    with Site(count) as port, tempfile.TemporaryDirectory() as directory:
        wall, cpu, own = asyncio.run(_articles(Path(directory), redis_url, port, count))
    sizes = sorted(len(each) / 1000 for each in documents)
    print(
        f"pages made for this: {mean(sizes):.0f} kB in the mean ({sizes[0]:.0f} to {sizes[-1]:.0f}), "
        f"{1000 / with_facts:.0f} ms of trafilatura with date and title each; pages of news sites: 60 to 300 kB and 10 to 40 ms; "
        "the smaller a page, the more the rest of the way weighs"
    )
    ours = count / cpu
    print(
        f"articles from the wire to Redis: {count / wall:.1f} a second with one worker, {ours:.1f} a second of CPU "
        f"({1 - own / cpu:.0%} of it is cleaning); of trafilatura alone: {bare:.1f} texts (ratio {ours / bare:.2f}), "
        f"{with_facts:.1f} with date and title (ratio {ours / with_facts:.2f})"
    )


async def _articles(directory: Path, redis_url: str, port: int, count: int) -> tuple[float, float, float]:
    pace = {"delay": 0, "concurrency": 2}
    source = Source.model_validate(
        {"id": "pages", "url": f"http://site0.example:{port}/pages", "host": pace, "max_item_age": "3650d"}
    )
    reader = Reader(directory, redis_url, [source], workers=1)
    await reader.prepare()
    seen: list[tuple[float, float, float, int]] = []

    async def until() -> None:
        while (done := (await outbox_published(reader))) < count:
            if done and not seen:  # the workers have imported what they need
                seen.append((time.time(), cpu_seconds(), time.process_time(), done))
            await asyncio.sleep(0.2)  # looking costs processor time too
        seen.append((time.time(), cpu_seconds(), time.process_time(), done))

    await reader.run(until)
    (began, cpu, own, first), (ended, cpu_then, own_then, _) = seen
    share = count / (count - first)
    return (ended - began) * share, (cpu_then - cpu) * share, (own_then - own) * share


async def outbox_published(reader: Reader) -> int:
    """Articles that are on their stream."""
    async with database.reading(reader.engine) as connection:
        found = await connection.exec_driver_sql("SELECT count(*) FROM ingest_outbox WHERE published IS NOT NULL")
        return int(found.scalar_one())


def cpu_seconds() -> float:
    """Of this process and of the workers that it has started, live ones included; the site and Redis are not the reader's."""
    ticks = os.sysconf("SC_CLK_TCK")
    parents: dict[int, int] = {}
    used: dict[int, float] = {}
    names: dict[int, str] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            head, _, rest = stat.read_text("ascii", "replace").rpartition(")")
            pid, fields = int(stat.parent.name), rest.split()
            names[pid] = head.partition("(")[2]
            parents[pid], used[pid] = int(fields[1]), (int(fields[11]) + int(fields[12])) / ticks
    others = {child.pid for child in multiprocessing.active_children() if child.name == SITE}
    others |= {pid for pid, name in names.items() if name.startswith(("redis-server", "valkey-server"))}
    return time.process_time() + sum(used[pid] for pid in used if _descends(pid, parents, others))


def _descends(pid: int, parents: Mapping[int, int], others: Collection[int | None]) -> bool:
    """Whether a process was started by this one, by way of none of the others."""
    while pid in parents and pid not in others:
        pid = parents[pid]
        if pid == os.getpid():
            return True
    return False
