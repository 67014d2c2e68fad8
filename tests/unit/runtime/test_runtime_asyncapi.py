"""The AsyncAPI document: every stream and event, references that lead somewhere, schemas that real events satisfy."""

import json
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from services.cli.schema import schema
from services.runtime.asyncapi import asyncapi
from tocsin import streams
from tocsin.article import ArticleExtracted
from tocsin.catalog import ARTICLE_EXTRACTED, EVENT_TYPES, make_event


def references(node):
    if isinstance(node, dict):
        for name, value in node.items():
            if name == "$ref":
                yield value
            yield from references(value)
    elif isinstance(node, list):
        for item in node:
            yield from references(item)


def follow(document, reference):
    found = document
    for step in reference.removeprefix("#/").split("/"):
        found = found[step]
    return found


@pytest.mark.parametrize("partitions", [1, 3])
def test_every_reference_leads_somewhere(partitions):
    document = asyncapi(partitions)
    found = list(references(document))
    assert len(found) > 50
    for reference in found:
        assert follow(document, reference), reference


def test_every_stream_and_every_event_is_there_once():
    channels = asyncapi()["channels"]
    addresses = [channel["address"] for channel in channels.values()]
    dead = [streams.dead_letter_key(stream.name) for stream in streams.ALL if stream.groups]
    assert sorted(addresses) == sorted([stream.name for stream in streams.ALL] + dead)
    listed = [name for channel in channels.values() for name in channel["messages"] if name != "deadLetter"]
    assert sorted(listed) == sorted(kind.name for kind in EVENT_TYPES)


def test_partitions_are_a_parameter_whose_values_give_the_keys():
    channel = asyncapi(3)["channels"]["claims"]
    values = channel["parameters"]["partition"]["enum"]
    keys = [channel["address"].replace("{partition}", value) for value in values]
    assert keys == streams.keys(streams.by_name(streams.CLAIMS), 3)


def test_an_event_satisfies_the_schema_of_its_message_and_another_does_not():
    document = asyncapi()
    name = ARTICLE_EXTRACTED.name
    validator = Draft202012Validator({"$ref": f"#/components/schemas/{name}", "components": document["components"]})
    data = ArticleExtracted(id="art_1", revision=1, source="post", claims=("clm_1",), extractor="0")
    event = json.loads(
        make_event(ARTICLE_EXTRACTED, data, source="tocsin/extract", time=datetime(2026, 1, 1, tzinfo=UTC)).to_json()
    )
    validator.validate(event)
    assert list(validator.iter_errors({**event, "type": "tocsin.article.published.v1"}))
    assert list(validator.iter_errors({**event, "data": {"id": 3}}))


def test_the_command_prints_documents_that_are_json():
    document = json.loads(CliRunner().invoke(schema, ["asyncapi"], env={"TOCSIN_PARTITIONS": "2"}).output)
    assert document["asyncapi"] == "3.0.0"
    assert "parameters" in document["channels"]["articles"]
    one = json.loads(CliRunner().invoke(schema, ["json", "tocsin.claim.extracted.v1"]).output)
    assert one["title"] == "tocsin.claim.extracted.v1"
    assert len(json.loads(CliRunner().invoke(schema, ["json"]).output)) == len(EVENT_TYPES)
