"""Health, metrics and traces of a running service, over real HTTP and a real Redis."""

import asyncio
import json
import logging
import os
import signal
import socket
from contextlib import closing

import httpx
import pytest
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from services.runtime import logs
from services.runtime import tracing as traces
from services.runtime.errors import ConfigError, Transient
from services.runtime.redis_server import EmbeddedServer
from services.runtime.service import Batch, Service, Tools, Transform
from tocsin.article import ArticleExtracted
from tocsin.catalog import ARTICLE_EXTRACTED, make_event, read_event

PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def close(delivery):
    data = ArticleExtracted(id=delivery.event.data.id, revision=1, source="post", claims=(), extractor="0")
    return [make_event(ARTICLE_EXTRACTED, data, source="tocsin/extract", time=delivery.event.time)]


@pytest.fixture
async def http():
    async with httpx.AsyncClient(timeout=30) as client:

        async def get(port: int, path: str) -> httpx.Response | None:
            try:
                return await client.get(f"http://127.0.0.1:{port}{path}")
            except httpx.ConnectError:
                return None

        yield get


async def test_health_and_metrics_tell_what_runs(document, running, eventually, raw, article, http):
    port = free_port()
    complaint = ["the schema is old"]

    async def schema() -> None:
        if complaint:
            raise Transient(complaint[0])

    async def hook(scope, receive, send) -> None:
        await send({"type": "http.response.start", "status": 202, "headers": []})
        await send({"type": "http.response.body", "body": b"taken"})

    service = Service(
        document(http_port=port),
        "extract",
        consumes=Transform("tocsin:articles", "extract", "tocsin:claims", close),
        ready=[schema],
        routes={"/push": hook},
    )
    async with running(service):
        assert (await eventually(lambda: http(port, "/livez"))).status_code == 200
        unready = await http(port, "/readyz")
        assert unready.status_code == 503
        assert unready.json() == {"redis": "ok", "schema": "the schema is old"}
        complaint.clear()
        assert (await http(port, "/readyz")).status_code == 200
        assert (await http(port, "/push")).text == "taken"
        assert (await http(port, "/push/there")).status_code == 202
        assert (await http(port, "/pushes")).status_code == 404
        raw.xadd("tocsin:articles", {"event": article(1).to_json()})
        raw.xadd("tocsin:articles", {"event": "?"})
        await eventually(lambda: raw.xlen("tocsin:claims") and raw.xlen("tocsin:articles:dead"))
        shown = (await http(port, "/metrics")).text
    for line in (
        'tocsin_stream_length{stream="tocsin:claims"} 1.0',
        'tocsin_dead_letters{stream="tocsin:articles"} 1.0',
        'tocsin_group_lag{group="store",stream="tocsin:claims"} 1.0',
        'tocsin_group_pending{group="extract",stream="tocsin:articles"} 0.0',
        'tocsin_group_oldest_pending_seconds{group="extract",stream="tocsin:articles"} 0.0',
        'tocsin_entries_total{outcome="done",stage="extract"} 1.0',
        'tocsin_entries_total{outcome="dead",stage="extract"} 1.0',
        'tocsin_published_total{type="tocsin.article.extracted.v1"} 1.0',
        'tocsin_wait_seconds_count{stage="extract"} 1.0',
        "tocsin_redis_up 1.0",
    ):
        assert line in shown


async def test_a_port_that_is_taken_is_told_by_the_name_of_its_setting(document):
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        service = Service(document(http_port=taken.getsockname()[1]), "ingest")
        with pytest.raises(ConfigError, match="TOCSIN_HTTP_PORT"):
            await asyncio.wait_for(service.run(), 30)


async def test_a_redis_that_is_killed_is_waited_for(document, running, eventually, article, http, tmp_path):
    server = EmbeddedServer(tmp_path, os.environ)
    port, seen = free_port(), []
    url = await asyncio.to_thread(server.start)

    async def keep(deliveries):
        seen.extend(delivery.event.data.id for delivery in deliveries)

    async def send(tools: Tools) -> None:
        for number in range(100_000):
            while True:
                try:
                    await tools.publish([closing_of(article(number))])
                    break
                except Transient:
                    await asyncio.sleep(0.05)
            await asyncio.sleep(0.02)

    def closing_of(event):
        data = ArticleExtracted(id=event.data.id, revision=1, source="post", claims=(), extractor="0")
        return make_event(ARTICLE_EXTRACTED, data, source="tocsin/extract", time=event.time)

    settings = document(redis_url=url, http_port=port)
    service = Service(settings, "store", consumes=Batch("tocsin:claims", "store", 10, keep), background=[send])
    try:
        async with running(service) as (task,):
            await eventually(lambda: len(seen) > 5)
            os.kill(int((server.directory / "pid").read_text()), signal.SIGKILL)
            unready = await eventually(lambda: not_ready(http, port))
            assert "answer" in unready.json()["redis"], (
                "it does not, or not within 5 s where a child of the dead server keeps the line"
            )
            assert (await http(port, "/livez")).status_code == 200, "starting this process anew would not help"
            assert "tocsin_redis_up 0.0" in (await http(port, "/metrics")).text
            await asyncio.to_thread(server.start)
            at = len(seen)
            await eventually(lambda: len(seen) > at + 5)
            assert not task.done()
            assert (await http(port, "/readyz")).status_code == 200
    finally:
        await asyncio.to_thread(server.stop)
    assert [name for index, name in enumerate(seen) if name not in seen[:index]] == [f"art_{n}" for n in range(len(set(seen)))]


async def not_ready(http, port):
    answer = await http(port, "/readyz")
    return answer if answer is not None and answer.status_code == 503 else None


async def test_a_trace_goes_through_without_opentelemetry(document, running, eventually, raw, article, caplog):
    noted = []

    async def handle(delivery):
        logging.getLogger("test").warning("reading")
        noted.append(delivery.event.traceparent)
        return await close(delivery)

    event = article(1).model_copy(update={"traceparent": PARENT})
    raw.xadd("tocsin:articles", {"event": event.to_json()})
    service = Service(document(), "extract", consumes=Transform("tocsin:articles", "extract", "tocsin:claims", handle))
    async with running(service):
        await eventually(lambda: raw.xlen("tocsin:claims"))
    assert noted == [PARENT]
    assert read_event(raw.xrange("tocsin:claims")[0][1]["event"]).traceparent == PARENT


def test_spans_join_the_trace_of_their_cause_and_link_several(article):
    spans, exporter = traces.spans("extract"), InMemorySpanExporter()
    spans.provider.add_span_processor(SimpleSpanProcessor(exporter))
    caused = article(1).model_copy(update={"traceparent": PARENT})
    with spans.working("extract tocsin.article.published.v1", [caused]) as inner:
        assert traces.trace_id(inner) == traces.trace_id(PARENT)
        assert inner != PARENT
    with spans.working("store batch", [caused, caused]) as own:
        assert traces.trace_id(own) != traces.trace_id(PARENT)
    with spans.working("extract again", [caused]) as inner:
        made = article(2).model_copy(update={"traceparent": PARENT})
        assert traces.stamped(made, inner, PARENT).traceparent == inner, "what was made from its cause hangs under the span between"
    single, batch, _ = exporter.get_finished_spans()
    assert single.parent.span_id == int(PARENT.split("-")[2], 16)
    assert [link.context.trace_id for link in batch.links] == [int(PARENT.split("-")[1], 16)] * 2
    assert single.attributes["cloudevents.event_id"] == caused.id


def test_traces_are_off_unless_asked_for():
    assert isinstance(traces.tracing("extract", {}), traces.PassedOn)
    asked = traces.tracing("extract", {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9"})
    assert isinstance(asked, traces.Spans)
    asked.provider._active_span_processor._span_processors = ()
    asked.close()


def test_a_log_line_of_a_handler_names_article_and_trace(article):
    with logs.bound(article="art_1", trace=traces.trace_id(PARENT)):
        record = logging.makeLogRecord({"msg": "reading", "levelname": "INFO", "name": "test", "created": 0.0})
        line = json.loads(logs.JsonLines().format(record))
    assert (line["article"], line["trace"]) == ("art_1", "4bf92f3577b34da6a3ce929d0e0e4736")
