"""One trace from ingest over extract to store, as a collector receives it over OTLP."""

import asyncio
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from services.runtime.service import Batch, Service, Tools, Transform
from tocsin.article import ArticleExtracted
from tocsin.catalog import ARTICLE_EXTRACTED, make_event


@pytest.fixture
def collector(monkeypatch) -> Iterator[list[tuple[str, object]]]:
    """Service and span of everything that is exported; the environment names this collector."""
    spans: list[tuple[str, object]] = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self):
            request = ExportTraceServiceRequest.FromString(self.rfile.read(int(self.headers["Content-Length"])))
            for each in request.resource_spans:
                (service,) = [
                    attribute.value.string_value for attribute in each.resource.attributes if attribute.key == "service.name"
                ]
                spans.extend((service, span) for scope in each.scope_spans for span in scope.spans)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *words):
            """Says nothing."""

    with HTTPServer(("127.0.0.1", 0), Collector) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", f"http://127.0.0.1:{server.server_port}")
        yield spans
        server.shutdown()
        thread.join()


async def test_an_article_is_one_trace_through_all_three_services(document, article, running, eventually, raw, collector):
    kept = []

    async def send(tools: Tools) -> None:
        await tools.publish([article(1)])
        await asyncio.Event().wait()

    async def close(delivery):
        data = ArticleExtracted(id=delivery.event.data.id, revision=1, source="post", claims=(), extractor="0")
        return [make_event(ARTICLE_EXTRACTED, data, source="tocsin/extract", time=delivery.event.time)]

    async def keep(deliveries):
        kept.extend(deliveries)

    services = [
        Service(document(), "ingest", background=[send]),
        Service(document(), "extract", consumes=Transform("tocsin:articles", "extract", "tocsin:claims", close)),
        Service(document(), "store", consumes=Batch("tocsin:claims", "store", 10, keep)),
    ]
    async with running(*services):
        await eventually(lambda: kept and not raw.xpending("tocsin:claims", "store")["pending"])
    by_service = dict(collector)
    assert sorted(by_service) == ["tocsin-extract", "tocsin-ingest", "tocsin-store"], "spans that are left are sent at the end"
    ingest, extract, store = (by_service[f"tocsin-{name}"] for name in ("ingest", "extract", "store"))
    assert ingest.name == "publish tocsin.article.published.v1"
    assert extract.parent_span_id == ingest.span_id
    assert store.parent_span_id == extract.span_id
    assert len({span.trace_id for span in (ingest, extract, store)}) == 1
    assert kept[0].event.traceparent.split("-")[1] == ingest.trace_id.hex()
