"""Scale-out: partitions spread the load, replicas share it through their groups, and a Redis Cluster spreads the keys."""

import asyncio
import logging
import os
import socket
import time
from collections import Counter
from contextlib import ExitStack, closing

import pytest
import redis

from services.runtime import groups, state
from services.runtime.errors import ConfigError
from services.runtime.janitor import Janitor
from services.runtime.metrics import Metrics
from services.runtime.pressure import Pressure
from services.runtime.redis_server import EmbeddedServer
from services.runtime.server import connect
from services.runtime.service import Batch, Service, Tools, Transform
from services.runtime.settings import RuntimeSettings
from tocsin import streams
from tocsin.article import ArticleExtracted
from tocsin.catalog import ARTICLE_EXTRACTED, make_event

REPLICAS = 3


class Outcome:
    """What three replicas of extract and of store did."""

    def __init__(self) -> None:
        self.extracted: Counter[int] = Counter()
        self.stored: list[str] = []
        self.order: dict[str, list[str]] = {}

    def services(self, document, events):
        async def send(tools: Tools) -> None:
            for at in range(0, len(events), 20):
                await tools.pressure.clear()
                await tools.publish(events[at : at + 20])
                await asyncio.sleep(0.01)  # so that one replica does not take all
            await asyncio.Event().wait()

        async def keep(deliveries):
            for delivery in deliveries:
                self.stored.append(delivery.event.data.id)
                self.order.setdefault(delivery.key, []).append(delivery.event.data.id)

        def extract(number):
            async def handle(delivery):
                self.extracted[number] += 1
                await asyncio.sleep(0.002)
                data = ArticleExtracted(id=delivery.event.data.id, revision=1, source="post", claims=(), extractor="0")
                return [make_event(ARTICLE_EXTRACTED, data, source="tocsin/extract", time=delivery.event.time)]

            return Service(document, "extract", consumes=Transform(streams.ARTICLES, "extract", streams.CLAIMS, handle))

        made = [extract(number) for number in range(REPLICAS)]
        made += [Service(document, "store", consumes=Batch(streams.CLAIMS, "store", 50, keep)) for _ in range(REPLICAS)]
        return made, Service(document, "ingest", background=[send])


@pytest.fixture
def all_run(caplog, eventually):
    """Waits until so many services read: what is published before that would go to whoever is first."""
    caplog.set_level(logging.INFO, "services.runtime.service")

    async def wait(number):
        await eventually(lambda: caplog.text.count("runs with Redis") >= number)

    return wait


async def drained(raw, partitions):
    return all(raw.xpending(key, group)["pending"] == 0 for key, group in groups.own_groups(partitions))


@pytest.mark.parametrize("partitions", [1, 2, 4])
async def test_three_replicas_share_every_partition(partitions, document, article, running, eventually, raw, all_run):
    outcome, events = Outcome(), [article(number) for number in range(300)]
    replicas, ingest = outcome.services(document(partitions=partitions, min_idle=30.0), events)
    async with running(*replicas):
        await all_run(2 * REPLICAS)
        async with running(ingest):
            await eventually(lambda: len(outcome.stored) >= 300)
            await eventually(lambda: drained(raw, partitions))
    assert Counter(outcome.stored) == Counter(event.data.id for event in events), "each once"
    assert sum(count > 0 for count in outcome.extracted.values()) == REPLICAS, "all of them worked"
    keys = streams.keys(streams.by_name(streams.CLAIMS), partitions)
    assert sorted(outcome.order) == sorted(keys), "every partition was used"
    for event in events:
        key = streams.key_for(streams.by_name(streams.CLAIMS), event.data.id, partitions)
        assert event.data.id in outcome.order[key], "an article stays in its partition"


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def cluster_url(tmp_path_factory):
    """A three-node cluster of real servers."""
    with ExitStack() as stack:
        urls = []
        for number in range(3):
            options = {
                "appendonly": "no",
                "cluster-enabled": "yes",
                "cluster-node-timeout": "2000",
                "cluster-port": str(free_port()),
            }
            server = EmbeddedServer(tmp_path_factory.mktemp(f"node{number}"), os.environ, options)
            urls.append(server.start())
            stack.callback(server.stop)
        nodes = [stack.enter_context(redis.Redis.from_url(url, decode_responses=True)) for url in urls]
        bounds = [0, 5461, 10923, 16384]
        for number, node in enumerate(nodes):
            node.execute_command("CLUSTER", "ADDSLOTSRANGE", bounds[number], bounds[number + 1] - 1)
            node.execute_command("CLUSTER", "SET-CONFIG-EPOCH", number + 1)
        for node in nodes[1:]:
            where = node.connection_pool.connection_kwargs
            bus = node.config_get("cluster-port")["cluster-port"]
            nodes[0].execute_command("CLUSTER", "MEET", where["host"], where["port"], bus)
        deadline = time.monotonic() + 60
        while any(node.execute_command("CLUSTER INFO")["cluster_state"] != "ok" for node in nodes):
            assert time.monotonic() < deadline, "the cluster did not form"
            time.sleep(0.05)
        yield urls[0]


async def test_a_cluster_spreads_the_partitions_and_loses_nothing(cluster_url, document, article, running, eventually):
    outcome, events = Outcome(), [article(number) for number in range(300)]
    replicas, ingest = outcome.services(document(redis_url=cluster_url, partitions=4, min_idle=30.0), events)
    async with running(*replicas, ingest) as tasks:
        await eventually(lambda: len(outcome.stored) >= 300 or any(task.done() for task in tasks))
        assert not [task for task in tasks if task.done()]
    assert Counter(outcome.stored) == Counter(event.data.id for event in events)
    with redis.RedisCluster.from_url(cluster_url) as client:
        keys = streams.keys(streams.by_name(streams.ARTICLES), 4)
        assert len({client.get_node_from_key(key).name for key in keys}) > 1, "the keys are on several nodes"


async def test_everything_that_looks_after_streams_works_on_a_cluster(cluster_url, article):
    server = await connect(cluster_url)
    settings = RuntimeSettings(redis_url=cluster_url, partitions=4, retain_entries=0)
    await groups.ensure(server, 4)
    assert await groups.unfinished(server, 4) == 0
    await Janitor(server, settings, Metrics("test")).once()
    found = await state.of_streams(server, 4)
    assert len([stream for stream in found if stream.key.startswith(streams.ARTICLES)]) == 4
    await asyncio.wait_for(Pressure(server, settings).clear(), 30)
    assert (await server.memory()).used > 0
    await server.close()


async def test_a_cluster_without_partitions_is_refused_by_the_name_of_the_setting(cluster_url, document):
    service = Service(document(redis_url=cluster_url, partitions=1), "ingest")
    with pytest.raises(ConfigError, match="TOCSIN_PARTITIONS"):
        await asyncio.wait_for(service.run(), 30)
