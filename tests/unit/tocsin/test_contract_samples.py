"""One frozen event of every version: whatever was published once stays readable and means the same."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tocsin import EVENT_TYPES, UnreadableEvent, read_event
from tocsin.ids import event_id
from tocsin.schema import schema_files, shipped

SAMPLES = sorted((Path(__file__).parent / "samples").glob("*.json"))


def test_every_event_type_has_a_frozen_sample() -> None:
    assert [path.stem for path in SAMPLES] == sorted(row.name for row in EVENT_TYPES)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_frozen_sample_reads_and_writes_back_unchanged(path: Path) -> None:
    sample = path.read_text("utf-8")
    event = read_event(sample)
    written = json.loads(event.to_json())
    assert event.type == path.stem
    assert _within(json.loads(sample), written), "a field of the sample was lost or changed its value"


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_frozen_sample_has_the_id_that_its_payload_gives(path: Path) -> None:
    event = read_event(path.read_bytes())
    identity = event.data.identity()
    assert event.id == event_id(event.type, identity.subject, identity.revision)
    assert event.subject == identity.subject
    assert event.partitionkey == identity.article


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_frozen_sample_obeys_the_schema_that_ships(path: Path) -> None:
    schema = shipped(path.stem)
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(json.loads(path.read_text("utf-8")), schema, format_checker=jsonschema.FormatChecker())


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_newer_producer_does_not_break_an_older_reader(path: Path) -> None:
    sample = json.loads(path.read_text("utf-8"))
    newer = {**sample, "futureextension": "x", "data": {**sample["data"], "future_field": {"a": 1}}}
    assert read_event(json.dumps(newer)) == read_event(json.dumps(sample))


def test_the_schemas_that_ship_are_those_of_the_models() -> None:
    folder = Path(__file__).parents[3] / "tocsin" / "schemas"
    on_disk = {path.name: path.read_text("utf-8") for path in folder.glob("*.json")}
    assert on_disk == schema_files(), "run `make schemas`, and ask whether older readers survive the change"


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"not json", "Invalid JSON"),
        (b"\xff\xfe\x00", "Invalid JSON"),
        (b"[]", "the event"),
        (b"{}", "type"),
        (b'{"type": "tocsin.weather.seen.v1"}', "unknown event type 'tocsin.weather.seen.v1'"),
        (b'{"type": "tocsin.article.withdrawn.v1"}', "id"),
    ],
    ids=["text", "bytes", "list", "empty", "unknown type", "fields missing"],
)
def test_what_is_no_event_is_refused_with_its_reason(raw: bytes, reason: str) -> None:
    with pytest.raises(UnreadableEvent, match=reason):
        read_event(raw)


def test_a_time_without_a_zone_is_refused_by_name() -> None:
    sample = json.loads((SAMPLES[0].parent / "tocsin.article.published.v1.json").read_text("utf-8"))
    sample["data"]["published"] = "2026-03-14T08:05:00"
    with pytest.raises(UnreadableEvent, match=r"data\.published: .*needs a zone"):
        read_event(json.dumps(sample))


def _within(part: Any, whole: Any) -> bool:
    """Whether every field of `part` stands in `whole` with the same value; `whole` may have more."""
    if isinstance(part, dict):
        return isinstance(whole, dict) and all(name in whole and _within(value, whole[name]) for name, value in part.items())
    if isinstance(part, list):
        return isinstance(whole, list) and len(part) == len(whole) and all(map(_within, part, whole))
    return bool(part == whole)
